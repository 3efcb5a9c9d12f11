"""By which ways customers come to a survey's page, and what is known of them there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from flask import abort, current_app, g, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from config import Settings
from voc.core import i18n, tokens
from voc.core.db import db, is_text, only_reading
from voc.customers.models import Contact
from voc.invitations.models import Invitation
from voc.responses import piping, settling
from voc.responses.links import looks, ways
from voc.responses.links.ways import Way
from voc.responses.models import Answer, State
from voc.responses.models import Response as Answered
from voc.staff.models import Workspace
from voc.surveys import added_words
from voc.surveys.models import Survey, SurveyVersion

#: Surveys whose live version a process remembers.
MOST_KNOWN = 500


@dataclass(frozen=True)
class Door:
    """Where a respondent came in, and what we know of them there."""

    survey: Survey
    version: SurveyVersion
    workspace: Workspace
    language: str
    #: Endpoint and arguments of its pages: `{door}_page`, `{door}_thanks`.
    name: str
    arguments: Mapping[str, str]
    invitation: Invitation | None = None
    #: The answer this invitation has led to so far; never known for anonymous surveys.
    response: Answered | None = None
    #: By which link or touchpoint, and what that says of the answer.
    way: Way = field(default_factory=Way)
    #: Another version is asked by now, and the one that was shown counts all the same.
    is_as_shown: bool = False
    #: Paths of its pages that were asked for: a door that we remember is asked again and again. What is made of it by
    #: `replace` shares them, so its name and arguments are never replaced.
    _paths: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def address(self, page: str, **more: str) -> str:
        """The address of one of its pages, in the language that is being read."""
        return with_query(self.path(page), {**self.way.query, "lang": i18n.html_tag(self.language), **more})

    def path(self, page: str) -> str:
        """The same without what stands behind its question mark."""
        return self._paths.get(page) or self._paths.setdefault(page, self._new_path(page))

    def _new_path(self, page: str) -> str:
        arguments: dict[str, Any] = {**self.arguments}
        return url_for(f".{self.name}_{page}", **arguments)

    @property
    def takes_files(self) -> bool:
        """Whether photos are asked for: on a screen in public, the machine's own files would be opened for it."""
        return not self.way.is_shared

    @property
    def knows_person(self) -> bool:
        return self.invitation is not None and not self.survey.is_anonymous

    @property
    def person(self) -> Mapping[str, str]:
        """What the survey's texts may say of who reads them."""
        return piping.of_person(self.invitation.contact if self.invitation and self.knows_person else None)

    @property
    def answered(self) -> Answered | None:
        """What this person has answered, where they have."""
        response = self.response
        # Whoever pressed Send has answered, also where a colleague has set it aside since.
        is_answer = response and (response.state == State.FINAL or response.confirmed_by in settling.BY_HAND)
        return response if is_answer else None


def remember(door: Door) -> None:
    """Keep the way to a version that somebody has just answered, for whoever answers it next."""
    # What leads on from it is found out here, where the framework can tell.
    door.path("thanks")
    doors = known()
    if len(doors) > MOST_KNOWN:
        doors.clear()
    doors[door.survey.public_id] = door


def known() -> dict[str, Door]:
    """The doors that this application remembers, by the names of their surveys."""
    doors: dict[str, Door] = current_app.extensions.setdefault("known_surveys", {})
    return doors


def remembered(public_id: str) -> Door | None:
    """The way to a version that somebody has answered before: history, so it need not be looked up.

    Whether it is still the one that is asked, and whether the survey is open, is seen where the answer is recorded.
    """
    door = known().get(public_id)
    # What else a link may carry is set by its owner at any time.
    if door is None or request.args.keys() - {"lang"}:
        return None
    language = _language(door.version)
    # Most who answer are sent on, and nothing is said to them here: see `look_up_words`.
    i18n.speak(language, {})
    return replace(door, language=language, way=Way())


def look_up_words(door: Door) -> None:
    """Find our words for somebody who came by a way that we remember, and is to be shown a page after all."""
    if door.language in i18n.LANGUAGES:
        return
    with only_reading(db.session()) as session:
        i18n.speak(door.language, added_words.written(session, door.survey.workspace_id, door.language))


def through_open_link(public_id: str) -> Door:
    """Whoever comes by a survey's open link; 404 where no live survey has it."""
    survey = is_text(public_id) and db.session.scalar(
        select(Survey)
        .where(Survey.public_id == public_id)
        .options(selectinload(Survey.versions).selectinload(SurveyVersion.questions))
    )
    version = survey.live if survey else None
    if not survey or version is None:
        abort(404)
    return _opened(Door(
        survey, version, _workspace(survey), _speak(survey, version), "open", {"public_id": public_id},
        way=ways.open_link(survey, request.query_string),
    ))  # fmt: skip


def through_touchpoint(kind: str, name: str) -> Door:
    """Whoever comes by one of a touchpoint's links; 404 where there is none, 410 where it is switched off."""
    touchpoint = ways.find(db.session(), name)
    version = touchpoint.survey.live if touchpoint else None
    if not touchpoint or version is None:
        abort(404)
    way, survey = ways.of(touchpoint, kind, request.query_string), touchpoint.survey
    home = with_query(url_for(".touchpoint_page", kind=kind, name=name), way.query)
    g.look = looks.of(kind, touchpoint, home, way.theme)
    arguments = {"kind": kind, "name": name}
    door = _opened(Door(survey, version, _workspace(survey), _speak(survey, version), "touchpoint", arguments, way=way))
    if not touchpoint.is_on:
        abort(410)
    return door


def through_token(token: str) -> Door:
    """Whom we wrote to, by the link in their mail; 404 for a token that we did not sign."""
    name = tokens.unsigned(secret(), "invitation", token)
    invitation = name and db.session.scalar(
        select(Invitation)
        .where(Invitation.public_id == name)
        .options(
            joinedload(Invitation.contact).joinedload(Contact.account),
            joinedload(Invitation.version).joinedload(SurveyVersion.survey),
            joinedload(Invitation.version).selectinload(SurveyVersion.questions),
        )
    )
    if not invitation:
        abort(404)
    version, survey = invitation.version, invitation.version.survey
    return _opened(Door(
        survey, version, _workspace(survey), _speak(survey, version, invitation.language), "personal",
        {"token": token}, invitation, _response_to(invitation),
    ))  # fmt: skip


def _opened(door: Door) -> Door:
    """The door, which a page that says no also stands behind: it shows the company and speaks its languages."""
    g.door = door
    return door


def _response_to(invitation: Invitation) -> Answered | None:
    return db.session.scalar(
        select(Answered)
        .where(Answered.invitation_id == invitation.id)
        .options(selectinload(Answered.answers).selectinload(Answer.verbatim))
    )


def _workspace(survey: Survey) -> Workspace:
    return db.session.get_one(Workspace, survey.workspace_id)


def _speak(survey: Survey, version: SurveyVersion, invited_in: str | None = None) -> str:
    language = _language(version, invited_in)
    i18n.speak(language, added_words.written(db.session(), survey.workspace_id, language))
    return language


def _language(version: SurveyVersion, invited_in: str | None = None) -> str:
    wanted = [request.args.get("lang"), invited_in, *i18n.accepted(request.accept_languages)]
    return i18n.best(wanted, version.languages, version.default_language)


def secret() -> str:
    """What our tokens are signed with."""
    settings: Settings = current_app.config["VOC"]
    return settings.secret_key


def with_query(path: str, query: Mapping[str, str]) -> str:
    """An address with what stands behind its question mark, where anything does."""
    return f"{path}?{urlencode(query)}" if query else path
