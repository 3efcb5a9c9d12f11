"""Puts the company into its workspace: colleagues, customers, surveys, and who was asked what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from voc.core import tokens, weeks
from voc.customers.models import Account, Contact
from voc.demo import company, making, story, texts
from voc.demo.company import SEGMENTS
from voc.demo.elsewhere import BOX, COUNTER, LEAVING, SPOTS
from voc.demo.making import COMPANY
from voc.demo.story import CES, CSAT, NPS, Asked, Story
from voc.insights.measures import defining
from voc.insights.models import Theme
from voc.insights.themes import taxonomy
from voc.invitations.models import Ask, Campaign, Invitation, Preference
from voc.notify import schedule
from voc.notify.models import Subscription
from voc.staff import accounts, branding
from voc.staff.models import Role, Team, User, Workspace
from voc.surveys import publishing, touchpoints, translations
from voc.surveys.models import Survey, SurveyVersion, Touchpoint
from voc.surveys.starter_texts.leaving import LEAVING as ON_LEAVING
from voc.surveys.starter_texts.onboarding import ONBOARDING
from voc.surveys.starter_texts.purchase import PURCHASE
from voc.surveys.starter_texts.relationship import RELATIONSHIP
from voc.surveys.starter_texts.support import SUPPORT
from voc.surveys.touchpoints import Wanted

#: Survey -> (starter, the team that follows up).
SURVEYS = {
    NPS: (RELATIONSHIP, "Berlin"),
    CSAT: (SUPPORT, "Shanghai"),
    CES: (ONBOARDING, "Berlin"),
    COUNTER: (SUPPORT, "Berlin"),
    BOX: (PURCHASE, "Shanghai"),
    LEAVING: (ON_LEAVING, "Berlin"),
}
#: What is one number over several surveys.
MEASURE = "Satisfaction everywhere"
SATISFIED = (CSAT, COUNTER, BOX)
DEFINITION = "Whoever was helped or bought something: on the phone, at a counter, or on opening the box."
COLOUR = "#0a6a4b"
LOGO = Path(__file__).with_name("logo.png")
#: Nobody's site, which is there all the same (RFC 2606).
FRIENDS = "https://example.com/?mirabrook=friends"
LINK_WORDS = {"en": "Recommend us to a friend", "zh_Hans": "推荐给朋友", "zh_Hant": "推薦給朋友"}
#: Subjects that somebody who sells software and card terminals hears of, and who answers for each.
THEMES = {
    "reliability": "jonas", "delivery": "jonas", "support": "marta", "waiting_time": "marta", "communication": "marta",
    "staff_attitude": "marta", "ease_of_use": "ruoxi", "digital": "ruoxi", "product_fit": "ruoxi", "range": None,
    "price": "carla", "billing": "carla", "returns": "carla", "quality": "jonas", "appearance": None,
    "packaging": None, "safety": "jonas",
}  # fmt: skip


@dataclass(frozen=True)
class Cast:
    """Who and what there is, by the story's names for it."""

    workspace: Workspace
    users: Mapping[str, User]
    #: Ids of contacts, in the order of the story's people.
    contacts: list[int]
    surveys: Mapping[str, Survey]
    #: Key of a spot -> its touchpoint.
    touchpoints: Mapping[str, Touchpoint]
    #: Index in the story's `asked` -> the id of the invitation.
    invitations: Mapping[int, int]


def found(session: Session, workspace: Workspace, told: Story) -> Cast:
    """Everything that was there before the first answer."""
    began_at = _began_at(told)
    teams = _teams(session, workspace)
    users = _colleagues(session, workspace, teams, began_at)
    contacts = _customers(session, workspace, told, users)
    _themes(session, workspace, users)
    _readers(session, workspace, [users["carla"], users["ruoxi"], *making.guests(session, workspace)])
    surveys = _surveys(session, workspace, teams, began_at, users["ruoxi"])
    _brand(session, workspace)
    spots = _touchpoints(session, surveys, began_at)
    satisfied = [surveys[each] for each in SATISFIED]
    defining.make(session, workspace.id, MEASURE, DEFINITION, satisfied, now=began_at)
    invitations = _asks(session, workspace, told, contacts, surveys)
    return Cast(workspace, users, contacts, surveys, spots, invitations)


def _began_at(told: Story) -> datetime:
    return weeks.instant(datetime.combine(told.monday - timedelta(weeks=story.WEEKS + 1), time(9)), company.ZONES["eu"])


