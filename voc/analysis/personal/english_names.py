"""Names of people in Latin script: introduced, addressed, thanked, signed, or plainly a first name with a surname."""

import re
from typing import NamedTuple

from voc.analysis.personal import lists
from voc.analysis.personal.english_cues import (
    ADDRESSES,
    ALSO_OF_FIRMS,
    CARING,
    INTRODUCES,
    NICKNAMES,
    NOT_OF_PEOPLE,
    ONLY_A_PERSON,
    PERSON_AFTER,
    PLACE,
    ROLES,
    SEASONS,
    SIGN_OFFS,
    SPOKEN,
    STOP,
    TITLES,
    UNKNOWN_AFTER,
)
from voc.analysis.personal.gazetteer import NAMED, OTHER, Known, known
from voc.analysis.personal.rules import CAPITAL, LATIN, LETTER, NAMED_LOWER, A, Rule, Span, any_of

_PINYIN = lists.words("names", "pinyin surnames")
#: First word -> a pattern for the firms that begin with it: few words of a text are any.
_FIRMS = {
    word: any_of(phrases, re.IGNORECASE)
    for word, phrases in lists.by_first_word(lists.phrases("names", "firms and things named after people")).items()
}
_SYLLABLES = re.compile(
    r"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ao|ou|an"
    r"|en|in|un|ia|ie|iu|ua|uo|ui|ue|a|e|i|o|u)){1,2}",
    re.IGNORECASE,
)
#: The last words of all that introduces somebody: where none of them stands, no stranger's name is taken.
_TELLING = (
    ROLES
    | {"called", "named"}
    | frozenset(phrase.split()[-1].rstrip(":") for phrase in ADDRESSES | INTRODUCES | SPOKEN)
)
_PARTICLES = frozenset(
    "de van von der den bin binti ibn al el da di dos das del della du la le ter ten zu y abu ould".split()
)


_LETTERS = re.compile(rf"[{LETTER}]+")


class _Left(NamedTuple):
    """What stands before a word: the last one, two, three and four words, and whether a line or "
    "sentence ends there."""

    tails: tuple[str, ...]
    is_break: bool

    def has(self, phrases: frozenset[str]) -> bool:
        return any(tail in phrases for tail in self.tails)

    @property
    def last(self) -> str:
        return self.tails[0].strip(",.!:;-()") if self.tails else ""

    @property
    def words(self) -> list[str]:
        return [word.strip(",.!:;()") for word in self.tails[-1].split()] if self.tails else []


#: What stands in brackets after these is as often the practice, or the card, as the person.
_PRACTICES = ("gp (", "dentist (", "vet (", "optician (", "pharmacist (", "solicitor (", "holder (")


def _left_of(text: str, start: int) -> _Left:
    window = text[max(0, start - _LOOK_BACK) : start]
    lower = window.lower()
    words = (lower if lower.endswith(_PRACTICES) else lower.rstrip("( ")).split()[-5:]
    tails = tuple(" ".join(words[-n:]).rstrip(", ") for n in range(1, len(words) + 1))
    stripped = window.rstrip(" ~-")
    return _Left(tails, not stripped or stripped[-1] in ".!?\n" or "\n" in window[-3:])


def _introduces(left: _Left) -> bool:
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


