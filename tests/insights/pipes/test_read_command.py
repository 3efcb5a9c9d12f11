"""`voc read` in a process of its own, as a pipe meets it."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ENVIRON = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
PROGRAM = [sys.executable, "-c", "from voc.cli import main; main()", "read"]


def _run(given: bytes, *options: str) -> tuple[list[Any], str, int]:
    done = subprocess.run([*PROGRAM, "--quiet", *options], input=given, capture_output=True, env=ENVIRON, check=False)
    return (
        [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()],
        done.stderr.decode(),
        done.returncode,
    )


def _lines(*rows: object) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def test_each_line_becomes_a_reading_in_order() -> None:
    rows = [
        {"id": "a", "text": "Delivery was late."},
        {"text": "服務態度很好", "language": "zh", "stars": 5},
        {"text": ""},
    ]
    found, complaint, status = _run(_lines(*rows))
    assert (complaint, status) == ("", 0)
    assert [reading["id"] for reading in found] == ["a", 2, 3]
    assert [reading["language"] for reading in found] == ["en", "zh-Hant", "und"]
    assert [reading["label"] for reading in found] == ["negative", "positive", "neutral"]
    assert list(found[0]) == ["id", "language", "sentiment", "label", "mentions"]
    mention = found[0]["mentions"][0]
    assert list(mention) == ["theme", "term", "start", "end", "sentiment", "label"]
    assert (mention["theme"], mention["term"], mention["start"], mention["end"]) == ("delivery", "Delivery", 0, 8)
    assert found[1]["mentions"][0]["term"] == "服務態度"


def test_targets_come_back_with_their_sentiments_in_order() -> None:
    text = "We sat at the bar. Great soup, rude waiter."
    places = [{"start": 31, "end": 42}, {"start": 14, "end": 17}, {"start": 25, "end": 29}]
    rows = [{"text": text, "targets": places}, {"text": text, "targets": []}, {"text": text}]
    (first, second, third), complaint, status = _run(_lines(*rows))
    assert (complaint, status) == ("", 0)
    assert [target["label"] for target in first["targets"]] == ["negative", "neutral", "positive"]
    assert all(list(target) == ["sentiment", "label"] for target in first["targets"])
    assert second["targets"] == []
    assert "targets" not in third


def test_a_line_with_a_bad_target_is_broken() -> None:
    bad = [
        {"start": 0, "end": 4},
        [{"start": 0, "end": 5}],
        [{"start": 2, "end": 2}],
        [{"start": -1, "end": 2}],
        [{"start": True, "end": 2}],
        [{"start": 0.0, "end": 2}],
        [{"start": 0}],
        [0],
        None,
    ]
    found, complaint, status = _run(_lines(*({"text": "Food", "targets": targets} for targets in bad), {"text": "ok"}))
    assert ([reading["id"] for reading in found], status) == ([len(bad) + 1], 1)
    named = complaint.splitlines()
    assert [line.partition(":")[0] for line in named[: len(bad)]] == [f"line {k}" for k in range(1, len(bad) + 1)]
    assert "target 1 is not a place in the text" in named[1]


def test_at_the_end_it_says_how_fast_it_read() -> None:
    done = subprocess.run(PROGRAM, input=_lines({"text": "Good"}), capture_output=True, env=ENVIRON, check=True)
    assert done.stderr.startswith(b"1 read in ")
    assert b" a second" in done.stderr


def test_an_id_comes_back_as_it_came() -> None:
    numbers = [0, -1, "", "07", 2.5, 12345678901234567890123, [1, {"a": None}], {"k": "值"}, True]
    found, _, status = _run(_lines(*({"id": number, "text": "Good"} for number in numbers)))
    assert ([reading["id"] for reading in found], status) == (numbers, 0)


def test_a_missing_or_null_id_is_the_line_number_and_blank_lines_count() -> None:
    found, _, status = _run(b'{"text": "Good"}\n\n  \r\n{"text": "Good", "id": null}\r\n{"text": "Good"}')
    assert ([reading["id"] for reading in found], status) == ([1, 4, 5], 0)


def test_broken_lines_are_named_and_skipped() -> None:
    broken = [
        *(b"nonsense", b"[1]", b'"text"', b"{}", b'{"text": 5}', b'{"text": null}', b'{"text": NaN}', b"[" * 100_000),
        *(b'{"text": "\\ud800"}', b'{"text": "\xff"}', b'{"text": "a\x00b"}', b'{"text": "a\\u0000b"}'),
        b'{"text": "a"} {"text": "b"}',
    ]
    given = b'{"text": "Good"}\n' + b"\n".join(broken) + b'\n{"text": "Bad"}\n'
    found, complaint, status = _run(given)
    assert [reading["id"] for reading in found] == [1, len(broken) + 2]
    assert status == 1
    named = [line.split(":")[0] for line in complaint.splitlines()]
    assert named[:-1] == [f"line {number}" for number in range(2, len(broken) + 2)]
    assert named[-1] == f"{len(broken)} lines were skipped."


def test_a_huge_line_is_skipped_without_being_kept() -> None:
    given = b'{"text": "' + b"x" * (9 * 1024 * 1024) + b'"}\n{"text": "Good"}\n{"text": "' + b"y" * (5 * 1024 * 1024)
    found, complaint, status = _run(given)
    assert ([reading["id"] for reading in found], status) == ([2], 1)
    assert [line.split(":")[0] for line in complaint.splitlines()][:2] == ["line 1", "line 3"]


def test_a_byte_order_mark_is_no_fault() -> None:
    found, complaint, status = _run(b"\xef\xbb\xbf" + _lines({"text": "很好"}))
    assert (found[0]["language"], complaint, status) == ("zh-Hans", "", 0)


def test_no_input_at_all_is_no_fault() -> None:
    assert _run(b"") == ([], "", 0)


def test_output_is_utf8_whatever_the_locale() -> None:
    done = subprocess.run(
        PROGRAM, input=_lines({"id": "号", "text": "服务很差"}), capture_output=True, env=ENVIRON, check=True
    )
    assert "服务" in done.stdout.decode("utf-8")
    assert "号" in done.stdout.decode("utf-8")


def test_a_codebook_of_ones_own_names_the_themes(tmp_path: Path) -> None:
    book = tmp_path / "book.json"
    book.write_text('{"themes": [{"name": "Parking", "seeds": {"en": ["parking"], "zh": ["停车"]}}]}', encoding="utf-8")
    found, _, status = _run(_lines({"text": "Parking was awful"}, {"text": "停车很方便"}), "--themes", str(book))
    assert ([reading["mentions"][0]["theme"] for reading in found], status) == (["Parking", "Parking"], 0)


@pytest.mark.parametrize("content", ["{", "[]", '{"themes": [{"seeds": {}}]}'])
def test_a_broken_codebook_is_wrong_usage(tmp_path: Path, content: str) -> None:
    book = tmp_path / "book.json"
    book.write_text(content, encoding="utf-8")
    found, complaint, status = _run(b"", "--themes", str(book))
    assert (found, status) == ([], 2)
    assert "--themes" in complaint


@pytest.mark.parametrize("options", [["--nonsense"], ["file.jsonl"], ["--themes", "/nowhere/book.json"]])
def test_wrong_usage_is_status_2(options: list[str]) -> None:
    found, complaint, status = _run(b"", *options)
    assert (found, status) == ([], 2)
    assert "Usage" in complaint


def test_a_terminal_without_input_gets_a_hint() -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(PROGRAM, stdin=theirs, capture_output=True, env=ENVIRON, check=False)
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 2
    assert b"voc read <" in done.stderr


def test_answers_come_while_the_pipe_is_still_open() -> None:
    with subprocess.Popen(PROGRAM, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRON) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in (1, 2, 3):
            process.stdin.write(_lines({"text": "Good"}))
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(30) == 0


def test_a_reader_who_leaves_early_is_no_reason_to_complain() -> None:
    with subprocess.Popen(
        PROGRAM, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRON
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write(_lines(*[{"text": "Good"}] * 500))
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 141


def test_a_bar_is_drawn_only_on_a_terminal() -> None:
    ours, theirs = pty.openpty()
    given = _lines(*[{"text": "Good"}] * 3)
    done = subprocess.run(
        PROGRAM, input=given, stdout=subprocess.PIPE, stderr=theirs, env={**ENVIRON, "TERM": "xterm"}, check=True
    )
    os.close(theirs)
    assert "Reading" in os.read(ours, 65536).decode("utf-8", "replace")
    os.close(ours)
    assert len(done.stdout.splitlines()) == 3
