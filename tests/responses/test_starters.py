"""A starter is ready to send: whoever answers it, whichever way and in whichever language, comes to the thanks."""

from __future__ import annotations

import itertools
import re
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_contact, an_invitation, link_of, published, the_workspace
from voc.core import clock
from voc.core.i18n import LANGUAGES, html_tag
from voc.invitations import mail
from voc.responses import form
from voc.responses.models import Response, State
from voc.surveys import branching, publishing, question_types, translations
from voc.surveys.models import Question, Survey
from voc.surveys.question_types import Value
from voc.surveys.starters import STARTERS

pytestmark = pytest.mark.usefixtures("session", "hasty")

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_networks = itertools.count(1)


def made_from(session: Session, name: str) -> Survey:
    survey = publishing.create_from_starter(
        session, the_workspace().id, STARTERS[name], clock.now(), company="Northwind & 北风"
    )
    return published(survey)


def ways(survey: Survey) -> list[dict[str, Value]]:
    """For each way to answer what other questions depend on, an answer to every question on that path."""
    questions = survey.versions[0].questions
    deciding = {condition.question for question in questions for condition in branching.conditions(question)}
    choices = [
        [(question.key, value) for value in answers(question)] for question in questions if question.key in deciding
    ]
    found = []
    for way in itertools.product(*choices):
        answered = {question.key: answers(question)[0] for question in questions} | dict(way)
        found.append({each.key: answered[each.key] for each in branching.path(questions, answered)})
    return found


def answers(question: Question) -> list[Value]:
    kind = question_types.of(question.kind, question.settings)
    if question.kind == "matrix":
        return [dict.fromkeys(question.settings["rows"], 2)]
    options = list(kind.options({}))
    if not options:
        return ["夜里也没人接电话。 <b>Nobody</b> answers at night."]
    if question.kind in ("choice", "choices"):
        return [{"chosen": [option]} for option in options]
    return [option for option in options if isinstance(option, int)]


def walk(client: Client, address: str, survey: Survey, said: dict[str, Value]) -> tuple[str, int]:
    """Answer page by page as a person does; the thanks, and on how many pages there were questions."""
    network = {"REMOTE_ADDR": f"10.0.{next(_networks) % 250}.{next(_networks) % 250}"}
    questions = {question.key: question for question in survey.versions[0].questions}
    html, pages = client.get(address, environ_base=network).text, 0
    while True:
        pages += 1
        fields = [(name, unescape(value)) for name, value in HIDDEN.findall(html)]
        shown = set(re.findall(r'name="([^"]+)"', HIDDEN.sub("", html)))
        for key, value in said.items():
            kind = question_types.of(questions[key].kind, questions[key].settings)
            given = [
                (name, str(each))
                for name, data in kind.data(key, value).items()
                for each in (data if isinstance(data, list) else [data])
                if (name in shown and each) or (name in shown and each == 0)
            ]
            fields += given
        data: dict[str, list[str]] = {}
        for name, each in fields:
            data.setdefault(name, []).append(each)
        answer = client.post(address, data=data, environ_base=network)
        if answer.status_code == 303:
            return client.get(answer.headers["Location"], environ_base=network).text, pages
        assert answer.status_code == 200, answer.text
        html = answer.text
        assert not re.search(r"\{[a-z_.]+\|", html), "a place was not filled in"


@pytest.mark.parametrize("name", STARTERS)
def test_every_path_leads_to_the_thanks_in_every_language(client: Client, session: Session, name: str) -> None:
    survey = made_from(session, name)
    assert survey.live
    before: set[int] = set()
    for language in LANGUAGES:
        for said in ways(survey):
            address = f"/s/{survey.public_id}?lang={html_tag(language)}"
            thanks, pages = walk(client, address, survey, said)
            assert pages <= len(branching.steps(survey.live.questions))
            [stored] = session.scalars(select(Response).where(Response.id.not_in(before))).all()
            assert (form.said(stored), stored.language) == (said, language)
            assert stored.state == State.FINAL
            assert not stored.is_partial
            before.add(stored.id)
            # Nobody knows who it was, so nothing is promised.
            words = translations.thanks(survey.live, language, band=stored.band, promise=None)
            assert words in unescape(thanks)
            assert "{" not in unescape(re.sub(r"<(style|script).*?</\1>", "", thanks, flags=re.DOTALL))


@pytest.mark.parametrize("name", STARTERS)
def test_its_mail_asks_the_score_in_one_click(client: Client, session: Session, name: str) -> None:
    survey = made_from(session, name)
    assert survey.live
    question = survey.live.questions[0]
    assert question is survey.live.score_question
    for language in LANGUAGES:
        invitation = an_invitation(survey=survey, contact=a_contact(language=language), language=language)
        letter = mail.render(
            survey.live, language, the_workspace(), site="https://voc.example", answer=link_of(invitation),
            unsubscribe="https://voc.example/u/x",
        )  # fmt: skip
        points = question_types.of(question.kind).points
        assert [f"?score={point}" in letter.html for point in points] == [True] * len(points)
        label = question.texts[language]["label"]
        assert label in unescape(letter.html)
        assert label in letter.text
        assert "{" not in letter.subject + letter.text


def test_the_unhappy_whom_we_know_are_promised_an_answer_and_promoters_are_told_no_dead_link(
    client: Client, session: Session
) -> None:
    for name in STARTERS:
        survey = made_from(session, name)
        assert survey.live
        assert translations.thanks_link(survey.live, "en", band="promoter") is None
        special = translations.thanks(survey.live, "en", band="detractor", promise="by Monday 17:30")
        assert ("by Monday 17:30" in special) is not survey.is_anonymous