#: What begins a word is known at once: the search leaps between capitals, and looks back only then.
_FIRST = "A-ZÀ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĽĻŁŃŇŅŌŐŒŘŚŞŠŤŢŪŮŰŲŹŻŽȘȚẤẢĐ"
#: The rest of a capitalized word: arah, ary-Jane, 'Brien, r. of Mr., or nothing of an initial.
_REST = (
    rf"(?:[{LETTER}]{{1,25}}(?:['-][{LETTER}]{{1,20}}){{0,2}}(?:(?<=Mrs|MRS)\.|(?<=Prof)\.|(?<=Mr|Ms|Dr|St|MR"
    rf"|MS|DR)\.)?"
    rf"|'[{_FIRST}][{LETTER}]{{1,25}}|(?![{LETTER}0-9'])\.?)"
)
_PARTICLE = rf"(?:(?:{'|'.join(sorted(_PARTICLES))}) |(?:al|el|ul|ar|ash|as|d|l)[-'])"
_RUN = re.compile(
    rf"[{_FIRST}](?<![{LETTER}0-9@#/_-].)(?<![{LETTER}0-9]'.)(?<![{LETTER}]\..){_REST}"
    rf"(?:(?:\.(?<=[A-Z]\.))? ?(?<=[ .]){_PARTICLE}{{0,3}}[{_FIRST}]{_REST}){{0,5}}"
)
_PART = re.compile(rf"[{LETTER}'.-]+")
_PARTICLE_BEFORE = re.compile(
    rf"(?<![{LETTER}])(?:(?:{'|'.join(sorted(_PARTICLES))}) ){{1,3}}$|(?:al|el|ul|ar|ash|as)-$"
)
_LOOK_BACK, _LOOK_AHEAD = 60, 60


_SHORTENED = ("'re", "'ll", "'ve", "'d", "'m", "n't", "'s")


class _Word(NamedTuple):
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
        is_other = self.known & OTHER or self.key in STOP or self.key in PLACE or self.key.endswith(_SHORTENED)
        return not is_other and len(self.key) > 1

    @property
    def may_be_surname(self) -> bool:
        if self.key in STOP or self.key in PLACE:
            return bool(self.known & Known.SURNAME) and self.key not in STOP
        return bool(self.known & (Known.SURNAME | Known.SURNAME_OR_WORD)) or self.is_unknown


_LIKE_A_WORD = re.compile(
    r".{2,20}(?:ly|ed|ing|ness|ments?|[st]ions?|ies|ful|less|[aie]ble|ous|ity|isms?|ists?|ised|ized|ians?|ese|ics|ship)"
)


def is_like_a_word(key: str) -> bool:
    """Whether a word that no list knows is formed like an English one: snatched, evidently, martinis.

    >>> is_like_a_word("evidently"), is_like_a_word("okonkwo")
    (True, False)
    """
    return _LIKE_A_WORD.fullmatch(key) is not None or (key.endswith("s") and bool(known(key[:-1]) & Known.WORD))


#: McAllister, O'Donoghue.
_OF_A_CLAN = re.compile(r"(?:mc|o')[a-z]{4}")
#: Syllables of Korean given names: Hyun-woo, Ji-eun.
_KOREAN = frozenset(
    "ah ae bin bo byung chan cheol chul dae dong doo eun gi go gyu ha hae han hee ho hoon hwa hye hyeon hyo hyuk hyun "
    "hyung il in ja jae je ji jin jong joo joon joong ju jun jung kang ki kwang kyo kyu kyung kyong mi min mo moon "
    "myung na nam ra ran rae rim ryeon rin sang seo seok seon seong seul seung shin si so sol soo sook su suk sun "
    "sung tae uk ut won woo woon woong ye yeon yeong yong yoo yoon young yu yul yun yung".split()
)


def _are_both_given(first: str, second: str) -> bool:
    """Mary-Lou: of two given names one may be a word too."""
    return bool(known(first) & NAMED and known(second) & NAMED and (known(first) | known(second)) & Known.GIVEN)


def _known(key: str) -> int:
    first, dash, second = key.partition("-")
    found = known(key)
    if not found and _OF_A_CLAN.match(key):
        return Known.SURNAME
    if dash and not found & NAMED and ({first, second} <= _KOREAN or _are_both_given(first, second)):
        return found | Known.GIVEN
    is_double = dash and len(first) > 2 and not is_like_a_word(second)
    return found | (known(first) & Known.GIVEN) if is_double else found


def _words(match: re.Match[str]) -> list[_Word]:
    found = []
    for part in _PART.finditer(match[0]):
        text, end = part[0], part.end()
        if text.lower().endswith("'s") and len(text) > 3:
            text, end = text[:-2], end - 2
        key, start = text.lower(), match.start()
        found.append(
            _Word(key, start + part.start(), start + end, len(text.rstrip(".")) > 1 and text.isupper(), _known(key))
        )
    return found


