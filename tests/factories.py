"""Rows that are valid by default, so that a test names only what matters. They are added and flushed, not committed.

Factories use `db.session`: inside a test that asks for `session` it is that one, elsewhere that of the application
context which the test has entered.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy import ColumnElement, inspect, select

from voc.core import clock, tokens
from voc.core.db import Base, db
from voc.customers.models import Account, Contact
from voc.followups import opening
from voc.followups.models import Case
from voc.intake import signatures
from voc.intake.models import Source
from voc.invitations.models import Campaign, Invitation
from voc.responses import submission
from voc.responses.models import Response
from voc.responses.values import Values
from voc.staff import passwords
from voc.staff.models import Membership, Role, Team, TeamMember, User, Workspace
from voc.surveys import publishing, questions, starters, touchpoints
from voc.surveys.branching import Condition
from voc.surveys.models import Survey, Touchpoint
from voc.surveys.question_types import Value
from voc.surveys.touchpoints import Wanted

PASSWORD = "correct horse battery"

Row = TypeVar("Row", bound=Base)

_numbers = itertools.count(1)


def saved(row: Row) -> Row:
    """Add the row and give it its id."""
    db.session.add(row)
    db.session.flush()
    return row


# Staff


def a_workspace(
    *, name: str = "Acme", slug: str | None = None, zone: str = "UTC", language: str = "en", is_demo: bool = False
) -> Workspace:
    return saved(
        Workspace(
            name=name,
            slug=slug or f"workspace-{next(_numbers)}",
            zone=zone,
            language=language,
            is_demo=is_demo,
            created_at=clock.now(),
        )
    )


def the_workspace() -> Workspace:
    """The workspace that rows belong to unless a test says another one: the first, made when there is none."""
    return _known(Workspace, 0) or _remembered(_first(Workspace) or a_workspace(), 0)


def _known(kind: type[Row], of: int) -> Row | None:
    """The first row of its kind, where this session has asked for it before and it is still there."""
    row = db.session().info.get((kind, of))
    return row if isinstance(row, kind) and inspect(row).persistent else None


def _first(kind: type[Row], *of: ColumnElement[bool]) -> Row | None:
    return db.session.scalar(select(kind).where(*of).order_by(inspect(kind).primary_key[0]).limit(1))


def _remembered(row: Row, of: int) -> Row:
    db.session().info[type(row), of] = row
    return row


def a_team(*, workspace: Workspace | None = None, name: str | None = None, zone: str = "UTC") -> Team:
    workspace = workspace or the_workspace()
    return saved(Team(workspace_id=workspace.id, name=name or f"Team {next(_numbers)}", zone=zone))


def the_team(workspace: Workspace) -> Team:
    """The first team of the workspace, made when there is none."""
    return _known(Team, workspace.id) or _remembered(
        _first(Team, Team.workspace_id == workspace.id) or a_team(workspace=workspace), workspace.id
    )


def a_user(
    *,
    workspace: Workspace | None = None,
    role: str = Role.OWNER,
    team: Team | None = None,
    email: str | None = None,
    name: str = "Olga Owner",
    language: str = "en",
    zone: str = "UTC",
    password: str = PASSWORD,
) -> User:
    """A person who can sign in, with a role in a workspace and a place in a team of it."""
    workspace = workspace or the_workspace()
    user = saved(
        User(
            email=email or f"person{next(_numbers)}@example.org",
            name=name,
            password_hash=_hashed(password),
            language=language,
            zone=zone,
            session_key=secrets.token_urlsafe(16),
            created_at=clock.now(),
        )
    )
    place = TeamMember(team_id=(team or the_team(workspace)).id, user_id=user.id)
    db.session.add_all([Membership(user_id=user.id, workspace_id=workspace.id, role=role), place])
    db.session.flush()
    return user


@cache
def _hashed(password: str) -> str:
    # Slow on purpose, and the same for everybody here.
    return passwords.hashed(password)


# Surveys


def a_survey(
    *,
    workspace: Workspace | None = None,
    metric: str = "nps",
    title: str = "",
    languages: tuple[str, ...] = ("en", "zh_Hans", "zh_Hant"),
    team: Team | None = None,
    is_anonymous: bool = False,
    is_live: bool = True,
) -> Survey:
    """A survey of Acme's as its starter makes it, published unless a test wants the draft."""
    workspace = workspace or the_workspace()
    starter = next(starter for starter in starters.STARTERS.values() if starter.metric == metric)
    survey = publishing.create_from_starter(
        db.session(),
        workspace.id,
        starter,
        clock.now(),
        company="Acme",
        title=title,
        languages=languages,
        team_id=(team or the_team(workspace)).id,
        is_anonymous=is_anonymous,
    )
    if is_live:
        publishing.publish(db.session(), survey.versions[0], clock.now(), seen=0)
    return survey