def _teams(session: Session, workspace: Workspace) -> dict[str, Team]:
    berlin = min(workspace.teams, key=lambda team: team.id)
    berlin.country = "DE-BE"
    shanghai = Team(
        workspace_id=workspace.id, name="Shanghai", zone="Asia/Shanghai", opens_at=time(8, 30), closes_at=time(18),
        cutoff_at=time(15, 30), country="CN",
    )  # fmt: skip
    session.add(shanghai)
    session.flush()
    return {"Berlin": berlin, "Shanghai": shanghai}


def _colleagues(session: Session, workspace: Workspace, teams: Mapping[str, Team], at: datetime) -> dict[str, User]:
    users = {}
    for each in company.COLLEAGUES:
        locale = accounts.Locale(each.language, each.zone)
        # No password: nobody can sign in as one of them.
        users[each.key] = accounts.add(session, f"{each.key}@{company.DOMAIN}", each.name, locale, at)
        accounts.admit(session, users[each.key], workspace, Role(each.role), teams[each.team])
    session.flush()
    return users


def _customers(session: Session, workspace: Workspace, told: Story, users: Mapping[str, User]) -> list[int]:
    session.execute(insert(Account), [_account(workspace, each, told.monday, users) for each in told.customers])
    of_key = dict(session.execute(select(Account.key, Account.id).filter_by(workspace_id=workspace.id)).all())
    session.execute(insert(Contact), [_contact(workspace, each, told.monday, of_key) for each in told.people])
    mine = select(Contact.id).where(Contact.workspace_id == workspace.id).order_by(Contact.id)
    return list(session.scalars(mine))


def _account(workspace: Workspace, each: company.Customer, monday: date, users: Mapping[str, User]) -> dict[str, Any]:
    return {
        "workspace_id": workspace.id,
        "key": each.key,
        "name": each.name,
        "segment": SEGMENTS[each.product],
        "revenue": each.revenue,
        "renews_on": None if each.renews_in is None else monday + timedelta(days=each.renews_in),
        "owner_id": users[each.owner].id if each.owner else None,
    }


def _contact(workspace: Workspace, each: company.Person, monday: date, of_key: Mapping[str, int]) -> dict[str, Any]:
    return {
        "workspace_id": workspace.id,
        "account_id": of_key[each.customer.key],
        "email": each.email,
        "key": each.key,
        "name": each.name,
        "language": each.language,
        "role": each.role,
        "segment": None,
        "attributes": {"City": each.customer.city},
        "created_at": datetime.combine(monday - timedelta(weeks=each.known_for), time(7), UTC),
    }


def _themes(session: Session, workspace: Workspace, users: Mapping[str, User]) -> None:
    taxonomy.begin(session, workspace.id)
    for theme in session.scalars(select(Theme).filter_by(workspace_id=workspace.id)):
        if theme.key not in THEMES:
            session.delete(theme)
        elif owner := THEMES[theme.key]:
            theme.owner_id = users[owner].id
    session.flush()


def _readers(session: Session, workspace: Workspace, readers: list[User]) -> None:
    # Not due yet: a worker that runs beside us would send them half a story.
    blank = {"workspace_id": workspace.id, "weekday": schedule.MONDAY, "hour": schedule.MORNING, "next_digest_at": None}
    session.execute(insert(Subscription), [{**blank, "user_id": reader.id} for reader in readers])


def _surveys(
    session: Session, workspace: Workspace, teams: Mapping[str, Team], at: datetime, by: User
) -> dict[str, Survey]:
    surveys = {}
    for key, (starter, team) in SURVEYS.items():
        titles = texts.TITLES[key]
        survey = publishing.create_from_starter(
            session, workspace.id, starter, at, company=COMPANY, title=titles["en"], team_id=teams[team].id
        )
        survey.titles = dict(titles)
        if key == NPS:
            _write(session, survey.versions[0], _link())
        elif key == COUNTER:
            _write(session, survey.versions[0], texts.AT_A_COUNTER)
        publishing.publish(session, survey.versions[0], at, seen=survey.versions[0].edition, by=by.id)
        surveys[key] = survey
    return surveys


def _link() -> Mapping[str, Mapping[str, str]]:
    """What leads promoters to the friends whom they know."""
    return {
        language: {translations.LINK_LABEL: words, translations.LINK: FRIENDS} for language, words in LINK_WORDS.items()
    }


