"""Whether a capitalized word begins the name of a person here: what is known of it, and what stands around it."""

import re

from voc.analysis.personal.english_cues import (
    ADDRESSES,
    ALSO_OF_FIRMS,
    CARING,
    ONLY_A_PERSON,
    PERSON_AFTER,
    PLACE,
    ROLES,
    SEASONS,
    SPOKEN,
    STOP,
    UNKNOWN_AFTER,
)
from voc.analysis.personal.english_words import LOOK_AHEAD, SHORTENED, Left, Word, is_pinyin, left_of
from voc.analysis.personal.gazetteer import NAMED, OTHER, Known, known
from voc.analysis.personal.patterns import Pattern


def begins_name(  # noqa: PLR0911
    text: str, words: list[Word], at: int, word: Word, follows: Word | None
) -> bool:
    key, what = word.key, word.known
    surname_follows = (
        follows is not None and follows.may_be_surname and not (follows.is_shouted and not word.is_shouted)
    )
    if word.is_initial:
        return key != "i" and _initials_begin(text, words, at)
    if _has_initial_after(text, word, follows):
        return True
    if key.endswith(SHORTENED) or (key in ROLES and not surname_follows):
        return False
    if word.is_shouted and (len(key.rstrip(".")) < 4 or "-" in key or not what & Known.GIVEN):
        return bool(what & NAMED) and left_of(text, word.start).has(SPOKEN)
    if key in STOP and not what & Known.COMMON and key not in SEASONS:
        return False
    if what & NAMED or is_pinyin(word, follows):
        return _listed_is_person(text, word, follows if surname_follows else None)
    if key in STOP or key in PLACE:
        return False
    return _stranger_is_person(text, words, at, surname_follows=surname_follows)


def _has_initial_after(text: str, word: Word, follows: Word | None) -> bool:
    """Mark T. where no sentence begins, Priya K. anywhere."""
    if not (word.known & NAMED and follows and follows.is_initial and text[follows.end - 1] == "."):
        return False
    is_initial = follows.key != "i." and word.key not in SEASONS and not word.is_shouted
    return is_initial and bool(word.known & Known.GIVEN or not left_of(text, word.start).is_break)


#: The fellow who came, Kev I think, was kind.
_NOT_SURE = Pattern(
    r"(?:,| was)? (?:I think|I believe|I guess"
    r"|or something|or similar|if I (?:remember|recall)|if memory|maybe\?|was it)"
    r"(?![A-Za-z])",
    re.IGNORECASE,
)


def _is_set_apart(text: str, word: Word) -> bool:
    return text[max(0, word.start - 2) : word.start].endswith((", ", "(")) and bool(_NOT_SURE.match(text, word.end))


def _listed_is_person(text: str, word: Word, surname: Word | None) -> bool:
    """Whether a word that is listed as a given name is one here."""
    what = word.known
    if _is_a_thing(text, word, (surname or word).end):
        return False
    if what & Known.GIVEN or not what & NAMED:
        return not (what & Known.PLACE and not what & Known.COMMON) or _word_is_person(text, word)
    if word.key in STOP and word.key not in SEASONS:
        return False
    return (surname is not None and _is_full_name(text, word, surname)) or _word_is_person(text, word)


_THE = Pattern(r"(?:^|[\s(])(?:[Tt]he|[Aa]n?) $")
_THING_AFTER = Pattern(r" [a-z]{3}")


def _is_a_thing(text: str, word: Word, end: int) -> bool:
    """The Emma mattress, the Frank Sinatra playlist: an article before the name and no person's doing after it."""
    is_one = _THE.search(text, max(0, word.start - 5), word.start) and _THING_AFTER.match(text, end)
    return bool(is_one) and not PERSON_AFTER.match(text, end)


def _initials_begin(text: str, words: list[Word], at: int) -> bool:
    """Whether a surname follows the initials: J. K. Okafor, M Clarke."""
    last = next((word for word in words[at + 1 :] if not word.is_initial), None)
    if last is None or (last.is_shouted and not words[at].is_shouted):
        return False
    is_dotted = "." in text[words[at].start : last.start]
    return (
        last.may_be_surname
        and (is_dotted or bool(last.known & Known.SURNAME))
        and (is_dotted or at > 0 or not left_of(text, words[at].start).is_break)
    )


def _is_full_name(text: str, word: Word, follows: Word) -> bool:
    """Whether a word that may be a given name is one because of the surname after it: Will Hargreaves."""
    if follows.known & OTHER or (follows.known & NAMED and not follows.known & Known.SURNAME):
        return PERSON_AFTER.match(text, follows.end) is not None
    return (
        bool(follows.known & Known.SURNAME)
        or not left_of(text, word.start).is_break
        or (PERSON_AFTER.match(text, follows.end) is not None)
    )


def _word_is_person(text: str, word: Word) -> bool:
    """Whether a first name that is also a word stands for a person here."""
    left = left_of(text, word.start)
    if _is_set_apart(text, word):
        return True
    is_addressed = (left.has(ADDRESSES) or left.last in ROLES) and not (word.key in SEASONS and left.last == "called")
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
    if left.deals or left.has(SPOKEN) or left.last in ROLES or (is_addressed and left.tails[0] not in weak):
        return True
    acts = PERSON_AFTER.match(text[word.end : word.end + LOOK_AHEAD]) or ONLY_A_PERSON.match(text, word.end)
    if not acts or (word.key in SEASONS and not is_addressed):
        return False
    # At the beginning of a sentence any word has a capital: then only what no thing does tells.
    return not left.is_break or not word.known & Known.WORD or bool(ONLY_A_PERSON.match(text, word.end))


#: Malia and Wiktoria: of two people one is known.
_AND = Pattern(r" (?:and|&) ([A-Z][a-z]{2,14})(?![A-Za-z'])")


def _is_with_somebody(text: str, word: Word, left: Left) -> bool:
    other = _AND.match(text, word.end)
    if other and known(other[1].lower()) & Known.COMMON:
        return True
    return left.words[-1:] in (["and"], ["&"]) and bool(known(left.words[-2:][0]) & Known.COMMON)


def _stranger_is_person(text: str, words: list[Word], at: int, *, surname_follows: bool) -> bool:
    """Whether a word that is no listed first name begins a name here."""
    word = words[at]
    what, left = word.known, left_of(text, word.start)
    is_cued = left.deals or left.has(SPOKEN) or left.last in ROLES
    is_told = not what & OTHER and (_is_set_apart(text, word) or _is_with_somebody(text, word, left))
    if is_told or (left.tails and left.tails[0] in {"the", "a", "an"}):
        return is_told
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
    after = text[word.end : word.end + LOOK_AHEAD]
    if at == len(words) - 1 and is_cued and (what & Known.SURNAME or UNKNOWN_AFTER.match(after)):
        return left.last in CARING or bool(what & Known.SURNAME) or not left.has(ALSO_OF_FIRMS) or not left.is_break
    return at == len(words) - 1 and bool(ONLY_A_PERSON.match(text, word.end))