def _name(match: re.Match[str]) -> Span | None:
    """The name in a run of capitalized words, if there is one."""
    run = match[0].lower()
    if run in _NEVER or (" " not in run and _is_plain_word(match, run)):
        return None
    text, words = match.string, _words(match)
    if not _is_worth_a_look(match, words):
        return None
    found = _titled(words) or _introduced(text, words, _left_of(text, words[0].start)) or _listed(text, words)
    if not found:
        return None
    start, end = found
    if _is_firm(text, start, end):
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


def _is_worth_a_look(match: re.Match[str], words: list[_Word]) -> bool:
    """Whether a word of the run or what is around it lets expect a name: most capitals only begin sentences."""
    if any(word.known & NAMED or word.key.rstrip(".") in TITLES or word.key in _PINYIN for word in words):
        return True
    if len(words) > 1 and any(word.is_stranger for word in words):
        return True
    if _is_told(match):
        return True
    return words[-1].is_stranger or _ends_here(match.string, match.end())


def _is_firm(text: str, start: int, end: int) -> bool:
    first = max(0, start - 12)
    for word in re.finditer(r"[A-Za-z]+", text[first : end + 4]):
        if firms := _FIRMS.get(word[0].lower()):
            found = firms.match(text, first + word.start())
            if found and found.start() < end and found.end() > start:
                return True
    return False


def _titled(words: list[_Word]) -> Span | None:
    for at, word in enumerate(words[:-1]):
        title = word.key.rstrip(".")
        if title in TITLES and words[at + 1].key not in TITLES | {"pepper", "martens", "oetker", "scholl"}:
            if title in _WEAK_TITLES and not words[at + 1].may_be_surname and not words[at + 1].known & NAMED:
                continue
            last = _extended(words, at + 1, any_word=True)
            if last is not None:
                first = at if title in NICKNAMES else at + 1
                return words[first].start, words[last].end
    return None


#: Titles that are words too: after these, no word of English is a name.
_WEAK_TITLES = frozenset(
    "miss officer captain lady lord judge colonel major nan pc dc inspector detective constable sister father brother "
    "aunt uncle shri sri madame prof dame sir sergeant imam ms".split()
)


def _introduced(text: str, words: list[_Word], left: _Left) -> Span | None:
    if not (_introduces(left) or _signed(text, words[0].start, words[-1].end)):
        return None
    if words[0].known & (Known.FIRM | Known.PLACE) and not words[0].known & NAMED and len(words) == 1:
        return None
    last = _extended(words, 0, any_word=True)
    return (words[0].start, words[last].end) if last is not None else None


def _listed(text: str, words: list[_Word]) -> Span | None:
    for at, word in enumerate(words):
        follows = words[at + 1] if at + 1 < len(words) else None
        if not _begins_name(text, words, at, word, follows):
            continue
        if at and words[at - 1].key.rstrip(".") in _ENTHRONED:
            return None
        last = _extended(words, at, any_word=False)
        if last is None or (last == at and _is_in(text, word)):
            continue
        after = words[last + 1].key if last + 1 < len(words) else ""
        beyond = _BEYOND.match(text, words[last].end)
        if after in PLACE or (
            beyond
            and beyond[1] in PLACE
            and (at == last or not word.known & Known.COMMON)
            and not _next_to_somebody(text, words[last].end)
        ):
            return None
        start = words[at - 1].start if at and words[at - 1].key in NICKNAMES else word.start
        return start, words[last].end
    return None


#: What stands before a given name in the name of a wing, a chair or a pub: St. George, Queen Anne.
_ENTHRONED = frozenset("st saint queen king prince princess duke".split())


_BEYOND = re.compile(r"\s([a-z&]{1,12})")
_SOMEBODY_ELSE = re.compile(r"\s&\s([A-Z][a-z]{2,14})")


def _next_to_somebody(text: str, end: int) -> bool:
    """Lorna & Hamish, where both are known as given names."""
    other = _SOMEBODY_ELSE.match(text, end)
    return other is not None and bool(known(other[1].lower()) & Known.GIVEN)


