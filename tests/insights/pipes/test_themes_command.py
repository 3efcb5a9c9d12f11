"""`voc themes` in a process of its own, as a pipe meets it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PROGRAM = [sys.executable, "-c", "from voc.cli import main; main()"]
TEXTS = [
    *(f"The queue at the desk was long, we waited {k} hours" for k in range(20)),
    *(f"停车场太小，停车费太贵{'了' * (k % 3)}" for k in range(20)),
]


def _run(given: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*PROGRAM, *options], input=given, capture_output=True, check=False)


def _lines(*rows: object) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _assigned(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_corpus_becomes_a_codebook_that_voc_read_takes(tmp_path: Path) -> None:
    given = _lines(*({"id": f"r{k}", "text": text} for k, text in enumerate(TEXTS)))
    done = _run(given, "themes", "--assign", str(tmp_path / "out.jsonl"))
    assert done.returncode == 0
    book = json.loads(done.stdout)
    assert all({"key", "name", "seeds", "top", "size", "sentiment", "examples"} <= set(t) for t in book["themes"])
    lines = _assigned(tmp_path / "out.jsonl")
    assert [line["id"] for line in lines] == [f"r{k}" for k in range(40)]
    assert all(line["theme"] == line["themes"][0] for line in lines)
    assert lines[0]["theme"] != lines[-1]["theme"]
    assert b"themes in 40 verbatims" in done.stderr
    (tmp_path / "book.json").write_bytes(done.stdout)
    read = _run(given, "read", "--themes", str(tmp_path / "book.json"), "--quiet")
    assert read.returncode == 0
    keys = {theme["key"] for theme in book["themes"]}
    themes = [{m["theme"] for m in json.loads(line)["mentions"]} for line in read.stdout.splitlines()]
    assert sum(bool(found & keys) for found in themes) >= 36


def test_known_themes_keep_their_keys(tmp_path: Path) -> None:
    given = _lines(*({"text": text} for text in TEXTS))
    first = _run(given, "themes")
    (tmp_path / "book.json").write_bytes(first.stdout)
    again = _run(given, "themes", "--known", str(tmp_path / "book.json"))
    keys = [[theme["key"] for theme in json.loads(done.stdout)["themes"]] for done in (first, again)]
    assert keys[0] == keys[1]


def test_broken_lines_are_named_and_skipped() -> None:
    done = _run(b'{"text": "Good queue"}\nnonsense\n\n{"text": 5}\n{"text": "Bad queue"}\n', "themes", "--quiet")
    assert done.returncode == 1
    named = [line.split(":")[0] for line in done.stderr.decode().splitlines()]
    assert named == ["line 2", "line 4", "2 lines were skipped."]
    assert json.loads(done.stdout)


def test_an_empty_corpus_gives_an_empty_codebook_and_says_so() -> None:
    done = _run(b"", "themes")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"discovered": True, "themes": []})
    assert done.stderr.decode() == "Nothing to discover in: no verbatims came.\n"


def test_wrong_usage_ends_with_two(tmp_path: Path) -> None:
    book = tmp_path / "book.json"
    book.write_text('{"themes": 5}')
    assert _run(b"", "themes", "--known", str(book)).returncode == 2
    assert _run(b"", "themes", "--assign", str(tmp_path / "missing" / "out.jsonl")).returncode == 2
    assert _run(b"", "themes", "--nonsense").returncode == 2


def test_a_huge_line_is_skipped_and_an_id_comes_back_as_it_came(tmp_path: Path) -> None:
    ids = [0, "07", 12345678901234567890123, [1, {"a": None}], True]
    given = _lines(*({"id": each, "text": "The queue"} for each in ids)) + b'{"text": "' + b"x" * 5_000_000 + b'"}\n'
    done = _run(given, "themes", "--quiet", "--assign", str(tmp_path / "out.jsonl"))
    assert done.returncode == 1
    assert [line["id"] for line in _assigned(tmp_path / "out.jsonl")] == ids
