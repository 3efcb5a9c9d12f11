"""What a survey was answered with, counted; and responses as a file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, g, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from voc.core import clock, spreadsheets
from voc.core.db import db
from voc.responses import addresses, exporting, listing, tallying
from voc.responses.answers import Reader
from voc.responses.listing import Filter
from voc.responses.models import State
from voc.staff import access, audit
from voc.surveys.models import Survey

bp = Blueprint("answers", __name__)


@bp.get("/surveys/<int:survey_id>/answers")
@access.required("results")
def show(survey_id: int) -> ResponseReturnValue:
    """Only final responses count, as in every metric."""
    survey = access.owned(Survey, survey_id)
    wanted = replace(addresses.wanted(request.args), survey_id=survey.id, state=State.FINAL, band="", answer=None)
    hides_few = survey.is_anonymous or not access.may("raw")
    answers = tallying.count(db.session(), survey.id, wanted, _reader(), hides_few=hides_few)
    return render_template(
        "responses/answers.html",
        survey=survey,
        wanted=wanted,
        answers=answers,
        address=addresses.of_list(wanted),
        query=addresses.query(wanted),
        verbatims=_verbatims(survey, wanted),
    )


@bp.post("/responses/export")
@access.required("results")
def export() -> ResponseReturnValue:
    """Exactly the responses of a filter, as a file. A POST: it is kept who took what."""
    session, workspace_id = db.session(), access.workspace().id
    kind = request.form.get("format", "")
    if kind not in spreadsheets.FORMATS:
        abort(422)
    wanted, now = addresses.wanted(request.form), clock.now()
    table = exporting.table(session, wanted, _reader())
    audit.record(
        session,
        "responses.exported",
        f"workspace:{workspace_id}",
        now,
        workspace_id=workspace_id,
        user_id=access.user().id,
        format=kind,
        rows=listing.count(session, table.wanted).listed,
        is_masked=not table.reader.sees_raw,
        filter={name: str(value) for name, value in addresses.query(wanted).items()},
    )
    session.commit()
    made = spreadsheets.FORMATS[kind](session, table)
    name = f"responses-{now.astimezone(ZoneInfo(wanted.zone)):%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Accel-Buffering": "no"}
    return Response(stream_with_context(made), mimetype=spreadsheets.MEDIA_TYPES[kind], headers=headers)


def _reader() -> Reader:
    return Reader(g.language, sees_raw=access.may("raw"))


def _verbatims(survey: Survey, wanted: Filter) -> str:
    """Where the comments of these responses are read; its page names days and surveys in its own manner."""
    days: dict[str, Any] = {"from": wanted.since, "to": wanted.until}
    return url_for("insights.verbatims", survey=survey.key, zone=wanted.zone, **days)
