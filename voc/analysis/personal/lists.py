"""The lists of names that the rules look in: `lexicons/names.txt` and `lexicons/names-zh.txt`."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_LEXICONS = Path(__file__).parent.parent / "lexicons"


@cache
def sections(file: str) -> dict[str, str]:
    """What stands under each headline of a list file, its lines joined by newlines.

    >>> sorted(sections("names-zh"))[:2]
    ['signs of given names', 'signs of given names that alone make a name of two']
    """
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (_LEXICONS / f"{file}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            lines = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return {name: "\n".join(under) for name, under in found.items()}


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
