"""Files as people save them: encodings, delimiters, and rows that are broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from voc.customers import tables
from voc.customers.tables import NoTable, Row

CHINESE = "邮箱,姓名,公司\nwei@example.cn,王伟,青禾科技\nfang@example.cn,李芳,远航物流\n"


def a_file(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "contacts.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def rows_of(path: Path) -> list[Row]:
    return list(tables.rows(path, tables.detect(path)))


@pytest.mark.parametrize(
    ("saved_as", "found"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
    ],
)
def test_a_chinese_file_is_read_in_the_encoding_it_was_saved_in(tmp_path: Path, saved_as: str, found: str) -> None:
    path = a_file(tmp_path, CHINESE, saved_as)
    shape = tables.detect(path)
    assert (shape.encoding, shape.header) == (found, ("邮箱", "姓名", "公司"))
    assert rows_of(path)[1].cells == ("fang@example.cn", "李芳", "远航物流")


def test_western_accents_are_not_taken_for_chinese(tmp_path: Path) -> None:
    path = a_file(tmp_path, "email,name\njose@example.es,José Pérez\nanne@example.fr,Anne Lefèvre\n", "cp1252")
    assert tables.detect(path).encoding == "cp1252"
    assert rows_of(path)[0].cells == ("jose@example.es", "José Pérez")


def test_one_broken_character_refuses_its_row_and_not_the_file(tmp_path: Path) -> None:
    good = "".join(f"u{n}@example.cn,用户{n}\n" for n in range(50)).encode()
    path = a_file(tmp_path, b"email,name\n" + good + b"bad@example.cn,\xe7\x8e\n" + b"last@example.cn,x\n")
    rows = rows_of(path)
    assert [row.fault for row in rows if row.cells is None] == ["unreadable"]
    assert rows[-1].cells == ("last@example.cn", "x")


def test_a_person_may_choose_another_encoding(tmp_path: Path) -> None:
    path = a_file(tmp_path, "姓名,email\n陳大文,chan@example.hk\n", "big5")
    shape = tables.detect(path, "big5hkscs")
    assert shape.header == ("姓名", "email")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    path = a_file(tmp_path, f'name{delimiter}email\n"A{delimiter} B"{delimiter}ab@example.org\n')
    assert rows_of(path) == [Row(2, (f"A{delimiter} B", "ab@example.org"))]


def test_what_excel_writes_to_remind_itself_is_no_row(tmp_path: Path) -> None:
    path = a_file(tmp_path, "sep=;\r\nname;email\r\nAna, Lima;ana@example.org\r\n")
    assert rows_of(path) == [Row(3, ("Ana, Lima", "ana@example.org"))]


def test_a_quoted_cell_may_run_over_lines_and_rows_keep_their_line_numbers(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'name,note\nAna,"first\nsecond\n\nthird"\n\nBen,short\n')
    assert rows_of(path) == [Row(2, ("Ana", "first\nsecond\n\nthird")), Row(7, ("Ben", "short"))]


def test_a_quote_that_nobody_closed_costs_its_own_row_alone(tmp_path: Path) -> None:
    many = "".join(f"Person {n},p{n}@example.org\n" for n in range(300))
    path = a_file(tmp_path, 'name,email\nAna,"oops\nBen,ben@example.org\n' + many)
    first, *others = rows_of(path)
    assert (first.line, first.fault) == (2, "open_quote")
    assert others[0] == Row(3, ("Ben", "ben@example.org"))
    assert len(others) == 301
    assert others[-1].line == 303


def test_an_inch_mark_in_an_unquoted_cell_is_just_a_character(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'product,email\n5" pipe,a@example.org\n6" pipe,b@example.org\n')
    assert [row.cells for row in rows_of(path)] == [('5" pipe', "a@example.org"), ('6" pipe', "b@example.org")]


def test_short_rows_are_filled_and_long_ones_refused(tmp_path: Path) -> None:
    path = a_file(tmp_path, "a,b\n1\n1,2,3\n1,2,,\n")
    assert [(row.cells, row.fault) for row in rows_of(path)] == [
        (("1", ""), ""),
        (None, "too_many_cells"),
        (("1", "2"), ""),
    ]


def test_a_cell_too_long_for_csv_stops_nothing(tmp_path: Path) -> None:
    path = a_file(tmp_path, "a,b\n" + "x" * 200_000 + ",1\nok,2\n")
    assert [row.fault for row in rows_of(path)] == ["unreadable", ""]


def test_a_file_without_a_header_begins_with_data(tmp_path: Path) -> None:
    path = a_file(tmp_path, "ana@example.org,Ana\nben@example.org,Ben\n")
    assert tables.detect(path).header == ("", "")
    assert len(rows_of(path)) == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "empty"),
        (b"PK\x03\x04 and so on", "spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not_text"),
        (",".join(map(str, range(300))).encode(), "too_wide"),
    ],
)
def test_what_is_no_table_is_named(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(NoTable) as refused:
        tables.detect(a_file(tmp_path, content))
    assert refused.value.code == code
