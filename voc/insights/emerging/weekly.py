"""Looks each full week of a workspace through for what emerged in it, and keeps what it found.

Words and themes are looked at together, so that one threshold holds for all of them. A week is looked at when it is
over and its words have been read; and again when other answers have come into its weeks since, as a file may bring
them. What was flagged once stays: somebody may have read of it.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Select, and_, delete, insert, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voc.analysis import emerging, term_lines, terms
from voc.analysis.emerging import Emerged, Subject
from voc.core.db import only_reading
from voc.insights.emerging.due import WEEKS_BEFORE, Due, final, find
from voc.insights.models import (
    IS_COUNTED,
    SEEN_BY_ALL,
    THEME,
    EmergingSubject,
    EmergingVerbatim,
    EmergingWeek,
    Mention,
    Reading,
    Theme,
    VerbatimWords,
)
from voc.insights.results import PERSON, Period
from voc.insights.verbatims import indexing
from voc.insights.verbatims.search import SMALLEST_GROUP
from voc.responses.models import Response, Verbatim
from voc.staff.models import Workspace

log = logging.getLogger(__name__)

#: Rows that are loaded at once.
BATCH = 2_000


@dataclass
class Person:
    """What one person said in a week."""

    #: What counts: see `_shown`.
    keys: set[str] = field(default_factory=set)
    #: Verbatim id -> what it says.
    verbatims: dict[int, set[str]] = field(default_factory=dict)
    #: The anonymous survey that was answered, if it was one.
    anonymous_survey: int | None = None


@dataclass
class Group:
    """People of whom what only few say is hidden: how many wrote, and of each thing how many said it."""

    people: int = 0
    speaking: Counter[str] = field(default_factory=Counter)

    @property
    def is_shown(self) -> bool:
        """Whether so many wrote that they may be counted. An anonymous answer is a person."""
        return self.people >= SMALLEST_GROUP

    def tells(self, key: str) -> bool:
        """Whether so many said it that they may be counted."""
        return self.speaking[key] >= SMALLEST_GROUP


@dataclass(frozen=True)
class Flagged:
    """One subject, as it is kept."""

    subject: Subject
    theme_id: int | None
    written: dict[str, str]
    #: Verbatim ids, those that say most of it first.
    evidence: list[int]


@dataclass(frozen=True)
class Looked:
    """What a look at a week gave; `subjects` is None where the weeks before were too few."""

    people: int
    people_before: int
    weeks_before: int
    subjects: list[Flagged] | None


def look_at_due(session: Session, now: datetime) -> int:
    """Look at the last full week of every workspace where that was not done yet; returns at how many. Commits each.

    A workspace where that fails is logged and stays due, for the next time; it stops nobody behind it.
    """
    done = 0
    for workspace_id, zone in _workspaces(session):
        try:
            with only_reading(session):
                due = find(session, workspace_id, zone, now)
            if due is not None and due.may_begin(now):
                with only_reading(session):
                    looked = look(session, due)
                done += _keep(session, due, looked, now)
        except Exception:  # Whatever broke, this workspace must not stop the others.
            session.rollback()
            log.exception("emerging_failed", extra={"workspace": workspace_id})
    return done


def _workspaces(session: Session) -> list[tuple[int, str]]:
    """Every workspace with its zone; none while words are indexed anew."""
    with only_reading(session):
        if session.scalar(_of_another_version()) is not None:
            # After an upgrade all is indexed anew first; some of it would be in other words, or in none.
            return []
        zones = session.execute(select(Workspace.id, Workspace.zone).order_by(Workspace.id))
        return [(workspace_id, zone) for workspace_id, zone in zones]


def _of_another_version() -> Select[int]:
    # Two ranges of an index; "is not this version" would look at every row.
    outdated = or_(VerbatimWords.version < indexing.VERSION, VerbatimWords.version > indexing.VERSION)
    return select(VerbatimWords.id).where(outdated).limit(1)


# Looking


def look(session: Session, due: Due) -> Looked:
    """What emerged in a week of a workspace. Two statements for each of the weeks, and a few for each subject."""
    # One week after the other: only their counts are kept.
    groups = [_groups(_said(session, due.workspace_id, due.period(n))) for n in range(WEEKS_BEFORE, 0, -1)]
    before = _counted(groups)
    people = _shown(_said(session, due.workspace_id, due.period()))
    [now] = _counted([_groups(people)])
    found = emerging.find(now, before)
    told = None if found is None else _flagged(session, found, people)
    with_people = [week for week in before if week.people]
    return Looked(now.people, sum(week.people for week in before), len(with_people), told)


def _groups(people: Iterable[Person]) -> dict[int | None, Group]:
    """Anonymous survey -> those who answered it in a week; None -> all others."""
    found: dict[int | None, Group] = defaultdict(Group)
    for person in people:
        group = found[person.anonymous_survey]
        group.people += 1
        group.speaking.update(person.keys)
    return found


def _counted(weeks: Sequence[Mapping[int | None, Group]]) -> list[emerging.Week[str]]:
    """The counts of weeks that are told as one figure, without what fewer than five of an anonymous survey say in it.

    They count nowhere: whoever subtracts those whose words are shown would know how many others said it.
    """
    whole: dict[int, Group] = defaultdict(Group)
    for week in weeks:
        for survey_id, group in week.items():
            if survey_id is not None:
                whole[survey_id].people += group.people
                whole[survey_id].speaking.update(group.speaking)
    return [_week(week, whole) for week in weeks]


def _week(groups: Mapping[int | None, Group], whole: Mapping[int, Group]) -> emerging.Week[str]:
    people, speaking = 0, Counter[str]()
    for survey_id, group in groups.items():
        if survey_id is None:
            people += group.people
            speaking.update(group.speaking)
        elif whole[survey_id].is_shown:
            people += group.people
            told = whole[survey_id].tells
            speaking.update({key: number for key, number in group.speaking.items() if told(key)})
    return emerging.Week(people, speaking)


def _shown(people: Sequence[Person]) -> list[Person]:
    """Those who may be told of, each without what fewer than five of their anonymous survey say."""
    groups, shown = _groups(people), []
    for person in people:
        group = groups[person.anonymous_survey]
        if person.anonymous_survey is None:
            shown.append(person)
        elif group.is_shown:
            shown.append(replace(person, keys={key for key in person.keys if group.tells(key)}))
    return shown


def _said(session: Session, workspace_id: int, period: Period) -> list[Person]:
    """Everybody who wrote in the period, with what they said, in words and of which themes. Two statements."""
    lines = (
        select(PERSON, Verbatim.id, Response.survey_id, Response.is_anonymous, VerbatimWords.terms)
        .select_from(Response)
        .join(Verbatim, Verbatim.response_id == Response.id)
        .join(
            VerbatimWords,
            and_(VerbatimWords.verbatim_id == Verbatim.id, VerbatimWords.audience.in_(SEEN_BY_ALL)),
        )
        .where(*final(workspace_id, period), VerbatimWords.terms.is_not(None))
        .order_by(Verbatim.id)
    )
    found: dict[int, Person] = defaultdict(Person)
    for number, verbatim_id, survey_id, is_anonymous, line in session.execute(
        lines, execution_options={"yield_per": BATCH}
    ):
        each = found[number]
        each.verbatims[verbatim_id] = set(term_lines.within(line or ""))
        each.anonymous_survey = survey_id if is_anonymous else None
    themes = (
        select(PERSON, Verbatim.id, Mention.theme_id)
        .select_from(Response)
        .join(Verbatim, Verbatim.response_id == Response.id)
        .join(Reading, and_(Reading.verbatim_id == Verbatim.id, Reading.is_current))
        .join(Mention, Mention.reading_id == Reading.id)
        .join(Theme, Theme.id == Mention.theme_id)
        .where(*final(workspace_id, period), IS_COUNTED)
        .distinct()
    )
    for number, verbatim_id, theme_id in session.execute(themes, execution_options={"yield_per": BATCH}):
        if number in found and verbatim_id in found[number].verbatims:
            found[number].verbatims[verbatim_id].add(f"{THEME}{theme_id}")
    for each in found.values():
        each.keys = set().union(*each.verbatims.values())
    return list(found.values())


def _flagged(session: Session, found: Sequence[Emerged[str]], people: Sequence[Person]) -> list[Flagged]:
    made = []
    for subject in emerging.subjects(found, [frozenset(person.keys) for person in people]):
        speaking = [people[place] for place in sorted(subject.people)]
        keys = {each.key for each in subject.terms}
        evidence = _evidence(speaking, keys)
        texts = session.scalars(select(Verbatim.text).where(Verbatim.id.in_(evidence))).all()
        made.append(Flagged(subject, _theme(subject, speaking), _written(keys, texts), evidence))
    return made


def _evidence(people: Sequence[Person], keys: set[str]) -> list[int]:
    said = [
        (verbatim_id, its)
        for person in people
        for verbatim_id, its in person.verbatims.items()
        if its & keys & person.keys
    ]
    # Those that say most of it; of these the shortest: they say little else.
    return [each for each, _ in sorted(said, key=lambda pair: (-len(pair[1] & keys), len(pair[1]), pair[0]))]


def _theme(subject: Subject, people: Sequence[Person]) -> int | None:
    """The theme that emerged, else that of which at least half of the people speak."""
    for each in subject.terms:
        if each.key.startswith(THEME):
            return int(each.key[1:])
    spoken = Counter(key for person in people for key in person.keys if key.startswith(THEME))
    key, number = next(iter(spoken.most_common(1)), ("", 0))
    return int(key[1:]) if 2 * number >= len(people) > 0 else None


def _written(keys: set[str], texts: Sequence[str]) -> dict[str, str]:
    """Term -> how most of the customers write it: of a stem nobody would know the word again."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for term, form in terms.written(text).items():
            forms[term][form] += 1
    common = {term: min(counts.items(), key=lambda each: (-each[1], each[0]))[0] for term, counts in forms.items()}
    return {
        key: term_lines.shown(" ".join(common.get(word, word) for word in key.split()))
        for key in keys
        if not key.startswith(THEME)
    }


