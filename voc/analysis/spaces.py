"""Texts as vectors: what discovery compares."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voc.analysis import background, vectors
from voc.analysis.corpus import Corpus
from voc.analysis.vectors import Bag, Floats, Space

VOCABULARY = 3_000
DIMENSIONS = 100
CONCEPTS = 60
#: A word in more of the texts than this tells none of them from the others.
MOST = 0.6
#: Weight of what the starter codebooks know beside what the corpus itself says; measured on NHS and MAMS.
KNOWLEDGE = 0.7
#: More of it where two languages are mixed: nothing else can join their words.
BRIDGE = 1.3
#: Pretended texts of ordinary English behind each idf: fifty texts cannot know that "hospital" is rarer than "man".
PRIOR = 100.0


@dataclass(frozen=True)
class Represented:
    """Unit rows, one a text (zeros: without content); bags of vocabulary numbers; the vocabulary as corpus numbers."""

    rows: Floats
    bags: tuple[Bag, ...]
    vocabulary: tuple[int, ...]
    #: Inverse document frequencies of the vocabulary.
    weights: Floats
    space: Space


def represented(made: Corpus, learned: Sequence[int]) -> Represented:
    """Vectors of all documents, learned from the ones whose numbers are given.

    Three unit parts side by side: TF-IDF factored (Deerwester et al. 1990), the centred sum of PPMI vectors, and the
    starter themes that are touched, factored too.
    """
    vocabulary, counts = _vocabulary(made, learned)
    number = {word: k for k, word in enumerate(vocabulary)}
    bags = tuple(
        np.array(sorted({number[word] for word in document.words if word in number}), np.intp)
        for document in made.documents
    )
    idf = _idf(made, vocabulary, counts, len(learned))
    seen = [bags[k] for k in learned]
    words = vectors.of_words(seen, len(vocabulary), DIMENSIONS)
    _, latent = vectors.factored(vectors.meetings(seen, len(vocabulary), idf), DIMENSIONS)
    near = _centred(vectors.of_texts(bags, words, idf), learned)
    known = np.float32(KNOWLEDGE + BRIDGE * _mixture(made)) * _touched(made, learned)
    parts = [vectors.unit(vectors.of_texts(bags, latent, idf)), near, known]
    space = Space(tuple(made.words[word] for word in vocabulary), words)
    return Represented(vectors.unit(np.hstack(parts)), bags, vocabulary, idf, space)


def _mixture(made: Corpus) -> float:
    """How evenly English and Chinese are mixed: 0 for one language, 1 for halves."""
    languages = [document.language for document in made.documents if document.words]
    english = sum(language == "en" for language in languages) / max(len(languages), 1)
    return 4 * english * (1 - english)


def _vocabulary(made: Corpus, learned: Sequence[int]) -> tuple[tuple[int, ...], Floats]:
    counts = np.zeros(len(made.words), np.int64)
    for k in learned:
        counts[list(set(made.documents[k].words))] += 1
    least = 2 if len(learned) < 1_000 else 3
    most = max(MOST * len(learned), least)
    known = [k for k in range(len(counts)) if least <= counts[k] <= most]
    chosen = sorted(known, key=lambda k: (-counts[k], made.words[k]))[:VOCABULARY]
    return tuple(chosen), counts[chosen].astype(np.float32)


def _idf(made: Corpus, vocabulary: Sequence[int], counts: Floats, total: int) -> Floats:
    """log((n + m) / (count + m * share in ordinary English)); unknown words and Chinese have the corpus's own share."""
    shares = background.load().sentences
    usual = np.array([shares.get(made.words[word], math.nan) for word in vocabulary], np.float32)
    usual = np.where(np.isnan(usual), counts / max(total, 1), usual)
    return np.log((total + PRIOR) / (counts + PRIOR * usual)).astype(np.float32)


def _centred(rows: Floats, learned: Sequence[int]) -> Floats:
    rows = vectors.unit(rows)
    filled = rows.any(axis=1)
    seen = np.zeros(len(rows), bool)
    seen[list(learned)] = True
    if (filled & seen).any():
        rows[filled] -= rows[filled & seen].mean(axis=0)
    return vectors.unit(rows)


def _touched(made: Corpus, learned: Sequence[int]) -> Floats:
    """Which starter themes each text touches, weighted by their rarity and factored to the directions that matter."""
    size = len(made.concepts)
    bags = [np.array(sorted(set(document.concepts)), np.intp) for document in made.documents]
    seen = [bags[k] for k in learned]
    counts = np.zeros(size, np.float32)
    for bag in seen:
        counts[bag] += 1
    idf = np.maximum(np.log((len(seen) + 1) / (counts + 1)), 0).astype(np.float32)
    idf += np.float32(1e-3)
    _, directions = vectors.factored(vectors.meetings(seen, size, idf), CONCEPTS)
    return vectors.unit(vectors.of_texts(bags, directions, idf))