def _is_in(text: str, word: _Word) -> bool:
    """Whether it is spoken of as a place: in Orlando."""
    if word.known & Known.COMMON:
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


def _begins_name(  # noqa: PLR0911
    text: str, words: list[_Word], at: int, word: _Word, follows: _Word | None
) -> bool:
    key, what = word.key, word.known
    surname_follows = (
        follows is not None and follows.may_be_surname and not (follows.is_shouted and not word.is_shouted)
    )
    if word.is_initial:
        return key != "i" and _initials_begin(text, words, at)
    if _has_initial_after(text, word, follows):
        return True
    if word.is_shouted and (len(key.rstrip(".")) < 4 or "-" in key or not what & Known.GIVEN):
        return bool(what & NAMED) and _left_of(text, word.start).has(SPOKEN)
    if key in STOP and not what & Known.COMMON and key not in SEASONS:
        return False
    if what & NAMED or _is_pinyin(word, follows):
        return _listed_is_person(text, word, follows if surname_follows else None)
    if key in STOP or key in PLACE:
        return False
    return _stranger_is_person(text, words, at, surname_follows=surname_follows)


def _has_initial_after(text: str, word: _Word, follows: _Word | None) -> bool:
    """Mark T. where no sentence begins, Priya K. anywhere."""
    if not (word.known & NAMED and follows and follows.is_initial and text[follows.end - 1] == "."):
        return False
    is_initial = follows.key != "i." and word.key not in SEASONS and not word.is_shouted
    return is_initial and bool(word.known & Known.GIVEN or not _left_of(text, word.start).is_break)


#: The fellow who came, Kev I think, was kind.
_NOT_SURE = re.compile(
    r"(?:,| was)? (?:I think|I believe|I guess"
    r"|or something|or similar|if I (?:remember|recall)|if memory|maybe\?|was it)"
    r"(?![A-Za-z])",
    re.IGNORECASE,
)


def _is_set_apart(text: str, word: _Word) -> bool:
    return text[max(0, word.start - 2) : word.start].endswith((", ", "(")) and bool(_NOT_SURE.match(text, word.end))


def _listed_is_person(text: str, word: _Word, surname: _Word | None) -> bool:
    """Whether a word that is listed as a given name is one here."""
    what = word.known
    if surname is None and _is_a_thing(text, word):
        return False
    if what & Known.GIVEN or not what & NAMED:
        return not (what & Known.PLACE and not what & Known.COMMON) or _word_is_person(text, word)
    if word.key in STOP and word.key not in SEASONS:
        return False
    return (surname is not None and _is_full_name(text, word, surname)) or _word_is_person(text, word)


_THE = re.compile(r"(?:^|[\s(])(?:[Tt]he|[Aa]n?) $")
_THING_AFTER = re.compile(r" [a-z]{3}")


def _is_a_thing(text: str, word: _Word) -> bool:
    """The Emma mattress: an article before it and no person's doing after it."""
    is_one = _THE.search(text, max(0, word.start - 5), word.start) and _THING_AFTER.match(text, word.end)
    return bool(is_one) and not PERSON_AFTER.match(text, word.end)


def _initials_begin(text: str, words: list[_Word], at: int) -> bool:
    """Whether a surname follows the initials: J. K. Okafor, M Clarke."""
    last = next((word for word in words[at + 1 :] if not word.is_initial), None)
    if last is None or (last.is_shouted and not words[at].is_shouted):
        return False
    is_dotted = "." in text[words[at].start : last.start]
    return (
        last.may_be_surname
        and (is_dotted or bool(last.known & Known.SURNAME))
        and (is_dotted or at > 0 or not _left_of(text, words[at].start).is_break)
    )


