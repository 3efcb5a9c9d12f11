"""Train how a text speaks of a place in it: a softmax regression over the evidence that `voc.analysis.places` names.

    python -m voc.analysis.training.places --verbatims DIR

DIR holds mams_atsa_train.jsonl.gz and mams_atsa_val.jsonl.gz. Only weights are written, never a text. Run it after
`voc.analysis.training.ngrams`: n-grams are part of the evidence, and those learned from the same sentences are made
anew without each third of them, so that the evidence is as good here as it will be on texts that nobody has seen.
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np
import numpy.typing as npt

from voc.analysis import english, ngrams, places
from voc.analysis.text import repair
from voc.analysis.training import ngrams as pairs

Row = dict[str, Any]
Vector = npt.NDArray[np.float64]
Evidence = dict[str, float]

FOLDS = 3
#: Strength of the prior that evidence says nothing; 5, 10 and 20 were tried on the validation part.
RIDGE = 10.0
ROUNDS = 150
#: Rarer evidence is noise.
FEWEST = 4
SMALLEST = 0.005
#: A word must stand this often in the other sources to be kept in the second, plainer view of an example.
COMMON = 8
_OTHERS = ("nhs_fft_v6", "vader_gt_tweets", "skytrax_lounge", "skytrax_seat")


class Examples(NamedTuple):
    """Evidence and the number of the label (of `places.LABELS`) of each judged term."""

    evidence: list[Evidence]
    labels: npt.NDArray[np.int64]


def examples(rows: list[Row], learned: ngrams.Grams) -> Iterator[tuple[Evidence, int]]:
    """Each judged term's evidence, with the n-grams of `learned`, and its label."""
    for row in rows:
        repaired = repair(row["text"])
        clauses = english.clauses(repaired.text)
        ngrams.evidence(clauses, learned)
        for aspect in row["aspects"]:
            found = places.features(clauses, *repaired.place(aspect["from"], aspect["to"]))
            if found:
                yield found, places.LABELS.index(aspect["polarity"])


def _others() -> dict[str, float]:
    """The shipped n-gram weights without those learned from the sentences that are trained on here."""
    return ngrams.summed(path for path in ngrams.files() if "mams" not in path.name)


def crossed(rows: list[Row]) -> Examples:
    """Examples of the training part, each third with n-grams learned from the other two."""
    evidence: list[Evidence] = []
    labels: list[int] = []
    for fold in range(FOLDS):
        kept = [row for k, row in enumerate(rows) if k % FOLDS != fold]
        learned = _others()
        for gram, weight in pairs.regression(pairs.judged_clauses(kept)).items():
            learned[gram] = learned.get(gram, 0.0) + weight
        for found, label in examples(rows[fold::FOLDS], ngrams.arranged(learned)):
            evidence.append(found)
            labels.append(label)
    return Examples(evidence, np.array(labels))


def common_words(folder: Path) -> frozenset[str]:
    """Words that customers of anything use: frequent in sources that have nothing to do with restaurants."""
    seen: Counter[str] = Counter()
    for name in _OTHERS:
        for row in pairs.rows(folder / f"{name}.jsonl.gz"):
            seen.update({token.lower for clause in english.clauses(row["text"]) for token in clause.words})
    return frozenset(word for word, times in seen.items() if times >= COMMON)


def plain(found: Evidence, known: frozenset[str]) -> Evidence:
    """The evidence without the place's own word and without words of its trade: what another trade would leave."""
    kept = {}
    for name, value in found.items():
        kind, _, word = name.rpartition(" ")
        is_word = kind in ("l1", "l2", "l3", "r1", "r2", "r3", "verb before", "verb after", "link", "in", "<", ">")
        if kind != "head" and (not is_word or word in known or not word.isalpha()):
            kept[name] = value
    return kept


def fit(data: Examples, known: frozenset[str]) -> dict[str, Vector]:
    """A weight a label for each piece of evidence, by full-batch Adam; every example is seen whole and plain."""
    views = [view for found in data.evidence for view in (found, plain(found, known))]
    labels = np.repeat(data.labels, 2)
    seen = Counter(name for view in views for name in view)
    number = {name: k for k, name in enumerate(name for name, times in seen.items() if times >= FEWEST)}
    cells = [
        (row, number[name], value) for row, view in enumerate(views) for name, value in view.items() if name in number
    ]
    rows, columns = (np.array([cell[k] for cell in cells], dtype=np.int64) for k in (0, 1))
    values = np.array([cell[2] for cell in cells])
    wanted = np.eye(len(places.LABELS))[labels]
    theta = np.zeros((len(number), len(places.LABELS)))
    mean, spread = np.zeros_like(theta), np.zeros_like(theta)
    for turn in range(1, ROUNDS + 1):
        scores = np.stack([np.bincount(rows, values * part[columns], len(views)) for part in theta.T], axis=1)
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = (odds / odds.sum(axis=1, keepdims=True) - wanted) / 2
        slope: Vector = np.stack([np.bincount(columns, values * part[rows], len(number)) for part in error.T], axis=1)
        slope = slope + RIDGE * theta
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.99 * spread + 0.01 * slope * slope
        rate = 0.05 if turn < 100 else 0.015
        theta -= rate * (mean / (1 - 0.9**turn)) / (np.sqrt(spread / (1 - 0.99**turn)) + 1e-6)
    shares: Vector = np.bincount(data.labels) / len(data.labels)
    theta[number[""]] = theta[number[""]] + np.log(np.array(places.SHARES) / shares)
    return {name: theta[k] for name, k in number.items()}


def write(weights: dict[str, Vector], path: Path) -> None:
    """A piece of evidence a line with its three weights, in order; the same weights give the same bytes."""
    lines = [
        "\t".join([name, *(f"{weight:.3f}" for weight in row)]) + "\n"
        for name, row in sorted(weights.items())
        if np.abs(row).max() >= SMALLEST
    ]
    with gzip.GzipFile(path, "wb", mtime=0) as out:
        out.write("".join(lines).encode())


def accuracy(rows: list[Row], *, known: frozenset[str] | None = None) -> float:
    """The share of judged terms labelled right by the shipped model; with `known` from the plain view alone."""
    right = total = 0
    for found, label in examples(rows, ngrams.shipped()):
        scores = places.scored(plain(found, known) if known is not None else found)
        right += int(scores.index(max(scores)) == label)
        total += 1
    return right / total


@click.command()
@click.option("--verbatims", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
def main(verbatims: Path) -> None:
    """Train, measure on the validation part, write the model and its description."""
    known = common_words(verbatims)
    data = crossed(list(pairs.rows(verbatims / "mams_atsa_train.jsonl.gz")))
    write(fit(data, known), places.MODEL)
    unseen = list(pairs.rows(verbatims / "mams_atsa_val.jsonl.gz"))
    about = {
        "source": "MAMS-ATSA train, siat-nlp/MAMS-for-ABSA",
        "licence": "Apache-2.0",
        "made": datetime.now(UTC).date().isoformat(),
        "command": "python -m voc.analysis.training.places --verbatims DIR",
        "examples": len(data.labels),
        "shares": dict(zip(places.LABELS, places.SHARES, strict=True)),
        "accuracy_mams_atsa_val": round(accuracy(unseen), 4),
        "accuracy_mams_atsa_val_without_words_of_the_trade": round(accuracy(unseen, known=known), 4),
    }
    places.MODEL.with_name("places.about.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    click.echo(json.dumps(about, indent=2))


if __name__ == "__main__":
    main()
