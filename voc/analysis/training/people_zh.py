"""Make the list of Chinese words that tell names from words, out of the dictionary of the package jieba.

    pip install jieba==0.42.1
    python -m voc.analysis.training.people_zh

A word that begins like a surname with a given name (周到), one that ends with the sign of a surname (对方), and one
that begins with a sign of given names (芝士), so that none of them is taken for a person; the common words of up to
three signs, nouns apart, by how common they are, so that what stands around a name can be cut; and the signs that
Simplified writing has others for. The result is `lexicons/words-zh.txt.gz`, the same every time.
"""

import importlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import click

from voc.analysis.personal import lists
from voc.analysis.personal.chinese_signs import AFTER_NAME_SIGNS, GIVEN, SURNAMES, is_han
from voc.analysis.training.people import written

FOUND_IN = Path(lists.__file__).parent.parent / "lexicons" / "words-zh.txt.gz"


class Word(NamedTuple):
    """A word of the dictionary, and how often it was counted."""

    text: str
    times: int
    #: Its part of speech in the dictionary: n, v, nr for a name of a person, ...
    tag: str


def dictionary() -> Iterator[Word]:
    """The words of up to three signs, in Simplified script."""
    path = Path(importlib.import_module("jieba").__file__ or "").with_name("dict.txt")
    for line in path.read_text(encoding="utf-8").splitlines():
        text, count, tag = line.split(" ")
        if len(text) <= 3:
            yield Word(text, int(count), tag)


def sections() -> dict[str, list[str]]:
    """The sections of the list: what stands under each headline, sorted."""
    begins, straddles, crosses = set(), set(), set()
    for text, count, tag in dictionary():
        if len(text) == 1 or tag.startswith("nr"):
            continue
        if text[0] in SURNAMES and (count >= (60 if len(text) == 2 else 3)):
            begins.add(text)
        if len(text) == 2 and text[1] in SURNAMES and count >= 20:
            straddles.add(text)
        if len(text) == 2 and text[0] in GIVEN and text[1] not in AFTER_NAME_SIGNS and count >= 150:
            crosses.add(text)
    return {
        "begin like a name": sorted(begins),
        "end with a surname": sorted(straddles),
        "begin with a given name": sorted(crosses),
        **common(dictionary()),
        **one_script_only(),
    }


#: A word that was counted less often is not listed; names of people are kept apart from words by far more.
_LEAST, _LEAST_OF_SIGNS, _LEAST_OF_NAMES = 20, 50, 300


def common(words: Iterable[Word]) -> dict[str, list[str]]:
    """The common words, under "nouns" or "words" and the binary logarithm of how often each was counted.

    >>> common([Word("接待", 1000, "v"), Word("手艺", 260, "n"), Word("李斌", 299, "nr")])
    {'nouns 8': ['手艺'], 'words 9': ['接待']}
    """
    found: dict[str, list[str]] = {}
    for text, count, tag in sorted(words):
        least = _LEAST_OF_SIGNS if len(text) == 1 else _LEAST_OF_NAMES if tag.startswith("nr") else _LEAST
        if count >= least and is_han(text[0]):
            is_noun = tag[0] in "ns" and not tag.startswith("nr")
            found.setdefault(f"{'nouns' if is_noun else 'words'} {count.bit_length() - 1}", []).append(text)
    return dict(sorted(found.items()))


def one_script_only() -> dict[str, list[str]]:
    """The signs that Simplified writing has another one for, and these others in the same order."""
    every = "".join(map(chr, range(0x4E00, 0x9FA6)))
    converted = importlib.import_module("opencc_pyo3").OpenCC("t2s").convert(every)
    changed = [pair for pair in zip(every, converted, strict=True) if pair[0] != pair[1]]
    return {
        "Traditional signs": ["".join(old for old, _ in changed)],
        "the same signs in Simplified": ["".join(new for _, new in changed)],
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
