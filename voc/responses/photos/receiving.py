"""A form with photos, as a respondent's page receives it: each photo is taken in, and the form names it from then on.

What cannot be taken is said at its question, and everything else that was typed comes back with it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import request
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from voc.core import pictures, redrawing, throttle
from voc.core.db import only_reading
from voc.core.our_words import to_respondent
from voc.responses.photos import keeping, parts
from voc.responses.photos.keeping import Room, Sender
from voc.surveys import question_types
from voc.surveys.models import Survey, SurveyVersion
from voc.surveys.question_types.photos import MOST_MEGABYTES

log = logging.getLogger(__name__)

#: Bytes of a whole request: two of the largest photos, so that somebody whose photo is too large is told so beside it.
MAX_BODY = 21 * 1024 * 1024
MOST_PARTS = 600
#: From one network address.
MOST_PHOTOS, PHOTOS_WITHIN = keeping.MOST_AT_ONCE, timedelta(minutes=10)
#: In what the bytes of a network's photos are counted.
_UNIT = 64 * 1024
#: The fields of a question's files: chosen from what there is, or taken just now.
ENDINGS = ("file", "camera")
#: The box with which somebody takes a photo back; another photo in its place says more.
AWAY = "away"


@dataclass(frozen=True)
class Received:
    """The form as if it had been sent without files."""

    fields: MultiDict[str, str]
    #: Question key -> what to do about its photo.
    wrong: Mapping[str, str] = field(default_factory=dict)


def wanted(version: SurveyVersion) -> list[str]:
    """The keys of the questions that ask for a file."""
    return [each.key for each in version.questions if question_types.TYPES[each.kind].takes_file]


def receive(
    session: Session, survey: Survey, keys: list[str], now: datetime, *, network: str, room: Room, most_text: int
) -> Received:
    """Read the request and take its photos in, each with a commit of its own. Raises what `parts.read` raises."""
    limits = parts.Limits(text=most_text, file=keeping.LARGEST, parts=MOST_PARTS)
    sent = parts.read(request.stream, request.mimetype_params.get("boundary", ""), limits)
    fields, wrong = sent.fields, dict[str, str]()
    for key in keys:
        content = next((sent.files[name] for end in ENDINGS if (name := f"{key}-{end}") in sent.files), None)
        if content is None:
            continue
        try:
            fields[key] = _take_in(session, survey, content, now, network=network, room=room)
            fields.poplist(f"{key}-{AWAY}")
        except Untaken as refusal:
            wrong[key] = str(refusal)
        except OperationalError as error:
            # Its bytes are gone with this request, and what was typed beside it need not be.
            session.rollback()
            log.error("photo_not_stored", exc_info=error)
            wrong[key] = to_respondent(
                "We could not store your photo just now. Please choose it again and send it in a few minutes."
            )
    return Received(fields, wrong)


def text_alone(most_text: int) -> MultiDict[str, str]:
    """What was typed in a form that came with photos, and none of these; empty where it cannot be read."""
    limits = parts.Limits(text=most_text, file=0, parts=MOST_PARTS)
    try:
        return parts.read(request.stream, request.mimetype_params.get("boundary", ""), limits).fields
    except (parts.Malformed, RequestEntityTooLarge):
        return MultiDict()


def without_strangers(session: Session, survey_id: int, keys: list[str], received: Received) -> Received:
    """The same without the names of photos that are not there: swept away, or never ours."""
    named = {key: name for key in keys if (name := received.fields.get(key))}
    if not named:
        return received
    with only_reading(session):
        known = keeping.known(session, set(named.values()), survey_id)
    lost = [key for key, name in named.items() if name not in known]
    fields = MultiDict([(key, value) for key, value in received.fields.items(multi=True) if key not in lost])
    gone = {key: to_respondent("The photo is not here any more. Please choose it again.") for key in lost}
    return Received(fields, {**gone, **received.wrong})


def without_taken_back(session: Session, sender: Sender, keys: list[str], received: Received) -> Received:
    """The same without the photos whose sender wants them to be gone; they are, whatever else is wrong."""
    back = {key: name for key in keys if f"{key}-{AWAY}" in received.fields and (name := received.fields.get(key))}
    if not back:
        return received
    keeping.take_back(session, set(back.values()), sender)
    session.commit()
    fields = MultiDict([(key, value) for key, value in received.fields.items(multi=True) if key not in back])
    return Received(fields, received.wrong)


class Untaken(Exception):
    """A photo that we cannot take; the text says what to do."""


def _take_in(session: Session, survey: Survey, content: bytes, now: datetime, *, network: str, room: Room) -> str:
    may = throttle.allows(session, "photo", network, now, tries=MOST_PHOTOS, within=PHOTOS_WITHIN)
    session.commit()
    if not may:
        raise Untaken(
            to_respondent(
                "Too many photos came from your network just now. Please wait a few minutes, then choose yours again."
            )
        )
    try:
        _look_for(session, room)
        drawn = _drawn(content)
        _count(session, drawn, now, network=network, room=room)
        name = keeping.keep(session, survey, drawn, now, room)
    except keeping.Full as error:
        session.rollback()
        raise Untaken(
            to_respondent(
                "We have no room for photos just now. Please send your answer without it, or choose it again later."
            )
        ) from error
    session.commit()
    return name


def _look_for(session: Session, room: Room) -> None:
    """Raise `keeping.Full` before a photo is drawn in vain."""
    with only_reading(session):
        keeping.make_sure_of(session, room)


def _count(session: Session, photo: redrawing.Redrawn, now: datetime, *, network: str, room: Room) -> None:
    """Count the photo among its network's. Raise `keeping.Full` where room is tight and the network had its share."""
    size, share = len(photo.content) + len(photo.small), room.share
    units = [(network, now)] * (size // _UNIT + 1)
    is_among = throttle.allows(session, "photo of a day", network, now, tries=share.photos, within=keeping.WAITS)
    fits = throttle.allows_each(session, "photo bytes", units, tries=share.bytes // _UNIT, within=keeping.WAITS)
    if not (is_among and all(fits)) and keeping.is_tight(session, room):
        raise keeping.Full


def _drawn(content: bytes) -> redrawing.Redrawn:
    """The photo as we keep it. Raises `Untaken`."""
    try:
        return keeping.take_in(content)
    except keeping.Empty as error:
        raise Untaken(to_respondent("This file is empty. Please choose the photo again.")) from error
    except keeping.TooLarge as error:
        raise Untaken(
            to_respondent(
                "This photo has more than %(most)s MB. Please choose a smaller one, or a screenshot of it.",
                most=MOST_MEGABYTES,
            )
        ) from error
    except redrawing.TooManyPixels as error:
        raise Untaken(
            to_respondent("This photo has too many pixels. Please choose a smaller one, or a screenshot of it.")
        ) from error
    except pictures.UnknownKind as error:
        raise Untaken(
            to_respondent(
                "We can take photos as JPEG, PNG or WebP only. Please choose another one, or a screenshot of it."
            )
        ) from error
    except pictures.NoPicture as error:
        raise Untaken(to_respondent("This photo is damaged, or moves. Please choose another one.")) from error
    except redrawing.Busy as error:
        raise Untaken(
            to_respondent("Too many photos are coming in right now. Please choose yours again in a moment.")
        ) from error
