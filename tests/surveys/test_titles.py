"""A title that a starter gave is read in one's own language; one that somebody wrote is the same for all."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_campaign, a_case, a_response, a_source, a_survey, a_team, a_user, the_workspace
from voc.core import weeks
from voc.core.outbox import Message
from voc.notify import digests
from voc.surveys.models import Survey

ENGLISH, CHINESE = "Would you recommend us?", "您愿意推荐我们吗？"
PAGES = ("/surveys/", "/surveys/{id}", "/responses", "/cases/{case}", "/scores", "/campaigns", "/sources", "/verbatims")


@pytest.fixture
def survey(session: Session) -> Survey:
    """Made by somebody who reads English, and left as its starter named it."""
    return a_survey()


def settings(survey: Survey, title: str) -> dict[str, str]:
    return {"title": title, "key": survey.key, "team_id": str(survey.team_id)}


def titles(survey: Survey) -> list[str]:
    return [survey.title_in(language) for language in ("en", "zh_Hans")]


@pytest.mark.parametrize("page", PAGES)
def test_each_colleague_reads_it_in_their_own_language(client: Client, survey: Survey, page: str) -> None:
    colleagues = [a_user(language=language) for language in ("en", "zh_Hans")]
    a_campaign(survey=survey)
    a_source(survey=survey)
    case = a_case(survey=survey)
    for colleague, mine, other in zip(colleagues, (ENGLISH, CHINESE), (CHINESE, ENGLISH), strict=True):
        client.sign_in(colleague)
        shown = client.get(page.format(id=survey.id, case=case.id))
        assert shown.status_code == 200
        assert mine in shown.text
        assert other not in shown.text


@pytest.mark.parametrize("page", ["/responses", "/verbatims", "/campaigns/new"])
def test_surveys_stand_in_the_order_of_their_reader(client: Client, session: Session, page: str) -> None:
    first, second = a_survey(title="B"), a_survey(title="A")
    first.titles, second.titles = {"zh_Hans": "啊"}, {"zh_Hans": "作"}
    session.flush()
    for language, shown in (("en", [">A<", ">B<"]), ("zh_Hans", [">啊<", ">作<"])):
        client.sign_in(a_user(language=language))
        places = [client.get(page).text.index(title) for title in shown]
        assert places == sorted(places)


def test_whoever_changes_other_settings_changes_it_for_nobody(client: Client, session: Session, survey: Survey) -> None:
    client.sign_in(a_user(language="zh_Hans"))
    assert f'value="{CHINESE}"' in client.get(f"/surveys/{survey.id}/settings").text
    changed = {**settings(survey, CHINESE), "key": "another"}
    assert client.post(f"/surveys/{survey.id}/settings", data=changed).status_code == 302
    assert survey.key == "another"
    assert titles(survey) == [ENGLISH, CHINESE]


def test_a_title_that_somebody_writes_is_the_same_for_all(client: Client, survey: Survey) -> None:
    client.sign_in(a_user(language="zh_Hans"))
    assert client.post(f"/surveys/{survey.id}/settings", data=settings(survey, "回访")).status_code == 302
    assert titles(survey) == ["回访", "回访"]


def test_a_title_that_was_chosen_at_the_beginning_is_the_same_for_all(session: Session) -> None:
    assert titles(a_survey(title="Returns")) == ["Returns", "Returns"]


def test_a_copy_says_in_each_language_what_it_is_a_copy_of(client: Client, session: Session, survey: Survey) -> None:
    client.sign_in(a_user())
    client.post(f"/surveys/{survey.id}/duplicate")
    copy = session.scalars(select(Survey).where(Survey.id != survey.id)).one()
    english, chinese = titles(copy)
    assert english == f"Copy of {ENGLISH}"
    assert CHINESE in chinese
    assert ENGLISH not in chinese


def test_a_digest_names_it_in_its_readers_language(session: Session, survey: Survey, now: datetime) -> None:
    a_response(survey=survey, score=9, answered_at=now)
    week = weeks.week_of(now, "UTC")
    for language, title in (("en", ENGLISH), ("zh_Hans", CHINESE)):
        content = digests.compose(
            session, the_workspace(), week, language=language, zone="UTC", at=now + timedelta(days=7)
        )
        assert content.main
        assert content.main.title == title


def test_whose_case_it_is_reads_it_in_their_own_language(session: Session) -> None:
    team = a_team()
    a_user(language="zh_Hans", role="agent", team=team)
    a_case(survey=a_survey(team=team))
    text = session.scalars(select(Message.body_text).where(Message.kind == "case_assigned")).one()
    assert CHINESE in text
    assert ENGLISH not in text
