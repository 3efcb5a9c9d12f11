"""Rows of real files, in every format and encoding people save them in; what is broken hides nothing else."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.intake.files import LONGEST_LINE, File, NoRows, Raw

HEADER = "id,score,comment\n"
CHINESE = "编号,评分,评价\n1,5,很好，下次还来\n2,1,客服态度太差了，等了三个小时没有人理\n"


def rows_of(path: Path, encoding: str | None = None) -> list[Raw]:
    with File(path, encoding) as file:
        return list(file)


def written(folder: Path, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_chinese_is_read_in_the_encodings_that_excel_writes(tmp_path: Path, encoding: str, ending: str) -> None:
    content = CHINESE.replace("\n", ending) * 1
    [one, two] = rows_of(written(tmp_path, "a.csv", content, encoding))
    assert one.cells == {"编号": "1", "评分": "5", "评价": "很好，下次还来"}
    assert two.cells
    assert two.cells["评价"].endswith("没有人理")


def test_what_is_not_ascii_may_come_late(tmp_path: Path) -> None:
    """The first megabyte looks like any encoding."""
    content = HEADER + "1,5,fine\n" * 200_000 + "2,1,太差了，真的太差了\n"
    for encoding in ("utf-8", "gb18030"):
        rows = rows_of(written(tmp_path, "late.csv", content, encoding))
        assert rows[-1].cells == {"id": "2", "score": "1", "comment": "太差了，真的太差了"}


def test_windows_accents_are_told_from_chinese(tmp_path: Path) -> None:
    content = HEADER + '1,5,"Très bien, à bientôt. Déjà recommandé."\n'
    [row] = rows_of(written(tmp_path, "a.csv", content, "cp1252"))
    assert row.cells
    assert row.cells["comment"] == "Très bien, à bientôt. Déjà recommandé."


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    content = f'id{delimiter}"what, they; said"{delimiter}score\n7{delimiter}"a{delimiter}b"{delimiter}3\n'
    [row] = rows_of(written(tmp_path, "a.csv", content))
    assert row == Raw(2, {"id": "7", "what, they; said": f"a{delimiter}b", "score": "3"})


def test_what_excel_writes_to_remind_itself_is_no_header(tmp_path: Path) -> None:
    [row] = rows_of(written(tmp_path, "a.csv", "sep=;\nid;score\n1;2,5\n"))
    assert row == Raw(3, {"id": "1", "score": "2,5"})


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    content = '\n\nid,comment\n1,"two\nlines"\n\n2,x\n'
    assert [row.line for row in rows_of(written(tmp_path, "a.csv", content))] == [4, 7]


def test_a_broken_row_hides_no_other_one(tmp_path: Path) -> None:
    good, huge = b"9,5,good\n", b"4,5," + b"x" * 10_000_000 + b"\n"
    content = HEADER.encode() + b'1,5,"never closed\n' + good + b"2,5,a,b\n" + b"3,5,\x00\n" + huge + good
    rows = rows_of(written(tmp_path, "a.csv", content))
    assert [(row.line, row.fault) for row in rows if row.cells is None] == [
        (2, "open_quote"), (4, "too_many_cells"), (6, "too_long"),
    ]  # fmt: skip
    assert [row.cells["id"] for row in rows if row.cells] == ["9", "3", "9"]


def test_json_lines_are_read_strictly(tmp_path: Path) -> None:
    lines = [
        '{"id": 1, "meta": {"q": "好"}}', "", "[1]", '{"id": 1, "id": 2}', '{"id": NaN}', "{", "[" * 10_000,
        '{"t": "' + "x" * LONGEST_LINE + '"}', '{"id": 2}',
    ]  # fmt: skip
    rows = rows_of(written(tmp_path, "a.jsonl", "\ufeff" + "\n".join(lines)))
    assert [row.fault for row in rows] == [
        "", "not_an_object", "duplicate_key", "not_json", "not_json", "too_deep", "too_long", "",
    ]  # fmt: skip
    assert [row.line for row in rows] == [1, 3, 4, 5, 6, 7, 8, 9]
    assert rows[0].cells == {"id": 1, "meta": {"q": "好"}}


def test_bytes_that_are_no_utf8_spoil_their_line_alone(tmp_path: Path) -> None:
    content = '{"id": "好的好的好的好的好的好的好的好的"}\n'.encode() * 30 + b'{"id": "\xff"}\n{"id": 2}\n'
    rows = rows_of(written(tmp_path, "a.jsonl", content), "utf-8")
    assert [row.line for row in rows if row.fault == "unreadable"] == [31]
    assert rows[-1].cells == {"id": 2}


@pytest.mark.parametrize("name", ["a.csv.gz", "a.jsonl.gz"])
def test_text_may_be_gzipped(tmp_path: Path, name: str) -> None:
    content = CHINESE if "csv" in name else json.dumps({"评价": "好"}) + "\n"
    path = written(tmp_path, name, gzip.compress(content.encode()))
    assert all(row.cells for row in rows_of(path))
    damaged = written(tmp_path, "b" + name, path.read_bytes()[:-9])
    with pytest.raises(NoRows, match="breaks off"):
        rows_of(damaged)


def test_a_spreadsheet_keeps_its_days_and_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        day, minute = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(2, 0, ["编号", "date", "score", "评价"])
        sheet.write_row(3, 0, [1001])
        sheet.write_datetime(3, 1, datetime(2021, 9, 30), day)  # noqa: DTZ001
        sheet.write_row(3, 2, [3, "好"])
        sheet.write_datetime(5, 1, datetime(2021, 9, 30, 12, 5), minute)  # noqa: DTZ001
    rows = rows_of(path)
    assert rows == [
        Raw(4, {"编号": 1001.0, "date": date(2021, 9, 30), "score": 3.0, "评价": "好"}),
        Raw(6, {"编号": "", "date": datetime(2021, 9, 30, 12, 5), "score": "", "评价": ""}),  # noqa: DTZ001
    ]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"\n ,;\n", "empty"),
        ("a.xlsx", b"PK\x03\x04 no spreadsheet", "no spreadsheet"),
        ("a.xlsx", b"", "no spreadsheet"),
        ("a.pdf", b"%PDF", "its name ends with none"),
        ("a.csv", b'"never closed', "names of its columns"),
        ("a.csv.gz", b"\x1f\x8b\x08rubbish", "breaks off"),
    ],
)
def test_a_file_without_rows_says_why(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    with pytest.raises(NoRows, match=why):
        rows_of(written(tmp_path, name, content))


def test_a_spreadsheet_with_the_wrong_name_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_row(0, 0, ["id"])
    assert rows_of(path) == []


def test_a_long_file_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    path = written(tmp_path, "long.csv", HEADER + "1,5,fine and well\n" * 100_000)
    with File(path) as file:
        rows: Iterator[Raw] = iter(file)
        next(rows)
        tracemalloc.start()
        assert sum(1 for _ in rows) == 99_999
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert path.stat().st_size > 1_700_000
    assert peak < 500_000


@settings(max_examples=60)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.jsonl", "a.xlsx", "a.csv.gz"]))
def test_any_bytes_are_rows_or_no_rows(tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str) -> None:
    path = written(tmp_path_factory.mktemp("any"), name, content)
    try:
        rows = rows_of(path)
    except NoRows:
        return
    assert all(row.cells is not None or row.fault for row in rows)