def _is_full_name(text: str, word: _Word, follows: _Word) -> bool:
    """Whether a word that may be a given name is one because of the surname after it: Will Hargreaves."""
    if follows.known & OTHER or (follows.known & NAMED and not follows.known & Known.SURNAME):
        return PERSON_AFTER.match(text, follows.end) is not None
    return (
        bool(follows.known & Known.SURNAME)
        or not _left_of(text, word.start).is_break
        or (PERSON_AFTER.match(text, follows.end) is not None)
    )


def _word_is_person(text: str, word: _Word) -> bool:
    """Whether a first name that is also a word stands for a person here."""
    left = _left_of(text, word.start)
    if _is_set_apart(text, word):
        return True
    is_addressed = left.has(ADDRESSES) or left.last in ROLES
    weak = {
        "by",
        "with",
        "it's",
        "and",
        "than",
        "love",
        "loved",
        "im",
        "i'm",
        "gave",
        "poor",
        "lovely",
        "cheers",
        "thx",
        "called me",
    }
    if left.has(SPOKEN) or left.last in ROLES or (is_addressed and left.tails[0] not in weak):
        return True
    acts = PERSON_AFTER.match(text[word.end : word.end + _LOOK_AHEAD])
    if not acts or (word.key in SEASONS and not is_addressed):
        return False
    # At the beginning of a sentence any word has a capital: then only what no thing does tells.
    return not left.is_break or not word.known & Known.WORD or bool(ONLY_A_PERSON.match(text, word.end))


def _stranger_is_person(text: str, words: list[_Word], at: int, *, surname_follows: bool) -> bool:
    """Whether a word that is no listed first name begins a name here."""
    word = words[at]
    what, left = word.known, _left_of(text, word.start)
    is_cued = left.has(SPOKEN) or left.last in ROLES
    if not what & OTHER and _is_set_apart(text, word):
        return True
    if what & OTHER and not (what & Known.SURNAME and surname_follows):
        return (
            what & OTHER == Known.WORD
            and left.last in CARING
            and at == 0
            and not word.is_shouted
            and (surname_follows and bool(ONLY_A_PERSON.match(text, words[at + 1].end)))
        )
    if surname_follows and len(words) > at + 1:
        follows = words[at + 1]
        acts = ONLY_A_PERSON.match(text, words[-1].end)
        if follows.known & Known.SURNAME and not follows.known & OTHER:
            return is_cued or left.has(ADDRESSES) or at > 0 or not left.is_break or bool(acts)
        return (is_cued or bool(acts)) and not follows.known & OTHER
    after = text[word.end : word.end + _LOOK_AHEAD]
    if at == len(words) - 1 and is_cued and (what & Known.SURNAME or UNKNOWN_AFTER.match(after)):
        return left.last in CARING or bool(what & Known.SURNAME) or not left.has(ALSO_OF_FIRMS) or not left.is_break
    return at == len(words) - 1 and bool(ONLY_A_PERSON.match(text, word.end))


_NOT_PINYIN = frozenset("he she long song pan fan men tan due".split())


def _is_pinyin(word: _Word, follows: _Word | None) -> bool:
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
    first = word.key in _PINYIN and word.key not in _NOT_PINYIN
    second = follows.key in _PINYIN and follows.key not in _NOT_PINYIN and word.key not in STOP and len(word.key) > 2
    return (first and follows.key not in STOP and len(follows.key) > 1 and _is_syllables(follows.key)) or (
        second and not word.known & Known.WORD and _is_syllables(word.key)
    )


def _is_syllables(key: str) -> bool:
    return _SYLLABLES.fullmatch(key.replace("-", "")) is not None


def _extended(words: list[_Word], at: int, *, any_word: bool) -> int | None:
    """The last word of the name that begins at one, or None if none begins there."""
    if words[at].key in STOP and not words[at].known & NAMED:
        return None
    last = at
    for next_at in range(at + 1, min(len(words), at + 5)):
        word = words[next_at]
        if word.key in _PARTICLES:
            continue
        if next_at == at + 1 and word.key in {"park", "hall"} and set(words[at].key.split("-", 1)) <= _KOREAN:
            last = next_at
            continue
        if (word.key in STOP and not word.known & Known.SURNAME) or (word.key in PLACE and not any_word):
            break
        if word.is_shouted and not words[at].is_shouted and not (any_word or word.known & Known.SURNAME):
            break
        if not any_word and not (word.known & NAMED or word.may_be_surname or word.is_initial):
            break
        last = next_at
    return last


