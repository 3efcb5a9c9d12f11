"""How far an import is, for whoever watches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from voc.intake.files import File

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

#: Rows between two looks at how far the file is.
_ROWS = 100


class Progressing(Protocol):
    """What an import tells about how far it is."""

    def after_row(self) -> None: ...

    def before_storing(self, total: int) -> None: ...

    def after_responses(self, more: int) -> None: ...


class _Silent:
    """Nobody watches."""

    def after_row(self) -> None:
        pass

    def before_storing(self, total: int) -> None:
        pass

    def after_responses(self, more: int) -> None:
        pass


@dataclass
class _Bars:
    """A bar of bytes while reading, and one of responses while storing."""

    bars: Progress
    file: File
    reading: TaskID
    storing: TaskID
    rows: int = 0

    def after_row(self) -> None:
        self.rows += 1
        if self.rows % _ROWS == 0:
            self.bars.update(self.reading, completed=self.file.position)

    def before_storing(self, total: int) -> None:
        self.bars.update(self.reading, completed=self.file.size)
        self.bars.update(self.storing, total=total, visible=True)

    def after_responses(self, more: int) -> None:
        self.bars.advance(self.storing, more)


@contextmanager
def of(file: File, *, is_shown: bool) -> Iterator[Progressing]:
    """Bars on stderr while an import runs; nothing where nobody sees them."""
    if not is_shown:
        yield _Silent()
        return
    # Late: a pipe needs no bar, and its start counts.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    shown = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*shown, console=Console(stderr=True), transient=True) as bars:
        reading = bars.add_task("Reading", total=file.size)
        yield _Bars(bars, file, reading, bars.add_task("Storing", total=None, visible=False))
