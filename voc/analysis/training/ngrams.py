"""Train the n-gram evidence of English sentiment, one logistic regression a source, with the lexicon as its prior.

    python -m voc.analysis.training.ngrams --verbatims DIR [--source NAME ...] [--cross]

DIR holds the sets as gzipped JSONL. Only weights are written (`models/ngrams-<source>.tsv.gz`), never a text.
"""

import gzip
import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import numpy as np
import numpy.typing as npt

from voc.analysis import english, ngrams, sentiment
from voc.analysis.silence import is_empty
from voc.analysis.text import repair

#: A text and how positive it is, 0..1.
Example = tuple[str, float]
Row = dict[str, Any]
Vector = npt.NDArray[np.float64]

#: Strength of the prior that an n-gram says nothing; chosen by leaving each source out in turn (0.3, 1, 3 were tried).
RIDGE = 0.5
ROUNDS = 150
#: Rarer n-grams are names and noise.
FEWEST = 2
#: Weights below this are not worth their bytes.
SMALLEST = 0.02


def rows(path: Path) -> Iterator[Row]:
    """The lines of a set, one verbatim each."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _nhs(folder: Path) -> Iterator[Example]:
    liking = {"1": 1.0, "2": 0.9, "3": 0.5, "4": 0.1, "5": 0.0}
    for row in rows(folder / "nhs_fft_v6.jsonl.gz"):
        if row.get("sentiment") in liking and not is_empty(repair(row["text"]).text):
            yield row["text"], liking[row["sentiment"]]


def _skytrax(folder: Path) -> Iterator[Example]:
    for name, most in (("skytrax_lounge", 5), ("skytrax_seat", 10)):
        for row in rows(folder / f"{name}.jsonl.gz"):
            if row.get("score") is not None:
                yield row["text"], min(1.0, (row["score"] - 1) / (most - 1))


def _yelp(folder: Path) -> Iterator[Example]:
    for row in rows(folder / "yelp_sentences_1k.jsonl.gz"):
        yield row["text"], float(row["label"] == "positive")


def _tweets(folder: Path) -> Iterator[Example]:
    for row in rows(folder / "vader_gt_tweets.jsonl.gz"):
        yield row["text"], 0.5 + 0.5 * math.tanh(row["score"] / 2)


def _mams(folder: Path) -> Iterator[Example]:
    return judged_clauses(rows(folder / "mams_atsa_train.jsonl.gz"))


def judged_clauses(judged: Iterable[Row]) -> Iterator[Example]:
    """Clauses with all their judged terms of one polarity; the sentences themselves never are."""
    liking = {"positive": 1.0, "neutral": 0.5, "negative": 0.0}
    for row in judged:
        for clause in english.clauses(row["text"]):
            said = {a["polarity"] for a in row["aspects"] if clause.start <= a["from"] < clause.end}
            if len(said) == 1:
                yield row["text"][clause.start : clause.end], liking[said.pop()]


#: Name -> how to load it, title, licence.
SOURCES: dict[str, tuple[Callable[[Path], Iterable[Example]], str, str]] = {
    "nhs": (_nhs, "NHS Friends and Family Test comments, CDU-data-science-team/pxtextmining", "MIT"),
    "skytrax": (_skytrax, "Skytrax lounge and seat reviews", "CC0"),
    "yelp": (_yelp, "Sentiment labelled sentences (Yelp part), Kotzias et al. 2015", "CC BY 4.0"),
    "mams": (_mams, "MAMS-ATSA train, siat-nlp/MAMS-for-ABSA", "Apache-2.0"),
    "tweets": (_tweets, "VADER ground truth of tweets, cjhutto/vaderSentiment", "MIT"),
}


def regression(examples: Iterable[Example], ridge: float = RIDGE) -> dict[str, float]:
    """Weights by n-gram: maximum a posteriori logistic regression on top of the lexicon's score."""
    grams: list[list[str]] = []
    sizes: list[int] = []
    prior: list[float] = []
    liking: list[float] = []
    for text, like in examples:
        clauses = english.clauses(repair(text).text)
        words = [word.lower for clause in clauses for word in clause.words]
        grams.append(ngrams.features(words))
        sizes.append(2 * len(words))
        prior.append(sentiment.lexical(clauses))
        liking.append(like)
    seen = Counter(gram for found in grams for gram in set(found))
    number = {gram: k for k, gram in enumerate(gram for gram, times in seen.items() if times >= FEWEST)}
    scale: Vector = 1 / np.sqrt(np.maximum(sizes, ngrams.FEWEST))
    fitted = _fit(_Sparse(grams, scale, number), np.array(prior), np.array(liking), ridge)
    return {gram: float(fitted[k]) for gram, k in number.items()}


