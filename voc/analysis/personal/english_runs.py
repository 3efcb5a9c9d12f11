"""The name in a run of capitalized words, if there is one: after a title, introduced, signed, or listed."""

import re

from voc.analysis.personal import lists
from voc.analysis.personal.english_cues import (
    ADDRESSES,
    INTRODUCES,
    NICKNAMES,
    PERSON_AFTER,
    PLACE,
    ROLES,
    SIGN_OFFS,
    SPOKEN,
    STOP,
    TITLES,
)
from voc.analysis.personal.english_persons import begins_name
from voc.analysis.personal.english_words import (
    FIRST,
    PARTICLES,
    PINYIN,
    Left,
    Word,
    extended,
    introduces,
    is_firm,
    left_of,
    words_of,
)
from voc.analysis.personal.gazetteer import NAMED, OTHER, Known, known
from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import LETTER, Span

#: The last words of all that introduces somebody: where none of them stands, no stranger's name is taken.
_TELLING = (
    ROLES
    | {"called", "named"}
    | frozenset(phrase.split()[-1].rstrip(":") for phrase in ADDRESSES | INTRODUCES | SPOKEN)
)


def _ends_here(text: str, at: int) -> bool:
    return text.count(" ", at, at + 60) < 5


def _signed(text: str, start: int, end: int) -> bool:
    """Whether nothing but a name stands at the end, after a sign-off or a dash."""
    if text[end : end + 60].strip(" .!,xX\n-)").count(" ") > 3:
        return False
    window = text[max(0, start - 30) : start]
    before = window.rstrip(" \n")
    if before.endswith(("-", "~", "--")) and (
        len(before.rstrip(" -~")) == 0 or before.rstrip("-~ \n")[-1:] in ".!?," or "\n" in window
    ):
        return True
    word = before.rstrip(",.! ").lower().split()[-1:]
    return (
        bool(word)
        and word[0] in SIGN_OFFS
        and (
            "\n" in window[len(before) - 1 :]
            or (before.endswith(",") and word[0] not in {"thanks", "you", "x"})
            or word[0] in {"regards", "sincerely", "faithfully", "wishes"}
        )
    )


#: The rest of a capitalized word: arah, ary-Jane, 'Brien, r. of Mr., or nothing of an initial.
_REST = (
    rf"(?:[{LETTER}]{{1,25}}(?:['-][{LETTER}]{{1,20}}){{0,2}}(?:(?<=Mrs|MRS)\.|(?<=Prof)\.|(?<=Mr|Ms|Dr|St|MR"
    rf"|MS|DR)\.)?"
    rf"|'[{FIRST}][{LETTER}]{{1,25}}|(?![{LETTER}0-9'])\.?)"
)
_PARTICLE = rf"(?:(?:{'|'.join(sorted(PARTICLES))}) |(?:al|el|ul|ar|ash|as|d|l)[-'])"
RUN = Pattern(
    rf"[{FIRST}](?<![{LETTER}0-9@#/_-].)(?<![{LETTER}0-9]'.)(?<![{LETTER}]\..){_REST}"
    rf"(?:(?:\.(?<=[A-Z]\.))? ?(?<=[ .]){_PARTICLE}{{0,3}}[{FIRST}]{_REST}){{0,5}}"
)
_PARTICLE_BEFORE = Pattern(rf"(?<![{LETTER}])(?:(?:{'|'.join(sorted(PARTICLES))}) ){{1,3}}$|(?:al|el|ul|ar|ash|as)-$")


def name_in_run(match: re.Match[str]) -> Span | None:
    """The name in a run of capitalized words, if there is one."""
    run = match[0].lower()
    if run in _NEVER or (" " not in run and _is_plain_word(match, run)):
        return None
    text, words = match.string, words_of(match)
    if not _is_worth_a_look(match, words):
        return None
    found = _titled(words) or _introduced(text, words, left_of(text, words[0].start)) or _listed(text, words)
    if not found:
        return None
    start, end = found
    if is_firm(text, start, end):
        return None
    before = _PARTICLE_BEFORE.search(text, max(0, start - 14), start)
    return (before.start() if before and text[before.start() : start] not in {"la ", "le ", "de la "} else start), end


def _is_plain_word(match: re.Match[str], word: str) -> bool:
    """Whether it is a word of English and nothing before it tells that a name follows."""
    what = known(word.removesuffix("'s"))
    return bool(what & OTHER) and not what & NAMED and not _is_told(match) and match.string.count(" ", match.end()) > 3


def _is_told(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 18) : match.start()].rstrip(" ,:~-\n").rsplit(None, 1)
    return bool(before) and before[-1].strip('("').lower() in _TELLING


#: Alone, no name: a sentence begins with them.
_NEVER = STOP - lists.words("names", "given names that are also words, months, places or firms")


def _is_worth_a_look(match: re.Match[str], words: list[Word]) -> bool:
    """Whether a word of the run or what is around it lets expect a name: most capitals only begin sentences."""
    if any(word.known & NAMED or word.key.rstrip(".") in TITLES or word.key in PINYIN for word in words):
        return True
    if len(words) > 1 and any(word.is_stranger for word in words):
        return True
    if _is_told(match):
        return True
    return words[-1].is_stranger or _ends_here(match.string, match.end())


