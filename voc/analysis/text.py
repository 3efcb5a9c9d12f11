"""Text as it arrived, made readable, with a way back: each place knows where it was in the original."""

import html
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import accumulate, pairwise, repeat
from typing import NamedTuple

from voc.analysis.remembered import Remembered
from voc.analysis.scripts import HAN, changed, simplified

# Tone marks give pinyin away; "好(good)" is a customer's own bracket and stays.
PINYIN = "a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"


class Repaired(NamedTuple):
    """A readable text, and for each of its characters the span of the original it came from (None: same offsets)."""

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's offsets for the non-empty repaired slice start:end.

        >>> repair("caf&eacute; ok").span(0, 4)
        (0, 11)
        """
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The repaired slice that came from the original's start:end; of what repair took away, the next character.

        >>> repair("caf&eacute; ok").place(0, 11)
        (0, 4)
        """
        if self.starts is None or self.ends is None:
            return start, end
        begin = min(bisect_right(self.ends, start), max(0, len(self.text) - 1))
        return begin, max(begin + 1, bisect_left(self.starts, end))


class Token(NamedTuple):
    """One word, mark or emoji of the repaired text; `lower` is its spelling for look-ups."""

    text: str
    lower: str
    start: int
    end: int


_CP1252 = {bytes([b]).decode("cp1252", "replace"): b for b in range(0x80, 0xA0)}
_CP1252 = {c: b for c, b in _CP1252.items() if c != "\ufffd"}
_CONT = "\u0080-\u00bf" + "".join(_CP1252)
_MOJIBAKE = re.compile(
    f"[\u00c2\u00c3][{_CONT}]"  # Â£, Ã©
    f"|\u00e2[{_CONT}]{{2}}"  # â€™
    f"|\u00f0\u0178[{_CONT}]{{2}}"  # ðŸ˜€
    f"|(?:[\u00e3-\u00e9\u00ef][{_CONT}]{{2}}){{2,}}"  # runs of Chinese only: one alone may be a word like "café…”"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31}\d{0,2});")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>")
_BREAKING = re.compile(r"</?(?:br|p|div|li|tr|h\d)\b", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff]+")
_COMPATIBLE = re.compile(
    "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u3000\u2000-\u200a\u202f\u00a0\ufb00-\ufb06\uf900-\ufaff\u2e80-\u2fdf"
    "\u2460-\u2473\u24b6-\u24e9\U0001d400-\U0001d7ff]"
)
_MARKED = re.compile("[^\\W\\d_][\u0300-\u036f]+")
_QUOTE = re.compile("[\u2018\u2019\u02bc\u00b4\u0060\uff07]")
_SURROGATE = re.compile("[\ud800-\udfff\x00]")
_SPACED = re.compile(f"(?<![{HAN}])[{HAN}](?:[ \u3000][{HAN}]){{3,}}(?![{HAN}])")
_PINYIN = re.compile(f"(?<=[{HAN}])[(（]\\s?[{PINYIN}]{{0,5}}[{TONED}][{PINYIN}]{{0,5}}\\s?[)）]")
_TWIN = re.compile(f"([{HAN}])[(（]([{HAN}])[)）]")
_LOST = re.compile("(?:锟斤拷|锟斤|斤拷)+|\ufffd+")
_GBK_RUN = re.compile("[^\x00-\x7f]{3,}")
# What none of the repairs below could touch; nearly every English text and most Chinese ones are this plain. Both begin
# with a set of characters, which is what a search finds fastest.
_SUSPECT = re.compile(
    "[&<\u00a0\u00ad\u00b4`\u00c2\u00c3\u00e2-\u00e9\u00ef\u00f0\u0300-\u036f\u2000-\u200f\u2018\u2019\u202a-\u202f"
    "\u2060-\u2069\u02bc\u2460-\u2473\u24b6-\u24e9\u2e80-\u2fdf\u3000\ud800-\udfff\x00\uf900-\ufb06\ufe0e\ufe0f\ufeff"
    "\uff07\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\ufffd\U0001d400-\U0001d7ff锟拷"
    # A lead byte of UTF-8 Chinese, read as GBK, lands in these few dozen first characters.
    "浣鎴涓鐨鍙鏄浜鏈鍦瀵寰鐢锛銆绋鏃璐榛鍝瓒閫噺娌闈灏鍚鎬鍒]"
)
_SUSPECT_AFTER_HAN = re.compile(f"[(（ ](?<=[{HAN}].)(?:[{HAN}][)） \u3000]|\\s?[{PINYIN}]{{0,5}}[{TONED}])")

_SUSPECT_ASCII = re.compile("[&<`\x00]")


def _is_suspect(text: str) -> bool:
    if text.isascii():
        return _SUSPECT_ASCII.search(text) is not None
    return _SUSPECT.search(text) is not None or _SUSPECT_AFTER_HAN.search(text) is not None


#: Marks that no repair, language or script turns on.
_HARMLESS = "，。！？；：、…～~!?;:,.%0-9 \n“”《》【】（）()*#+_=\\-"


@cache
def _plain_chinese() -> re.Pattern[str]:
    """Harmless marks and, one at least, common Han characters, the same in Simplified writing and not of mojibake."""
    others = {*changed(), *_SUSPECT.findall("".join(map(chr, range(0x4E00, 0x9FA6))))}
    # Ranges, because an expression with 17,000 single characters takes longer to compile than all the rest.
    borders = [0x4DFF, *sorted(map(ord, others)), 0x9FA6]
    han = "".join([f"{chr(a + 1)}-{chr(b - 1)}" for a, b in pairwise(borders) if b - a > 1])
    return re.compile(f"[{_HARMLESS}]*[{han}][{han}{_HARMLESS}]*")


def is_plain_chinese(text: str) -> bool:
    """Whether a text is Simplified Chinese without anything to repair, to convert or to wonder about.

    Such a text is its own repair and its own Simplified form. Most Chinese verbatims are, and one look
    at their characters saves them eight.

    >>> is_plain_chinese("服务很好！"), is_plain_chinese("服務很好！"), is_plain_chinese("WiFi 很好")
    (True, False, False)
    """
    return _plain_chinese().fullmatch(text) is not None and (
        (" " not in text and "(" not in text and "（" not in text) or _SUSPECT_AFTER_HAN.search(text) is None
    )


def repair(text: str) -> Repaired:
    """The text without what only machines put there: mojibake, entities, tags, invisible and full-width characters.

    Also drops pinyin or a Simplified twin in brackets after a Traditional character, joins spaced-out Han, and turns
    curly apostrophes straight. Chinese punctuation stays as it is, because clauses are split by it. Linear in length.

    >>> repair("caf&eacute; &amp; bar").text
    'café & bar'
    """
    if not _is_suspect(text):
        return Repaired(text)
    state = Repaired(text)
    for pattern, made in _REPAIRS:
        state = _substitute(state, pattern, made)
    return _from_gbk(_unspaced(state))


def _substitute(state: Repaired, pattern: re.Pattern[str], made: Callable[[re.Match[str]], str]) -> Repaired:
    """`re.sub` that keeps the offsets; a replacement as long as its match is taken to correspond letter by letter."""
    found = [(m.start(), m.end(), new) for m in pattern.finditer(state.text) if (new := made(m)) != m.group()]
    return _splice(state, found) if found else state


def _splice(state: Repaired, found: list[tuple[int, int, str]]) -> Repaired:
    text = state.text
    starts = state.starts if state.starts is not None else tuple(range(len(text)))
    ends = state.ends if state.ends is not None else tuple(range(1, len(text) + 1))
    parts: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    at = 0
    for begin, end, new in found:
        parts += (text[at:begin], new)
        new_starts += starts[at:begin]
        new_ends += ends[at:begin]
        if len(new) == end - begin:
            new_starts += starts[begin:end]
            new_ends += ends[begin:end]
        else:
            new_starts += [starts[begin]] * len(new)
            new_ends += [ends[end - 1]] * len(new)
        at = end
    parts.append(text[at:])
    return Repaired("".join(parts), tuple(new_starts) + starts[at:], tuple(new_ends) + ends[at:])


def _undo_cp1252(match: re.Match[str]) -> str:
    try:
        return bytes(_CP1252.get(c, ord(c) & 0xFF) for c in match.group()).decode("utf-8")
    except UnicodeDecodeError:
        return match.group()


def _tag_gap(match: re.Match[str]) -> str:
    return "\n" if _BREAKING.match(match.group()) else " "


def _without_twin(match: re.Match[str]) -> str:
    first, second = match.groups()
    return first if first != second and simplified(first) == second else match.group()


_REPAIRS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_SURROGATE, lambda m: " "),
    (_MOJIBAKE, _undo_cp1252),
    (_ENTITY, lambda m: html.unescape(m.group())),
    (_SURROGATE, lambda m: " "),
    (_TAG, _tag_gap),
    (_INVISIBLE, lambda m: ""),
    (_COMPATIBLE, lambda m: unicodedata.normalize("NFKC", m.group())),
    (_MARKED, lambda m: unicodedata.normalize("NFC", m.group())),
    (_QUOTE, lambda m: "'"),
    (_LOST, lambda m: " "),
    (_PINYIN, lambda m: ""),
    (_TWIN, _without_twin),
)


