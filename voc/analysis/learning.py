"""Learning from scored verbatims: a maximum a posteriori classifier whose prior is the general model.

Every n-gram is believed to say nothing and the general reading to be right, as firmly as Gaussian priors say, until the
examples contradict. Held-out examples calibrate the model, and tell whether it is any better than the general one.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from voc.analysis import background, chinese_words, engine, judging, learned, masking, regression
from voc.analysis.clauses import Clause
from voc.analysis.judging import Comparison
from voc.analysis.learned import Model, Tongue
from voc.analysis.masking import Hit
from voc.analysis.regression import Sparse
from voc.analysis.sentiment import Label

Vector: TypeAlias = npt.NDArray[np.float64]
Numbers: TypeAlias = npt.NDArray[np.int64]

#: With fewer examples, or fewer of praise or of complaint, nothing is learned.
FEWEST = 40
FEWEST_OF_A_CLASS = 10
#: More would only cost time: the newest count.
MOST = 20_000
#: Up to here every example is held out once; beyond, a fifth of them is enough to judge by.
CROSSED = 5_000
FOLDS = 5
#: People who used the same words are held out together, unless that chains more than this share of all examples.
MOST_TOGETHER = 0.5
#: N-grams that stand in fewer examples are names and noise.
RAREST = 2
#: A word that fewer people used could tell who wrote, and is shown to nobody.
FEWEST_PEOPLE = 5
#: Weights below this, in logits before a text's length divides them, are not worth their bytes.
SMALLEST = 0.01
CLASSES: dict[Label, int] = {"negative": -1, "neutral": 0, "positive": 1}
#: Why a model is on, or is not.
Reason = Literal["better", "not_better", "reversed", "too_few"]


class TooFew(Exception):
    """There are too few examples to learn from."""


class Example(NamedTuple):
    """A verbatim and what its author thought; the language is a hint.

    `group` is the author, or whatever else the verbatims of one author have in common; None: nobody knows, and only
    the same words count as the same author's.
    """

    text: str
    label: Label
    language: str | None = None
    group: Hashable | None = None


class Seen(NamedTuple):
    """An example as models see it: its class (-1, 0, 1), its general sentiment and its n-grams."""

    kind: int
    general: float
    grams: tuple[str, ...]
    plain: str
    clauses: Sequence[Clause]
    #: Who wrote it; where nobody knows, its words.
    author: Hashable
    #: A number for all that is held out together: an author's examples, and those that share their words with them.
    circle: int = 0

    @property
    def fold(self) -> int:
        """Which part holds it out, 0 to FOLDS - 1: no text is judged by its twin, nobody by their other texts."""
        return self.circle % FOLDS

    @property
    def words(self) -> str:
        """What it says, however it is spaced and whatever its capitals: twins have the same."""
        return _bare(self.plain)


@dataclass(frozen=True)
class Lesson:
    """What came of a language's examples: the model if there were enough, how it compares, and whether it may read."""

    language: Tongue
    examples: int
    model: Model | None
    comparison: Comparison | None
    reason: Reason

    @property
    def may_read(self) -> bool:
        """Whether the held-out examples say that it is not worse than the general model."""
        return self.reason == "better"


def label_of(score: float, worst: float, best: float) -> Label:
    """The class of a score on a scale from worst to best: its lower two fifths are negative, the middle fifth is
    neutral, the upper two fifths are positive; the best may be the smaller number. Raises ValueError off the scale.

    On 1..5 that is 1-2, 3, 4-5; on 1..7 it is 1-3, 4, 5-7; on 0..10 it is 0-3, 4-6, 7-10.

    >>> label_of(4, 1, 5), label_of(4, 5, 1), label_of(6, 0, 10)
    ('positive', 'negative', 'neutral')
    """
    place = (score - worst) / (best - worst)
    if not 0 <= place <= 1:
        raise ValueError("off the scale")
    # A hair of tolerance: 0.4 of a scale is neutral however it was computed.
    if place < 0.4 - 1e-9:
        return "negative"
    return "neutral" if place <= 0.6 + 1e-9 else "positive"


