"""A survey's key: made from its title, unique in its workspace, fit for a command line."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_survey, a_user, a_workspace
from voc.surveys import publishing


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Relationship 2026", "relationship-2026"),
        ("  Évaluation -- après achat! ", "evaluation-apres-achat"),
        ("满意度调查", "relationship-nps"),
        ("x" * 200, "x" * 56),
        ("", "would-you-recommend-us"),
    ],
)
def test_a_key_is_made_from_the_title(session: Session, title: str, key: str) -> None:
    assert a_survey(title=title).key == key


def test_a_taken_key_gets_a_number(session: Session) -> None:
    assert [a_survey(title="Same").key for _ in range(3)] == ["same", "same-2", "same-3"]


def test_another_workspace_may_use_it_too(session: Session) -> None:
    assert a_survey(title="Same").key == a_survey(title="Same", workspace=a_workspace()).key


def test_a_key_of_another_survey_is_refused(session: Session) -> None:
    a_survey(title="Taken")
    survey = a_survey(title="Mine")
    with pytest.raises(publishing.KeyTaken):
        publishing.save_settings(session, survey, title="Mine", key="taken", team_id=None, is_anonymous=False)
    assert survey.key == "mine"


def test_the_page_says_so_beside_the_field(client: Client, session: Session) -> None:
    a_survey(title="Taken")
    survey = a_survey(title="Mine")
    client.sign_in(a_user())
    values = {"title": "Mine", "key": "taken", "team_id": "0"}
    page = client.post(f"/surveys/{survey.id}/settings", data=values)
    assert page.status_code == 422
    assert "Another survey has this key." in page.text
    assert survey.key == "mine"


@pytest.mark.parametrize("key", ["", "Has Space", "UPPER", "-edge", "edge-", "two--hyphens", "中文", "x" * 61, "a/b"])
def test_a_key_that_no_command_line_likes_is_refused(client: Client, session: Session, key: str) -> None:
    survey = a_survey(title="Mine")
    client.sign_in(a_user())
    page = client.post(f"/surveys/{survey.id}/settings", data={"title": "Mine", "key": key, "team_id": "0"})
    assert page.status_code == 422
    assert survey.key == "mine"
