"""JSON Lines from a pipe: cut into lines, parsed, the broken ones named, with a bar on a terminal."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from stat import S_ISREG
from typing import Any, BinaryIO

import orjson

#: A verbatim is a few sentences; a line longer than this is some other file.
LONGEST_LINE = 4 * 1024 * 1024
CHUNK = 1 << 16
_INEXACT = (float, dict, list)
_BOM = b"\xef\xbb\xbf"


class Broken(Exception):
    """This line cannot be read; the message says why."""


@dataclass(slots=True)
class Line:
    """One line of the input by its number from 1; `raw` is None if it was too long to keep."""

    number: int
    raw: bytes | None


def batches(source: BinaryIO) -> Iterator[tuple[list[Line], int]]:
    """The lines that each read from the source completed, and its size; never more than one long line is kept."""
    rest = bytearray()
    number = 0
    overlong = False
    while chunk := source.read1(CHUNK):  # type: ignore[attr-defined]
        lines = []
        *whole, tail = chunk.split(b"\n")
        for part in whole:
            number += 1
            if rest or overlong:
                rest += part
                lines.append(Line(number, None if overlong or len(rest) > LONGEST_LINE else bytes(rest)))
                rest.clear()
                overlong = False
            else:
                # All of it came with this read, which is shorter than the longest line.
                lines.append(Line(number, part))
        rest += tail
        if len(rest) > LONGEST_LINE:
            overlong = True
            rest.clear()
        yield lines, len(chunk)
    if rest or overlong:
        yield [Line(number + 1, None if overlong else bytes(rest))], 0


def parsed(line: Line) -> dict[str, Any] | None:
    """The object on this line, whose "text" is a string; None for a blank line. Raises Broken."""
    if line.raw is None:
        raise Broken(f"longer than {LONGEST_LINE // 1024 // 1024} MB")
    raw = line.raw.removeprefix(_BOM) if line.number == 1 else line.raw
    return _row(raw) if raw.strip() else None


def _row(raw: bytes) -> dict[str, Any]:
    try:
        row = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Broken(f"not JSON ({error})") from error
    if not isinstance(row, dict):
        raise Broken("not a JSON object")
    if not isinstance(row.get("text"), str):
        raise Broken('"text" is not a string' if "text" in row else 'no "text"')
    if "\0" in row["text"]:
        raise Broken('"text" contains a NUL character')
    if isinstance(row.get("id"), _INEXACT):
        # orjson rounds integers beyond 64 bits; an id must come back as it came.
        row["id"] = json.loads(raw)["id"]
    return row


@contextmanager
def progress(source: BinaryIO, doing: str) -> Iterator[Callable[[int], object]]:
    """A bar on a terminal's stderr; with time left if the input is a file, whose size is known."""
    if not sys.stderr.isatty():
        yield lambda size: None
        return
    # Late: a pipe needs no bar, and its start counts.
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    state = os.fstat(source.fileno())
    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(doing, *columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("read", total=state.st_size if S_ISREG(state.st_mode) else None)
        yield lambda size: bar.advance(task, size)


@contextmanager
def counting(total: int, doing: str) -> Iterator[Callable[[int], object]]:
    """A bar on a terminal's stderr that counts to `total`."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (doing, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=total)
        yield lambda done: bar.advance(task, done)
