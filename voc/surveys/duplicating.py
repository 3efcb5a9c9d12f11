"""A survey once more: everything that was set about it, under addresses of its own and without an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import cast

from flask import Flask, current_app
from sqlalchemy.orm import Session

from voc.core import tokens
from voc.surveys import publishing
from voc.surveys.models import Survey

#: Copies what a package above this one keeps about a survey, from the first to the second.
Copier = Callable[[Session, Survey, Survey], None]


def copy_along(app: Flask, *copiers: Copier) -> None:
    """Say what else is copied with a survey. It is kept above this package, so the application hands it down."""
    app.extensions["voc_survey_copiers"] = copiers


def duplicate(
    session: Session,
    survey: Survey,
    now: datetime,
    *,
    title: str,
    titles: Mapping[str, str] | None = None,
    by: int | None = None,
) -> Survey:
    """A survey with the same questions, texts, languages, team and anonymity, as a draft.

    `titles` are what it is called in each language, where that is not the same in all.

    Where a new version is being written, that one is copied. The key and every public address are new. Campaigns,
    sources and answers stay with the first one.
    """
    latest = survey.draft or survey.versions[-1]
    copy = Survey(
        workspace_id=survey.workspace_id, written_title=title, titles=dict(titles or {}), metric=survey.metric,
        public_id=tokens.public_id(), starter=survey.starter, is_anonymous=survey.is_anonymous,
        team_id=survey.team_id, created_at=now, closed_at=None, archived_at=None, link_fields=list(survey.link_fields),
    )  # fmt: skip
    publishing.add_under_free_key(session, copy, title)
    copy.versions.append(publishing.draft_like(latest, survey_id=copy.id, number=1))
    session.flush()
    for also in cast(tuple[Copier, ...], current_app.extensions["voc_survey_copiers"]):
        also(session, survey, copy)
    publishing.keep(session, "survey.duplicated", copy, now, by, of=survey.id)
    return copy
