"""How well the readings agree with the people who labelled a sample, and the people with one another.

Where people disagree there is no truth to hold the engine to: that verbatim counts neither for it nor against it, and
how many there are is said. What a person could not tell is left out in the same way, and so are themes that nobody
could choose when labelling: see `offered`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from voc.analysis import agreement
from voc.analysis.agreement import Retrieval
from voc.analysis.scores import Interval
from voc.core.db import only_reading
from voc.insights.evaluation import offered, sampling
from voc.insights.evaluation.offered import Offered
from voc.insights.evaluation.sampling import SENTIMENTS, Said
from voc.insights.models import CodebookEdition, Label, Mention, Reading, Sample, SampleItem
from voc.responses.models import Response, Verbatim

#: Fewer verbatims than this say next to nothing about a language of their own.
FEWEST = 5
_TOLD = tuple(sentiment for sentiment in SENTIMENTS if sentiment != "unclear")


@dataclass(frozen=True)
class Judged:
    """One verbatim of a sample: what the engine made of it, and what each person says."""

    item: SampleItem
    language: str
    #: The engine's.
    machine: Said
    #: User id -> what they say.
    people: Mapping[int, Said] = field(default_factory=dict)

    @property
    def sentiment(self) -> str | None:
        """What the people agree on; None where they do not, or cannot tell."""
        told = {said.sentiment for said in self.people.values()} - {"unclear"}
        return told.pop() if len(told) == 1 else None

    def speaks_of(self, theme_id: int) -> bool | None:
        """Whether it does, as the people agree; None where they do not, or nobody could say."""
        told = {said.speaks_of(theme_id) for said in self.people.values()} - {None}
        return told.pop() if len(told) == 1 else None

    @property
    def misses_sentiment(self) -> bool:
        """Whether the engine's sentiment is another than the people's."""
        return self.sentiment is not None and self.sentiment != self.machine.sentiment

    @property
    def missed_themes(self) -> frozenset[int]:
        """Themes that people see and the engine does not."""
        return frozenset(theme for theme in self._named() - self.machine.themes if self.speaks_of(theme))

    @property
    def wrong_themes(self) -> frozenset[int]:
        """Themes that the engine sees and nobody else."""
        return frozenset(theme for theme in self.machine.themes if self.people and self.speaks_of(theme) is False)

    def _named(self) -> frozenset[int]:
        return frozenset[int]().union(*(said.themes for said in self.people.values()))


def load(session: Session, sample: Sample) -> list[Judged]:
    """The verbatims of a sample that are shown, in their order, with their answers. Ten statements at most."""
    themes = offered.load(session, sample.workspace_id)
    without = sampling.too_small(session, sample.workspace_id)
    response = joinedload(SampleItem.verbatim).joinedload(Verbatim.response)
    items = session.scalars(
        select(SampleItem)
        .where(SampleItem.sample_id == sample.id, sampling.are_shown(without))
        .options(response.options(joinedload(Response.survey), joinedload(Response.contact)))
        .order_by(SampleItem.position)
    ).all()
    said = _said(session, sample, themes)
    mine = select(SampleItem.verbatim_id).where(SampleItem.sample_id == sample.id)
    readings = {
        reading.verbatim_id: reading
        for reading in session.scalars(
            select(Reading)
            .where(Reading.verbatim_id.in_(mine), Reading.is_current)
            .options(selectinload(Reading.mentions).load_only(Mention.theme_id, Mention.reading_id))
        )
    }
    return [
        Judged(item, reading.language, _of(reading, themes), said.get(item.id, {}))
        for item in items
        if (reading := readings.get(item.verbatim_id)) is not None
    ]


def _of(reading: Reading, themes: Offered) -> Said:
    return Said(reading.label, themes.now(m.theme_id for m in reading.mentions if m.theme_id is not None))


def _said(session: Session, sample: Sample, themes: Offered) -> dict[int, dict[int, Said]]:
    """Item id -> user id -> what they say."""
    labels = select(Label).join(SampleItem, SampleItem.id == Label.item_id).where(SampleItem.sample_id == sample.id)
    found: dict[int, dict[int, Said]] = defaultdict(dict)
    for label in session.scalars(labels.options(selectinload(Label.themes)).order_by(Label.user_id)):
        chosen, lacked = themes.now(theme.id for theme in label.themes), themes.lacked(label.made_at)
        found[label.item_id][label.user_id] = Said(label.sentiment, chosen, lacked)
    return found


# Figures: a value with the ends of its interval, or null where nothing can be said


def figures(judged: Sequence[Judged]) -> dict[str, Any]:
    """All figures of a sample, as JSON: in all and for each language, then two people at a time."""
    labelled = [each for each in judged if each.people]
    languages = sorted({each.language for each in labelled})
    parts = {language: [each for each in labelled if each.language == language] for language in languages}
    several = len(parts) > 1
    return {
        "n": len(labelled),
        "all": _part(labelled),
        "languages": {name: _part(part) for name, part in parts.items() if several and len(part) >= FEWEST},
        "people": [_pair(labelled, a, b) for a, b in combinations(_people(labelled), 2)],
    }


def of_those_left(sample: Sample, judged: Sequence[Judged]) -> dict[str, Any] | None:
    """The figures of a sample as they were worked out; anew where answers that count in them were withdrawn since."""
    labelled = sum(bool(each.people) for each in judged)
    return figures(judged) if sample.figures and sample.figures["n"] > labelled else sample.figures


def _people(judged: Iterable[Judged]) -> list[int]:
    return sorted({user_id for each in judged for user_id in each.people})


def _part(judged: Sequence[Judged]) -> dict[str, Any]:
    told = [(each.machine.sentiment, there) for each in judged if (there := each.sentiment) is not None]
    right = sum(found == there for found, there in told)
    return {
        "n": len(judged),
        "sentiment": {
            "n": len(told),
            "accuracy": _figure(right / len(told) if told else None, agreement.wilson(right, len(told))),
            "kappa": _figure(agreement.kappa(told), agreement.kappa_interval(told)),
            "labels": {label: _retrieval([(f == label, t == label) for f, t in told]) for label in _TOLD},
        },
        "themes": {str(theme): _theme(judged, theme) for theme in sorted(_themes(judged))},
    }


def _themes(judged: Sequence[Judged]) -> set[int]:
    """Those that anybody names, but those that none of the people could."""
    named = {theme for each in judged for said in (each.machine, *each.people.values()) for theme in said.themes}
    people = [said for each in judged for said in each.people.values()]
    return {theme for theme in named if any(said.speaks_of(theme) is not None for said in people)}


def _theme(judged: Sequence[Judged], theme: int) -> dict[str, Any]:
    pairs = [(theme in each.machine.themes, there) for each in judged if (there := each.speaks_of(theme)) is not None]
    return {**_retrieval(pairs), "kappa": _figure(agreement.kappa(pairs), agreement.kappa_interval(pairs))}


def _retrieval(pairs: Sequence[tuple[bool, bool]]) -> dict[str, Any]:
    counts: Retrieval = agreement.retrieval(pairs)
    return {
        "there": counts.hits + counts.misses,
        "found": counts.hits + counts.false_alarms,
        "precision": _figure(counts.precision, counts.precision_interval()),
        "recall": _figure(counts.recall, counts.recall_interval()),
        "f1": _figure(counts.f1, counts.f1_interval()),
    }


def _pair(judged: Sequence[Judged], a: int, b: int) -> dict[str, Any]:
    both = [(each.people[a], each.people[b]) for each in judged if a in each.people and b in each.people]
    sentiments = [(one.sentiment, other.sentiment) for one, other in both]
    themes = {theme for pair in both for said in pair for theme in said.themes}
    named = {theme: _both_say(both, theme) for theme in sorted(themes)}
    return {
        "users": [a, b],
        "n": len(both),
        "sentiment": _figure(agreement.kappa(sentiments), agreement.kappa_interval(sentiments)),
        "themes": {
            str(theme): _figure(agreement.kappa(pairs), agreement.kappa_interval(pairs))
            for theme, pairs in named.items()
            if pairs
        },
    }


def _both_say(both: Iterable[tuple[Said, Said]], theme: int) -> list[tuple[bool, bool]]:
    pairs = [(one.speaks_of(theme), other.speaks_of(theme)) for one, other in both]
    return [(a, b) for a, b in pairs if a is not None and b is not None]


def _figure(value: float | None, interval: Interval | None) -> list[float] | None:
    if value is None or interval is None:
        return None
    return [round(number, 4) for number in (value, interval.low, interval.high)]


# The job


def measure_due(session: Session, now: datetime) -> int:
    """Work out the figures of samples whose labels, readings or themes have changed; returns how many. A commit each.

    The figures are computed while nobody waits for the database. A label given meanwhile keeps the sample due.
    """
    done = 0
    for sample_id in _due(session):
        with only_reading(session):
            sample = session.get_one(Sample, sample_id)
            edition, judged = sample.edition, load(session, sample)
            made = figures(judged)
        still = update(Sample).where(Sample.id == sample_id, Sample.edition == edition)
        session.execute(still.values(figures=made, measured_at=now), execution_options={"synchronize_session": False})
        session.commit()
        done += 1
    return done


def _due(session: Session) -> Collection[int]:
    newer = (
        select(SampleItem.sample_id)
        .join(Sample, Sample.id == SampleItem.sample_id)
        .join(Reading, Reading.verbatim_id == SampleItem.verbatim_id)
        .where(Reading.is_current, Reading.made_at > Sample.measured_at, Sample.figures.is_not(None))
    )
    edited = (
        select(Sample.id)
        .join(CodebookEdition, CodebookEdition.workspace_id == Sample.workspace_id)
        .where(CodebookEdition.edited_at > Sample.measured_at, Sample.figures.is_not(None))
    )
    with only_reading(session):
        due = select(Sample.id).where(or_(Sample.measured_at.is_(None), Sample.id.in_(newer), Sample.id.in_(edited)))
        return session.scalars(due.order_by(Sample.id)).all()


def notice_withdrawn(session: Session) -> int:
    """Make samples due whose figures count verbatims that are gone or hidden since; how many there are."""
    with only_reading(session):
        measured = select(Sample).where(Sample.figures.is_not(None), Sample.measured_at.is_not(None))
        by_workspace: dict[int, list[Sample]] = defaultdict(list)
        for sample in session.scalars(measured):
            by_workspace[sample.workspace_id].append(sample)
        less = [each.id for mine in by_workspace.values() for each in _with_less(session, mine)]
    if less:
        session.execute(update(Sample).where(Sample.id.in_(less)).values(measured_at=None))
        session.commit()
    return len(less)


def _with_less(session: Session, samples: Sequence[Sample]) -> list[Sample]:
    """Those of a workspace's samples of which fewer labelled verbatims are shown than their figures count."""
    without = sampling.too_small(session, samples[0].workspace_id)
    counted = select(SampleItem.sample_id, func.count(SampleItem.id.distinct())).select_from(SampleItem)
    counted = counted.join(Label, Label.item_id == SampleItem.id)
    counted = counted.join(Reading, and_(Reading.verbatim_id == SampleItem.verbatim_id, Reading.is_current))
    counted = counted.where(SampleItem.sample_id.in_([each.id for each in samples]), sampling.are_shown(without))
    left = dict(session.execute(counted.group_by(SampleItem.sample_id)).all())
    return [each for each in samples if each.figures and each.figures["n"] > left.get(each.id, 0)]