class _Sparse:
    """Which n-grams (columns) stand in which examples (rows), and with what value."""

    def __init__(self, grams: list[list[str]], scale: Vector, number: dict[str, int]) -> None:
        cells = [(row, number[gram]) for row, found in enumerate(grams) for gram in set(found) if gram in number]
        self.rows, self.columns = np.array(cells, dtype=np.int64).T
        self.values = scale[self.rows]
        self.shape = len(grams), len(number)


def _fit(data: _Sparse, prior: Vector, liking: Vector, ridge: float) -> Vector:
    """Full-batch Adam: the problem is convex and small, so that nothing better is needed."""
    rows, columns, values = data.rows, data.columns, data.values
    count, size = data.shape
    theta = np.zeros(size + 2)
    theta[size] = sentiment.LEXICON
    mean, spread = np.zeros(size + 2), np.zeros(size + 2)
    for turn in range(1, ROUNDS + 1):
        logits = theta[size] * prior + theta[size + 1] + np.bincount(rows, values * theta[columns], count)
        error = 1 / (1 + np.exp(-logits)) - liking
        slope = np.empty(size + 2)
        slope[:size] = np.bincount(columns, values * error[rows], size) + ridge * theta[:size]
        slope[size], slope[size + 1] = float(error @ prior), float(error.sum())
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.99 * spread + 0.01 * slope * slope
        rate = 0.1 if turn < 100 else 0.03
        theta -= rate * (mean / (1 - 0.9**turn)) / (np.sqrt(spread / (1 - 0.99**turn)) + 1e-6)
    return theta


def write(weights: dict[str, float], path: Path) -> None:
    """One n-gram a line with its weight, in order; the same weights give the same bytes."""
    lines = [f"{gram}\t{weight:.2f}\n" for gram, weight in sorted(weights.items()) if abs(weight) >= SMALLEST]
    with gzip.GzipFile(path, "wb", mtime=0) as out:
        out.write("".join(lines).encode())


def auc(scores: Sequence[float], liking: Sequence[float]) -> float:
    """The chance that a liked text (>= .75) scores above a disliked one (<= .25), ties counting half; NaN without both.

    >>> auc([0.9, 0.2, 0.2, 0.5], [1.0, 1.0, 0.0, 0.5])
    0.75
    """
    liked = np.array([s for s, like in zip(scores, liking, strict=True) if like >= 0.75])
    disliked = np.sort([s for s, like in zip(scores, liking, strict=True) if like <= 0.25])
    if not len(liked) or not len(disliked):
        return math.nan
    below = np.searchsorted(disliked, liked, "left") + np.searchsorted(disliked, liked, "right")
    return float(below.mean() / 2 / len(disliked))


def crossed(name: str, folder: Path) -> tuple[int, float, float]:
    """How many texts of a source are liked or disliked, and the AUC of lexicon and rules, and with other sources."""
    others = ngrams.arranged(ngrams.summed(path for path in ngrams.files() if path.name != f"ngrams-{name}.tsv.gz"))
    plain, full, liking = [], [], []
    for text, like in SOURCES[name][0](folder):
        if 0.25 < like < 0.75:
            continue
        clauses = english.clauses(repair(text).text)
        plain.append(sentiment.lexical(clauses))
        full.append(sentiment.LEXICON * plain[-1] + ngrams.evidence(clauses, others))
        liking.append(like)
    return len(liking), auc(plain, liking), auc(full, liking)


@click.command()
@click.option("--verbatims", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--source", "sources", type=click.Choice(sorted(SOURCES)), multiple=True, help="Default: all.")
@click.option("--cross", is_flag=True, help="Train nothing: measure each source with what the others taught.")
def main(verbatims: Path, sources: tuple[str, ...], *, cross: bool) -> None:
    """Train each source by itself and write its weights and description."""
    if cross:
        for name in sources or SOURCES:
            texts, plain, full = crossed(name, verbatims)
            click.echo(f"{name:8} {texts:6,} texts  lexicon and rules {plain:.4f}  with the other sources {full:.4f}")
        return
    for name in sources or SOURCES:
        load, title, licence = SOURCES[name]
        examples = list(load(verbatims))
        weights = regression(examples)
        write(weights, ngrams.MODELS / f"ngrams-{name}.tsv.gz")
        about = {
            "source": title,
            "licence": licence,
            "made": datetime.now(UTC).date().isoformat(),
            "command": f"python -m voc.analysis.training.ngrams --verbatims DIR --source {name}",
            "examples": len(examples),
            "weights": sum(abs(weight) >= SMALLEST for weight in weights.values()),
        }
        ngrams.MODELS.joinpath(f"ngrams-{name}.about.json").write_text(json.dumps(about, indent=2) + "\n", "utf-8")
        click.echo(json.dumps(about))


if __name__ == "__main__":
    main()