#: Kind -> settings and the words of a question, in one language.
QUESTIONS: Mapping[str, tuple[dict[str, Any], dict[str, str]]] = {
    "rating": ({"points": 4, "look": "stars"}, {"label": "And the shop?", "low": "poor", "high": "great"}),
    "choice": (
        {"options": ["a", "b"], "has_other": True},
        {"label": "How did you come?", "option-a": "By train", "option-b": "On foot", "option-other": "Otherwise"},
    ),
    "choices": (
        {"options": ["a", "b", "c"]},
        {
            "label": "What did you buy?",
            "option-a": "Tea",
            "option-b": "Bread",
            "option-c": "Soap",
            "option-other": "Else",
        },
    ),
    "yes_no": ({}, {"label": "Was it your first visit?", "yes": "Yes", "no": "No"}),
    "line": ({}, {"label": "Which shelf?", "help": "It has a number."}),
    "email": ({}, {"label": "Where can we reach you?"}),
    "date": ({}, {"label": "When were you here?"}),
    "photo": ({}, {"label": "Can you show us?"}),
    "matrix": (
        {"rows": ["a", "b"], "points": 3},
        {"label": "How were they?", "row-a": "The staff", "row-b": "The queue", "low": "poor", "high": "great"},
    ),
}


def ask_also(survey: Survey, kind: str, *behind: Condition, **settings: Any) -> str:
    """One more question of a draft, with the same words in every language; its key."""
    draft = survey.draft
    assert draft
    usual, words = QUESTIONS.get(kind, ({}, {"label": "What else?"}))
    return questions.add(
        db.session(), draft, kind, seen=draft.edition, settings={**usual, **settings}, shown_if=behind,
        texts=dict.fromkeys(draft.languages, words),
    ).key  # fmt: skip


def published(survey: Survey) -> Survey:
    """The survey with its draft live."""
    assert survey.draft
    publishing.publish(db.session(), survey.draft, clock.now(), seen=survey.draft.edition)
    return survey


def a_long_survey(**more: Any) -> Survey:
    """A published survey that asks one question of every kind, all on one page."""
    survey = a_survey(is_live=False, **more)
    for kind in QUESTIONS:
        ask_also(survey, kind)
    return published(survey)


def a_touchpoint(
    *, survey: Survey | None = None, name: str | None = None, is_on: bool = True, **more: Any
) -> Touchpoint:
    """A counter in a store; `fields`, `link_fields` and `origins` where a test names them."""
    survey = survey or the_survey()
    wanted = Wanted(name=name or f"Counter {next(_numbers)}", **{"fields": {"store": "Berlin"}, **more})
    touchpoint = touchpoints.add(db.session(), survey, wanted, clock.now())
    touchpoint.is_on = is_on
    return saved(touchpoint)


# Customers and what they answer


def an_account(
    *,
    workspace: Workspace | None = None,
    name: str | None = None,
    revenue: Decimal | int | None = None,
    renews_on: date | None = None,
    segment: str | None = None,
    owner: User | None = None,
) -> Account:
    workspace = workspace or the_workspace()
    name = name or f"Customer {next(_numbers)} Ltd"
    return saved(
        Account(
            workspace_id=workspace.id,
            key=name,
            name=name,
            segment=segment,
            revenue=None if revenue is None else Decimal(revenue),
            renews_on=renews_on,
            owner_id=owner.id if owner else None,
        )
    )


def a_contact(
    *,
    workspace: Workspace | None = None,
    name: str = "Cleo Customer",
    email: str | None = None,
    account: Account | None = None,
    language: str | None = None,
) -> Contact:
    workspace = workspace or the_workspace()
    return saved(
        Contact(
            workspace_id=workspace.id,
            account_id=account.id if account else None,
            email=email or f"contact{next(_numbers)}@example.com",
            name=name,
            language=language,
            created_at=clock.now(),
        )
    )


def contacts(number: int) -> list[Contact]:
    """So many contacts, added together."""
    workspace, at = the_workspace(), clock.now()
    made = [
        Contact(
            workspace_id=workspace.id,
            email=f"contact{next(_numbers)}@example.com",
            name="Cleo Customer",
            created_at=at,
        )
        for _ in range(number)
    ]
    db.session.add_all(made)
    db.session.flush()
    return made


def the_survey(workspace: Workspace | None = None) -> Survey:
    """The first survey of the workspace, made and published when there is none."""
    workspace = workspace or the_workspace()
    return _known(Survey, workspace.id) or _remembered(
        _first(Survey, Survey.workspace_id == workspace.id) or a_survey(workspace=workspace), workspace.id
    )


def a_response(**more: Any) -> Response:
    """A final answer, recorded as every door records one; the arguments are those of `values`."""
    return submission.record(db.session(), values(**more)).response


def responses(number: int, **same: Any) -> list[Response]:
    """So many final answers that say the same, recorded together as a file's are."""
    return recorded(values(**same) for _ in range(number))