# Keeping


def _keep(session: Session, due: Due, looked: Looked, now: datetime) -> int:
    """Keep what a look found, unless somebody else looked meanwhile; returns whether it was kept. Commits."""
    week = _claim(session, due, looked, now)
    if week is None:
        session.rollback()
        return 0
    subjects = looked.subjects or ()
    for subject, flagged in zip(_rows(week, subjects), subjects, strict=True):
        _keep_subject(session, week, subject, flagged)
    log.info("emerging_looked", extra={"week": week.id, "subjects": len(looked.subjects or ())})
    session.commit()
    return 1


def _claim(session: Session, due: Due, looked: Looked, now: datetime) -> EmergingWeek | None:
    mine = and_(EmergingWeek.workspace_id == due.workspace_id, EmergingWeek.week == str(due.week))
    week = session.scalar(select(EmergingWeek).where(mine).with_for_update())
    if week is None:
        week = EmergingWeek(workspace_id=due.workspace_id, week=str(due.week), zone=due.zone, verbatims=-1)
    elif week.verbatims == due.verbatims:
        return None
    week.looked_at, week.verbatims = now, due.verbatims
    week.people, week.people_before, week.weeks_before = looked.people, looked.people_before, looked.weeks_before
    week.is_enough = looked.subjects is not None
    try:
        with session.begin_nested():
            session.add(week)
    except IntegrityError:
        # Another worker has looked at this week for the first time too, and was quicker.
        return None
    return week