# In lower case, where a cue stands before it or a verb after it

_LOWER = re.compile(
    A + r"(?:(?i:my (?:full |first |sur)?name(?: is|'s|s)|i(?:'m| am|m) called|mrs?\.?|ms\.?|dr\.?|prof\.?|nurse"
    r"|auntie)\s{1,2}"
    r"|(?i:contact|name|recipient|attn|passenger|guest|from|signed|customer|client|patient)\s?:\s{0,2})"
    r"(?P<it>[a-zß-öø-ÿćčďđęěğıłńňőřśşšťůűźżžățș][a-zß-öø-ÿćčďđęěğıłńňőřśşšťůűźżžățș'-]{1,20}(?:\s[a-zß-öø-ÿćčďđęěğıłńňőřśşšťůűźżžățș][a-zß-öø-ÿćčďđęěğıłńňőřśşšťůűźżžățș'-]{1,20})?)(?![A-Za-z@_0-9-]|\.[a-z])"
)
_ENDS = re.compile(r"\s{0,2}(?:[,.;!?\n)]|$|(?:and|from|with|at|in|but|who|was|is)(?![A-Za-z]))")


def _lower(match: re.Match[str]) -> Span | None:
    """My name is john smith: anything but a common word; mr smith: one word."""
    first, *rest = match["it"].split()
    start, bare = match.start("it"), first.removesuffix("'s")
    if bare in STOP or len(bare) < 2:
        return None
    what, cue = known(bare), match[0].lower()
    whole = bool(rest) and rest[0] not in STOP and not known(rest[0]) & Known.WORD
    end = match.end("it") if whole else start + len(bare)
    if cue.startswith(("mr", "ms", "dr", "prof", "nurse", "auntie")):
        return (
            (start, end)
            if bare not in PLACE and (what & _ANY_NAME or (not what & OTHER and not bare.endswith("er")))
            else None
        )
    if not cue.startswith(("my", "i")):
        return (start, end) if not what & OTHER or what & Known.GIVEN else None
    return (start, end) if what & Known.GIVEN or _ENDS.match(match.string, end) else None


_ANY_NAME = NAMED | Known.SURNAME | Known.SURNAME_OR_WORD
_LISTED_LOWER = re.compile(
    rf"(?<![{LETTER}0-9@#/._'-])[a-zß-öø-ÿćčďđęěğıłńňőřśşšťůűźżžățș][{LETTER}]{{2,14}}(?:-[{LETTER}]{{2,12}})?(?![{LETTER}0-9@_/-])(?!\.[a-z])"
)
_VERB_AFTER = re.compile(
    r"(?:'s)?\s(?:was|helped|who|is|from|at|has|had|did|said|told|on|in|went|and|for|sorted|explained)(?![A-Za-z])"
)
#: Alone at the end after a dash or a greeting.
_SIGNED_LOWER = re.compile(
    r"(?:(?:^|[.!?,)\n]\s{0,3})[-~]{1,2}\s{0,2}|\n|(?i:regards|cheers|thanks|thank you|sincerely|wishes|thx|ta|best"
    r"|love|xx?)"
    r"(?:,|\n|\s-|\s)\s{0,2})$"
)
#: After these, in lower case too, a stranger is named.
_SURELY = (
    frozenset(phrase for phrase in SPOKEN if " " in phrase)
    - ALSO_OF_FIRMS
    - {"thank you", "thanks to", "well done", "handled by", "met with", "huge thanks to", "i am", "props to"}
)


