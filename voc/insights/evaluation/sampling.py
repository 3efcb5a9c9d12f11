"""Draws verbatims at random for people to label, and keeps what they say of each."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, func, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from voc.insights.models import IS_LIVE, Label, Reading, Sample, SampleItem, Theme, label_theme
from voc.insights.verbatims import search
from voc.insights.verbatims.search import Filter
from voc.responses.models import Response, State, Verbatim
from voc.staff.models import User

#: What a person labels in about ten minutes, at six seconds each.
SIZE = 100
LARGEST = 500
SENTIMENTS = ("negative", "neutral", "positive", "unclear")


class NothingToDraw(Exception):
    """No verbatim has been read yet, so there is nothing to compare with."""


class TooFew(Exception):
    """Fewer than five answers to this anonymous survey have words, so they are shown to nobody."""


class UnknownTheme(Exception):
    """A theme that this workspace does not have, or does not look for any more."""


@dataclass(frozen=True)
class Progress:
    """How far one person is with a sample."""

    user: User
    labelled: int


def draw(
    session: Session,
    workspace_id: int,
    user_id: int | None,
    now: datetime,
    *,
    size: int = SIZE,
    seed: int,
    survey_id: int | None = None,
    is_by_language: bool = False,
) -> Sample:
    """A new sample of verbatims that have been read, each as likely as the other. Raises `NothingToDraw`, `TooFew`.

    By language: as many of each, and all of a language that has fewer. The same seed on the same verbatims draws the
    same ones. Cost: the ids of all of them.
    """
    without = too_small(session, workspace_id)
    if survey_id in without:
        raise TooFew
    pools: dict[str, list[int]] = defaultdict(list)
    for verbatim_id, language in session.execute(_readable(workspace_id, survey_id, without)):
        pools[language if is_by_language else ""].append(verbatim_id)
    chance = random.Random(seed)  # noqa: S311  A repeatable draw guards no secret.
    drawn = _drawn(dict(sorted(pools.items())), size, chance)
    if not drawn:
        raise NothingToDraw
    sample = Sample(
        workspace_id=workspace_id,
        survey_id=survey_id,
        made_by_id=user_id,
        made_at=now,
        seed=seed,
        is_by_language=is_by_language,
        # Nothing to measure before somebody has labelled.
        measured_at=now,
        figures=None,
        items=[SampleItem(position=at, verbatim_id=verbatim_id) for at, verbatim_id in enumerate(drawn, 1)],
    )
    session.add(sample)
    session.flush()
    return sample


def too_small(session: Session, workspace_id: int) -> tuple[int, ...]:
    """The anonymous surveys of which nothing is shown, as fewer than five answers have words. Two statements at most.

    Asked again whenever words of a sample are shown: answers may have been withdrawn since it was drawn.
    """
    return search.too_small(session, Filter(workspace_id))


def are_shown(without: Collection[int]) -> ColumnElement[bool]:
    """Whether the verbatim of a `SampleItem` is of none of these surveys."""
    if not without:
        return true()
    hidden = select(Verbatim.id).join(Verbatim.response).where(Response.survey_id.in_(without))
    return SampleItem.verbatim_id.not_in(hidden)


def _readable(workspace_id: int, survey_id: int | None, without: Collection[int]) -> Select[int, str]:
    wanted = select(Verbatim.id, Reading.language).join(Verbatim.response)
    wanted = wanted.join(Reading, (Reading.verbatim_id == Verbatim.id) & Reading.is_current)
    wanted = wanted.where(Response.workspace_id == workspace_id, Response.state == State.FINAL)
    if survey_id is not None:
        wanted = wanted.where(Response.survey_id == survey_id)
    if without:
        wanted = wanted.where(Response.survey_id.not_in(without))
    return wanted.order_by(Verbatim.id)


def _drawn(pools: Mapping[str, Sequence[int]], size: int, chance: random.Random) -> list[int]:
    drawn: list[int] = []
    # The smallest first: what it cannot fill goes to the larger ones.
    for number, name in enumerate(sorted(pools, key=lambda name: (len(pools[name]), name))):
        share = (size - len(drawn)) // (len(pools) - number)
        drawn += chance.sample(pools[name], min(share, len(pools[name])))
    chance.shuffle(drawn)
    return drawn


# Labelling: of what is shown alone. `without` are the surveys that `too_small` gives.


def next_item(session: Session, sample: Sample, user_id: int, without: Collection[int]) -> SampleItem | None:
    """The first verbatim of the sample that this person has not labelled; None when all are."""
    mine = select(Label.item_id).where(Label.user_id == user_id)
    wanted = select(SampleItem).where(SampleItem.sample_id == sample.id, SampleItem.id.not_in(mine))
    return session.scalars(wanted.where(are_shown(without)).order_by(SampleItem.position).limit(1)).first()


def item_at(session: Session, sample: Sample, position: int, without: Collection[int]) -> SampleItem | None:
    """The verbatim at this position with its answer; None when there is none, it is hidden, or has been erased."""
    wanted = select(SampleItem).where(SampleItem.sample_id == sample.id, SampleItem.position == position)
    response = joinedload(SampleItem.verbatim).joinedload(Verbatim.response)
    return session.scalars(
        wanted.where(are_shown(without)).options(
            response.joinedload(Response.survey), response.joinedload(Response.contact)
        )
    ).first()


def label_of(session: Session, item: SampleItem, user_id: int) -> Label | None:
    """What this person has said of it."""
    mine = select(Label).where(Label.item_id == item.id, Label.user_id == user_id)
    return session.scalars(mine.options(selectinload(Label.themes))).first()


def last_labelled(session: Session, sample: Sample, user_id: int, without: Collection[int]) -> SampleItem | None:
    """The verbatim that this person labelled last: what an undo goes back to."""
    mine = select(SampleItem).join(Label, Label.item_id == SampleItem.id)
    mine = mine.where(SampleItem.sample_id == sample.id, Label.user_id == user_id, are_shown(without))
    return session.scalars(mine.order_by(Label.made_at.desc(), SampleItem.position.desc()).limit(1)).first()


@dataclass(frozen=True)
class Said:
    """What a person says of a verbatim: one of SENTIMENTS, and ids of themes."""

    sentiment: str
    themes: frozenset[int] = frozenset()
    #: Themes that the person could not choose: see `offered`.
    lacked: frozenset[int] = frozenset()

    def speaks_of(self, theme_id: int) -> bool | None:
        """Whether it is said to; None where nothing is said of that theme."""
        return None if theme_id in self.lacked else theme_id in self.themes


def put(session: Session, sample: Sample, item: SampleItem, user_id: int, *, said: Said, now: datetime) -> None:
    """Keep what a person says of a verbatim, in place of what they said before. Raises `UnknownTheme`."""
    mine = select(Theme).where(Theme.workspace_id == sample.workspace_id, Theme.id.in_(said.themes), IS_LIVE)
    known = list(session.scalars(mine))
    if len(known) != len(said.themes):
        raise UnknownTheme
    _forget(session, item, user_id)
    _touch(sample)
    session.add(Label(item_id=item.id, user_id=user_id, sentiment=said.sentiment, made_at=now, themes=known))
    session.flush()


def _touch(sample: Sample) -> None:
    sample.measured_at = None
    sample.edition += 1


def take_back(session: Session, sample: Sample, user_id: int, without: Collection[int]) -> SampleItem | None:
    """Forget what this person labelled last; returns that verbatim, or None when there is nothing to take back."""
    item = last_labelled(session, sample, user_id, without)
    if item is not None:
        _forget(session, item, user_id)
        _touch(sample)
        session.flush()
    return item


def _forget(session: Session, item: SampleItem, user_id: int) -> None:
    mine = select(Label.id).where(Label.item_id == item.id, Label.user_id == user_id)
    session.execute(delete(label_theme).where(label_theme.c.label_id.in_(mine)))
    session.execute(delete(Label).where(Label.item_id == item.id, Label.user_id == user_id))


# How far people are


def progress(session: Session, sample_ids: Collection[int], without: Collection[int]) -> dict[int, list[Progress]]:
    """Sample id -> who has labelled how many of it, in the order of their names. One statement."""
    counted = select(SampleItem.sample_id, User, func.count(Label.id)).select_from(Label)
    counted = counted.join(SampleItem, SampleItem.id == Label.item_id).join(User, User.id == Label.user_id)
    counted = counted.where(SampleItem.sample_id.in_(sample_ids), are_shown(without))
    counted = counted.group_by(SampleItem.sample_id, User.id)
    found: dict[int, list[Progress]] = defaultdict(list)
    for sample_id, user, labelled in session.execute(counted.order_by(User.name, User.id)):
        found[sample_id].append(Progress(user, labelled))
    return found


def sizes(session: Session, sample_ids: Collection[int], without: Collection[int]) -> dict[int, int]:
    """Sample id -> how many verbatims it has."""
    counted = select(SampleItem.sample_id, func.count())
    counted = counted.where(SampleItem.sample_id.in_(sample_ids), are_shown(without))
    return dict(session.execute(counted.group_by(SampleItem.sample_id)).all())
