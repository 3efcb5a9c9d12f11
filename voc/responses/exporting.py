"""The responses that a filter finds as a file: one row each, with a column for everything that a question asks.

Rows are found some hundred at a time. Whoever may not see personal data gets it masked, and nobody's name.
`core.spreadsheets` writes the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from voc.core.db import only_reading
from voc.core.spreadsheets import Cell
from voc.responses import addresses, form, listing, tallying, wording
from voc.responses.answers import Reader
from voc.responses.listing import FEWEST, Filter
from voc.responses.models import Response
from voc.surveys.models import Survey
from voc.surveys.question_types import Keeps

#: Rows that are found at once.
BATCH = 500


@dataclass(frozen=True)
class Table:
    """Which responses, in whose words and on whose wall clock."""

    wanted: Filter
    reader: Reader
    #: Survey id -> the names of its questions' columns as a survey alone has them -> those in this file.
    columns: Mapping[int, Mapping[str, str]]
    #: Those of `columns` that hold whole sentences.
    comments: Collection[str]

    def head(self) -> list[str]:
        """The names of the columns."""
        whose = [_("Segment"), _("Account"), _("Contact"), _("Hidden fields")] if self.reader.sees_raw else []
        return [*self._about, *self._questions, *whose]

    def wide(self) -> Collection[int]:
        """The columns of comments."""
        return [at for at, name in enumerate(self.head()) if name in self.comments]

    @property
    def _about(self) -> list[str]:
        return [
            _("Answered at"), _("Survey"), _("Version"), _("State"), _("Stopped half-way"), _("Channel"),
            _("Language"), _("Score"), _("Band"),
        ]  # fmt: skip

    @cached_property
    def _questions(self) -> list[str]:
        return list(dict.fromkeys(name for names in self.columns.values() for name in names.values()))

    def rows(self, session: Session) -> Iterator[list[Cell]]:
        """A row for each response, in the order of the page. Some statements for each batch."""
        names, after = wording.names(), None
        while True:
            # SQLite's write lock is not held while somebody's slow line takes a file.
            with only_reading(session):
                found, after = listing.batch(session, self.wanted, after=after, size=BATCH)
                rows = [self._row(response, names) for response in found]
            yield from rows
            if after is None:
                return

    def _row(self, response: Response, names: Mapping[str, str]) -> list[Cell]:
        answers = self._answers(response)
        row: list[Cell] = [
            self._moment(response),
            response.survey.title,
            response.version.number,
            names[response.state],
            _("Yes") if response.is_partial else _("No"),
            names.get(response.channel, response.channel),
            response.language,
            response.score,
            response.band and names[response.band],
            *(answers.get(name) for name in self._questions),
        ]
        return [*row, *whose(response), brought_along(response)] if self.reader.sees_raw else row

    def _answers(self, response: Response) -> dict[str, Cell]:
        """Column -> what stands in it."""
        given, columns = form.counted(response), self.columns.get(response.survey_id, {})
        found: dict[str, Cell] = {}
        for question in form.questions_of(response):
            value = given.get(question.key)
            if value is not None:
                kind = form.of(question)
                shown = self.reader.sees(kind, value, response.contact)
                cells = kind.cells(question.key, shown, self.reader.texts(question, question.version))
                photos = {name: addresses.of_photo(name) for name in kind.photos(shown)}
                cells = {name: photos.get(str(cell), cell) for name, cell in cells.items()} if photos else cells
                found |= {columns[name]: cell for name, cell in cells.items() if name in columns}
        return found

    def _moment(self, response: Response) -> str:
        # An anonymous answer has no time finer than a day, and that day is its own.
        if response.is_anonymous:
            return response.answered_at.date().isoformat()
        local: datetime = response.answered_at.astimezone(ZoneInfo(self.wanted.zone))
        return local.isoformat(sep=" ", timespec="minutes")


def brought_along(response: Response) -> str:
    """What its touchpoint and its link say of a response, in one cell: `store: Berlin; order: 123`."""
    return "; ".join(f"{key}: {text}" for key, text in response.fields.items())


def whose(response: Response) -> list[Cell]:
    """Segment, account and contact behind a response; three empty cells where nobody is known."""
    contact = response.contact
    if contact is None:
        return [None, None, None]
    account = contact.account
    return [(account.segment if account else None) or contact.segment, account.name if account else None, contact.name]


def table(session: Session, wanted: Filter, reader: Reader) -> Table:
    """What becomes a file: columns for every question of every survey among the responses, in their order.

    The columns of a question are named after its key. Where the file holds several surveys, their own keys stand
    before them, since each may mean something else by `choice`.
    """
    found = (
        select(Survey)
        .where(Survey.id.in_(select(Response.survey_id).where(*wanted.where(), *wanted.narrow())))
        .order_by(Survey.title, Survey.id)
    )
    surveys = session.scalars(found).all()
    asked = tallying.asked(session, [survey.id for survey in surveys])
    columns: dict[int, dict[str, str]] = {}
    comments: set[str] = set()
    for survey in surveys:
        before = f"{survey.key}: " if len(surveys) > 1 else ""
        columns[survey.id] = {}
        for each in asked[survey.id]:
            if not each.kind.scale:
                named = {name: before + name for name in each.kind.columns(each.key)}
                columns[survey.id] |= named
                comments |= set(named.values()) if each.kind.keeps is Keeps.WORDS else set()
    # What the list does not show is not taken away either: somebody could be recognized by it.
    counts = listing.count(session, wanted)
    few = not reader.sees_raw and counts.people_listed < FEWEST
    without = frozenset(survey.id for survey in surveys) if few else frozenset(counts.veiled)
    return Table(replace(wanted, without=without), reader, columns, comments)
