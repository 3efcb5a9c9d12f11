"""Who may open which page, and what a GET must not do."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_response, a_survey, a_user, a_workspace
from voc.staff.models import Role

QUESTIONS = ["/{id}/questions/", "/{id}/questions/comment", "/{id}/questions/new/rating"]
PAGES = ["", "/new", "/{id}", "/{id}/settings", "/{id}/texts", "/{id}/preview", *QUESTIONS]
LIFE = ["/{id}/duplicate", "/{id}/archive", "/{id}/take-out"]
ACTIONS = [
    *(f"/{{id}}/{verb}" for verb in ("draft", "discard", "publish", "close", "reopen", "texts/chosen")),
    *(f"/{{id}}/questions/comment/{verb}" for verb in ("move", "remove")),
    *LIFE,
]
FORMS = ["/new", "/{id}/settings", "/{id}/texts", "/{id}/preview", *QUESTIONS[1:]]


def path_of(page: str, survey_id: int) -> str:
    return "/surveys" + (page.format(id=survey_id) or "/")


@pytest.mark.parametrize("page", PAGES)
def test_signed_out_leads_to_the_sign_in(client: Client, session: Session, page: str) -> None:
    answer = client.get(path_of(page, a_survey(is_live=False).id))
    assert answer.status_code == 302
    assert "sign-in" in answer.headers["Location"]


@pytest.mark.parametrize("role", [Role.READER, Role.AGENT])
@pytest.mark.parametrize("page", PAGES)
def test_who_may_not_make_surveys_gets_403(client: Client, session: Session, page: str, role: Role) -> None:
    client.sign_in(a_user(role=role))
    assert client.get(path_of(page, a_survey(is_live=False).id)).status_code == 403


@pytest.mark.parametrize("page", [*ACTIONS, *FORMS])
def test_nor_may_they_act(client: Client, session: Session, page: str) -> None:
    client.sign_in(a_user(role=Role.READER))
    survey = a_survey(is_live=False)
    assert client.post(path_of(page, survey.id), data={"edition": "0"}).status_code == 403
    assert survey.state == "draft"


@pytest.mark.parametrize("role", [Role.OWNER, Role.ANALYST])
@pytest.mark.parametrize("page", PAGES)
def test_who_may_sees_it(client: Client, session: Session, page: str, role: Role) -> None:
    client.sign_in(a_user(role=role))
    assert client.get(path_of(page, a_survey(is_live=False).id)).status_code == 200


@pytest.mark.parametrize("page", [page for page in PAGES if "id" in page])
def test_a_survey_of_another_workspace_is_not_there(client: Client, session: Session, page: str) -> None:
    client.sign_in(a_user())
    theirs = a_survey(workspace=a_workspace(), is_live=False)
    assert client.get(path_of(page, theirs.id)).status_code == 404


@pytest.mark.parametrize("page", [*ACTIONS, *(page for page in FORMS if "id" in page)])
def test_nor_can_anything_be_done_to_it(client: Client, session: Session, page: str) -> None:
    client.sign_in(a_user())
    theirs = a_survey(workspace=a_workspace(), is_live=False)
    assert client.post(path_of(page, theirs.id), data={"edition": "0"}).status_code == 404


@pytest.mark.parametrize("page", ACTIONS)
def test_an_action_is_never_a_get(client: Client, session: Session, page: str) -> None:
    client.sign_in(a_user())
    assert client.get(path_of(page, a_survey().id)).status_code == 405


def test_a_workspace_sees_its_own_surveys(client: Client, session: Session) -> None:
    a_survey(title="Ours")
    a_survey(title="Theirs", workspace=a_workspace())
    page = client.sign_in(a_user()).get("/surveys/").text
    assert "Ours" in page
    assert "Theirs" not in page


def test_an_empty_list_says_what_to_do(client: Client, session: Session) -> None:
    page = client.sign_in(a_user()).get("/surveys/").text
    assert "No survey yet" in page
    assert 'href="/surveys/new"' in page


def test_only_final_responses_are_counted(client: Client, session: Session) -> None:
    survey = a_survey()
    for _ in range(2):
        a_response(survey=survey, score=9)
    a_response(survey=survey, score=9, confirmed_by=None)
    page = client.sign_in(a_user()).get("/surveys/").text
    assert re.search(
        rf'<a href="/responses\?survey={survey.id}&amp;state=final"><strong>2</strong> responses</a>', page
    )


def test_closing_and_reopening(client: Client, session: Session) -> None:
    survey = a_survey()
    client.sign_in(a_user())
    assert "Closed." in client.post(f"/surveys/{survey.id}/close", follow_redirects=True).text
    assert survey.state == "closed"
    assert "Open again." in client.post(f"/surveys/{survey.id}/reopen", follow_redirects=True).text
    assert survey.state == "live"


def test_the_list_costs_the_same_with_2_and_with_20(client: Client, session: Session, statements: list[str]) -> None:
    client.sign_in(a_user())
    costs = []
    for more in (2, 18):
        for _ in range(more):
            a_response(survey=a_survey(), score=9)
        session.flush()
        statements.clear()
        assert client.get("/surveys/").status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 8


def test_a_surveys_texts_lie_open_in_the_readers_language(client: Client, session: Session) -> None:
    survey = a_survey(languages=("en", "zh_Hans"))
    for language, own in (("en", "English"), ("zh_Hans", "简体中文"), ("zh_Hant", "简体中文")):
        page = client.sign_in(a_user(language=language)).get(f"/surveys/{survey.id}").text
        [opened] = re.findall(r'<details class="reading" open>\s*<summary[^>]*>([^<]+)<', page)
        assert opened == own
