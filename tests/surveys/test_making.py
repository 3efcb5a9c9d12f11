"""From nothing to a live survey in the console."""

from __future__ import annotations

import html
import re
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_survey, a_team, a_user, a_workspace, the_workspace
from voc.surveys import translations
from voc.surveys.models import Survey
from voc.surveys.starters import STARTERS

CHOSEN = {"starter": "effort-ces", "company": "Acme", "title": "Returns", "languages": ["en", "zh_Hans"]}


def test_three_requests_make_a_live_survey(client: Client, session: Session) -> None:
    client.sign_in(a_user())
    made = client.post("/surveys/new", data=CHOSEN)
    survey = session.scalars(select(Survey)).one()
    assert made.headers["Location"] == f"/surveys/{survey.id}"
    assert client.get(f"/surveys/{survey.id}").status_code == 200
    client.post(f"/surveys/{survey.id}/publish", data={"edition": "0"})
    assert (survey.title, survey.metric, survey.state) == ("Returns", "ces", "live")
    assert survey.live
    assert survey.live.languages == ["en", "zh_Hans"]
    assert "http://127.0.0.1:8000/s/" + survey.public_id in client.get(f"/surveys/{survey.id}").text


def test_a_new_survey_is_written_without_reading_it_back(session: Session, statements: list[str]) -> None:
    workspace, team = the_workspace(), a_team()
    statements.clear()
    a_survey(workspace=workspace, team=team, is_live=False)
    assert [each for each in statements if each.startswith("SELECT survey_version")] == []


@pytest.mark.parametrize("starter", STARTERS)
def test_every_starter_can_be_chosen(client: Client, session: Session, starter: str) -> None:
    client.sign_in(a_user())
    assert client.post("/surveys/new", data={**CHOSEN, "starter": starter}).status_code == 302
    made = session.scalars(select(Survey)).one()
    assert (made.starter, made.is_anonymous) == (starter, STARTERS[starter].is_anonymous)
    assert [q.key for q in made.versions[0].questions] == [each.key for each in STARTERS[starter].questions]


def test_the_workspaces_language_is_the_default_one(client: Client, session: Session) -> None:
    workspace = a_workspace(language="zh_Hans")
    client.sign_in(a_user(workspace=workspace))
    client.post("/surveys/new", data=CHOSEN)
    assert session.scalars(select(Survey)).one().versions[0].default_language == "zh_Hans"


def test_ones_own_team_follows_up(client: Client, session: Session) -> None:
    a_team(name="First")
    mine = a_team(name="Mine")
    client.sign_in(a_user(team=mine))
    client.post("/surveys/new", data=CHOSEN)
    assert session.scalars(select(Survey.team_id)).all() == [mine.id]


@pytest.mark.parametrize(
    "wrong",
    [{"starter": "stars"}, {"company": " "}, {"company": "A{promise}"}, {"languages": []}, {"languages": ["xx"]}],
)
def test_nonsense_makes_nothing(client: Client, session: Session, wrong: dict[str, object]) -> None:
    client.sign_in(a_user())
    assert client.post("/surveys/new", data={**CHOSEN, **wrong}).status_code == 422
    assert session.scalars(select(Survey)).all() == []


def test_the_form_is_filled_in_as_far_as_we_know(client: Client, session: Session) -> None:
    the_workspace().name = "Northwind & Sons"
    client.sign_in(a_user())
    page = html.unescape(client.get("/surveys/new").text)
    assert 'value="Northwind & Sons"' in page
    assert page.count("checked") == 1 + 3


def test_settings_are_saved(client: Client, session: Session) -> None:
    survey = a_survey(is_live=False)
    team = a_team(name="Care")
    client.sign_in(a_user())
    values = {"title": "Renamed", "key": "renamed", "team_id": str(team.id), "is_anonymous": "y"}
    assert client.post(f"/surveys/{survey.id}/settings", data=values).status_code == 302
    assert (survey.title, survey.key, survey.team_id, survey.is_anonymous) == ("Renamed", "renamed", team.id, True)


def test_anonymity_is_no_field_after_publication(client: Client, session: Session) -> None:
    survey = a_survey()
    client.sign_in(a_user())
    assert 'name="is_anonymous"' not in client.get(f"/surveys/{survey.id}/settings").text
    values = {"title": "T", "key": "t", "team_id": "0", "is_anonymous": "y"}
    assert client.post(f"/surveys/{survey.id}/settings", data=values).status_code == 302
    assert not survey.is_anonymous


def test_a_team_of_another_workspace_cannot_be_chosen(client: Client, session: Session) -> None:
    survey = a_survey(is_live=False)
    theirs = a_team(workspace=a_workspace())
    client.sign_in(a_user())
    values = {"title": "T", "key": "t", "team_id": str(theirs.id)}
    assert client.post(f"/surveys/{survey.id}/settings", data=values).status_code == 422
    assert survey.team_id != theirs.id


def test_what_is_missing_is_named_and_linked_before_publishing(client: Client, session: Session) -> None:
    survey = a_survey(is_live=False)
    texts = {**translations.read(survey.versions[0]), "de": dict[str, str]()}
    translations.write(survey.versions[0], texts)
    client.sign_in(a_user())
    page = client.get(f"/surveys/{survey.id}").text
    assert "7 texts are missing" in page
    # Every question has a text that is called so; whose it is stands before it.
    assert re.search(r">How likely are you to recommend Acme[^<]* – Question</a>", unescape(page))
    assert f'/surveys/{survey.id}/texts?beside=de#de-mail_subject"' in page
    assert f'action="/surveys/{survey.id}/publish"' not in page
