"""Reads a table that somebody saved as CSV: its encoding, its delimiter, and where each row begins.

A row that cannot be read is reported as such and never hides the rows behind it: a quote that nobody closed would
otherwise swallow the rest of the file as one cell.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

#: What we can read, with the names people know; what `detect` may give and a person may choose instead.
ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "gb18030": "GB18030 (GBK, GB2312)",
    "big5hkscs": "Big5",
    "cp1252": "Windows-1252",
}
DELIMITERS = (",", ";", "\t")
#: A quoted cell may run over lines, but one that runs over more than this was never closed.
MAX_LINES_OF_A_ROW = 100
MAX_COLUMNS = 200
#: Python's csv refuses longer cells by default; said here because people may meet it.
MAX_CELL = 131_072

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: Two-byte characters of GB2312 text have a high second byte. Western accents are followed by plain letters instead.
_CHINESE_PAIR = re.compile(rb"[\x81-\xfe][\xa1-\xfe]")
_ACCENT_AND_LETTER = re.compile(rb"[\xc0-\xff][\x40-\x7e]")


class NoTable(Exception):
    """The file is not a table that we can read; `code` says why: `empty`, `spreadsheet`, `not_text`, `too_wide`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Shape:
    """How to read one file."""

    encoding: str
    delimiter: str
    #: The names in its first row; blank when it begins with data at once.
    header: tuple[str, ...]
    #: Lines before the first row of data.
    skipped: int


@dataclass(frozen=True)
class Row:
    """One row of data. `cells` is None where it could not be read, and `fault` says why."""

    line: int
    cells: tuple[str, ...] | None
    fault: str = ""


def detect(path: Path, encoding: str | None = None) -> Shape:
    """How to read this file, in the encoding given or the one that suits it. Raises `NoTable`."""
    raw = path.read_bytes()
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise NoTable("spreadsheet")
    encoding = encoding or encoding_of(raw)
    if encoding == "utf-16" and not raw.startswith(_UTF_16_MARKS):
        raise NoTable("not_text")
    text = raw.decode(encoding, "replace")
    if not text.strip():
        raise NoTable("empty")
    if text.count("\0") or text[:10_000].count("\ufffd") > 1_000:
        raise NoTable("not_text")
    return _shape_of(text, encoding)


def encoding_of(raw: bytes) -> str:
    """The encoding that suits the bytes of a text, or of a part of one."""
    if raw.startswith(_UTF_16_MARKS):
        return "utf-16"
    text = raw.decode("utf-8-sig", "replace")
    # Many times faster than to look at each character, of which there may be twenty million.
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    # One broken character does not make a file of another kind; GB18030 read as UTF-8 is broken nearly everywhere.
    if text.count("\ufffd") <= beyond_ascii * 0.05:
        return "utf-8-sig"
    if len(_CHINESE_PAIR.findall(raw)) > 2 * len(_ACCENT_AND_LETTER.findall(raw)):
        return "gb18030"
    return "cp1252"


def _shape_of(text: str, encoding: str) -> Shape:
    lines = text.splitlines(keepends=True)
    skipped = next(number for number, line in enumerate(lines) if line.strip())
    first = lines[skipped].strip()
    if re.fullmatch(r"sep=[,;\t]", first):  # What Excel writes to remind itself.
        delimiter, skipped = first[-1], skipped + 1
    else:
        delimiter = max(DELIMITERS, key=_unquoted(first).count)
    shape = Shape(encoding, delimiter, (), skipped)
    head = next(records(lines[skipped:], shape), None)
    if head is None or head.cells is None:
        raise NoTable("empty" if head is None else "not_text")
    if len(head.cells) > MAX_COLUMNS:
        raise NoTable("too_wide")
    if any("@" in cell for cell in head.cells):
        return replace(shape, header=("",) * len(head.cells))
    height = sum(cell.count("\n") for cell in head.cells) + 1
    return replace(shape, header=tuple(" ".join(cell.split()) for cell in head.cells), skipped=skipped + height)


def _unquoted(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)


def rows(path: Path, shape: Shape) -> Iterator[Row]:
    """The rows of data, blank ones left out, each with the number of the line it begins on."""
    with path.open(encoding=shape.encoding, errors="replace", newline="") as file:
        for row in records(islice(file, shape.skipped, None), shape):
            if row.cells is None or any(cell.strip() for cell in row.cells):
                yield _fitted(row, len(shape.header))


def _fitted(row: Row, width: int) -> Row:
    """The row with as many cells as there are columns: missing last ones are blank, further ones are a fault."""
    if row.cells is None:
        return row
    if any(cell.strip() for cell in row.cells[width:]):
        return Row(row.line, None, "too_many_cells")
    cells = tuple(cell.strip() for cell in row.cells[:width])
    if any("\ufffd" in cell or "\0" in cell for cell in cells):
        return Row(row.line, None, "unreadable")
    return replace(row, cells=cells + ("",) * (width - len(cells)))


def records(lines: Iterable[str], shape: Shape) -> Iterator[Row]:
    """The rows of these lines as they stand, the header and blank ones too; `shape.skipped` lines came before."""
    feeder = _Feeder(lines, shape.skipped)
    reader = csv.reader(feeder, delimiter=shape.delimiter)
    while True:
        line = feeder.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            # A cell grew too long: over several lines that is a quote which nobody closed, so these are read again.
            yield Row(line, None, "open_quote" if feeder.took_several else "unreadable")
            feeder.take_back()
            continue
        if feeder.ran_out:
            # The quote is still open: give up this line alone and read on with the next one.
            feeder.take_back()
            yield Row(line, None, "open_quote")
        else:
            yield Row(line, tuple(cells))


class _Feeder:
    """Hands physical lines to the csv reader, counts them, and can take the lines of one row back."""

    def __init__(self, lines: Iterable[str], skipped: int) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._number = skipped
        #: The reader wanted a further line of the same row and got none.
        self.ran_out = False

    def __iter__(self) -> _Feeder:
        return self

    def __next__(self) -> str:
        if len(self._taken) < MAX_LINES_OF_A_ROW:
            line = self._again.popleft() if self._again else next(self._lines, None)
            if line is not None:
                self._taken.append(line)
                return line
        self.ran_out = bool(self._taken)
        raise StopIteration

    def begin(self) -> int:
        """Begin a row, and give the number of the line it begins on."""
        self._number += len(self._taken)
        self._taken = []
        self.ran_out = False
        return self._number + 1

    @property
    def took_several(self) -> bool:
        """Whether this row has run over more than one line."""
        return len(self._taken) > 1

    def take_back(self) -> None:
        """Keep the first line of this row as read; the others are to be read again."""
        self._again.extendleft(reversed(self._taken[1:]))
        del self._taken[1:]
