"""Learn from MAMS which noun runs are aspect terms, and write the weights for `voc.analysis.aspect_terms`.

    python -m voc.analysis.training.aspect_terms --verbatims DIR

DIR holds mams_atsa_train.jsonl.gz: text, and aspects with from and to. What is learned is how terms are used, never
which words they are.
"""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from voc.analysis import aspect_terms, english
from voc.analysis.text import repair

#: Where precision and recall of the training texts' spans weigh about the same.
SHARE = 0.3


def corpus(path: Path) -> list[dict[str, Any]]:
    """The rows of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def counted(rows: list[dict[str, Any]]) -> tuple[aspect_terms.Runs, dict[str, tuple[int, int]]]:
    """The noun runs of all rows, and of each how many occurrences are terms and how many are not."""
    runs = aspect_terms.Runs()
    gold: dict[str, tuple[int, int]] = {}
    for row in rows:
        plain = repair(row["text"]).text
        clauses = english.clauses(plain)
        runs.add(plain, clauses)
        right = {(aspect["from"], aspect["to"]) for aspect in row["aspects"]}
        for start, end in aspect_terms.spans(clauses):
            yes, no = gold.get(plain[start:end].lower(), (0, 0))
            hit = (start, end) in right
            gold[plain[start:end].lower()] = (yes + hit, no + (not hit))
    return runs, gold


def fitted(rows: NDArray[np.float64], yes: NDArray[np.float64], no: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of a logistic regression with a unit Gaussian prior, by Newton's method."""
    weights = np.zeros(rows.shape[1])
    for _ in range(30):
        share = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (yes - (yes + no) * share) - weights
        curve = (rows * ((yes + no) * share * (1 - share))[:, None]).T @ rows + np.eye(len(weights))
        weights += np.linalg.solve(curve, slope)
    return weights


@click.command()
@click.option("--verbatims", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
def main(verbatims: Path) -> None:
    """Learn, and write the model."""
    rows = corpus(verbatims / "mams_atsa_train.jsonl.gz")
    runs, gold = counted(rows)
    names, numbers = aspect_terms.described(runs.found)
    yes, no = (np.array([gold.get(name, (0, 0))[k] for name in names], np.float64) for k in (0, 1))
    times = yes + no
    means = np.average(numbers, axis=0, weights=times)
    deviations = np.sqrt(np.average((numbers - means) ** 2, axis=0, weights=times)) + 1e-9
    means[0], deviations[0] = 0.0, 1.0
    weights = fitted((numbers - means) / deviations, yes, no)
    made = {
        "source": "MAMS-ATSA train, siat-nlp/MAMS-for-ABSA (Jiang et al. 2019)",
        "licence": "Apache-2.0",
        "made": datetime.now(UTC).date().isoformat(),
        "command": "python -m voc.analysis.training.aspect_terms --verbatims DIR",
        "features": list(aspect_terms.FEATURES),
        "means": [round(float(x), 4) for x in means],
        "deviations": [round(float(x), 6) for x in deviations],
        "weights": [round(float(x), 4) for x in weights],
        "bound": round(float(np.log(SHARE / (1 - SHARE))), 4),
    }
    aspect_terms.MODEL.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    click.echo(f"{len(names)} runs, {int(yes.sum())} of {int(times.sum())} occurrences are terms")


if __name__ == "__main__":
    main()
