"""One response with everything that it says, and what became of it."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, abort, g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from voc.core import i18n
from voc.core.db import db
from voc.customers.models import Contact
from voc.invitations.models import Invitation
from voc.responses import answers, listing, wording
from voc.responses.listing import Filter
from voc.responses.models import Answer, Response, State
from voc.staff import access

bp = Blueprint("one", __name__)


# As long as names of responses are, so that `/responses/export` stays what it is.
@bp.get("/responses/<string(minlength=12):public_id>")
@access.required("results")
def show(public_id: str) -> ResponseReturnValue:
    """Where its survey's list would hide it, because too few answered, this page does as well."""
    response = _found(public_id)
    if _could_tell_who(response) and _too_few_answered(response):
        return render_template("responses/response.html", response=None)
    reader = answers.Reader(g.language, sees_raw=access.may("raw"))
    return render_template(
        "responses/response.html",
        response=response,
        said=answers.whole(response, reader),
        earlier=answers.earlier(response, reader),
        seen=listing.sightings(db.session(), [response]).get(response.id, ()),
        names=wording.names(),
        language_name=lambda code: i18n.language_name(code, g.language),
    )


def _found(public_id: str) -> Response:
    mine = select(Response).where(Response.public_id == public_id, Response.workspace_id == access.workspace().id)
    parts = (
        joinedload(Response.survey),
        joinedload(Response.touchpoint),
        joinedload(Response.invitation).joinedload(Invitation.campaign),
        joinedload(Response.contact).joinedload(Contact.account),
        selectinload(Response.answers).selectinload(Answer.verbatim),
        selectinload(Response.revisions),
        answers.WITH_QUESTIONS,
    )
    return db.session.scalar(mine.options(*parts)) or abort(404)


def _could_tell_who(response: Response) -> bool:
    return response.survey.is_anonymous or not access.may("raw")


def _too_few_answered(response: Response) -> bool:
    alone = Filter(response.workspace_id, access.user().zone, survey_id=response.survey_id)
    # What a robot sent, or a colleague set aside, makes nobody less alone.
    states = {State.FINAL, response.state}
    fewest = min(listing.count(db.session(), replace(alone, state=state)).listed for state in states)
    return fewest < listing.FEWEST
