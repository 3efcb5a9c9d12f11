"""When something was answered, from what other systems and files write: nothing is guessed.

A time without a zone is the wall clock of the zone that the reader is told; a day without a time begins there. A day
that could be two different ones is refused, unless one format is given that says which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from voc.intake.refusals import Unclear

#: No survey of today's kind was answered by mail or web before.
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
#: Clocks of other systems run ahead of ours, and a day begins in the east while it is yesterday here.
AHEAD = timedelta(days=1)
#: Larger numbers are milliseconds: as seconds they would lie beyond the year 5000, as milliseconds after 1973.
_MILLISECONDS_FROM = 10**11
_UNIX = re.compile(r"[0-9]{9,13}(?:\.[0-9]+)?", re.ASCII)

#: Read without being asked, beside ISO 8601. Both orders of day and month: where they disagree, the day is ambiguous.
USUAL_DAYS = (
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y-%m-%d",
    "%Y年%m月%d日",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
)
USUAL_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
USUAL_FORMATS = tuple(day + clock for day in USUAL_DAYS for clock in USUAL_TIMES)


def instant(value: object, now: datetime) -> datetime:
    """The instant that a webhook names: ISO 8601 with its zone, or Unix seconds or milliseconds.

    Raises `Unclear`: bad_date, no_zone, implausible_date.
    """
    if isinstance(value, bool):
        raise Unclear("bad_date", value)
    if isinstance(value, int | float) or (isinstance(value, str) and _UNIX.fullmatch(value.strip())):
        return _plausible(_from_unix(value), now)
    at = _from_iso(value)
    if at is None:
        raise Unclear("bad_date", value)
    if at.tzinfo is None:
        raise Unclear("no_zone", value)
    return _plausible(at, now)


def _from_unix(value: float | str) -> datetime:
    try:
        seconds = float(value)
        if abs(seconds) >= _MILLISECONDS_FROM:
            seconds /= 1000
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Unclear("bad_date", value) from error


def _from_iso(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
    except ValueError:
        return None


def _plausible(at: datetime, now: datetime) -> datetime:
    try:
        at = at.astimezone(UTC)
    except OverflowError as error:
        raise Unclear("implausible_date", at) from error
    if not EARLIEST <= at <= now + AHEAD:
        raise Unclear("implausible_date", at.isoformat())
    return at


class BadFormat(ValueError):
    """This is no format of a whole date."""


@dataclass(frozen=True)
class Calendar:
    """How the dates of one file are written. `formats` are strptime's; none given means ISO 8601 and the usual ones."""

    zone: ZoneInfo
    formats: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # Any day with a day above 12 will do to see whether the format keeps year, month and day.
        sample = datetime(2019, 10, 23, 14, 5, tzinfo=UTC)
        for form in self.formats:
            try:
                kept = datetime.strptime(sample.strftime(form), form).date() == sample.date()  # noqa: DTZ007
            except ValueError as error:
                raise BadFormat(form) from error
            if not kept:
                raise BadFormat(form)

    def read(self, value: object, now: datetime) -> datetime:
        """The instant of a cell: text, a day or time of a spreadsheet, or a Unix number of a JSON line.

        Raises `Unclear`: no_date, bad_date, ambiguous_date, implausible_date.
        """
        if value is None or value == "":
            raise Unclear("no_date")
        if isinstance(value, datetime):
            return self._placed(value, now)
        if isinstance(value, date):
            return self._placed(datetime.combine(value, time()), now)
        if not isinstance(value, str):
            return instant(value, now)
        return self._placed(_read_text(" ".join(value.split()), self.formats), now)

    def _placed(self, at: datetime, now: datetime) -> datetime:
        return _plausible(at.replace(tzinfo=self.zone) if at.tzinfo is None else at, now)


@lru_cache(maxsize=4096)
def _read_text(text: str, formats: tuple[str, ...]) -> datetime:
    if not text:
        raise Unclear("no_date")
    if not formats and _UNIX.fullmatch(text):
        return _from_unix(text)
    readings = _readings(text, formats) if formats else []
    if not readings and (at := _from_iso(text)):
        # Digits alone are ISO 8601 only where no format was asked for: 20121012 may be another order.
        readings = [at] if "-" in text or not formats else []
    if not readings and not formats:
        readings = _readings(text, USUAL_FORMATS)
    if not readings:
        raise Unclear("bad_date", text)
    if len(set(readings)) > 1:
        raise Unclear("ambiguous_date", text)
    return readings[0]


def _readings(text: str, formats: Sequence[str]) -> list[datetime]:
    found = []
    for form in formats:
        try:
            found.append(datetime.strptime(text, form))  # noqa: DTZ007  The zone is the file's, added by the caller.
        except ValueError:
            continue
    return found
