"""What a rule is, and the pieces that the patterns of several kinds share."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from voc.analysis.personal import lists
from voc.analysis.personal.gazetteer import names_in_lower_case
from voc.analysis.personal.patterns import Pattern

Span = tuple[int, int]


class Rule(NamedTuple):
    """One way in which a kind of personal data shows."""

    kind: str
    pattern: Pattern
    #: A text with none of these marks has no match and is not searched: most answers hold no digit.
    needs: frozenset[str]
    #: Which part of a match is the hit, or None if it is not one after all. By default group "it", or everything.
    trim: Callable[[re.Match[str]], Span | None] | None = None
    #: Marks of which one is needed besides; empty if none is.
    also: frozenset[str] = frozenset()

    def may_match(self, marked: frozenset[str]) -> bool:
        """Whether a text with these marks is worth searching."""
        return not self.needs.isdisjoint(marked) and (not self.also or not self.also.isdisjoint(marked))

    def spans(self, text: str) -> Iterator[Span]:
        """The hits of this rule, in order, never overlapping."""
        group = "it" if "it" in self.pattern.groupindex else 0
        end_of_last = 0
        for match in self.pattern.finditer(text):
            span = self.trim(match) if self.trim else match.span(group)
            if span and span[0] >= end_of_last:
                yield span
                end_of_last = span[1]


#: What looks like personal data and is none: taken first, so that no later rule can.
KEEP = "keep"

#: Stands for what a rule has taken: neither letter, digit, space nor punctuation.
TAKEN = "\x00"


def blank(text: str, spans: Sequence[Span]) -> str:
    """The text with the spans blanked, as long as before."""
    if not spans:
        return text
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], TAKEN * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])


# Marks of a text: its characters, its Latin words in lower case, and these for what several characters tell.

DIGIT = frozenset("0123456789")
CAPITAL = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÄÅÉÈÍÓÖÚÜØÇŁŠŽĐİÐÞŚŻŹČŞŐÑÆŘĽŤÕĀ")
LATIN = frozenset("abcdefghijklmnopqrstuvwxyz") | CAPITAL
#: Seven digits close together, without which there is no phone, card or long number.
MANY = frozenset({"seven digits"})
HAN_TEXT = frozenset({"han"})
#: A word that is a given name and hardly a word.
NAMED_LOWER = frozenset({"a given name"})

#: Four digits together, or three and two: without them there is no postcode of the continent.
FOUR = frozenset({"four digits"})
_FOUR_DIGITS = Pattern(r"\d{4}|\d{3} \d\d|\d\d-\d{3}")
_SEVEN_DIGITS = Pattern(r"\d(?:[^\d\n]{0,3}\d){6}")
_LATIN_WORD = Pattern(r"[a-z]{2,}")
_ACCENTED = Pattern("[À-ɏḀ-ỿ]")


def marks(text: str) -> frozenset[str]:
    """The characters of a folded text, and the marks that stand for several.

    >>> sorted(marks("Ab 1"))
    [' ', '1', 'A', 'ab', 'b']
    """
    found = set(text)
    if not found.isdisjoint(DIGIT):
        if _SEVEN_DIGITS.search(text):
            found |= MANY
        if _FOUR_DIGITS.search(text):
            found |= FOUR
    words = _LATIN_WORD.findall(text.lower())
    if not text.isascii() and _ACCENTED.search(text):
        words += _LATIN_WORD.findall(lists.plain(text.lower()))
    found.update(words)
    if words and not names_in_lower_case().isdisjoint(words):
        found |= NAMED_LOWER
    if not text.isascii():
        found |= HAN_TEXT
    return frozenset(found)


#: Full-width forms and other scripts' digits to ASCII, all dashes to one, all spaces (the invisible ones too) to one.
_FOLD = {
    **{zero + digit: ord("0") + digit for zero in (0x660, 0x6F0, 0x966) for digit in range(10)},
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63], ord("-")),
    **dict.fromkeys([0x3000, 0xA0, *range(0x2000, 0x200E), 0x202F, 0x2060, 0xFEFF], ord(" ")),
    0x2019: ord("'"),
}
_FOLDED = {chr(code): chr(plain) for code, plain in _FOLD.items()}
_FOLDABLE = Pattern(f"[{re.escape(''.join(_FOLDED))}]")


def folded(text: str) -> str:
    """The text in plain digits, punctuation, spaces and Simplified signs, one code point for one, so offsets hold.

    >>> folded("１３８－００１３"), folded("領隊劉小姐")
    ('138-0013', '领队刘小姐')
    """
    if text.isascii():
        return text
    # Few characters of a text are foldable: looking them up one by one is several times faster than `translate`.
    text = _FOLDABLE.sub(lambda match: _FOLDED[match[0]], text)
    if not _traditional().search(text):
        return text
    simplified = _simplified()
    return "".join([simplified.get(sign, sign) for sign in text])


@cache
def _traditional() -> Pattern:
    return Pattern(f"[{''.join(_simplified())}]")


@cache
def _simplified() -> dict[str, str]:
    """The signs that Simplified writing has another one for, and which: no rule needs its words in two scripts."""
    pairs = (lists.sections("words-zh")[name] for name in ("Traditional signs", "the same signs in Simplified"))
    return dict(zip(*pairs, strict=True))


LETTER = "A-Za-zÀ-ɏḀ-ỿ"
HAN = "\u4e00-\u9fff"
#: A boundary where Chinese and Latin meet too, which \b does not see.
A, Z = f"(?<![{LETTER}0-9])", f"(?![{LETTER}0-9])"
SEP = r"[ .\-]"

#: What follows a quantity or a price, so that the number before it is none of ours.
UNIT = Pattern(
    r"\s?(?:元|块|塊|圆|円|万|萬|千|亿|个|個|件|次|天(?!天)|年|月|人|台|盒|杯|份|分|岁|米|公里|斤|%"
    r"|(?:dollars?|usd|eur|euros?|gbp|pounds?|yuan|rmb|cny|points?|items?|units?|pieces?|pcs|people|users?|times"
    r"|days?|weeks?|months?|years?|hours?|hrs|minutes?|mins?|miles?|km|kg|percent|copies|boxes|seats|orders|customers"
    r"|mah|mb|gb|tb|steps?|rpm|calories|views|followers|subscribers)\b)",
    re.IGNORECASE,
)


_LETTER_OR_DIGIT = Pattern(f"[{LETTER}0-9]")


def is_letter(text: str, at: int) -> bool:
    """Whether a Latin letter or a digit stands there; False outside the text.

    >>> is_letter("a-b", 0), is_letter("a-b", 1), is_letter("a-b", -1)
    (True, False, False)
    """
    return at >= 0 and _LETTER_OR_DIGIT.match(text, at) is not None


def digits(text: str) -> str:
    """The ASCII digits of a text."""
    return re.sub(r"[^0-9]", "", text)


def no_quantity(match: re.Match[str]) -> Span | None:
    """The hit of a match that is not followed by a unit."""
    return None if UNIT.match(match.string, match.end()) else match.span("it" if "it" in match.re.groupindex else 0)


def any_of(words: Sequence[str], flags: re.RegexFlag = re.NOFLAG) -> Pattern:
    """A pattern for whole words, the longest first; Chinese ones stand without spaces around them."""
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    chinese = [re.escape(word) for word in longest_first if re.match(f"[{HAN}]", word)]
    others = [re.escape(word) for word in longest_first if not re.match(f"[{HAN}]", word)]
    # What must stand around a word is said once for all of them, which compiles and searches several times as fast; no
    # place can begin a word of both kinds.
    apart = [rf"(?<![{LETTER}0-9])(?:{'|'.join(others)})(?![{LETTER}0-9])"] if others else []
    return Pattern("|".join([*chinese, *apart]).replace(r"\ ", r"\s{1,3}"), flags)
