"""In which order words stand in a list, as readers of a language look them up.

Neither Python nor Babel knows more than the order of Unicode's numbers, in which Chinese characters stand by radical
and stroke: nobody finds a word in it. The national character sets have the order that dictionaries have, for the
characters in daily use: GB 2312 by sound (pinyin), Big5 by the number of strokes.
"""

from __future__ import annotations

import unicodedata

#: Language -> the character set whose first part stands in the order of its dictionaries, and the last of that part.
_ORDERED = {"zh_Hans": ("gb2312", b"\xd7\xf9"), "zh_Hant": ("big5", b"\xc6\x7e")}

#: From here on, Unicode has what Chinese and its neighbours write with.
FIRST_RADICAL = "\u2e80"

Key = tuple[tuple[int, bytes], ...]


def key(words: str, language: str) -> Key:
    """What to sort by: letters without case and accents, characters by sound or strokes.

    >>> sorted(["德语", "阿拉伯语", "Betawi", "白俄罗斯语"], key=lambda words: key(words, "zh_Hans"))
    ['Betawi', '阿拉伯语', '白俄罗斯语', '德语']
    >>> sorted(["德文", "丹麥文", "中文"], key=lambda words: key(words, "zh_Hant"))
    ['中文', '丹麥文', '德文']
    >>> sorted(["Zulu", "Éwé", "english"], key=lambda words: key(words, "en"))
    ['english', 'Éwé', 'Zulu']
    """
    return tuple(_place(character, language) for character in _plain(words))


def _plain(words: str) -> str:
    taken_apart = unicodedata.normalize("NFKD", words.casefold())
    return "".join(character for character in taken_apart if not unicodedata.combining(character))


def _place(character: str, language: str) -> tuple[int, bytes]:
    in_unicode = f"{ord(character):06x}".encode()
    if character < FIRST_RADICAL:
        return 0, in_unicode
    charset, last = _ORDERED.get(language, ("", b""))
    try:
        in_charset = character.encode(charset) if charset else b""
    except UnicodeEncodeError:
        in_charset = b""
    return (1, in_charset) if in_charset and in_charset <= last else (2, in_unicode)
