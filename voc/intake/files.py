"""The rows of a file, whatever it is: CSV, a spreadsheet, JSON lines; the first and the last also gzipped.

Text files are streamed, so memory does not grow with them. A row that cannot be read says so and hides no other one.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from voc.customers import tables
from voc.intake import mapping
from voc.intake.refusals import Unclear

#: Longer lines hold no answer of a person: such a row is refused, and the rest of the line is passed over.
LONGEST_LINE = 4 * 1024 * 1024
_CHUNK = 1024 * 1024
_DAMAGED = (gzip.BadGzipFile, zlib.error, EOFError)
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
#: What broken bytes become, so that the row which holds them can be told: no text has it.
BROKEN = "\udcff"


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return BROKEN, error.end


codecs.register_error("voc-broken", _mark)


class NoRows(Exception):
    """The file has no rows that we can read; the text says why."""


@dataclass(frozen=True)
class Raw:
    """One row as the file has it. `cells` is None where it could not be read, and `fault` is a code of `refusals`."""

    line: int
    cells: Mapping[str, Any] | None
    fault: str = ""


class File:
    """An open file of rows. `columns` are the names of its cells; None for JSON lines, where a name is a path."""

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        self.name = path.name
        self.size = path.stat().st_size
        self.columns: tuple[str, ...] | None = None
        with ExitStack() as stack:
            self._raw = stack.enter_context(path.open("rb"))
            self._rows = self._open(path, encoding, stack)
            self._open_files = stack.pop_all()

    def __enter__(self) -> File:
        return self

    def __exit__(self, *error: object) -> None:
        self._open_files.close()

    def __iter__(self) -> Iterator[Raw]:
        try:
            yield from self._rows
        except _DAMAGED as error:
            raise NoRows("it breaks off: the gzip file is damaged") from error

    @property
    def position(self) -> int:
        """How many bytes of the file have been read."""
        return self._raw.tell()

    def _open(self, path: Path, encoding: str | None, stack: ExitStack) -> Iterator[Raw]:
        kind, is_zipped = _kind_of(path, self._raw)
        if kind == "xlsx":
            return self._spreadsheet()
        binary = stack.enter_context(gzip.GzipFile(fileobj=self._raw)) if is_zipped else self._raw
        try:
            encoding = encoding or _encoding_of(binary)
            binary.seek(0)
            text = stack.enter_context(io.TextIOWrapper(binary, encoding=encoding, errors="voc-broken", newline=""))
            return _json_rows(text) if kind == "jsonl" else self._table(text)
        except _DAMAGED as error:
            raise NoRows("it breaks off: the gzip file is damaged") from error

    def _table(self, text: io.TextIOWrapper) -> Iterator[Raw]:
        lines = _lines(text)
        first, skipped = "", 0
        for first in lines:
            skipped += 1
            if first.strip("\ufeff \t\r\n,;|"):
                break
        else:
            raise NoRows("it is empty")
        found = re.fullmatch(r"sep=([,;\t|])", first.strip("\ufeff\r\n"))
        delimiter = found[1] if found else max(",;\t|", key=re.sub(r'"[^"]*"', "", first).count)
        if not found:
            lines, skipped = _chained(first.lstrip("\ufeff"), lines), skipped - 1
        rows = tables.records(lines, tables.Shape("", delimiter, (), skipped))
        head = next(rows, None)
        if head is None or head.cells is None:
            raise NoRows("its first row does not hold the names of its columns")
        self.columns = tuple(" ".join(cell.split()) for cell in head.cells)
        return _named(rows, self.columns)

    def _spreadsheet(self) -> Iterator[Raw]:
        # Late: only spreadsheets need it.
        from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

        try:
            rows = enumerate(CalamineWorkbook.from_filelike(self._raw).get_sheet_by_index(0).iter_rows(), start=1)
        except (CalamineError, OSError, ValueError, IndexError) as error:
            raise NoRows(f"it is no spreadsheet that we can read ({error})") from error
        header = next((row for _, row in rows if any(_is_filled(cell) for cell in row)), None)
        if header is None:
            raise NoRows("its first sheet is empty")
        self.columns = tuple(" ".join(str(cell).split()) for cell in header)
        return _sheet_rows(rows, self.columns)


def _kind_of(path: Path, raw: IO[bytes]) -> tuple[str, bool]:
    """`csv`, `jsonl` or `xlsx`, and whether it is gzipped."""
    start = raw.read(4)
    raw.seek(0)
    name, is_zipped = path.name.lower().removesuffix(".gz"), start.startswith(_GZIP)
    if name.endswith((".jsonl", ".ndjson")):
        return "jsonl", is_zipped
    if start == _ZIP or name.endswith((".xlsx", ".xlsm", ".ods", ".xls")):
        return "xlsx", False
    if name.endswith((".csv", ".tsv", ".txt")):
        return "csv", is_zipped
    raise NoRows("its name ends with none of .csv, .tsv, .txt, .xlsx, .jsonl, .ndjson (or one of these and .gz)")


def _encoding_of(stream: IO[bytes] | gzip.GzipFile) -> str:
    """The encoding of the text, which is read once, from the beginning to the first byte that decides."""
    sample = stream.read(_CHUNK)
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    chunk = sample
    while chunk:
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            # The first megabyte may have been plain ASCII: what is not tells more.
            return tables.encoding_of(chunk)
        chunk = stream.read(_CHUNK)
    return "utf-8-sig"


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        rest = line
        while len(rest) == LONGEST_LINE and not rest.endswith(("\n", "\r")):
            rest = text.readline(LONGEST_LINE)
        # What is left of a line that is too long is longer than any cell may be, so its row is refused.
        yield line


def _chained(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _json_rows(text: io.TextIOWrapper) -> Iterator[Raw]:
    for number, line in enumerate(_lines(text), start=1):
        if line.strip("\ufeff \t\r\n"):
            yield _json_row(number, line.lstrip("\ufeff") if number == 1 else line)


def _json_row(number: int, line: str) -> Raw:
    if BROKEN in line:
        return Raw(number, None, "unreadable")
    if len(line) >= LONGEST_LINE:
        return Raw(number, None, "too_long")
    try:
        row = mapping.parse_text(line)
    except Unclear as unclear:
        return Raw(number, None, unclear.code)
    return Raw(number, row) if isinstance(row, dict) else Raw(number, None, "not_an_object")


def _named(rows: Iterator[tables.Row], columns: tuple[str, ...]) -> Iterator[Raw]:
    for row in rows:
        if row.cells is None:
            # The lines are text already, so what the reader could not take was too long for it.
            yield Raw(row.line, None, "too_long" if row.fault == "unreadable" else row.fault)
        elif any(cell.strip() for cell in row.cells):
            is_too_wide = any(cell.strip() for cell in row.cells[len(columns) :])
            yield Raw(row.line, None, "too_many_cells") if is_too_wide else _fitted(row.line, columns, row.cells)


def _fitted(line: int, columns: tuple[str, ...], cells: tuple[str, ...]) -> Raw:
    return Raw(line, dict(zip(columns, cells + ("",) * (len(columns) - len(cells)), strict=False)))


def _sheet_rows(rows: Iterator[tuple[int, list[Any]]], columns: tuple[str, ...]) -> Iterator[Raw]:
    for number, row in rows:
        if any(_is_filled(cell) for cell in row):
            yield Raw(number, dict(zip(columns, row, strict=False)))


def _is_filled(cell: object) -> bool:
    return cell is not None and bool(str(cell).strip())