def _unspaced(state: Repaired) -> Repaired:
    """服 务 很 差 without its spaces; each is cut out by itself, so that the characters keep their places."""
    runs = _SPACED.finditer(state.text)
    found = [
        (m.start() + k, m.start() + k + 1, "") for m in runs for k, char in enumerate(m.group()) if char in " \u3000"
    ]
    return _splice(state, found) if found else state


def _from_gbk(state: Repaired) -> Repaired:
    """Undo UTF-8 that was read as GBK: two wrong characters stand for four bytes, three of which are one right one."""
    found = []
    for match in _GBK_RUN.finditer(state.text):
        right = _gbk_run(match.group())
        if right is None:
            continue
        # Each right character has its own span, so that offsets stay true inside a long run.
        for k, char in enumerate(right):
            begin, end = (3 * k + 1) // 2, (3 * k + 4) // 2
            found.append((match.start() + begin, match.start() + max(end, begin + 1), char))
    return _splice(state, found) if found else state


def _gbk_run(run: str) -> str | None:
    try:
        raw = run.encode("gbk")
        right = raw.decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None
    return right if len(right) * 3 == len(raw) and re.fullmatch(f"[{HAN}，。！？、；：（）“”]+", right) else None


def _splitter(word: str, first: str, email: str = "(?!)") -> re.Pattern[str]:
    """An expression whose `split` gives what stands between the tokens and the tokens, by turns; first match wins.

    `word` is the class of a word's characters, `first` what is tried before all words. Emoticons must not touch a word.
    """
    return re.compile(
        rf"""((?:https?://|www\.)\S+
        |{first}
        |{email}
        |{word}+(?:'{word}+)*(?<!\d)(?<=[A-Za-z])(?:\.(?=[A-Za-z]\.)[A-Za-z])+\.
        |\b(?:Dr|Mr|Mrs|Ms|Prof|St|vs|etc|approx)\.
        |\d+(?:[.,:/]\d+)*(?:st|nd|rd|th|am|pm)?\b
        |{word}+(?:'{word}+)*
        |<3|[:;=][-^o]?[)(\]\[DPpO/\\|*3]+(?!\w)|\^_?\^|-_+-
        |\.{{2,}}|[!?]+
        |[^\s\w]|_+)""",
        re.VERBOSE,
    )


