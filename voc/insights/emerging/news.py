"""What emerged, as it is shown: each subject with the verbatims behind it, and those that somebody put aside."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from voc.core import i18n
from voc.core.weeks import Week
from voc.insights.models import EmergingSubject, EmergingVerbatim, EmergingWeek, Reading
from voc.insights.verbatims import search
from voc.insights.verbatims.search import SMALLEST_GROUP, Found
from voc.responses.models import Response, State, Verbatim
from voc.staff import audit

#: Subjects that a page shows: half a year of them, where there is news every other week.
MOST = 40
#: Verbatims that stand for a subject.
SAMPLES = 2
#: So rare by chance that even of a hundred thousand words none would be so once in a thousand weeks.
VERY_SURE = 1e-8


@dataclass(frozen=True)
class News:
    """One subject that emerged; its numbers are those of `search.count` with the same filter."""

    subject: EmergingSubject
    verbatims: int
    #: Those of them that are negative as a whole; fewer than five answers of an anonymous survey are none.
    negative: int
    samples: list[Found]

    @property
    def is_very_sure(self) -> bool:
        """Whether hardly any number of words looked at explains it by chance."""
        return self.subject.p_value < VERY_SURE


def latest(session: Session, workspace_id: int) -> EmergingWeek | None:
    """The last week that was looked at."""
    mine = select(EmergingWeek).where(EmergingWeek.workspace_id == workspace_id)
    return session.scalar(mine.order_by(EmergingWeek.week.desc()).limit(1))


def shown(session: Session, workspace_id: int, language: str) -> list[News]:
    """What emerged in the last weeks, the newest and least likely first, dismissed or not. Seven statements at most.

    What cannot be shown any more, as its answers were withdrawn or set aside, is left out; and so is that of which some
    is hidden since, as fewer than five answers of an anonymous survey are left: its figures count them still. Samples
    are in the reader's language where there are any.
    """
    return _with_verbatims(session, _subjects(session, workspace_id, limit=MOST), language)


def of_week(session: Session, workspace_id: int, week: Week, language: str) -> list[News]:
    """What emerged in a week and nobody dismissed, the least likely first. Seven statements at most."""
    found = _subjects(session, workspace_id, limit=MOST, week=week)
    return _with_verbatims(session, [each for each in found if each.dismissed_at is None], language)


def _subjects(
    session: Session, workspace_id: int, *, limit: int, week: Week | None = None
) -> Sequence[EmergingSubject]:
    mine = select(EmergingSubject).join(EmergingSubject.week).where(EmergingSubject.workspace_id == workspace_id)
    if week is not None:
        mine = mine.where(EmergingWeek.week == str(week))
    in_order = (EmergingWeek.week.desc(), EmergingSubject.p_value, EmergingSubject.id)
    loaded = (contains_eager(EmergingSubject.week), joinedload(EmergingSubject.theme))
    return session.scalars(mine.order_by(*in_order).limit(limit).options(*loaded)).all()


@dataclass(frozen=True)
class _Evidence:
    verbatim_id: int
    response_id: int
    survey_id: int
    is_anonymous: bool
    label: str | None
    language: str | None


def _with_verbatims(session: Session, subjects: Sequence[EmergingSubject], language: str) -> list[News]:
    behind = _evidence(session, [each.id for each in subjects]) if subjects else {}
    samples = {subject_id: _samples(rows, language) for subject_id, rows in behind.items()}
    wanted = [verbatim_id for ids in samples.values() for verbatim_id in ids]
    found = search.of_ids(session, wanted) if wanted else {}
    return [
        News(
            subject,
            verbatims=len(rows),
            negative=_negative(rows),
            samples=[found[each] for each in samples[subject.id] if each in found],
        )
        for subject in subjects
        if (rows := behind.get(subject.id))
    ]


def _samples(rows: Sequence[_Evidence], language: str) -> list[int]:
    """The verbatims that stand for it: the first ones, in the reader's language before others."""
    mine = i18n.html_tag(language)[:2]
    in_order = sorted(rows, key=lambda each: not (each.language or "").startswith(mine))
    return [each.verbatim_id for each in in_order[:SAMPLES]]


def _evidence(session: Session, ids: Sequence[int]) -> dict[int, list[_Evidence]]:
    """Subject id -> its verbatims in their order; none where an anonymous survey has fewer than five answers there."""
    rows = session.execute(
        select(
            EmergingVerbatim.subject_id,
            Verbatim.id,
            Response.id,
            Response.survey_id,
            Response.is_anonymous,
            Reading.label,
            Reading.language,
        )
        .join(Verbatim, Verbatim.id == EmergingVerbatim.verbatim_id)
        .join(Response, Response.id == Verbatim.response_id)
        .outerjoin(Reading, and_(Reading.verbatim_id == Verbatim.id, Reading.is_current))
        .where(EmergingVerbatim.subject_id.in_(ids), Response.state == State.FINAL)
        .order_by(EmergingVerbatim.subject_id, EmergingVerbatim.position)
    )
    found: dict[int, list[_Evidence]] = defaultdict(list)
    for subject_id, verbatim_id, response_id, survey_id, is_anonymous, label, language in rows:
        found[subject_id].append(_Evidence(verbatim_id, response_id, survey_id, is_anonymous, label, language))
    return {subject_id: each for subject_id, each in found.items() if not _hides(each)}


def _hides(evidence: Iterable[_Evidence]) -> bool:
    """Whether fewer than five answers of an anonymous survey are among it."""
    return bool(_too_small(evidence))


def _negative(evidence: Iterable[_Evidence]) -> int:
    negative = [each for each in evidence if each.label == "negative"]
    hidden = _too_small(negative)
    return sum(each.survey_id not in hidden for each in negative)


def _too_small(evidence: Iterable[_Evidence]) -> set[int]:
    """The anonymous surveys of which fewer than five answers are among it. The neighbour of `search.too_small`."""
    answers = Counter(survey_id for survey_id, _ in {(e.survey_id, e.response_id) for e in evidence if e.is_anonymous})
    return {survey_id for survey_id, number in answers.items() if number < SMALLEST_GROUP}


def dismiss(session: Session, subject: EmergingSubject, now: datetime, *, by: int) -> None:
    """Put it aside: it is nothing, or known. It is kept, and who said so."""
    if subject.dismissed_at is None:
        subject.dismissed_at, subject.dismissed_by_id = now, by
        _note(session, subject, "dismissed", now, by)


def bring_back(session: Session, subject: EmergingSubject, now: datetime, *, by: int) -> None:
    """Show it again."""
    if subject.dismissed_at is not None:
        subject.dismissed_at = subject.dismissed_by_id = None
        _note(session, subject, "brought_back", now, by)


def _note(session: Session, subject: EmergingSubject, what: str, now: datetime, by: int) -> None:
    about = {"workspace_id": subject.workspace_id, "user_id": by}
    audit.record(session, f"emerging.{what}", f"emerging:{subject.id}", now, **about, words=subject.words)
