"""Hide who somebody is before their words leave the console: contact data, numbers that identify, addresses, names.

English and Chinese, and what both share. Rules, not a model: fast enough for every export, and each miss has a line to
mend. It is a safety net of high but not full recall: a rare name that nobody introduces and the caller does not know
stays. What the kinds look like stands in `personal/`; here they get their order.

How it works: the text is folded to plain digits and punctuation, one code point for one, so offsets hold; then each
rule takes its hits in turn and blanks them, so that later, broader rules cannot take them again.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from voc.analysis.personal import chinese_names, chinese_signs, contacts, english_names, numbers, places
from voc.analysis.personal.gazetteer import Known, known
from voc.analysis.personal.rules import (
    DIGIT,
    FOUR,
    HAN,
    HAN_TEXT,
    KEEP,
    LATIN,
    MANY,
    Rule,
    any_of,
    blank,
    folded,
    is_letter,
    marks,
)


class Hit(NamedTuple):
    """A piece of text that tells who somebody is."""

    #: email, url, order, handle, id, card, phone, plate, address, name or number.
    kind: str
    #: Offsets in code points of the text as given; `end` is not part of it.
    start: int
    end: int


KINDS = ("address", "card", "email", "handle", "id", "name", "number", "order", "phone", "plate", "url")


def mask(
    text: str, *, names: Sequence[str] = (), firms: Sequence[str] = (), labels: Mapping[str, str] | None = None
) -> str:
    """The text with every hit replaced by a placeholder such as [phone]; `labels` may translate the word inside.

    `names` are names known to belong to the text: the respondent, their contact, their agent. Each is hidden wherever
    it stands, in full or by one of its parts; `firms`, such as the respondent's employer, in full or without Ltd.
    Where a text speaks of several people or numbers, each has its own placeholder. Cost: linear in the text.

    >>> mask("Call Ana at 555-123-4567 about order no. 88123.", names=["Ana Petrova"])
    'Call [name] at [phone] about order no. [order].'
    >>> mask("我叫王小明，电话１３８－００１３－８０００，iPhone 15 花了5999元")
    '我叫[name]，电话[phone]，iPhone 15 花了5999元'
    >>> mask("Ana Petrova called Mr Smith, and Ana was told that Mr Smith is away.")
    '[name 1] called Mr [name 2], and [name 1] was told that Mr [name 2] is away.'
    """
    hits = find(text, names, firms)
    pieces, at = [], 0
    for hit, placeholder in zip(hits, placeholders(text, hits, labels), strict=True):
        pieces += [text[at : hit.start], placeholder]
        at = hit.end
    return "".join([*pieces, text[at:]])


def find(text: str, names: Sequence[str] = (), firms: Sequence[str] = ()) -> tuple[Hit, ...]:
    """Every piece of the text that tells who somebody is, in order, never overlapping; empty when there is none."""
    plain, hits = folded(text), []
    rest, present = plain, marks(plain)
    before, after = _rules_for(
        not DIGIT.isdisjoint(present), not LATIN.isdisjoint(present), not HAN_TEXT.isdisjoint(present)
    )
    known = _known(tuple(names), tuple(firms)) if names or firms else ()
    for rule in (*before, *known, *after):
        if not rule.may_match(present):
            continue
        taken = list(rule.spans(rest))
        if taken:
            hits += [Hit(rule.kind, start, end) for start, end in taken if rule.kind != KEEP]
            rest = blank(rest, taken)
    hits += _said_again(plain, rest, hits)
    return tuple(sorted(hits, key=lambda hit: hit.start))


def placeholders(text: str, hits: Sequence[Hit], labels: Mapping[str, str] | None = None) -> list[str]:
    """What stands in place of each hit: [name], or [name 1] and [name 2] where two people are spoken of.

    A part of a name that was said in full before is the same person.

    >>> text = "a@b.cn, c@d.cn, a@b.cn"
    >>> placeholders(text, find(text))
    ['[email 1]', '[email 2]', '[email 1]']
    """
    known: dict[str, list[str]] = {}
    numbered = []
    for hit in hits:
        values = known.setdefault(hit.kind, [])
        value = _essence(hit.kind, text[hit.start : hit.end])
        at = next((at for at, other in enumerate(values) if _same(hit.kind, value, other)), None)
        if at is None:
            values.append(value)
            at = len(values) - 1
        elif len(value) > len(values[at]):
            values[at] = value
        numbered.append((hit.kind, at + 1))
    words = {kind: (labels or {}).get(kind, kind) for kind in known}
    return [f"[{words[kind]}]" if len(known[kind]) == 1 else f"[{words[kind]} {number}]" for kind, number in numbered]


def _essence(kind: str, piece: str) -> str:
    piece = folded(piece).casefold()
    return " ".join(piece.split()) if kind in {"name", "address"} else re.sub(r"[\s().+-]", "", piece)


def _same(kind: str, value: str, other: str) -> bool:
    if value == other or kind != "name":
        return value == other
    short, long = sorted((value, other), key=len)
    if re.match(f"[{HAN}]", short):
        return len(long) >= 3 and (long.endswith(short) if len(short) > 1 else long.startswith(short))
    return short in long.split()


def _said_again(text: str, rest: str, hits: list[Hit]) -> list[Hit]:
    """A name that was introduced once is known from then on: 我叫叶良辰 ... 叶良辰不会再来."""
    said = dict.fromkeys(text[hit.start : hit.end] for hit in hits if hit.kind == "name")
    # 安静 was a nurse's name; the next 安静 may be how quiet it was.
    full = [name for name in said if len(name) > (2 if name.isascii() else 1) and name not in chinese_signs.NAMES_TOO]
    full = full[:_MOST_NAMES_SAID]
    again: list[Hit] = []
    for name in sorted(full, key=len, reverse=True):
        at = rest.find(name)
        while at >= 0:
            end = at + len(name)
            if not (name[0] < HAN[0] and (is_letter(rest, at - 1) or is_letter(rest, end) or _is_word(rest, at, name))):
                again.append(Hit("name", at, end))
                rest = blank(rest, [(at, end)])
            at = rest.find(name, end)
    return again


def _is_word(text: str, at: int, name: str) -> bool:
    """Whether a name that is a word too begins a sentence, where any word has a capital: Will you tell Will?"""
    is_first = not text[max(0, at - 3) : at].rstrip(" ") or text[max(0, at - 3) : at].rstrip(" ")[-1] in ".!?\n"
    return is_first and bool(known(name.lower()) & Known.WORD)


#: A text that introduces more people is a list, or hostile.
_MOST_NAMES_SAID = 5


@lru_cache(maxsize=256)
def _known(names: tuple[str, ...], firms: tuple[str, ...]) -> tuple[Rule, ...]:
    """Rules for names that the caller knows: in full whatever their case, and their parts as names are written."""
    full = [name for given in names if len(name := " ".join(folded(given).split())) > 1]
    spoken = [firm for given in firms for firm in _spoken(given)]
    # One word alone may be any word: then only as firms are written.
    whole = [*full, *(firm for firm in spoken if " " in firm or not firm.isascii())]
    parts = [part for name in full for part in _parts(name)] + [firm for firm in spoken if firm not in whole]
    patterns = [(whole, re.IGNORECASE), (parts, re.NOFLAG)]
    return tuple(Rule("name", any_of(words, flags), _first_letters(words)) for words, flags in patterns if words)


def _first_letters(words: Sequence[str]) -> frozenset[str]:
    return frozenset(letter for word in words for letter in (word[0], word[0].lower(), word[0].upper()))


def _parts(name: str) -> Iterator[str]:
    if re.fullmatch(f"[{HAN}]{{3,4}}", name):
        yield name[2 if name[:2] in chinese_signs.DOUBLE_SURNAMES else 1 :]
    for word in name.split():
        if len(word) >= 3 and word != name:
            yield from (word[0].upper() + word[1:], word.upper())


#: How a firm is called by its own people: without its legal form.
_LEGAL_FORM = re.compile(
    r"(?:,?\s(?:ltd|limited|inc|llc|llp|plc|corp|corporation|co|company|gmbh|ag|kg|bv|nv|s\.?a|srl|spa|oy|ab|pty)\.?){1,3}$"
    r"|(?:股份)?(?:有限)?(?:责任)?公司$|集团$|集團$",
    re.IGNORECASE,
)


def _spoken(firm: str) -> Iterator[str]:
    name = " ".join(folded(firm).split())
    for spoken in dict.fromkeys((name, _LEGAL_FORM.sub("", name))):
        if len(spoken) > 2:
            yield spoken


# The order: what is surest and longest first.

_NUMBERS = (
    *contacts.LINKS,
    *contacts.EMAILS,
    *numbers.IDENTITIES,
    *contacts.HANDLES[:1],
    *numbers.ORDERS,
    *contacts.HANDLES[1:],
    *numbers.CHECKED,
    contacts.DATES_AND_PRICES,
    *contacts.PHONES,
    *numbers.LONG,
    *numbers.PLATES,
)
_WORDS = (*places.STREETS, *chinese_names.LATIN_NICKS, *english_names.NAMES, *chinese_names.NAMES)


@cache
def _rules_for(*present: bool) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """The rules before and after the known names that a text with or without digits, Latin, Chinese is worth asking."""
    absent = frozenset[str]().union(
        *(some for some, is_there in zip((DIGIT | MANY | FOUR, LATIN, HAN_TEXT), present, strict=True) if not is_there)
    )

    def worth(rule: Rule) -> bool:
        return not (rule.needs <= absent or (rule.also and rule.also <= absent))

    return tuple(filter(worth, _NUMBERS)), tuple(filter(worth, _WORDS))
