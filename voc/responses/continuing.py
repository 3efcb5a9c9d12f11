"""The address by which somebody goes on with what they began: later, or on another device.

Who was invited has it in their mail. Who came by a link for all gets one of their own after the first step: it carries
the key of their page, signed. Whoever holds a page could always send it again, so the address gives away no more than
the page does; it finds nothing of what others answer, and nothing is kept for it.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from voc.core import tokens
from voc.core.db import is_text
from voc.responses.models import Answer, Response
from voc.surveys.models import Survey

#: What carries it in an address.
NAME = "resume"
#: Before the key that a page made for itself.
_OF_A_PAGE = "page:"


def token(secret: str, survey: Survey, key: str) -> str:
    """What the address of a page with this key carries."""
    return tokens.signed(secret, _purpose(survey), key)


def key_in(secret: str, survey: Survey, given: str) -> str | None:
    """The key of the page, or None where the token is none of ours for this survey."""
    return tokens.unsigned(secret, _purpose(survey), given)


def begun(session: Session, secret: str, survey: Survey, key: str) -> Response | None:
    """What was sent from the page with this key; None where nothing was."""
    if not is_text(key):
        return None
    return session.scalar(
        select(Response)
        .where(Response.survey_id == survey.id, Response.client_key == client_key(secret, survey, key))
        .options(selectinload(Response.answers).selectinload(Answer.verbatim))
    )


def client_key(secret: str, survey: Survey, key: str) -> str:
    """The key of a response that came from the page with this key.

    The key of a page stands in the address by which one goes on, and addresses stand in logs with their time. So the
    row of an anonymous answer holds it sealed: who reads the log and the database finds nothing that is in both.
    """
    name = tokens.sealed(secret, f"page-{survey.public_id}", key) if survey.is_anonymous else key
    return f"{_OF_A_PAGE}{name}"


def _purpose(survey: Survey) -> str:
    return f"resume-{survey.public_id}"