def by_language(examples: Iterable[Example], seed: int = 0) -> dict[Tongue, list[Seen]]:
    """The examples as models see them, each under its language, in order; those that say nothing or are in a language
    that nobody here can read are left out. Of each language the last `MOST`."""
    found: dict[Tongue, list[Seen]] = {"en": [], "zh": []}
    for example in examples:
        it = engine.understand(example.text, example.language)
        language = learned.tongue(it.language)
        if it.says_nothing or language is None:
            continue
        grams = tuple(learned.grams(language, it.plain, it.clauses))
        clauses = it.clauses if language == "en" else ()
        author = ("words", _bare(it.plain)) if example.group is None else ("group", example.group)
        found[language].append(Seen(CLASSES[example.label], it.sentiment, grams, it.plain, clauses, author))
    return {language: _in_circles(seen[-MOST:], seed) for language, seen in found.items() if seen}


def _bare(plain: str) -> str:
    return " ".join(plain.lower().split())


def _in_circles(seen: Sequence[Seen], seed: int) -> list[Seen]:
    """The examples with their circles, which depend on what was said and by whom, and not on the order.

    Where a few common words would chain nearly everybody to everybody, nothing could be held out: there the circles are
    the authors alone, and `held_out` leaves the twins away.
    """
    joined = _joined(seen)
    if max(Counter(joined).values()) > MOST_TOGETHER * len(seen):
        joined = [each.author for each in seen]
    said: dict[Hashable, set[str]] = {}
    for each, circle in zip(seen, joined, strict=True):
        said.setdefault(circle, set()).add(each.words)
    numbers = {circle: _number(words, seed) for circle, words in said.items()}
    return [each._replace(circle=numbers[circle]) for each, circle in zip(seen, joined, strict=True)]


def _joined(seen: Sequence[Seen]) -> list[Hashable]:
    """For each example somebody who stands for its author and for all who are joined to them by words they share."""
    nearer: dict[Hashable, Hashable] = {}

    def head(one: Hashable) -> Hashable:
        while (other := nearer.setdefault(one, one)) != one:
            nearer[one] = nearer[other]
            one = other
        return one

    for each in seen:
        nearer[head(each.author)] = head(("words", each.words))
    return [head(each.author) for each in seen]


def _number(words: Iterable[str], seed: int) -> int:
    told = f"{seed}:{chr(10).join(sorted(words))}".encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest())


def learn(language: Tongue, seen: Sequence[Seen], seed: int = 0) -> Lesson:
    """A model of the examples, and whether it may read.

    It is judged by models made in the same way without the examples that they are judged on, without others by the same
    people, and without others in the same words; the one that is given back has then learned from all. Cost: about
    0.5 s for 200 examples, 5 s for 2,000, a minute for `MOST`.
    """
    try:
        model = fit(language, seen, seed)
        comparison = held_out(language, seen, seed)
    except TooFew:
        return Lesson(language, len(seen), None, None, "too_few")
    reason: Reason = "better" if comparison.is_not_worse else "not_better"
    return Lesson(language, len(seen), model, comparison, "reversed" if comparison.is_reversed else reason)


def held_out(language: Tongue, seen: Sequence[Seen], seed: int = 0) -> Comparison:
    """How models that never saw an example, its author or its words read it, against the general one. Raises TooFew."""
    parts = range(FOLDS) if len(seen) <= CROSSED else range(1)
    judged: list[Seen] = []
    sentiments: list[float] = []
    for part in parts:
        mine = [each for each in seen if each.fold == part]
        said = {each.words for each in mine}
        model = _fitted(language, [each for each in seen if each.fold != part and each.words not in said], seed)
        judged += mine
        sentiments += [model.sentiment(each.general, each.plain, each.clauses) for each in mine]
    kinds = np.array([each.kind for each in judged], dtype=np.int64)
    _refuse_few(kinds)
    general = np.array([each.general for each in judged])
    folds = np.array([each.fold for each in judged], dtype=np.int64)
    authors = _numbered(each.author for each in judged)
    return judging.compare(kinds, general, np.array(sentiments), seed, parts=folds, groups=authors)


