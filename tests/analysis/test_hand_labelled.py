"""A floor on verbatims that we wrote and labelled by hand. The misses are printed: a number alone teaches nothing."""

import json
from pathlib import Path

import pytest

from voc.analysis.engine import read

DATA = Path(__file__).parent / "data"


@pytest.mark.parametrize(("name", "floor"), [("en", 0.89), ("zh", 0.93)])
def test_the_label_is_right_at_least_this_often(name: str, floor: float) -> None:
    rows = [json.loads(line) for line in (DATA / f"verbatims_{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 50
    misses = []
    for row in rows:
        reading = read(row["text"])
        if reading.label != row["label"]:
            misses.append(f"{row['label']:9} {reading.sentiment:+.2f} {row['text']} {[w.text for w in reading.words]}")
    share = 1 - len(misses) / len(rows)
    print(f"{name}: {share:.3f} of {len(rows)}", *misses, sep="\n  ")  # noqa: T201 - shown when the floor breaks
    assert share >= floor
