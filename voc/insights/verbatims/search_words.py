"""The words of a text as they are searched for: in one case, one width and one script, with their places.

A text becomes tokens: words of letters, numbers, and each character by itself where words are written without spaces
(Han, kana, Hangul, Thai and their like) and of emoji. What is asked for becomes tokens in the same way, so nothing has
to be segmented: two neighbouring characters are a pair, pairs are what the index holds, and a Chinese word of any
length is found wherever it stands, however a segmenter would cut. Words of letters are found from their beginning
(`deliver` finds "delivery", `late` does not find "chocolate"), in quotation marks as they are.

Web processes import this module; it loads neither a segmenter nor OpenCC.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

#: Changes whenever a text may get other tokens; the index is then made anew.
VERSION = 1
#: A longer word is cut. Nobody types it, and PostgreSQL keeps none beyond 2 kB.
LONGEST = 64
#: Stands between two tokens of `spelled` that a sentence divides: 很好，吃 does not speak of 好吃.
BREAK = "."
#: Stands in a text where something is hidden, so that what is beside it does not become neighbours.
HIDDEN = " | "

#: Scripts that write words without spaces, or join them: Thai to Myanmar, Khmer, Hangul, kana, Han.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1100-\u11ff\u3130-\u318f\uac00-\ud7af\u3041-\u30ff\u31f0-\u31ff"
    "\uff66-\uff9d\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
_EMOJI = "\u2190-\u2bff\U0001f000-\U0001f3fa\U0001f400-\U0001faff"
_PIECES = re.compile(
    rf"(?P<single>[{_UNSPACED}{_EMOJI}])"
    rf"|(?P<word>[^\W\d_{_UNSPACED}]{{1,{LONGEST}}}|\d{{1,{LONGEST}}})"
    r"|(?P<stop>[,;:!?()\[\]{}<>|~。、「」『』《》【】〈〉\"“”„«»\n]|\.(?=[\s.]|$)"
    rf"|(?<=[{_UNSPACED}])\s+(?=[{_UNSPACED}]))"
)
_SINGLE = re.compile(f"[{_UNSPACED}{_EMOJI}]")
#: Apostrophes (don't, don’t and dont are one word), what joins or colours emoji, and what is not seen at all.
_LEFT_OUT = frozenset("'’‘ʼ\u00ad\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff") | set(map(chr, range(0x1F3FB, 0x1F400)))
_ACCENTS = re.compile("[\u0300-\u036f]")
_QUOTED = re.compile('["“”„«»「」『』]([^"“”„«»「」『』]*)["“”„«»「」『』]')


class Token(NamedTuple):
    """A word or character as it is searched for, and where it stands in the text as given."""

    text: str
    start: int
    end: int
    #: Whether a sentence goes on from the token before.
    follows: bool


@dataclass(frozen=True)
class Spelled:
    """What the index keeps of a text."""

    #: Its tokens in their order with a space between; `BREAK` where a sentence divides them.
    words: str
    #: Its pairs of neighbouring characters, each once.
    pairs: str


@dataclass(frozen=True)
class Term:
    """One thing that is asked for: tokens that stand one after the other."""

    tokens: tuple[str, ...]
    #: As `Spelled.words` has it, breaks included.
    words: str
    #: The last token is a whole word; otherwise a word may begin with it.
    is_whole: bool
    #: What was typed, for texts that are not in the index yet.
    typed: str = field(default="", compare=False)

    @property
    def is_certain(self) -> bool:
        """Whether a text that has its keys has the term: then nobody needs to look at the text itself."""
        return len(self.tokens) == 1 or (len(self.tokens) == 2 and len(self.keys) == 1)

    @property
    def keys(self) -> tuple[str, ...]:
        """What the index is asked for: whole words, single characters, or the pairs that they make."""
        return tuple(dict.fromkeys(_keys(self.words.split(" "))))

    @property
    def prefix(self) -> str | None:
        """The one key that is only a word's beginning, if there is one."""
        last = self.tokens[-1]
        return None if self.is_whole or _is_single(last) else last


def tokens(text: str) -> list[Token]:
    """The tokens of a text in their order. Cost: linear in the text.

    >>> [token.text for token in tokens("Fast DELIVERY, 物流太慢 😡")]
    ['fast', 'delivery', '物', '流', '太', '慢', '😡']
    """
    folded = text.translate(_FOLD)
    origins = None if len(folded) == len(text) and _is_by_one(text) else _origins(text)
    found, follows = [], False
    for piece in _PIECES.finditer(folded):
        if piece.lastgroup == "stop":
            follows = False
            continue
        start, end = piece.span()
        if origins:
            start, end = origins[start], origins[end - 1] + 1
        found.append(Token(piece.group(), start, end, follows))
        follows = True
    return found


