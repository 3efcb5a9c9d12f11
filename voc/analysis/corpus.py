"""A corpus as discovery sees it: of each text the words that may carry a subject, as numbers of one vocabulary."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from voc.analysis import chinese, chinese_words, english, languages, noun_phrases, sentiment, themes
from voc.analysis.aspect_terms import Runs
from voc.analysis.background import stem, stop_words
from voc.analysis.clauses import Clause
from voc.analysis.languages import Language
from voc.analysis.scripts import HAN, simplified
from voc.analysis.silence import is_empty
from voc.analysis.text import Token, repair
from voc.analysis.themes import Codebook

#: A verbatim is a few sentences; of a longer text its beginning stands for it.
LONGEST = 4_000
_HAN = re.compile(f"[{HAN}]")
_WORD = re.compile(r"[^\W\d_]")


class Text(NamedTuple):
    """One verbatim to discover in, and a hint at its language."""

    text: str
    language: str | None = None


@dataclass
class Document:
    """What one text is about: its words and the starter codebooks' themes that it touches, as numbers."""

    words: array[int]
    #: Where in the text each word stands, counted in words and marks: neighbours differ by one.
    places: array[int]
    concepts: array[int]
    #: Themes of the codebook that was already there, as numbers.
    known: array[int]
    sentiment: float
    language: Language
    #: The noun phrases in it, each once, as numbers of the corpus' `phrases`.
    phrases: array[int] = field(default_factory=lambda: array("I"))

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Words that stand side by side."""
        neighbours = zip(pairwise(self.words), pairwise(self.places), strict=True)
        return (pair for pair, (a, b) in neighbours if b == a + 1)


@dataclass
class Corpus:
    """Documents in the order of their texts, the vocabulary, and the noun runs that may be aspect terms."""

    documents: list[Document] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    concepts: list[str] = field(default_factory=list)
    #: Of each word its spellings, counted.
    spellings: list[Counter[str]] = field(default_factory=list)
    #: Noun phrases by their keys, numbered, and how often each number is written in each way.
    phrases: dict[str, int] = field(default_factory=dict)
    written: Counter[tuple[int, str]] = field(default_factory=Counter)
    runs: Runs = field(default_factory=Runs)

    def spelling(self, word: int) -> str:
        """The spelling that customers use most; of equals the first of the alphabet."""
        return min(self.spellings[word].items(), key=lambda pair: (-pair[1], len(pair[0]), pair[0]))[0]


def analysed(
    texts: Sequence[Text], *, known: Codebook | None = None, advance: Callable[[int], object] = lambda _: None
) -> Corpus:
    """The corpus of these texts. Blank texts and those that say nothing have no words. Linear in the texts' length.

    `advance` is called with 1 after each text.

    >>> corpus = analysed([Text("The flights were delayed.")])
    >>> [corpus.words[w] for w in corpus.documents[0].words]
    ['flight', 'delay']
    """
    corpus = Corpus()
    numbers: dict[str, int] = {}
    book = themes.everything()
    concepts = {theme.key: k for k, theme in enumerate(book.themes)}
    corpus.concepts = list(concepts)
    earlier = {theme.key: k for k, theme in enumerate(known.themes)} if known else {}
    handles = _handles(texts)
    for each in texts:
        plain, clauses, language = _clauses(each)
        words, places = array("I"), array("I")
        for place, word, spelling in _words(plain, clauses, handles):
            number = numbers.get(word)
            if number is None:
                number = numbers[word] = len(corpus.words)
                corpus.words.append(word)
                corpus.spellings.append(Counter())
            corpus.spellings[number][spelling] += 1
            words.append(number)
            places.append(place)
        hits = array("I", (concepts[hit.theme] for hit in book.hits(plain, clauses))) if clauses else array("I")
        again = array("I", (earlier[hit.theme] for hit in known.hits(plain, clauses))) if known else array("I")
        phrases = _phrases(corpus, plain, clauses)
        corpus.documents.append(Document(words, places, hits, again, _sentiment(clauses, language), language, phrases))
        if language == "en":
            corpus.runs.add(plain, clauses)
        advance(1)
    return corpus


def _phrases(corpus: Corpus, plain: str, clauses: list[Clause]) -> array[int]:
    numbers = corpus.phrases
    here = [
        (numbers.setdefault(key, len(numbers)), written)
        for clause in clauses
        for key, written in noun_phrases.of_clause(plain, clause)
    ]
    corpus.written.update(here)
    return array("I", sorted({number for number, _ in here}))


def spoken_of(texts: Sequence[Text], book: Codebook) -> list[frozenset[str]]:
    """Of each text the keys of the themes of `book` whose seeds stand in it, as a reading finds them.

    >>> book = themes.parse({"themes": [{"name": "Queue", "seeds": {"en": ["queue"]}}]})
    >>> [sorted(keys) for keys in spoken_of([Text("Long queues!"), Text("Fine.")], book)]
    [['Queue'], []]
    """
    found = []
    for each in texts:
        plain, clauses, _ = _clauses(each)
        found.append(frozenset(hit.theme for hit in book.hits(plain, clauses)) if clauses else frozenset[str]())
    return found


def _clauses(given: Text) -> tuple[str, list[Clause], Language]:
    repaired = repair(given.text[:LONGEST]).text
    language = languages.detect(repaired, given.language)
    if is_empty(repaired) or language == "und":
        return "", [], language
    if language == "en":
        return repaired, english.clauses(repaired), language
    plain = simplified(repaired)
    return plain, chinese.clauses(plain), language


def _sentiment(clauses: list[Clause], language: Language) -> float:
    if not clauses:
        return 0.0
    return sentiment.of_english(clauses) if language == "en" else sentiment.of_chinese(clauses)


_HANDLE = re.compile(r"(?<![\w.])@(\w{2,30})")


def _handles(texts: Sequence[Text]) -> frozenset[str]:
    """Stems of names that are addressed with @: they say to whom people speak, not what about."""
    found = {name.lower() for each in texts if "@" in each.text for name in _HANDLE.findall(each.text[:LONGEST])}
    return frozenset(found | {stem(name) for name in found})


def _words(plain: str, clauses: list[Clause], handles: frozenset[str]) -> Iterator[tuple[int, str, str]]:
    """Place, word and spelling of each word that may carry a subject."""
    stops = stop_words()
    place = 0
    for clause in clauses:
        for token in clause.words:
            if _HAN.search(token.text):
                parts = [token.text] if len(token.text) < 5 else chinese_words.cut(simplified(token.text))
                for word in parts:
                    place += 1
                    if word not in stops and _WORD.search(word):
                        yield place, word, word
                continue
            place += 1
            if (word := _english(token, plain, stops)) and word not in handles:
                yield place, word, token.lower


def _english(token: Token, plain: str, stops: frozenset[str]) -> str:
    """The stem of a Latin word; empty for marks, numbers, addresses, handles and stop words."""
    lower = token.lower
    if len(lower) < 2 or not lower[0].isalpha() or len(lower) > 30 or lower in stops:
        return ""
    if lower.startswith(("http", "www.")) or "@" in lower or plain[token.start - 1 : token.start] == "@":
        return ""
    word = stem(lower)
    return "" if word in stops else word
