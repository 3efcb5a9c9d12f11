"""Where photos are kept, from the moment they arrive: in the database, like everything else that belongs to an answer.

So a backup and a copy to another database hold them, and a response that is deleted takes its photos along. A photo is
taken in before its answer is: the form may come back with a question, or have further steps. Until then it waits,
belongs to nobody, and is forgotten after a day. An answer names it by a random name of ours.
"""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from voc.core import redrawing, tokens
from voc.core.db import is_text
from voc.responses.models import Answer, Photo, Response
from voc.surveys import question_types
from voc.surveys.models import Survey, SurveyVersion
from voc.surveys.question_types import Value
from voc.surveys.question_types.photos import MOST_MEGABYTES

#: Bytes of one file as it is sent.
LARGEST = MOST_MEGABYTES * 1024 * 1024
#: How long a photo waits for its answer.
WAITS = timedelta(days=1)
#: Photos from one network address that are taken in any case, in a few minutes.
MOST_AT_ONCE = 60
#: Bytes of a photo as we keep it, as most are.
TYPICAL = 512 * 1024


@dataclass(frozen=True)
class Room:
    """How many photos may wait for their answers on the whole server, and with how many bytes together."""

    photos: int
    bytes: int

    @property
    def share(self) -> Room:
        """What one network may send within a day where it gets tight; whoever sends from elsewhere has the rest."""
        return Room(max(MOST_AT_ONCE, self.photos // 10), max(MOST_AT_ONCE * TYPICAL, self.bytes // 10))


class Full(Exception):
    """As many photos wait for their answers as there is room for."""


class TooLarge(Exception):
    """More bytes than we take."""


class Empty(Exception):
    """A file without a byte."""


def take_in(content: bytes) -> redrawing.Redrawn:
    """A file as it was sent, as we keep it. Raises `Empty`, `TooLarge` and what `redrawing.redrawn` raises."""
    if not content:
        raise Empty
    if len(content) > LARGEST:
        raise TooLarge
    return redrawing.redrawn(content)


def make_sure_of(session: Session, room: Room, more: int = 1) -> None:
    """Raise `Full` where another photo, with so many bytes, finds no room among those that wait.

    On PostgreSQL processes do not wait for one another here, so each may put one photo more.
    """
    photos, held = _waiting(session)
    if photos >= room.photos or held + more > room.bytes:
        raise Full


def is_tight(session: Session, room: Room) -> bool:
    """Whether more than half of the room is taken."""
    photos, held = _waiting(session)
    return photos * 2 > room.photos or held * 2 > room.bytes


def _waiting(session: Session) -> tuple[int, int]:
    """How many photos wait, and with how many bytes."""
    size = func.length(Photo.content) + func.length(Photo.small)
    waiting = select(func.count(), func.coalesce(func.sum(size), 0)).where(Photo.waiting_since.is_not(None))
    photos, held = session.execute(waiting).one()
    return photos, int(held)


def keep(session: Session, survey: Survey, photo: redrawing.Redrawn, now: datetime, room: Room) -> str:
    """Let a photo wait for an answer to this survey; the name by which the answer has it. Raises `Full`."""
    make_sure_of(session, room, len(photo.content) + len(photo.small))
    name = tokens.public_id()
    kept = Photo(
        # In no order, because an order would say which of an anonymous survey's answers came first.
        id=secrets.randbits(62),
        name=name,
        workspace_id=survey.workspace_id,
        survey_id=survey.id,
        waiting_since=now,
        content=photo.content,
        small=photo.small,
    )
    session.add(kept)
    session.flush()
    session.expunge(kept)
    return name


def known(session: Session, names: Collection[str], survey_id: int) -> set[str]:
    """Which of these are photos for this survey's answers."""
    possible = [name for name in names if is_text(name)]
    mine = Photo.name.in_(possible), Photo.survey_id == survey_id
    return set(session.scalars(select(Photo.name).where(*mine))) if possible else set()


@dataclass(frozen=True)
class Sender:
    """Whoever answers a survey, as far as it is known which photos are theirs.

    Those are the ones that still wait, whose names nobody else knows, and those of their response.
    """

    survey_id: int
    #: The response of a personal link.
    response_id: int | None = None
    #: What tells the response of an open page.
    client_key: str | None = None

    def own(self, names: Collection[str]) -> Sequence[ColumnElement[bool]]:
        """Which of the photos with these names."""
        keyed = select(Response.id).where(Response.survey_id == self.survey_id, Response.client_key == self.client_key)
        theirs = Photo.response_id == self.response_id, Photo.response_id.in_(keyed)
        return Photo.name.in_(names), Photo.survey_id == self.survey_id, or_(Photo.response_id.is_(None), *theirs)


def views(session: Session, names: Collection[str], sender: Sender) -> dict[str, str]:
    """The small views of a sender's photos, as addresses that hold the picture itself: nothing is left to fetch."""
    found = session.execute(select(Photo.name, Photo.small).where(*sender.own(names)))
    return {name: f"data:image/jpeg;base64,{b64encode(small).decode()}" for name, small in found}


def take_back(session: Session, names: Collection[str], sender: Sender) -> None:
    """Delete photos that their sender wants to be gone, and the answers that consist of them."""
    photos = session.execute(select(Photo.id, Photo.name, Photo.response_id).where(*sender.own(names))).all()
    for answer in session.scalars(select(Answer).where(Answer.response_id.in_([each.response_id for each in photos]))):
        # Other answers are no texts: mappings, which no set can be asked for.
        if isinstance(answer.value, str) and answer.value in {each.name for each in photos}:
            session.delete(answer)
    session.flush()
    session.execute(delete(Photo).where(Photo.id.in_([each.id for each in photos])))


def named(version: SurveyVersion, answers: Iterable[tuple[str, Value]]) -> list[str]:
    """The photos that answers to this version name."""
    asked = {each.key: each for each in version.questions if question_types.TYPES[each.kind].takes_file}
    given = [(asked[key], value) for key, value in answers if key in asked]
    return [name for each, value in given for name in question_types.of(each.kind, each.settings).photos(value)]


def may_take(session: Session, names: Collection[str], survey_id: int, response: Response | None) -> bool:
    """Whether all of these wait for an answer to this survey, or belong to this response already.

    They are held until the transaction ends, so that nobody else takes or forgets them meanwhile.
    """
    free = Photo.response_id.is_(None)
    mine = or_(free, Photo.response_id == response.id) if response is not None else free
    found = select(Photo.id).where(Photo.name.in_(names), Photo.survey_id == survey_id, mine).with_for_update()
    return len(session.scalars(found).all()) == len(set(names))


def attach(session: Session, response: Response, names: Collection[str]) -> None:
    """Give a response those of these photos that its answers name by now; what they no longer name is gone."""
    said = {each.value for each in response.answers if isinstance(each.value, str)}
    session.execute(delete(Photo).where(Photo.response_id == response.id, Photo.name.not_in(said)))
    waiting = Photo.name.in_(said & set(names)), Photo.survey_id == response.survey_id, Photo.response_id.is_(None)
    session.execute(update(Photo).where(*waiting).values(response_id=response.id, waiting_since=None))


def forget(session: Session, now: datetime) -> int:
    """Drop the photos whose answer never came; how many there were."""
    gone = session.execute(delete(Photo).where(Photo.waiting_since < now - WAITS).returning(Photo.id))
    return len(gone.all())
