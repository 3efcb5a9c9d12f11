"""Responses from the rows of a file.

Rows with the same respondent (or id) are one response. The first of them that says something counts: a later one with
another score, or other words for the same question, is refused, so that the same file twice changes nothing. What a
row became is what became of its response: new, updated or unchanged.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from voc.core.db import give_way
from voc.customers import recognising
from voc.customers.models import Contact
from voc.intake.columns import Reader, Row
from voc.intake.files import Raw
from voc.intake.refusals import Unclear
from voc.intake.spool import Spool
from voc.responses import submission
from voc.responses.submission import Outcome
from voc.responses.values import Closed, Unacceptable, Values, check
from voc.surveys.models import Survey, SurveyVersion

#: Responses that are stored in one commit: few enough that customers who answer meanwhile do not notice.
BATCH = 200
#: Lines that a report names for each reason.
EXAMPLES = 5
#: Longer names are kept as a digest: a client key has 200 characters.
_LONGEST_IN_KEY = 150


@dataclass(frozen=True)
class Refusal:
    """A row that was not taken."""

    line: int
    unclear: Unclear


@dataclass
class Report:
    """What came of each row: rows = new + updated + unchanged + refused."""

    rows: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    #: Reason -> how many rows.
    refused: Counter[str] = field(default_factory=Counter)
    #: Reason -> the first lines.
    lines: dict[str, list[int]] = field(default_factory=dict)
    #: Respondents in the file, whether or not a row of theirs was taken.
    people: int = 0
    #: The responses that the taken rows became.
    responses: Counter[Outcome] = field(default_factory=Counter)
    #: blanks, missing_scores, ambiguous_dates: of all rows. scores, comments: of the responses. dates_differ,
    #: other_questions: of rows that were taken all the same.
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Steps:
    """What the caller does on the way. `after_batch` commits, or takes back what was only tried."""

    after_batch: Callable[[], None] = lambda: None
    after_row: Callable[[], None] = lambda: None
    #: Called once with the number of responses, before the first is stored.
    before_storing: Callable[[int], None] = lambda total: None
    #: Called with how many more are stored.
    after_responses: Callable[[int], None] = lambda more: None
    refuse: Callable[[Refusal], None] = lambda refusal: None


@dataclass(frozen=True)
class Wishes:
    """How the responses are to be stored."""

    #: Responses answered from then on may open cases; None: none of them does.
    open_cases_since: datetime | None
    #: Keys the digest that stands for a respondent of an anonymous survey.
    secret: str


def responses(session: Session, rows: Iterable[Raw], reader: Reader, wishes: Wishes, steps: Steps) -> Report:
    """Store every row that can be taken. Nothing is stored before the last row was read.

    The session is emptied after each batch, so that memory does not grow with the file.
    """
    report = Report()
    work = _Import(session, reader, wishes, steps, report)
    with Spool() as spool:
        work.read(rows, spool)
        work.store(spool)
    return report


class _Import:
    """One file on its way in."""

    def __init__(self, session: Session, reader: Reader, wishes: Wishes, steps: Steps, report: Report) -> None:
        self.session, self.reader, self.wishes, self.steps, self.report = session, reader, wishes, steps, report
        # Each batch loads the version anew, since nothing of the batch before stays in the session.
        self.version_id = reader.version.id

    def read(self, rows: Iterable[Raw], spool: Spool) -> None:
        counts = self.report.counts
        for raw in rows:
            observed, row = self.reader.read(raw)
            self.report.rows += 1
            counts["blanks"] += observed.is_blank
            counts["missing_scores"] += observed.is_missing
            counts["ambiguous_dates"] += observed.is_ambiguous
            if observed.name:
                spool.saw(observed.name)
            if isinstance(row, Unclear):
                self._refuse(raw.line, row)
            else:
                spool.add(row)
            self.steps.after_row()
        self.report.people = spool.people

    def store(self, spool: Spool) -> None:
        self.steps.before_storing(spool.groups)
        groups = iter(spool)
        while batch := list(islice(groups, BATCH)):
            version = load_version(self.session, self.version_id)
            self._store_batch(version, batch)
            self.steps.after_batch()
            self.steps.after_responses(len(batch))
            # What is stored need not be kept in memory.
            self.session.expunge_all()
            give_way(self.session)

    def _store_batch(self, version: SurveyVersion, batch: list[list[Row]]) -> None:
        taken: list[tuple[list[Row], Values]] = []
        for rows in batch:
            agreeing = list(self._agreeing(rows))
            values = self._values(version, agreeing)
            try:
                check(values)
            except Closed:
                self._refuse_all(agreeing, Unclear("closed"))
            except Unacceptable as error:
                self._refuse_all(agreeing, Unclear("unacceptable", error))
            else:
                taken.append((agreeing, values))
        # A contact must not come of an answer that is refused.
        known = [replace(values, contact=self._contact(version.survey, rows)) for rows, values in taken]
        for (rows, _), recorded in zip(taken, submission.record_all(self.session, known), strict=True):
            self.report.outcomes[recorded.outcome] += len(rows)
            self.report.responses[recorded.outcome] += 1
            self._count(rows)

    def _agreeing(self, rows: list[Row]) -> Iterator[Row]:
        """The rows, less those that contradict an earlier one of the same respondent."""
        score: int | None = None
        words: dict[tuple[str, str], str] = {}
        for row in rows:
            slot = row.question, row.label
            if score is not None and row.score is not None and row.score != score:
                self._refuse(row.line, Unclear("other_score", row.name))
            elif row.comment and words.setdefault(slot, row.comment) != row.comment:
                self._refuse(row.line, Unclear("other_words", row.name))
            else:
                score = row.score if score is None else score
                yield row

    def _values(self, version: SurveyVersion, rows: list[Row]) -> Values:
        first, survey = rows[0], version.survey
        since = self.wishes.open_cases_since
        return Values(
            version=version,
            client_key=client_key(first.name, self.wishes.secret if survey.is_anonymous else ""),
            channel="file",
            answered_at=first.answered_at,
            received_at=self.reader.now,
            score=next((row.score for row in rows if row.score is not None), None),
            comments=comments_of(rows),
            language=next((row.language for row in rows if row.language), None),
            confirmed_by="import",
            wants_followup=since is not None and first.answered_at >= since,
        )

    def _contact(self, survey: Survey, rows: list[Row]) -> Contact | None:
        # An anonymous answer has no link to anybody, so nobody is looked up, and nobody added because of it.
        if survey.is_anonymous:
            return None
        person = next((row.person for row in rows if row.person.is_known), recognising.Person())
        return recognising.find_or_add(self.session, survey.workspace_id, person, self.reader.now)

    def _count(self, rows: list[Row]) -> None:
        counts = self.report.counts
        counts["scores"] += any(row.score is not None for row in rows)
        counts["comments"] += len({(row.question, row.label) for row in rows if row.comment})
        counts["dates_differ"] += sum(row.answered_at != rows[0].answered_at for row in rows)
        counts["other_questions"] += sum(bool(row.label) for row in rows)

    def _refuse_all(self, rows: list[Row], unclear: Unclear) -> None:
        for row in rows:
            self._refuse(row.line, unclear)

    def _refuse(self, line: int, unclear: Unclear) -> None:
        self.report.refused[unclear.code] += 1
        lines = self.report.lines.setdefault(unclear.code, [])
        if len(lines) < EXAMPLES:
            lines.append(line)
        self.steps.refuse(Refusal(line, unclear))


def comments_of(rows: Iterable[Row]) -> dict[str, str]:
    """Question -> words. What answers questions that the survey does not have stands together, a paragraph each."""
    words: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.comment:
            words.setdefault(row.question, {}).setdefault(row.label, row.comment)
    return {question: "\n\n".join(by_label.values()) for question, by_label in words.items()}


def client_key(name: str, secret: str = "") -> str:
    """What tells one response of files from the others. With a secret nobody can read the respondent from it."""
    if secret:
        return "file:hmac-" + hmac.digest(secret.encode(), name.encode(), hashlib.sha256).hex()
    if len(name) > _LONGEST_IN_KEY:
        return "file:sha256-" + hashlib.sha256(name.encode()).hexdigest()
    return f"file:{name}"


def load_version(session: Session, version_id: int) -> SurveyVersion:
    """The version with its survey and questions, complete enough to be used without a session."""
    statement = (
        select(SurveyVersion)
        .where(SurveyVersion.id == version_id)
        .options(joinedload(SurveyVersion.survey, innerjoin=True), selectinload(SurveyVersion.questions))
    )
    return session.scalars(statement).one()
