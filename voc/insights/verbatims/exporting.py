"""The verbatims that a filter finds as a file, CSV or XLSX, with what was made of each: row for row as on the page.

Rows are found some hundred at a time, so a million cost no more memory than one page. Whoever may not see personal data
gets it masked, and nobody's name. `core.spreadsheets` writes the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from voc.core.db import only_reading
from voc.core.spreadsheets import Cell
from voc.insights.models import Reading
from voc.insights.verbatims import search
from voc.insights.verbatims.search import Filter, Found
from voc.insights.wording import channels, labels
from voc.responses import masks
from voc.responses.exporting import brought_along, whose
from voc.responses.models import Response

#: Rows that are found at once.
BATCH = 500


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

    def wide(self) -> Collection[int]:
        """The column of the words."""
        return [self.head().index(_("Verbatim"))]

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
        return [*row, *whose(response), brought_along(response)] if self.wanted.sees_raw else row

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


def _bands() -> dict[str, str]:
    return {"detractor": _("Detractor"), "passive": _("Passive"), "promoter": _("Promoter")}
