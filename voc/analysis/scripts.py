"""Chinese writing: which characters exist in one script only, and Traditional text in Simplified characters."""

import re
from functools import cache, lru_cache

import opencc_pyo3

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"


@cache
def _converter() -> opencc_pyo3.OpenCC:
    return opencc_pyo3.OpenCC("t2s")


@lru_cache(maxsize=20_000)
def _simplified_character(char: str) -> str:
    new = _converter().convert(char)
    return new if len(new) == 1 else char


@cache
def changed() -> dict[str, str]:
    """The common Han characters that Simplified writing has another one for, and which.

    >>> changed()["務"], "务" in changed()
    ('务', False)
    """
    every = "".join(map(chr, range(0x4E00, 0x9FA6)))
    return {old: new for old, new in zip(every, _converter().convert(every), strict=True) if old != new}


@cache
def _may_change() -> re.Pattern[str]:
    # Rare characters are left to OpenCC; all its rules for phrases speak of one that changes.
    return re.compile(f"[{''.join(changed())}\u3400-\u4dbf\u9fa6-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")


def simplified(text: str) -> str:
    """The text in Simplified characters, of the same length: position i is still the same word's character.

    OpenCC chooses by phrase (乾淨 is 干净, 乾隆 stays); should a phrase ever change the length, it goes by character.

    >>> simplified("服務態度")
    '服务态度'
    """
    if not _may_change().search(text):
        return text
    new = _converter().convert(text)
    return new if len(new) == len(text) else "".join(map(_simplified_character, text))


@cache
def _one_script_only() -> tuple[frozenset[str], frozenset[str]]:
    """Characters only Simplified text has, and only Traditional text has.

    The old national character sets (GB 2312, Big5) say what each script contains, OpenCC which of the differences are a
    matter of script: a rare character that one of the sets merely lacks tells nothing.
    """
    others = changed()
    every = "".join([*others, *others.values()])
    gb2312, big5 = (set(every.encode(name, "ignore").decode(name)) for name in ("gb2312", "big5"))
    traditional = {old for old in others if old not in gb2312}
    # 里, 后 and 面 are Simplified forms and old characters of their own: Big5 has them, so they prove nothing.
    simple = {new for new in others.values() if new not in big5}
    return frozenset(simple), frozenset(traditional)


@cache
def _only_traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted(_one_script_only()[1]))}]")


def has_traditional(text: str) -> bool:
    """Whether a character stands in the text that only Traditional writing has.

    >>> has_traditional("這個"), has_traditional("很好")
    (True, False)
    """
    return _only_traditional().search(text) is not None


def script_counts(text: str) -> tuple[int, int]:
    """How many different characters exist only in Simplified and how many only in Traditional writing.

    >>> script_counts("這個東西"), script_counts("这个东西"), script_counts("你好")
    ((0, 3), (3, 0), (0, 0))
    """
    simple, traditional = _one_script_only()
    found = set(text)
    return len(found & simple), len(found & traditional)