def _rows(week: EmergingWeek, subjects: Sequence[Flagged]) -> list[EmergingSubject | None]:
    """For each subject the row of an earlier look that is about it, each row once; None where it is new.

    What is called by the same term is the same subject. Only then words in common count: what was one subject may be
    two when more people have written, and the row must not go to the other one, whose key it does not have.
    """
    free = {each.key: each for each in sorted(week.subjects, key=lambda each: each.id)}
    rows = [free.pop(each.subject.terms[0].key, None) for each in subjects]
    for place, each in enumerate(subjects):
        keys = {term.key for term in each.subject.terms}
        alike = (key for key, row in free.items() if keys & {term["key"] for term in row.terms})
        if rows[place] is None and (key := next(alike, None)) is not None:
            rows[place] = free.pop(key)
    return rows


def _keep_subject(session: Session, week: EmergingWeek, subject: EmergingSubject | None, flagged: Flagged) -> None:
    first = flagged.subject.terms[0]
    if subject is None:
        subject = EmergingSubject(workspace_id=week.workspace_id)
        week.subjects.append(subject)
    subject.key = first.key
    subject.terms = [
        {
            "key": each.key,
            "written": flagged.written.get(each.key, ""),
            "speaking": each.speaking,
            "expected": each.expected,
            "p_value": each.p_value,
        }
        for each in flagged.subject.terms
    ]
    subject.speaking, subject.expected, subject.p_value = first.speaking, first.expected, first.p_value
    subject.theme_id = flagged.theme_id
    session.flush()
    session.execute(delete(EmergingVerbatim).where(EmergingVerbatim.subject_id == subject.id))
    rows = [
        {"subject_id": subject.id, "verbatim_id": each, "position": position}
        for position, each in enumerate(flagged.evidence)
    ]
    session.execute(insert(EmergingVerbatim), rows)
