"""A table as a file, CSV or XLSX, made piece by piece: a million rows cost no more memory than some hundred.

People may have written what a spreadsheet would calculate: it stays text.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import IO, Protocol, TypeAlias

import xlsxwriter
from sqlalchemy.orm import Session

#: What a sheet holds below its head, and a cell: Excel's own limits.
SHEET_ROWS = 1_048_575
CELL = 32_767
_CHUNK = 1 << 16
#: With what a formula begins.
_FORMULA = "=+-@＝＋－＠"
#: Dashes before a space, as lists and signatures have them, with nothing that reaches beyond the sheet: no call, no
#: program, no other book. And a smile.
_DASHES = r"[-+－＋]+(?:\)|(?=\s|$)[^(|\[\\（｜［＼;\t\r\n]*(?:[;\t\r\n]|$))"
#: Where a cell begins for a program that splits elsewhere than at commas; quotes there are those of the cell.
_WITHIN = re.compile(rf'(?<=[;\t\r\n])("*)(?=[{re.escape(_FORMULA)}])(?!{_DASHES})')

Cell: TypeAlias = str | int | float | None


class Table(Protocol):
    """What can be written out."""

    def head(self) -> Sequence[str]:
        """The names of the columns."""

    def wide(self) -> Collection[int]:
        """Which columns hold whole sentences, counted from 0."""

    def rows(self, session: Session) -> Iterator[Sequence[Cell]]:
        """The rows below the head, each as long as it."""


def to_csv(session: Session, table: Table) -> Iterator[bytes]:
    """The table as CSV, piece by piece: UTF-8 with the mark by which Excel knows it, lines ending as RFC 4180 says."""
    text = io.StringIO()
    # Whatever is text stands between quotes, so that what it holds of commas and semicolons stays in it.
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    yield b"\xef\xbb\xbf"
    writer.writerow([harmless(name) for name in table.head()])
    for row in table.rows(session):
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
        if text.tell() > _CHUNK:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    made = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return made


def harmless(text: str) -> str:
    """The text, with an apostrophe before whatever a spreadsheet would take for a formula.

    OWASP, "CSV Injection": cells that begin with one of = + - @, a tab or a line's end, full-width forms included. A
    program that splits at semicolons or tabs finds such beginnings within the text as well.

    >>> harmless("=1+1"), harmless("a;=1+1"), harmless("fine;-)")
    ("'=1+1", "a;'=1+1", 'fine;-)')
    """
    text = _WITHIN.sub(r"\1'", text)
    return f"'{text}" if text.startswith((*_FORMULA, "\t", "\r", "\n")) else text


def to_xlsx(session: Session, table: Table) -> Iterator[bytes]:
    """The table as a workbook, made in a temporary file, since its parts are in no order that could be sent at once."""
    with tempfile.TemporaryFile() as file:
        _write_workbook(file, session, table)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _write_workbook(file: IO[bytes], session: Session, table: Table) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        wide = frozenset(table.wide())
        sheet, line = None, 0
        for row in table.rows(session):
            if sheet is None or line == SHEET_ROWS:
                sheet, line = _sheet(book, table, bold), 0
            line += 1
            for at, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, at, _fitting(cell), wrapped if at in wide else None)
                elif cell is not None:
                    sheet.write_number(line, at, cell)
        if sheet is None:
            _sheet(book, table, bold)


def _sheet(book: xlsxwriter.Workbook, table: Table, bold: object) -> xlsxwriter.worksheet.Worksheet:
    sheet, head = book.add_worksheet(), table.head()
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(head) - 1, 16)
    for at in table.wide():
        sheet.set_column(at, at, 80)
    for at, name in enumerate(head):
        sheet.write_string(0, at, name, bold)
    return sheet


def _fitting(text: str) -> str:
    return text if len(text) <= CELL else text[: CELL - 1] + "…"


FORMATS: dict[str, Callable[[Session, Table], Iterator[bytes]]] = {"csv": to_csv, "xlsx": to_xlsx}
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
