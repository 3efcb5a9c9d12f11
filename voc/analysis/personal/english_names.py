"""The rules for names of people in Latin script, in order; and shapes that tell by themselves: Robert "Bob" Lim."""

import re

from voc.analysis.personal.english_cues import ROLES, STOP
from voc.analysis.personal.english_lower import (
    LISTED_LOWER,
    LOWER,
    SHORT_LOWER,
    TOLD_LOWER,
    TOLD_WORDS,
    in_lower_case,
    listed_lower,
)
from voc.analysis.personal.english_runs import RUN, name_in_run
from voc.analysis.personal.english_words import FIRST, KOREAN
from voc.analysis.personal.gazetteer import NAMED, OTHER, known
from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import CAPITAL, LATIN, LETTER, NAMED_LOWER, Rule, Span

_WORD = rf"[{FIRST}][{LETTER}'-]{{1,20}}"
#: Robert "Bobby" Nakamura.
_WITH_NICK = Pattern(rf"(?<![{LETTER}])(?P<first>{_WORD}) [\"'“‘(]{_WORD}[\"'”’)] {_WORD}(?![{LETTER}])")
#: An agent "Kev"; calling himself 'Vinnie'.
_QUOTED = Pattern(rf"(?<![{LETTER}])(?P<cue>[a-z]{{2,15}}),? [\"'“‘](?P<it>{_WORD}(?: {_WORD})?)[\"'”’](?![{LETTER}])")
_CALLS = frozenset("himself herself themselves themself named".split())
#: Tran Van Duc, Nguyen Thi Mai: the middle name tells.
_VIETNAMESE = Pattern(
    rf"(?<![{LETTER}])(?:Nguy[eễ]n|Tr[aầ]n|L[eê]|Ph[aạ]m|Ho[aà]ng|Hu[yỳ]nh|Phan|V[uũoõ]|[DĐ][aặ]ng"
    r"|B[uù]i|[DĐ][oỗ]|H[oồ]|Ng[oô]|D[uư][oơ]ng|L[yý])"
    rf" (?:V[aă]n|Th[iị]|Minh|Ng[oọ]c|Thanh|Quang|Xu[aâ]n|[DĐ][uứ]c|H[uữ]u|Kim|Ho[aà]ng) {_WORD}"
)


_KOREAN_ORDER = Pattern(
    r"(?<![A-Za-z])(?:Park|Kim|Lee|Choi|Jung|Jeong|Kang|Cho|Yoon|Jang|Lim|Han|Oh|Seo|Shin|Kwon|Hwang|Ahn|Song|Yoo|Hong"
    r"|Bae|Baek|Moon|Ko|Son|Nam|Noh|Jeon|Chung|Chang) (?P<first>[A-Z][a-z]{0,5})-(?P<second>[A-Za-z][a-z]{0,5})"
    r"(?![A-Za-z])"
)


def _korean(match: re.Match[str]) -> Span | None:
    return match.span() if {match["first"].lower(), match["second"].lower()} <= KOREAN else None


def _with_nick(match: re.Match[str]) -> Span | None:
    what = known(match["first"].lower())
    return match.span() if what & NAMED else None


def _quoted(match: re.Match[str]) -> Span | None:
    first = match["it"].split()[0].lower()
    what = known(first)
    if match["cue"] in _CALLS and first not in STOP:
        return match.span("it")
    return (
        match.span("it") if match["cue"] in ROLES and (what & NAMED or not what & OTHER) and first not in STOP else None
    )


NAMES = (
    Rule("name", _WITH_NICK, frozenset("\"'“‘("), _with_nick, CAPITAL),
    Rule("name", _QUOTED, frozenset("\"'“‘"), _quoted, CAPITAL),
    Rule("name", _KOREAN_ORDER, frozenset("-"), _korean, CAPITAL),
    Rule("name", _VIETNAMESE, frozenset("VTMNQXĐDHK"), None, frozenset("NTLPHVDĐB")),
    Rule("name", SHORT_LOWER, frozenset("jo mo al ed vi cy di bo ty oz jj cj aj tj dj".split())),
    Rule("name", RUN, CAPITAL, name_in_run),
    Rule(
        "name",
        LOWER,
        frozenset("name names called mr mrs ms dr prof nurse sister auntie contact recipient attn".split())
        | frozenset("passenger guest from signed customer client patient".split()),
        in_lower_case,
    ),
    Rule("name", LISTED_LOWER, NAMED_LOWER, listed_lower),
    Rule("name", TOLD_LOWER, TOLD_WORDS, listed_lower, LATIN),
)