def _write(session: Session, version: SurveyVersion, ours: Mapping[str, Mapping[str, str]]) -> None:
    """Put texts of ours in the place of the starter's."""
    written = {language: {**said, **ours[language]} for language, said in translations.read(version).items()}
    publishing.save_texts(session, version, written, seen=version.edition)


def _brand(session: Session, workspace: Workspace) -> None:
    branding.paint(workspace, COLOUR)
    branding.put_up(session, workspace, LOGO.read_bytes())


def _touchpoints(session: Session, surveys: Mapping[str, Survey], at: datetime) -> dict[str, Touchpoint]:
    return {
        spot.key: touchpoints.add(session, surveys[spot.survey], Wanted(spot.name, spot.fields, spot.link_fields), at)
        for spot in SPOTS
    }


# Who was asked


def _asks(
    session: Session, workspace: Workspace, told: Story, contacts: list[int], surveys: Mapping[str, Survey]
) -> dict[int, int]:
    campaigns = _campaigns(session, workspace, told, surveys)
    rows = [
        {
            **_invitation(campaigns[_campaign_of(told, each)], each, told.people[each.person].language),
            "contact_id": contacts[each.person],
            "version_id": surveys[each.survey].versions[0].id,
        }
        for each in told.asked
        if each.is_asked
    ]
    session.execute(insert(Invitation), rows)
    mine = select(Invitation.id).where(Invitation.workspace_id == workspace.id).order_by(Invitation.id)
    ids = iter(session.scalars(mine).all())
    invitations = {number: next(ids) for number, each in enumerate(told.asked) if each.is_asked}
    asks = [
        _ask(campaigns[_campaign_of(told, each)], each, contacts[each.person], invitations.get(number))
        for number, each in enumerate(told.asked)
    ]
    session.execute(insert(Ask), asks)
    left = {contacts[each.person]: each.at + timedelta(minutes=40) for each in told.asked if each.fate == "opts_out"}
    preferences = [
        {"contact_id": contact, "opted_out_at": at, "opted_out_by": "one_click"}
        for contact, at in left.items()
        if at < told.cut
    ]
    session.execute(insert(Preference), preferences)
    return invitations


def _campaign_of(told: Story, each: Asked) -> tuple[str, str, int]:
    """(survey, segment or nothing, round): a round of the relationship survey is a cycle, of the others four weeks."""
    if each.survey == NPS:
        return NPS, SEGMENTS[told.people[each.person].customer.product], each.week // story.CYCLE
    return each.survey, "", each.week // 4


def _campaigns(
    session: Session, workspace: Workspace, told: Story, surveys: Mapping[str, Survey]
) -> dict[tuple[str, str, int], Campaign]:
    times: dict[tuple[str, str, int], list[datetime]] = {}
    for each in told.asked:
        times.setdefault(_campaign_of(told, each), []).append(each.at)
    campaigns = {}
    for key, moments in sorted(times.items(), key=lambda item: (min(item[1]), item[0])):
        survey, segment, _ = key
        campaigns[key] = Campaign(
            workspace_id=workspace.id,
            survey_id=surveys[survey].id,
            name=_name(survey, segment, min(moments), workspace),
            segment=segment or None,
            created_at=min(moments) - timedelta(days=1),
            started_at=min(moments),
            # Over as far as it has come: nothing goes on sending here.
            finished_at=max(moments),
            done_up_to=0,
        )
    session.add_all(campaigns.values())
    session.flush()
    return campaigns


def _name(survey: str, segment: str, began_at: datetime, workspace: Workspace) -> str:
    week = weeks.week_of(began_at, workspace.zone)
    return " · ".join(part for part in (SURVEYS[survey][1], segment, f"from {week}") if part)


def _invitation(campaign: Campaign, each: Asked, language: str) -> dict[str, Any]:
    return {
        "workspace_id": campaign.workspace_id,
        "public_id": tokens.public_id(),
        "campaign_id": campaign.id,
        "language": language,
        "invited_at": each.at,
        "answered_at": None,
    }


def _ask(campaign: Campaign, each: Asked, contact_id: int, invitation_id: int | None) -> dict[str, Any]:
    return {
        "workspace_id": campaign.workspace_id,
        "contact_id": contact_id,
        "survey_id": campaign.survey_id,
        "campaign_id": campaign.id,
        "invitation_id": invitation_id,
        "channel": "email",
        "at": each.at,
        "outcome": "asked" if each.is_asked else "not_asked",
        "reason": None if each.is_asked else each.fate,
    }
