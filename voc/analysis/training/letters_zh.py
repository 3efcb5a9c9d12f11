"""Make the list of common Chinese words with their letters, out of the dictionary of the package jieba.

    pip install jieba==0.42.1
    python -m voc.analysis.training.letters_zh

What a word is to a judgement (`chinese_words.lettered`) is found out once for each distinct word, and a file of a few
hundred verbatims is full of words that are new to a process. The list spares it that for those that are counted often.
The result is `lexicons/letters-zh.txt.gz`, the same every time; it is made anew when a lexicon or the rules of
`chinese_words` change, and a test says so.
"""

import gzip
import importlib
from collections.abc import Iterable
from pathlib import Path

import click

from voc.analysis import chinese_words
from voc.analysis.remembered import LONGEST

#: A word that was counted less often is not listed.
_LEAST = 150


def common() -> list[str]:
    """The words of the dictionary that were counted often, and those of our own lists."""
    path = Path(importlib.import_module("jieba").__file__ or "").with_name("dict.txt")
    entries = (line.split(" ") for line in path.read_text(encoding="utf-8").splitlines())
    often = (word for word, count, _ in entries if int(count) >= _LEAST)
    return [*often, *chinese_words.listed(), *chinese_words.MARKS]


def lines(words: Iterable[str]) -> list[str]:
    """A line for all words of the same letters: these and the words, sorted.

    >>> lines(["服务", "很棒", "衣服"])
    ['DA 很棒', 'N 服务 衣服']
    """
    groups: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        if len(word) <= LONGEST and not any(map(str.isspace, word)):
            groups.setdefault(chinese_words.letters_of(word), []).append(word)
    return [" ".join([letters, *group]) for letters, group in sorted(groups.items())]


@click.command()
def main() -> None:
    """Write the list, and print how many words it has."""
    made = lines(common())
    text = "\n".join([*made, ""])
    chinese_words.LETTERS.write_bytes(gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0))
    click.echo("\n".join(f"{line.count(' '):>7,} {line.split(' ')[0]}" for line in made))
    click.echo(f"{chinese_words.LETTERS.stat().st_size:>7,} bytes")


if __name__ == "__main__":
    main()
