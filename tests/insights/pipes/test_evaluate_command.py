"""`voc evaluate`: figures with intervals, kept or measured on labelled files; scores are never guessed at."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from voc.analysis import evaluation
from voc.insights.pipes import evaluate as evaluate_command
from voc.insights.pipes import labelled

TEXTS = (
    ("Wonderful, I love it.", "positive", 5),
    ("Great staff and quick delivery.", "positive", 4),
    ("Terrible, never again.", "negative", 1),
    ("The worst service ever.", "negative", 2),
    ("It was delivered on Tuesday.", "neutral", 3),
    ("服务很好，非常满意", "positive", 5),
    ("太差了，很失望", "negative", 1),
)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(evaluate_command.evaluate, arguments)


def figures(*arguments: str) -> dict[tuple[str, str], dict[str, float]]:
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return {(each["set"], each["figure"]): each for each in json.loads(done.stdout)}


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(exist_ok=True)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(lines) if path.suffix == ".gz" else lines)


def test_labels_of_ones_own_are_measured(tmp_path: Path) -> None:
    write(tmp_path / "own.jsonl", [{"text": text, "label": label} for text, label, _ in TEXTS])
    made = figures("--data", str(tmp_path))
    auc = made["own", "auc"]
    assert auc["value"] == 1
    assert auc["n"] == 6
    accuracy = made["own", "accuracy"]
    assert accuracy["low"] <= accuracy["value"] <= accuracy["high"] <= 1


def test_scores_need_their_scale_and_its_direction_counts(tmp_path: Path) -> None:
    head = "Text,Score\r\n"
    (tmp_path / "own.csv").write_text(
        head + "".join(f'"{text}",{score}\r\n' for text, _, score in TEXTS), encoding="utf-8-sig"
    )
    refused = run("--data", str(tmp_path))
    assert refused.exit_code == 2
    assert "--scale WORST..BEST" in refused.output
    assert figures("--data", str(tmp_path), "--scale", "1..5")["own", "auc"]["value"] == 1
    assert figures("--data", str(tmp_path), "--scale", "5..1")["own", "auc"]["value"] == 0
    assert run("--data", str(tmp_path), "--scale", "3..3").exit_code == 2


def test_targets_and_terms_are_measured_where_they_are_given(tmp_path: Path) -> None:
    text = "Great soup, rude waiter."
    aspects = [
        {"term": "soup", "from": 6, "to": 10, "polarity": "positive"},
        {"term": "waiter", "from": 17, "to": 23, "polarity": "negative"},
        {"term": "soup", "from": 6, "to": 10, "polarity": "conflict"},
    ]
    write(tmp_path / "en" / "own.jsonl.gz", [{"text": text, "aspects": aspects}])
    write(
        tmp_path / "zh" / "goods.jsonl.gz",
        [{"text": "屏幕很好", "aspects": [{"term": "屏幕", "category": None, "polarity": "positive"}]}],
    )
    made = figures("--data", str(tmp_path))
    assert made["own", "accuracy"]["value"] == 1
    assert ("goods", "overlap_f1") in made


def test_lines_that_cannot_be_used_are_counted(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"text": text, "label": label} for text, label, _ in TEXTS]
    write(tmp_path / "own.jsonl", [*rows, {"text": "Fine.", "label": "angry"}, {"label": "positive"}])
    with (tmp_path / "own.jsonl").open("a") as file:
        file.write("not json\n[1]\n")
    done = run("--data", str(tmp_path))
    assert done.exit_code == 1
    assert "4 lines were skipped" in done.output


@pytest.mark.parametrize("content", [b"", b'{"text": "No label."}\n', b"\xff\xfe\x00"])
def test_nothing_to_measure_ends_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "own.jsonl").write_bytes(content)
    done = run("--data", str(tmp_path))
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_figures_are_kept_and_shown_without_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate_command, "KEPT", tmp_path / "figures.json")
    assert run().exit_code == 1
    data = tmp_path / "data"
    write(data / "own.jsonl", [{"text": text, "label": label} for text, label, _ in TEXTS])
    assert run("--data", str(data), "--keep").exit_code == 0
    shown = run()
    assert shown.exit_code == 0
    assert "95% interval" in shown.output
    assert "own" in shown.output
    assert run("--keep").exit_code == 2


def test_the_figures_that_are_kept_are_whole() -> None:
    kept = json.loads(evaluate_command.KEPT.read_bytes())
    assert {"task", "set", "language", "figure", "value", "low", "high", "n", "date", "command"} <= set(kept[0])
    assert all(each["low"] <= each["value"] <= each["high"] for each in kept)
    assert all("/" not in each["command"] for each in kept)


def test_an_interval_covers_as_often_as_it_says() -> None:
    import numpy as np

    random = np.random.default_rng(3)
    covered = 0
    for _ in range(200):
        right = random.random(150) < 0.8
        estimate = evaluation.of_counts([(float(each), 1.0) for each in right], evaluation.share)
        assert estimate
        covered += estimate.low <= 0.8 <= estimate.high
    assert 0.90 <= covered / 200 <= 0.99


def test_stars_and_the_quarters_of_a_scale() -> None:
    assert labelled.scale("0..10").label(8) == "positive"
    assert labelled.scale("10..0").label(8) == "negative"
    with pytest.raises(labelled.Broken):
        labelled.scale("1..5").label(6)