def recorded(said: Iterable[Values]) -> list[Response]:
    """These answers to one survey, recorded together; `values` says what each of them says."""
    return [each.response for each in submission.record_all(db.session(), list(said))]


def values(
    *,
    survey: Survey | None = None,
    score: int | None = 3,
    verbatim: str = "",
    contact: Contact | None = None,
    answered_at: datetime | None = None,
    channel: str = "page",
    language: str | None = None,
    confirmed_by: str | None = "button",
    wants_followup: bool = True,
    comments: Mapping[str, str] | None = None,
    touchpoint: Touchpoint | None = None,
    fields: Mapping[str, str] | None = None,
    answers: Mapping[str, Value] | None = None,
) -> Values:
    """What an answer says; `confirmed_by=None` leaves it provisional."""
    survey = survey or (touchpoint.survey if touchpoint else the_survey())
    version = survey.live
    assert version, "A draft takes no answers."
    question = version.comment_question
    words = {question.key: verbatim} if question and verbatim else {}
    return Values(
        version=version,
        client_key=f"factory-{next(_numbers)}",
        channel=channel,
        answered_at=answered_at or clock.now(),
        received_at=answered_at or clock.now(),
        score=score,
        comments={**words, **(comments or {})},
        answers=answers or {},
        language=language,
        contact=contact,
        confirmed_by=confirmed_by,
        wants_followup=wants_followup,
        touchpoint_id=touchpoint.id if touchpoint else None,
        fields={**(touchpoint.fields if touchpoint else {}), **(fields or {})},
    )


# Following up


def a_case(
    *,
    score: int = 3,
    verbatim: str = "Nobody called me back.",
    contact: Contact | None = None,
    survey: Survey | None = None,
    owner: User | None = None,
    answered_at: datetime | None = None,
    language: str | None = None,
) -> Case:
    """A case as the job opens one for an unhappy answer; given to `owner` where a test names one."""
    contact = contact or a_contact(workspace=db.session.get(Workspace, survey.workspace_id) if survey else None)
    response = a_response(
        survey=survey, score=score, verbatim=verbatim, contact=contact, answered_at=answered_at, language=language
    )
    response.screened_at = clock.now()
    case = opening.follow_up(db.session(), response, clock.now())
    assert case, "This answer opens no case."
    if owner:
        case.owner = owner
        db.session.flush()
    return case


# Invitations


def an_invitation(*, survey: Survey | None = None, contact: Contact | None = None, language: str = "en") -> Invitation:
    """A contact asked by a campaign of its own; its link is `link_of(invitation)`."""
    survey = survey or the_survey()
    version = survey.live
    assert version, "Nobody is asked a draft."
    workspace_id, at = survey.workspace_id, clock.now()
    campaign = saved(
        Campaign(
            workspace_id=workspace_id, survey_id=survey.id, name=f"Campaign {next(_numbers)}", segment=None,
            created_at=at, started_at=at, finished_at=at,
        )
    )  # fmt: skip
    contact = contact or a_contact(workspace=db.session.get_one(Workspace, workspace_id))
    return saved(
        Invitation(
            workspace_id=workspace_id,
            public_id=tokens.public_id(),
            campaign_id=campaign.id,
            version_id=version.id,
            contact_id=contact.id,
            language=language,
            invited_at=at,
        )
    )


def a_campaign(
    *,
    survey: Survey | None = None,
    name: str | None = None,
    segment: str | None = None,
    started_at: datetime | None = None,
) -> Campaign:
    """A campaign that nobody has sent yet, unless a test says when."""
    survey = survey or the_survey()
    return saved(
        Campaign(
            workspace_id=survey.workspace_id, survey_id=survey.id, name=name or f"Campaign {next(_numbers)}",
            segment=segment, created_at=clock.now(), started_at=started_at,
        )
    )  # fmt: skip


def link_of(invitation: Invitation) -> str:
    """The path of a person's own page, as it stands in the mail."""
    secret: str = current_app.config["VOC"].secret_key
    return f"/r/{tokens.signed(secret, 'invitation', invitation.public_id)}"


# Intake


def a_source(
    *,
    survey: Survey | None = None,
    name: str | None = None,
    mapping: Mapping[str, str] | None = None,
    is_active: bool = True,
) -> Source:
    """Another system that sends answers to an NPS survey; `mapping` changes single paths of the usual ones."""
    survey = survey or the_survey()
    usual = {
        "id": "data.id", "score": "data.score", "comment": "data.comment", "date": "data.at",
        "updated": "data.changed", "email": "data.person.email", "name": "data.person.name",
    }  # fmt: skip
    return saved(
        Source(
            workspace_id=survey.workspace_id,
            survey_id=survey.id,
            key=tokens.public_id(),
            name=name or f"Source {next(_numbers)}",
            secret=signatures.new_secret(),
            mapping={**usual, **(mapping or {})},
            is_active=is_active,
            created_at=clock.now(),
        )
    )
