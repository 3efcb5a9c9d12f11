"""The verbatims that a filter finds as a file, CSV or XLSX, with what was made of each: row for row as on the page.

Rows are found some hundred at a time, so a million cost no more memory than one page. Whoever may not see personal data
gets it masked, and nobody's name. Respondents may write what a spreadsheet would calculate: it stays text.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, TypeAlias
from zoneinfo import ZoneInfo

import xlsxwriter
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from voc.core.db import only_reading
from voc.insights.models import Reading
from voc.insights.verbatims import search
from voc.insights.verbatims.search import Filter, Found
from voc.insights.wording import channels, labels
from voc.responses import masks
from voc.responses.models import Response

#: Rows that are found at once.
BATCH = 500
#: What a sheet holds below its head, and a cell: Excel's own limits.
SHEET_ROWS = 1_048_575
CELL = 32_767
_CHUNK = 1 << 16

Cell: TypeAlias = str | int | float | None


@dataclass(frozen=True)
class Table:
    """Which verbatims, in whose words and on whose wall clock."""

    wanted: Filter
    language: str
    zone: str

    def head(self) -> list[str]:
        """The names of the columns."""
        names = [
            _("Answered at"), _("Survey"), _("Channel"), _("Score"), _("Band"), _("Language"), _("Sentiment"),
            _("Sentiment, -1 to 1"), _("Themes"), _("Verbatim"),
        ]  # fmt: skip
        return [*names, _("Segment"), _("Account"), _("Contact"), _("Hidden fields")] if self.wanted.sees_raw else names

    def rows(self, session: Session) -> Iterator[list[Cell]]:
        """A row for each verbatim, in the order of the page. Some statements for each batch."""
        after: str | None = None
        while True:
            # SQLite's write lock is not held while somebody's slow line takes a file.
            with only_reading(session):
                found = search.find(session, self.wanted, after=after, limit=BATCH)
                rows = [self._row(each) for each in found]
                after = found[-1].cursor if found else None
            yield from rows
            if len(found) < BATCH:
                return

    def _row(self, found: Found) -> list[Cell]:
        response, reading = found.verbatim.response, found.reading
        row: list[Cell] = [
            self._moment(response),
            response.survey.title,
            str(channels().get(response.channel, response.channel)),
            response.score,
            response.band and str(_bands()[response.band]),
            reading.language if reading else None,
            str(labels()[reading.label]) if reading else None,
            reading.sentiment if reading else None,
            self._themes(reading) if reading else None,
            masks.shown(found.verbatim.text, response.contact, sees_raw=self.wanted.sees_raw),
        ]
        return [*row, *_whose(response), _fields(response)] if self.wanted.sees_raw else row

    def _moment(self, response: Response) -> str:
        # An anonymous answer has no time finer than a day, and that day is its own.
        if response.is_anonymous:
            return response.answered_at.date().isoformat()
        local: datetime = response.answered_at.astimezone(ZoneInfo(self.zone))
        return local.isoformat(sep=" ", timespec="minutes")

    def _themes(self, reading: Reading) -> str:
        """Each theme once, with how it is spoken of: `Delivery: negative; Price: positive, negative`."""
        said: dict[str, dict[str, None]] = {}
        for mention in reading.mentions:
            if mention.theme:
                said.setdefault(mention.theme.name_in(self.language), {})[str(labels()[mention.label])] = None
        return "; ".join(f"{name}: {', '.join(how)}" for name, how in said.items())


def _whose(response: Response) -> list[Cell]:
    contact = response.contact
    if contact is None:
        return [None, None, None]
    account = contact.account
    segment = (account.segment if account else None) or contact.segment
    return [segment, account.name if account else None, contact.name]


def _fields(response: Response) -> str:
    """What its place and its link say of it: `store: Berlin; order: 123`."""
    return "; ".join(f"{key}: {text}" for key, text in response.fields.items())


def _bands() -> dict[str, str]:
    return {"detractor": _("Detractor"), "passive": _("Passive"), "promoter": _("Promoter")}


def to_csv(session: Session, table: Table) -> Iterator[bytes]:
    """The table as CSV, piece by piece: UTF-8 with the mark by which Excel knows it, lines ending as RFC 4180 says."""
    text = io.StringIO()
    writer = csv.writer(text)
    yield b"\xef\xbb\xbf"
    writer.writerow(table.head())
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
    """The text, with an apostrophe before what a spreadsheet would take for a formula.

    OWASP, "CSV Injection": cells that begin with one of = + - @, a tab or a line's end, full-width forms included.

    >>> harmless("=1+1"), harmless("fine")
    ("'=1+1", 'fine')
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")) else text


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
        head = table.head()
        sheet, line = None, 0
        for row in table.rows(session):
            if sheet is None or line == SHEET_ROWS:
                sheet, line = _sheet(book, head, bold), 0
            line += 1
            for at, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, at, _fitting(cell), wrapped if head[at] == _("Verbatim") else None)
                elif cell is not None:
                    sheet.write_number(line, at, cell)
        if sheet is None:
            _sheet(book, head, bold)


def _sheet(book: xlsxwriter.Workbook, head: list[str], bold: object) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(head) - 1, 16)
    sheet.set_column(head.index(_("Verbatim")), head.index(_("Verbatim")), 80)
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
