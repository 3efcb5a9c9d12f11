"""The filter of the list of responses as it stands in an address, and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import current_app, url_for
from werkzeug.datastructures import MultiDict

from voc.analysis.scores import BANDS
from voc.responses import answered, listing
from voc.responses.links import ways
from voc.responses.listing import Filter, Place
from voc.staff import access

#: Every way in which an answer comes.
CHANNELS = ("email", "page", "widget", *ways.KINDS, "webhook", "file")
#: PostgreSQL refuses to compare a row's number with a larger one.
MOST_ROWS = 2**31 - 1
#: What the list's form has a field for; touchpoint and answer are said beside it.
FIELDS = frozenset({"survey", "state", "band", "channel", "since", "until"})


def wanted(args: MultiDict[str, str]) -> Filter:
    """The filter in an address. What makes no sense there is left out."""
    state, band, channel = args.get("state", ""), args.get("band", ""), args.get("channel", "")
    survey_id = args.get("survey", type=_row_number)
    return Filter(
        workspace_id=access.workspace().id,
        zone=access.user().zone,
        survey_id=survey_id,
        state=state if state in listing.STATES else "",
        band=band if band in (*BANDS, "none") else "",
        channel=channel if channel in CHANNELS else "",
        touchpoint_id=args.get("touchpoint", type=_row_number),
        since=args.get("since", type=_day),
        until=args.get("until", type=_day),
        # Another survey may mean another question by the same key.
        answer=args.get("answer", type=answered.parse) if survey_id else None,
    )


def query(wanted: Filter) -> dict[str, Any]:
    """The same as what stands behind the question mark."""
    found = {
        "survey": wanted.survey_id, "state": wanted.state, "band": wanted.band,
        "since": wanted.since, "until": wanted.until, "channel": wanted.channel, "touchpoint": wanted.touchpoint_id,
        "answer": str(wanted.answer or ""),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def of_list(wanted: Filter) -> Callable[..., str]:
    """A function that gives the address of the list with something about it changed."""

    def address(**changed: Any) -> str:
        found = {**query(wanted), **changed}
        written: dict[str, Any] = {name: _written(value) for name, value in found.items() if value}
        return url_for("responses.index", **written)

    return address


def of_photo(name: str) -> str:
    """Where a colleague who signs in sees a photo: complete, for a file that somebody takes away."""
    public_url: str = current_app.config["VOC"].public_url
    return public_url + url_for("responses.photos.show", name=name)


def place(text: str) -> Place:
    """Where a page of the list begins. Raises ValueError for what no page of ours links to."""
    at, _sign, number = text.partition("~")
    found = Place(datetime.fromisoformat(at), _row_number(number))
    if found.answered_at.tzinfo is None:
        raise ValueError(text)
    return found


def _written(value: Any) -> str:
    return f"{value.answered_at.isoformat()}~{value.id}" if isinstance(value, Place) else str(value)


def _row_number(text: str) -> int:
    number = int(text)
    if not 0 < number <= MOST_ROWS:
        raise ValueError(text)
    return number


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    # Days at the ends of the calendar have no neighbours.
    if not 1900 < day.year < 9000:
        raise ValueError(text)
    return day