# Nearly all English texts are of this kind, whose plain words cost half of what any word costs.
_PLAIN = _splitter("[A-Za-z0-9]", r"[A-Za-z]++(?![0-9.'])")


@cache
def _any() -> re.Pattern[str]:
    """For every other text; made when the first one comes, because classes with Han take long to compile."""
    return _splitter(rf"[^\W_{HAN}]", f"[{HAN}]+")


@cache
def _with_email() -> re.Pattern[str]:
    return _splitter(rf"[^\W_{HAN}]", f"[{HAN}]+", r"[\w.+-]{1,64}+@[\w-]{1,64}\.[\w.-]{1,190}\w")


# "@name" is none: only where a word touches the sign may an address stand.
_AT = re.compile(r"\w@\w")
_CLITIC = re.compile(r"(.+?)(n't|'(?:s|m|re|ve|ll|d))$", re.IGNORECASE)


@lru_cache(maxsize=50_000)
def _clitics(word: str) -> tuple[str, ...]:
    """The treebank's cut of one word, with what stands between: don't is do, "", n't; cannot is can, "", not."""
    if word.lower() == "cannot":
        return word[:3], "", word[3:]
    match = _CLITIC.fullmatch(word)
    return (match[1], "", match[2]) if match else (word,)


#: Words in lower case, each kept as one object, so that looking it up again finds its hash made.
_lowered = Remembered(str.lower)
#: `made(Token, (text, lower, start, end))` is that token without a call of Python, and a text has thirty.
made = tuple.__new__


def tokens(text: str, offset: int = 0) -> list[Token]:
    """The tokens of a repaired text in order, cut as in the English Web Treebank; a run of Han is one token.

    `offset` is added to every place.

    >>> [t.text for t in tokens("I can't complain :)")]
    ['I', 'ca', "n't", 'complain', ':)']
    """
    splitter = _with_email() if "@" in text and _AT.search(text) else _PLAIN if text.isascii() else _any()
    parts = splitter.split(text)
    if "'" in text or "annot" in text:
        parts = _parted(parts)
    places = list(accumulate(map(len, parts), initial=offset))
    words = parts[1::2]
    columns = zip(words, map(_lowered.__getitem__, words), places[1:-1:2], places[2::2], strict=True)
    return list(map(made, repeat(Token), columns))


def _parted(whole: list[str]) -> list[str]:
    """Gaps and words by turns, with each clitic a word of its own."""
    found: list[str] = []
    at = 0
    for i, word in enumerate(whole):
        if "'" in word or word in ("cannot", "Cannot"):
            found += whole[at:i]
            found += _clitics(word)
            at = i + 1
    found += whole[at:]
    return found


ENDS_SENTENCE = frozenset(".!?。！？…") | {"..", "...", "!!", "!!!", "??"}
