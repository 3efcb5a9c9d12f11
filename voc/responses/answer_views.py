"""What a survey was answered with, counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from voc.core.db import db
from voc.responses import addresses, tallying
from voc.responses.answers import Reader
from voc.responses.listing import Filter
from voc.responses.models import State
from voc.staff import access
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


def _reader() -> Reader:
    return Reader(g.language, sees_raw=access.may("raw"))


def _verbatims(survey: Survey, wanted: Filter) -> str:
    """Where the comments of these responses are read; its page names days and surveys in its own manner."""
    days: dict[str, Any] = {"from": wanted.since, "to": wanted.until}
    return url_for("insights.verbatims", survey=survey.key, zone=wanted.zone, **days)
