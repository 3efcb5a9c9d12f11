"""A Latin word as the rules for names see it: what it is known as, how it is formed, and what stands before it."""

import re
from typing import NamedTuple

from voc.analysis.personal import lists
from voc.analysis.personal.english_cues import CARING, DEALS, INTRODUCES, NOT_OF_PEOPLE, PLACE, ROLES, STOP
from voc.analysis.personal.gazetteer import NAMED, OTHER, Known, known
from voc.analysis.personal.patterns import Pattern
from voc.analysis.personal.rules import LETTER, any_of

PINYIN = lists.words("names", "pinyin surnames")
#: First word -> a pattern for the firms that begin with it: few words of a text are any.
_FIRMS = {
    word: any_of(phrases, re.IGNORECASE)
    for word, phrases in lists.by_first_word(lists.phrases("names", "firms and things named after people")).items()
}
_SYLLABLES = Pattern(
    r"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ao|ou|an"
    r"|en|in|un|ia|ie|iu|ua|uo|ui|ue|a|e|i|o|u)){1,2}",
    re.IGNORECASE,
)
PARTICLES = frozenset(
    "de van von der den bin binti ibn al el da di dos das del della du la le ter ten zu y abu ould".split()
)


class Left(NamedTuple):
    """What stands before a word: the last one to five words, and whether a line or sentence ends there."""

    tails: tuple[str, ...]
    is_break: bool

    def has(self, phrases: frozenset[str]) -> bool:
        return any(tail in phrases for tail in self.tails)

    @property
    def deals(self) -> bool:
        """Whether somebody is dealt with: reported this to, had a session with, my barista is."""
        sentence = re.split(r"[.!?] ", self.tails[-1])[-1].split() if self.tails else []
        if len(sentence) < 2:
            return False
        before = DEALS.get(sentence[-1])
        if before is None:
            return sentence[-1] in {"is", "was"} and sentence[-2] in CARING
        return not before.isdisjoint(sentence[:-1])

    @property
    def last(self) -> str:
        return self.tails[0].strip(",.!:;-()") if self.tails else ""

    @property
    def words(self) -> list[str]:
        return [word.strip(",.!:;()") for word in self.tails[-1].split()] if self.tails else []


#: What stands in brackets after these is as often the practice, or the card, as the person.
_PRACTICES = ("gp (", "dentist (", "vet (", "optician (", "pharmacist (", "solicitor (", "holder (")


def left_of(text: str, start: int) -> Left:
    window = text[max(0, start - _LOOK_BACK) : start]
    lower = window.lower()
    words = (lower if lower.endswith(_PRACTICES) else lower.rstrip("( ")).split()[-5:]
    tails = tuple(" ".join(words[-n:]).rstrip(", ") for n in range(1, len(words) + 1))
    stripped = window.rstrip(" ~-")
    return Left(tails, not stripped or stripped[-1] in ".!?\n" or "\n" in window[-3:])


def introduces(left: Left) -> bool:
    if left.has(INTRODUCES):
        return not NOT_OF_PEOPLE.intersection(left.words) and (
            left.tails[0] != "name" or (left.words[:-1][-1:] or [""])[0] in _WHOSE_NAME
        )
    return left.last in {"called", "named"} and not ROLES.isdisjoint(left.words)


#: Before "name": customer name Ana Lim; in my husband's name, Ivo Lim.
_WHOSE_NAME = frozenset(
    "contact guest customer maiden married full real legal husband's wife's mother's father's mum's dad's partner's "
    "son's daughter's former old birth passenger".split()
)


#: What begins a word is known at once: the search leaps between capitals, and looks back only then.
FIRST = "A-ZÀ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĽĻŁŃŇŅŌŐŒŘŚŞŠŤŢŪŮŰŲŹŻŽȘȚẤẢĐ"
_PART = Pattern(rf"[{LETTER}'.-]+")
_LOOK_BACK, LOOK_AHEAD = 60, 60


SHORTENED = ("'re", "'ll", "'ve", "'d", "'m", "n't", "'s")


class Word(NamedTuple):
    #: In lower case, without a possessive.
    key: str
    start: int
    end: int
    is_shouted: bool
    #: What it is known as, in bits of `Known`.
    known: int

    @property
    def is_initial(self) -> bool:
        return len(self.key.replace(".", "")) == 1

    @property
    def is_stranger(self) -> bool:
        """Whether nothing is known of it, or only that it is a surname: it may be anybody's name."""
        return self.is_unknown and not is_like_a_word(self.key)

    @property
    def is_unknown(self) -> bool:
        is_other = self.known & OTHER or self.key in STOP or self.key in PLACE or self.key.endswith(SHORTENED)
        return not is_other and len(self.key) > 1

    @property
    def may_be_surname(self) -> bool:
        if self.key in STOP or self.key in PLACE:
            return bool(self.known & Known.SURNAME) and self.key not in STOP
        return bool(self.known & (Known.SURNAME | Known.SURNAME_OR_WORD)) or self.is_unknown


