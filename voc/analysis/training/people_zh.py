"""Make the list of Chinese words that look like names or parts of them, out of the dictionary of the package jieba.

    pip install jieba==0.42.1
    python -m voc.analysis.training.people_zh

A word that begins like a surname with a given name (周到), one that ends with the sign of a surname (对方), and one
that begins with a sign of given names (芝士), so that none of them is taken for a person. The result is
`lexicons/words-zh.txt.gz`, the same every time.
"""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click

from voc.analysis.personal import lists
from voc.analysis.personal.chinese_signs import AFTER_NAME_SIGNS, GIVEN, SURNAMES
from voc.analysis.training.people import written

FOUND_IN = Path(lists.__file__).parent.parent / "lexicons" / "words-zh.txt.gz"


class Word(NamedTuple):
    """A word of the dictionary, and how often it was counted."""

    text: str
    times: int


def dictionary() -> Iterator[Word]:
    """The words of two and three signs that are no names of people, in Simplified and Traditional script."""
    convert = importlib.import_module("opencc_pyo3").OpenCC("s2t").convert
    path = Path(importlib.import_module("jieba").__file__ or "").with_name("dict.txt")
    for line in path.read_text(encoding="utf-8").splitlines():
        text, count, tag = line.split(" ")
        if 2 <= len(text) <= 3 and not tag.startswith("nr"):
            yield from (Word(spelled, int(count)) for spelled in dict.fromkeys((text, convert(text))))


def sections() -> dict[str, list[str]]:
    """The sections of the list: what stands under each headline, sorted."""
    begins, straddles, crosses = set(), set(), set()
    for text, count in dictionary():
        if text[0] in SURNAMES and (count >= 60 if len(text) == 2 else set(text[1:]) <= GIVEN and count >= 3):
            begins.add(text)
        if len(text) == 2 and text[1] in SURNAMES and count >= 20:
            straddles.add(text)
        if len(text) == 2 and text[0] in GIVEN and text[1] not in AFTER_NAME_SIGNS and count >= 150:
            crosses.add(text)
    return {
        "begin like a name": sorted(begins),
        "end with a surname": sorted(straddles),
        "begin with a given name": sorted(crosses),
    }


@click.command()
def main() -> None:
    """Write the list, and print how many words it has."""
    found = sections()
    FOUND_IN.write_bytes(written(found))
    click.echo("\n".join(f"{len(under):>7,} {name}" for name, under in found.items()))
    click.echo(f"{FOUND_IN.stat().st_size:>7,} bytes")


if __name__ == "__main__":
    main()