def _titled(words: list[Word]) -> Span | None:
    for at, word in enumerate(words[:-1]):
        title = word.key.rstrip(".")
        if title in TITLES and words[at + 1].key not in TITLES | {"pepper", "martens", "oetker", "scholl"}:
            if title in _WEAK_TITLES and not words[at + 1].may_be_surname and not words[at + 1].known & NAMED:
                continue
            last = extended(words, at + 1, any_word=True)
            if last is not None:
                first = at if title in NICKNAMES else at + 1
                return words[first].start, words[last].end
    return None


#: Titles that are words too: after these, no word of English is a name.
_WEAK_TITLES = frozenset(
    "miss officer captain lady lord judge colonel major nan pc dc inspector detective constable sister father brother "
    "aunt uncle shri sri madame prof dame sir sergeant imam ms".split()
)


def _introduced(text: str, words: list[Word], left: Left) -> Span | None:
    if not (introduces(left) or _signed(text, words[0].start, words[-1].end)):
        return None
    if words[0].known & (Known.FIRM | Known.PLACE) and not words[0].known & NAMED and len(words) == 1:
        return None
    last = extended(words, 0, any_word=True)
    return (words[0].start, words[last].end) if last is not None else None


def _listed(text: str, words: list[Word]) -> Span | None:
    for at, word in enumerate(words):
        follows = words[at + 1] if at + 1 < len(words) else None
        if not begins_name(text, words, at, word, follows):
            continue
        if at and words[at - 1].key.rstrip(".") in _ENTHRONED:
            return None
        last = extended(words, at, any_word=False)
        if last is None or (last == at and _is_in(text, word)):
            continue
        if last == at and (_is_a_shop(text, word) or _is_a_product(text, words, at)):
            continue
        beyond_it = words[last + 1 : last + 4]
        after = beyond_it[0].key if beyond_it else ""
        beyond = _BEYOND.match(text, words[last].end)
        if (
            after in PLACE
            or any(other.key in _SITES for other in beyond_it)
            or (beyond and beyond[1] in _SITES and not _ROLE_BEYOND.match(text, beyond.end()))
        ):
            return None
        if (
            beyond
            and beyond[1] in PLACE
            and (at == last or not word.known & Known.COMMON)
            and not _next_to_somebody(text, words[last].end)
        ):
            return None
        start = words[at - 1].start if at and words[at - 1].key in NICKNAMES else word.start
        return start, words[last].end
    return None


#: What is named after people in full: James Cook hospital, James Richardson International Airport.
_SITES = frozenset("hospital hosp airport university college station stadium hotel museum infirmary".split())
_ROLE_BEYOND = Pattern(rf"\s(?:{'|'.join(sorted(ROLES))})(?![a-z])")
#: Sammy's is, at Sammy's, from Sam's: where one eats or buys.
_AT = Pattern(r"(?:^|[.!?]\s|(?:at|from|to|like|than|near|visit(?:ed)?|tried|try|of)\s)$", re.IGNORECASE)
_OF_ITS_OWN = Pattern(r"'s(?=\s?[,.!?;)]|\s(?:is|was|has|and|for|again|or|than|in|on|with|menu|food)(?![a-z])|\s?$)")


def _is_a_shop(text: str, word: Word) -> bool:
    before = _AT.search(text, max(0, word.start - 9), word.start)
    return before is not None and _OF_ITS_OWN.match(text, word.end) is not None


def _is_a_product(text: str, words: list[Word], at: int) -> bool:
    """The Aurora Pass: a rarer given name and a word of English, both with a capital, and nobody is spoken to."""
    if words[at].known & Known.COMMON or at + 1 >= len(words):
        return False
    after, left = words[at + 1], left_of(text, words[at].start)
    is_word = bool(after.known & Known.WORD) and after.key not in STOP and after.start - words[at].end == 1
    return is_word and not (left.deals or left.has(SPOKEN) or left.last in ROLES)


#: What stands before a given name in the name of a wing, a chair or a pub: St. George, Queen Anne.
_ENTHRONED = frozenset("st saint queen king prince princess duke".split())


_BEYOND = Pattern(r"\s([a-z&]{1,12})")
_SOMEBODY_ELSE = Pattern(r"\s&\s([A-Z][a-z]{2,14})")


def _next_to_somebody(text: str, end: int) -> bool:
    """Lorna & Hamish, where both are known as given names."""
    other = _SOMEBODY_ELSE.match(text, end)
    return other is not None and bool(known(other[1].lower()) & Known.GIVEN)


def _is_in(text: str, word: Word) -> bool:
    """Whether it is spoken of as a place: in Orlando."""
    if word.known & Known.COMMON or left_of(text, word.start).deals:
        return False
    return bool(
        re.search(
            r"(?:^|\s)(?:in|near|around|via|visiting|visited|new|port|san|santa|los|las|sao|el|downtown"
            r"|central|north|south|east|west|at|to)\s$"
            if not word.known & Known.GIVEN
            else r"(?:^|\s)(?:in|near|around|via|visiting|visited|new|port|san|santa|los|las|sao|downtown)\s$",
            text[max(0, word.start - 10) : word.start],
            re.IGNORECASE,
        )
    ) and not PERSON_AFTER.match(text, word.end)