LIKE_A_WORD = Pattern(
    r".{2,20}(?:ly|ed|ing|ness|ments?|[st]ions?|ies|ful|less|[aie]ble|ous|ity|isms?|ists?|ised|ized|ians?|ese|ics|ship)"
)


def is_like_a_word(key: str) -> bool:
    """Whether a word that no list knows is formed like an English one: snatched, evidently, martinis.

    >>> is_like_a_word("evidently"), is_like_a_word("okonkwo")
    (True, False)
    """
    return LIKE_A_WORD.fullmatch(key) is not None or (key.endswith("s") and bool(known(key[:-1]) & Known.WORD))


#: McAllister, O'Donoghue.
_OF_A_CLAN = Pattern(r"(?:mc|o')[a-z]{4}")
#: Syllables of Korean given names: Hyun-woo, Ji-eun.
KOREAN = frozenset(
    "ah ae bin bo byung chan cheol chul dae dong doo eun gi go gyu ha hae han hee ho hoon hwa hye hyeon hyo hyuk hyun "
    "hyung il in ja jae je ji jin jong joo joon joong ju jun jung kang ki kwang kyo kyu kyung kyong mi min mo moon "
    "myung na nam ra ran rae rim ryeon rin sang seo seok seon seong seul seung shin si so sol soo sook su suk sun "
    "sung tae uk ut won woo woon woong ye yeon yeong yong yoo yoon young yu yul yun yung".split()
)


def _are_both_given(first: str, second: str) -> bool:
    """Mary-Lou: of two given names one may be a word too."""
    return bool(known(first) & NAMED and known(second) & NAMED and (known(first) | known(second)) & Known.GIVEN)


def known_as(key: str) -> int:
    first, dash, second = key.partition("-")
    found = known(key)
    if not found and _OF_A_CLAN.match(key):
        return Known.SURNAME
    if dash and not found & NAMED and ({first, second} <= KOREAN or _are_both_given(first, second)):
        return found | Known.GIVEN
    is_double = dash and len(first) > 2 and not is_like_a_word(second)
    return found | (known(first) & Known.GIVEN) if is_double else found


def words_of(match: re.Match[str]) -> list[Word]:
    found = []
    for part in _PART.finditer(match[0]):
        text, end = part[0], part.end()
        if text.lower().endswith("'s") and len(text) > 3:
            text, end = text[:-2], end - 2
        key, start = text.lower(), match.start()
        found.append(
            Word(key, start + part.start(), start + end, len(text.rstrip(".")) > 1 and text.isupper(), known_as(key))
        )
    return found


def is_firm(text: str, start: int, end: int) -> bool:
    first = max(0, start - 12)
    for word in re.finditer(r"[A-Za-z]+", text[first : end + 4]):
        if firms := _FIRMS.get(word[0].lower()):
            found = firms.match(text, first + word.start())
            if found and found.start() < end and found.end() > start:
                return True
    return False


_NOT_PINYIN = frozenset("he she long song pan fan men tan due".split())


def is_pinyin(word: Word, follows: Word | None) -> bool:
    if follows is None or word.is_shouted or follows.is_shouted:
        return False
    pair = (word.key, follows.key)
    if pair in {
        ("hong", "kong"),
        ("tai", "chi"),
        ("pan", "pan"),
        ("he", "she"),
        ("hang", "seng"),
        ("long", "wan"),
        ("hua", "wei"),
    }:
        return False
    first = word.key in PINYIN and word.key not in _NOT_PINYIN
    second = follows.key in PINYIN and follows.key not in _NOT_PINYIN and word.key not in STOP and len(word.key) > 2
    return (first and follows.key not in STOP and len(follows.key) > 1 and is_syllables(follows.key)) or (
        second and not word.known & Known.WORD and is_syllables(word.key)
    )


def is_syllables(key: str) -> bool:
    return _SYLLABLES.fullmatch(key.replace("-", "")) is not None


def extended(words: list[Word], at: int, *, any_word: bool) -> int | None:
    """The last word of the name that begins at one, or None if none begins there."""
    if words[at].key in STOP and not words[at].known & NAMED:
        return None
    last = at
    for next_at in range(at + 1, min(len(words), at + 5)):
        word = words[next_at]
        if word.key in PARTICLES:
            continue
        if next_at == at + 1 and word.key in {"park", "hall"} and set(words[at].key.split("-", 1)) <= KOREAN:
            last = next_at
            continue
        if (word.key in STOP and not word.known & Known.SURNAME) or (word.key in PLACE and not any_word):
            break
        if word.is_shouted and not words[at].is_shouted and not (any_word or word.known & Known.SURNAME):
            break
        # David Bowie: after a given name, a rare word is a surname.
        is_rare = word.known & Known.RARER and words[at].known & Known.GIVEN
        if not any_word and not (word.known & NAMED or word.may_be_surname or word.is_initial or is_rare):
            break
        last = next_at
    return last