def _listed_lower(match: re.Match[str]) -> Span | None:
    """A first name in lower case that is little else, spoken to, thanked or doing something."""
    word, text = match[0], match.string
    what = _known(word) if "-" in word else known(word)
    if what & OTHER and not what & NAMED:
        return None
    left = _left_of(text, match.start())
    if not _lower_is_person(word, what, left, text, match):
        return None
    follows = re.match(rf"\s([{LETTER}][{LETTER}'-]{{1,15}})(?![{LETTER}@])", text[match.end() : match.end() + 20])
    key = follows[1].lower() if follows else ""
    is_surname = bool(key) and key not in STOP and not known(key) & Known.WORD and key not in _NO_SURNAME
    is_pinyin = _is_syllables(word) and _is_syllables(key) and bool(known(key) & _ANY_NAME)
    end = match.end() + (len(follows[0]) if follows and (is_surname or is_pinyin) else 0)
    return None if _is_firm(text, match.start(), end) else (match.start(), end)


_NO_SURNAME = frozenset("xx xxx lol omg btw thx pls plz ur im ive u r cos coz cuz tho".split())


def _lower_is_person(word: str, what: int, left: _Left, text: str, match: re.Match[str]) -> bool:
    if what & Known.COMMON:
        acts = len(word) > 3 and _VERB_AFTER.match(text, match.end())
        return bool(left.has(ADDRESSES) or left.last in ROLES or acts or _is_last(text, match))
    if what & Known.GIVEN:
        is_spoken = left.has(SPOKEN) or left.last in ROLES or left.last in {"called", "named"}
        return is_spoken or bool(ONLY_A_PERSON.match(text, match.end())) or _is_last(text, match)
    if what & Known.GIVEN_OR_WORD:
        is_role_called = left.last in {"called", "named"} and not ROLES.isdisjoint(left.words)
        if what & Known.WORD or is_role_called:
            return is_role_called or _is_word_with_surname(text, match, left) or _is_kin(word, text, match, left)
        is_thanked = left.has(_SURELY) or left.has(_THANKED)
        goes_on = _PERSON_GOES_ON.match(text, match.end())
        return bool((is_thanked and goes_on) or ONLY_A_PERSON.match(text, match.end()) or _is_last(text, match))
    is_said = left.has(_SURELY) and not is_like_a_word(word)
    return len(word) > 3 and is_said and bool(_PERSON_GOES_ON.match(text, match.end()))


_KIN = frozenset(
    "daughter son husband wife sister brother mum mom dad granddaughter grandson niece nephew partner fiancee friend "
    "boyfriend girlfriend colleague neighbour neighbor nurse midwife".split()
)
_KIN_ACTS = re.compile(r"\s(?:was|is|has|had|and I|who)(?![A-Za-z])")


def _is_kin(word: str, text: str, match: re.Match[str], left: _Left) -> bool:
    """My daughter ivy was scared."""
    is_ours = left.last in _KIN and left.words[-2:-1] and left.words[-2] in {"my", "our", "her", "his", "the"}
    return bool(is_ours and word not in STOP and _KIN_ACTS.match(text, match.end()))


_SURNAME_LOWER = re.compile(rf"\s([{LETTER}'-]{{4,15}})(?![{LETTER}@])")


def _is_word_with_surname(text: str, match: re.Match[str], left: _Left) -> bool:
    """Spoke to rose tran, thanks to mark ellison: a word, but what follows is none, and somebody is spoken to."""
    follows = _SURNAME_LOWER.match(text, match.end())
    if not follows or not (left.has(_SURELY) or left.has(_THANKED)):
        return False
    key = follows[1].lower()
    what = known(key)
    return not (key in STOP or key in ROLES or key in PLACE or what & OTHER or is_like_a_word(key))


_THANKED = frozenset("thanks to|thank you to|thank you|met|told|tell|thank|asked|huge thanks to".split("|"))
_PERSON_GOES_ON = re.compile(
    r"\s(?:who|she|he|they|in|at|on|from|and|was|has|is|about|today|yesterday|again|for|twice|three|that|to|when|if"
    r"|but)(?![A-Za-z])|[.,!]|\s?$"
)


_ROLE_AFTER = re.compile(rf"\s[{LETTER}]{{3}}")