def _numbered(keys: Iterable[Hashable]) -> Numbers:
    """The keys as numbers from 0 on, in the order in which they come."""
    number: dict[Hashable, int] = {}
    return np.array([number.setdefault(key, len(number)) for key in keys], dtype=np.int64)


def fit(language: Tongue, seen: Sequence[Seen], seed: int = 0) -> Model:
    """The model that is most probable after the examples, calibrated on parts of them held out. Raises TooFew.

    >>> bad = [Example(f"Broken again, order {n}", "negative") for n in range(30)]
    >>> praise = [Example(f"Works again, order {n}", "positive") for n in range(30)]
    >>> model = fit("en", by_language([*bad, *praise])["en"])
    >>> it = engine.understand("Broken!")
    >>> model.sentiment(it.sentiment, it.plain, it.clauses) < it.sentiment
    True
    """
    model = _fitted(language, seen, seed)
    return replace(model, learned_words=_words(model, seen))


def _fitted(language: Tongue, seen: Sequence[Seen], seed: int) -> Model:
    kinds = np.array([each.kind for each in seen], dtype=np.int64)
    _refuse_few(kinds)
    if np.sum(kinds == 0) < FEWEST_OF_A_CLASS:
        seen = [each for each in seen if each.kind]
        kinds = kinds[kinds != 0]
    has_neutral = bool(np.any(kinds == 0))
    grams = _worth_learning(seen)
    sparse = Sparse.of([each.grams for each in seen], grams, learned.FEWEST)
    dense = np.array([learned.weighed(each.general) for each in seen])
    outside = np.empty((len(seen), 2))
    rng = np.random.default_rng(seed)
    circles = _numbered(each.circle for each in seen)
    # Not the folds by which it is judged: these would leave some parts empty inside a part.
    folds = rng.permutation(int(circles.max()) + 1)[circles] % FOLDS
    for part in range(FOLDS):
        rest = folds != part
        answer = regression.fit(sparse.only(rest), dense[rest], kinds[rest], has_neutral=has_neutral)
        outside[~rest] = answer.logits(sparse.only(~rest), dense[~rest])
    setting = regression.calibrate(outside, kinds, has_neutral=has_neutral)
    answer = regression.fit(sparse, dense, kinds, has_neutral=has_neutral)
    return _compiled(language, len(seen), grams, answer, setting, has_neutral=has_neutral)


def _refuse_few(kinds: Numbers) -> None:
    if len(kinds) < FEWEST or min(np.sum(kinds == 1), np.sum(kinds == -1)) < FEWEST_OF_A_CLASS:
        raise TooFew


def _worth_learning(seen: Sequence[Seen]) -> list[str]:
    times = Counter(gram for each in seen for gram in set(each.grams))
    return sorted(gram for gram, count in times.items() if count >= RAREST)


def _compiled(
    language: Tongue,
    examples: int,
    grams: Sequence[str],
    answer: regression.Answer,
    setting: regression.Setting,
    *,
    has_neutral: bool,
) -> Model:
    """The fitted numbers with calibration worked in, as dictionaries for the hot path."""
    lean, calm = answer.sparse[:, 0] * setting.slope, answer.sparse[:, 1] * setting.slope
    weights = {
        gram: complex(lean[k], calm[k])
        for k, gram in enumerate(grams)
        if abs(lean[k]) >= SMALLEST or abs(calm[k]) >= SMALLEST
    }
    first, second, third = (complex(*(row * setting.slope)) for row in answer.dense)
    third += complex(setting.lean, setting.calm)
    return Model(language, examples, weights, (first, second, third), has_neutral)