def spelled(text: str) -> Spelled:
    """What the index keeps of a text.

    >>> spelled("很好，吃")
    Spelled(words='很 好 . 吃', pairs='很好')
    """
    words: list[str] = []
    pairs: dict[str, None] = {}
    before, is_stopped = "", False
    # The same as `tokens`, `_joined` and `_pairs` in one pass: every text of the database comes through here.
    for piece in _PIECES.finditer(text.translate(_FOLD)):
        kind = piece.lastgroup
        if kind == "stop":
            before, is_stopped = "", True
            continue
        token = piece.group()
        if is_stopped and words:
            words.append(BREAK)
        words.append(token)
        is_stopped = False
        if kind == "word":
            before = ""
            continue
        if before:
            pairs[before + token] = None
        before = token
    return Spelled(" ".join(words), " ".join(pairs))


def terms(query: str) -> tuple[Term, ...]:
    """What a query asks for: each word, each phrase in quotation marks; empty when it holds no word at all.

    >>> [(term.words, term.is_whole) for term in terms('deliver "too late" 物流')]
    [('too late', True), ('deliver', False), ('物 流', False)]
    """
    query = cleaned(query)
    quoted = [_term(phrase, is_whole=True) for phrase in _QUOTED.findall(query)]
    plain = [_term(word, is_whole=False) for word in _QUOTED.sub(" ", query).split()]
    return tuple(dict.fromkeys(term for term in (*quoted, *plain) if term))


def cleaned(query: str) -> str:
    """The query without what no text of ours can hold and no database takes: NUL, halves of characters."""
    return query.replace("\0", " ").encode("utf-8", "ignore").decode()


def places(text: str, wanted: Sequence[Term], *, inside: bool = False) -> list[tuple[int, int]]:
    """Where the terms stand in the text as given, in order, never overlapping. With `inside` also within words.

    >>> places("服務太慢", terms("服务"))
    [(0, 2)]
    """
    found = tokens(text)
    spans = sorted(span for term in wanted for span in _spans(found, term, inside=inside))
    return _apart(spans)


def _term(text: str, *, is_whole: bool) -> Term | None:
    found = tokens(text)
    return Term(tuple(token.text for token in found), _joined(found), is_whole, text.strip()) if found else None


def _joined(found: Sequence[Token]) -> str:
    parts = (token.text if token.follows or not at else f"{BREAK} {token.text}" for at, token in enumerate(found))
    return " ".join(parts)


def _is_single(token: str) -> bool:
    return len(token) == 1 and bool(_SINGLE.match(token))


def _pairs(words: Sequence[str]) -> Iterator[str]:
    return (a + b for a, b in pairwise(words) if _is_single(a) and _is_single(b))


def _keys(words: Sequence[str]) -> Iterator[str]:
    """Pairs, and what is in none of them."""
    for at, word in enumerate(words):
        before = at > 0 and _is_single(words[at - 1])
        after = at + 1 < len(words) and _is_single(words[at + 1])
        if word != BREAK and not (_is_single(word) and (before or after)):
            yield word
    yield from _pairs(words)


# Where terms stand


def _spans(found: Sequence[Token], term: Term, *, inside: bool) -> Iterator[tuple[int, int]]:
    wanted = term.words.split(" ")
    follows = [at > 0 and wanted[at - 1] != BREAK for at in range(len(wanted)) if wanted[at] != BREAK]
    size = len(term.tokens)
    for at in range(len(found) - size + 1):
        here = found[at : at + size]
        if all(
            _fits(token.text, word, is_first=n == 0, is_last=n == size - 1, term=term, inside=inside)
            and (n == 0 or token.follows == follows[n])
            for n, (token, word) in enumerate(zip(here, term.tokens, strict=True))
        ):
            yield here[0].start, here[-1].end


def _fits(token: str, word: str, *, is_first: bool, is_last: bool, term: Term, inside: bool) -> bool:
    if token == word:
        return True
    begins_freely, ends_freely = inside and is_first, is_last and (inside or not term.is_whole)
    if _is_single(word):
        return False
    if begins_freely and ends_freely:
        return word in token
    return (ends_freely and token.startswith(word)) or (begins_freely and token.endswith(word))


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for start, end in spans:
        if made and start < made[-1][1]:
            made[-1] = made[-1][0], max(end, made[-1][1])
        else:
            made.append((start, end))
    return made


# One case, one width, one script


@cache
def _simplified() -> dict[str, str]:
    """Traditional character -> Simplified one (`tools/one_script.py` makes the table)."""
    lines = Path(__file__).with_name("one_script.txt").read_text(encoding="utf-8").splitlines()
    return {line[0]: line[1] for line in lines}


def _folded(char: str) -> str:
    if char in _LEFT_OUT:
        return ""
    if simple := _simplified().get(char):
        return simple
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", char).casefold())
    made = unicodedata.normalize("NFC", _ACCENTS.sub("", plain))
    return "".join(_simplified().get(each, each) for each in made if each not in _LEFT_OUT)


class _Folding(dict[int, str]):
    """Each character's plain form, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = made = _folded(chr(code))
        return made


_FOLD = _Folding()


def _is_by_one(text: str) -> bool:
    """Whether each character became exactly one; a lost and a doubled one would else hide one another."""
    return (text.isascii() and "'" not in text) or all(len(_FOLD[ord(char)]) == 1 for char in set(text))


def _origins(text: str) -> list[int]:
    """Of each character of the folded text, the place of the one it came from."""
    return [at for at, char in enumerate(text) for _ in _FOLD[ord(char)]]
