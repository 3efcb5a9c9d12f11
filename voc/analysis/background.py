"""How common words are in English that is not about customers: what a small survey cannot tell by itself."""

import gzip
from functools import cache, lru_cache
from typing import NamedTuple

from nltk.stem.snowball import SnowballStemmer

from voc.analysis.clauses import LEXICONS

MODEL = LEXICONS.parent / "models" / "background.tsv.gz"
_snowball = SnowballStemmer("english")


class Background(NamedTuple):
    """Of each word stem the share of sentences that have it; of each noun run's last word its share of all runs."""

    sentences: dict[str, float]
    heads: dict[str, float]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem that a lower-case English word shares with its inflections (Snowball).

    >>> stem("cancelled"), stem("flights")
    ('cancel', 'flight')
    """
    return str(_snowball.stem(word))


@cache
def load() -> Background:
    """The shipped counts, read once a process."""
    found = Background({}, {})
    with gzip.open(MODEL, "rt", encoding="utf-8") as lines:
        total_sentences, total_runs = map(int, next(lines).split("\t"))
        for line in lines:
            word, sentences, runs = line.rstrip("\n").split("\t")
            if sentences != "0":
                found.sentences[word] = int(sentences) / total_sentences
            if runs != "0":
                found.heads[word] = int(runs) / total_runs
    return found


@cache
def stop_words() -> frozenset[str]:
    """Words and stems, English and Simplified Chinese, that say nothing about a text's subject."""
    lists = ((LEXICONS / name).read_text(encoding="utf-8") for name in ("stop_en.txt", "stop_zh.txt"))
    words = {word for text in lists for line in text.splitlines() if not line.startswith("#") for word in line.split()}
    return frozenset(words | {stem(word) for word in words if word.isascii()})