def _words(model: Model, seen: Sequence[Seen], most: int = 40) -> tuple[tuple[str, float], ...]:
    """What it learned, in words that people read: half of them for praise, half for complaint.

    Words that say nothing about a subject ("the", "and the", "的") are not among them, whatever they weigh.
    Of Chinese the characters and pairs of each word are added up, as they are where the word is read.
    """
    said: Callable[[str], float] = lambda word: model.weights.get(word, 0j).real  # noqa: E731
    if model.language == "zh":
        said = lambda word: sum(model.weights.get(gram, 0j).real for gram in set(learned.grams("zh", word, ())))  # noqa: E731
    frequent = _frequent_words(model.language, seen)
    ordered = sorted(((word, said(word)) for word in frequent), key=lambda pair: (pair[1], pair[0]))
    hits: dict[str, Sequence[Hit]] = {}
    # Hiding takes a millisecond a text: only the strongest words are looked at, until there are enough.
    told = (pair for pair in ordered if pair[1] < 0 and _tells_nobody(model.language, pair[0], frequent[pair[0]], hits))
    chosen = [*islice(told, most // 2)]
    ordered.reverse()
    told = (pair for pair in ordered if pair[1] > 0 and _tells_nobody(model.language, pair[0], frequent[pair[0]], hits))
    chosen += islice(told, most // 2)
    return tuple((word, round(weight, 2)) for word, weight in sorted(chosen, key=lambda pair: (-abs(pair[1]), pair[0])))


def _frequent_words(language: Tongue, seen: Sequence[Seen]) -> dict[str, list[Seen]]:
    """Words (and English pairs) that say something, of at least `FEWEST_PEOPLE`, and the examples they stand in."""
    where: dict[str, list[Seen]] = {}
    for each in seen:
        for word in {word for word, _start, _end in _places(language, each) if _says_something(word)}:
            where.setdefault(word, []).append(each)
    return {word: found for word, found in where.items() if len({each.author for each in found}) >= FEWEST_PEOPLE}


def _places(language: Tongue, one: Seen) -> Iterator[tuple[str, int, int]]:
    """The words (and English pairs) of letters alone, with where they stand in the plain text."""
    if language == "zh":
        end = 0
        for word in chinese_words.cut(one.plain):
            start, end = end, end + len(word)
            if len(word) > 1 and word.isalpha():
                yield word, start, end
        return
    words = [word for clause in one.clauses for word in clause.words]
    grams = [(word.lower, word.start, word.end) for word in words]
    grams += [(f"{a.lower} {b.lower}", a.start, b.end) for a, b in pairwise(words)]
    yield from (gram for gram in grams if _is_spelt(gram[0]))


def _says_something(gram: str) -> bool:
    return not background.stop_words().issuperset(gram.split())


def _is_spelt(gram: str) -> bool:
    return gram[0].isalpha() and all(part.isalpha() or "'" in part for part in gram.split())


def _tells_nobody(language: Tongue, word: str, examples: Sequence[Seen], hits: dict[str, Sequence[Hit]]) -> bool:
    """Whether `FEWEST_PEOPLE` said a word where it is no personal data, before as many said it where it is."""
    plainly: set[Hashable] = set()
    hidden: set[Hashable] = set()
    for each in examples:
        if each.plain not in hits:
            hits[each.plain] = masking.find(each.plain)
        personal = hits[each.plain]
        places = ((start, end) for said, start, end in _places(language, each) if said == word)
        is_hidden = any(hit.start < end and start < hit.end for start, end in places for hit in personal)
        (hidden if is_hidden else plainly).add(each.author)
        if max(len(plainly), len(hidden)) >= FEWEST_PEOPLE:
            break
    return len(plainly) >= FEWEST_PEOPLE
