"""The lists of names that the rules look in: `lexicons/names.txt`, `names-zh.txt` and the large `people.txt.gz`."""

import gzip
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_LEXICONS = Path(__file__).parent.parent / "lexicons"


@cache
def sections(file: str) -> dict[str, str]:
    """What stands under each headline of a list file, its lines joined by newlines.

    >>> sorted(sections("names-zh"))[:2]
    ['foreign names as Chinese writes them', 'signs of given names']
    """
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    path = _LEXICONS / f"{file}.txt"
    text = path.read_text(encoding="utf-8") if path.exists() else gzip.decompress(_packed(path)).decode("utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            lines = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return {name: "\n".join(under) for name, under in found.items()}


def _packed(path: Path) -> bytes:
    return path.with_name(f"{path.name}.gz").read_bytes()


#: Letters that are no plain letter with an accent.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})


def plain(word: str) -> str:
    """A lower-case word without accents.

    >>> plain("zsófia"), plain("łukasz")
    ('zsofia', 'lukasz')
    """
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if not unicodedata.combining(sign)))


def words(file: str, section: str) -> frozenset[str]:
    """The words of a section that spaces separate."""
    return frozenset(sections(file)[section].split())


def phrases(file: str, section: str) -> tuple[str, ...]:
    """The phrases of a section that bars or line ends separate."""
    return tuple(phrase for phrase in sections(file)[section].replace("\n", "|").split("|") if phrase)


def signs(file: str, section: str) -> frozenset[str]:
    """The signs of a section, one by one."""
    return frozenset("".join(sections(file)[section].split()))


def by_first_word(listed: Iterable[str]) -> dict[str, list[str]]:
    """Phrases by the Latin letters that they begin with.

    >>> by_first_word(["mr bean", "mr. clean", "wendy's"])
    {'mr': ['mr bean', 'mr. clean'], 'wendy': ["wendy's"]}
    """
    found: dict[str, list[str]] = {}
    for phrase in listed:
        found.setdefault(re.split(r"[^a-z]", phrase)[0], []).append(phrase)
    return found