def _is_last(text: str, match: re.Match[str]) -> bool:
    rest = text[match.end() : match.end() + 30].strip(" .!xX\n)")
    return len(rest.split()) < 2 and bool(_SIGNED_LOWER.search(text, max(0, match.start() - 14), match.start()))


#: The same for words that no list knows, after what speaks of nothing but people.
_TOLD_LOWER = re.compile(
    rf"(?<= )(?<=to |th |or |by |ed |ve )(?P<it>[a-z][{LETTER}]{{2,14}})(?![{LETTER}0-9@_/-])(?!\.[a-z])"
)
_TOLD_WORDS = frozenset(phrase.split()[0] for phrase in _SURELY) | {"called", "named", "thanks", "thank"}

#: Names too short to be looked for everywhere: thanks jo, cheers ed.
_SHORT_LOWER = re.compile(
    r"(?<![A-Za-z])(?i:thanks|thank you|thx|cheers|ta|hi|hey|hello|dear|told|ask(?:ed)?|tell|spoke (?:to|with))\s"
    r"(?P<it>jo|mo|al|ed|vi|cy|di|bo|ty|oz|jj|cj|aj|tj|dj)(?=\s?[,.!;]|\s(?:u|ur|you|for|who|at|in|from|and|x+|on)\b|\s?$)"
)
_WORD = rf"[{_FIRST}][{LETTER}'-]{{1,20}}"
#: Robert "Bobby" Nakamura.
_WITH_NICK = re.compile(rf"(?<![{LETTER}])(?P<first>{_WORD}) [\"'“‘(]{_WORD}[\"'”’)] {_WORD}(?![{LETTER}])")
#: An agent "Kev"; calling himself 'Vinnie'.
_QUOTED = re.compile(
    rf"(?<![{LETTER}])(?P<cue>[a-z]{{2,15}}),? [\"'“‘](?P<it>{_WORD}(?: {_WORD})?)[\"'”’](?![{LETTER}])"
)
_CALLS = frozenset("himself herself themselves themself named".split())
#: Tran Van Duc, Nguyen Thi Mai: the middle name tells.
_VIETNAMESE = re.compile(
    rf"(?<![{LETTER}])(?:Nguy[eễ]n|Tr[aầ]n|L[eê]|Ph[aạ]m|Ho[aà]ng|Hu[yỳ]nh|Phan|V[uũoõ]|[DĐ][aặ]ng"
    r"|B[uù]i|[DĐ][oỗ]|H[oồ]|Ng[oô]|D[uư][oơ]ng|L[yý])"
    rf" (?:V[aă]n|Th[iị]|Minh|Ng[oọ]c|Thanh|Quang|Xu[aâ]n|[DĐ][uứ]c|H[uữ]u|Kim|Ho[aà]ng) {_WORD}"
)


_KOREAN_ORDER = re.compile(
    r"(?<![A-Za-z])(?:Park|Kim|Lee|Choi|Jung|Jeong|Kang|Cho|Yoon|Jang|Lim|Han|Oh|Seo|Shin|Kwon|Hwang|Ahn|Song|Yoo|Hong"
    r"|Bae|Baek|Moon|Ko|Son|Nam|Noh|Jeon|Chung|Chang) (?P<first>[A-Z][a-z]{0,5})-(?P<second>[A-Za-z][a-z]{0,5})"
    r"(?![A-Za-z])"
)


def _korean(match: re.Match[str]) -> Span | None:
    return match.span() if {match["first"].lower(), match["second"].lower()} <= _KOREAN else None


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
    Rule("name", _SHORT_LOWER, frozenset("jo mo al ed vi cy di bo ty oz jj cj aj tj dj".split())),
    Rule("name", _RUN, CAPITAL, _name),
    Rule(
        "name",
        _LOWER,
        frozenset("name names called mr mrs ms dr prof nurse sister auntie contact recipient attn".split())
        | frozenset("passenger guest from signed customer client patient".split()),
        _lower,
    ),
    Rule("name", _LISTED_LOWER, NAMED_LOWER, _listed_lower),
    Rule("name", _TOLD_LOWER, _TOLD_WORDS, _listed_lower, LATIN),
)
