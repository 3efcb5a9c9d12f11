"""Questions that depend on answers: step by step, forth and back, half done, and still one response."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from werkzeug.datastructures import MultiDict

from tests.client import Client
from tests.databases import planted
from tests.factories import a_contact, a_long_survey, a_survey, a_user, an_invitation, ask_also, link_of, published
from voc.responses import form, hosted, listing, tallying
from voc.responses.answered import Answered
from voc.responses.answers import Reader
from voc.responses.listing import Filter
from voc.responses.models import Answer, Response, Revision, State
from voc.surveys import branching, questions
from voc.surveys.branching import Condition
from voc.surveys.models import Survey
from voc.surveys.question_types import Value

pytestmark = pytest.mark.usefixtures("session", "hasty")

STATIC = Path(hosted.__file__).parents[1] / "static"
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def carried_in(html: str) -> list[tuple[str, str]]:
    """What the page sends along unseen."""
    return [(name, unescape(value)) for name, value in FIELD.findall(html)]


def answers_of(response: Response) -> dict[str, Value]:
    return {key: value for key, value in form.said(response).items() if value is not None}


def a_branching_survey(**more: Any) -> Survey:
    """Score; after a low one what went wrong and whether to call, after that where; after a high one a line."""
    survey = a_survey(is_live=False, **more)
    ask_also(survey, "choices", Condition("score", tuple(range(7))), has_other=True)
    ask_also(survey, "yes_no", Condition("score", tuple(range(7))))
    ask_also(survey, "email", Condition("yes_no", (1,)))
    ask_also(survey, "line", Condition("score", (9, 10)))
    return published(survey)


#: Question key -> an answer, and the fields in which a person gives it.
SAID: dict[str, list[tuple[Value, list[tuple[str, str]]]]] = {
    "score": [(n, [("score", str(n))]) for n in (0, 6, 8, 10)],
    "comment": [("Late.", [("comment", "Late.")]), ("太慢了", [("comment", "太慢了")])],
    "choices": [
        ({"chosen": ["a", "c"]}, [("choices", "c"), ("choices", "a")]),
        ({"chosen": ["other"], "other": "cake"}, [("choices", "other"), ("choices-other", "cake")]),
    ],
    "yes_no": [(1, [("yes_no", "1")]), (0, [("yes_no", "0")])],
    "email": [("ann@example.org", [("email", "ann@example.org")])],
    "line": [("Shelf 4", [("line", "Shelf 4")])],
}


class OneVisitor(RuleBasedStateMachine):
    """A person who answers, goes back, changes their mind, sends twice, and may leave at any step."""

    client: Client
    session: Session
    numbers = iter(range(1, 1_000_000))

    @initialize()
    def come(self) -> None:
        # Each course of things is taken back at its end, and begins on the same survey.
        connection = self.session.connection()
        self.session.close()
        self._before = connection.begin_nested()
        survey = self.session.scalars(select(Survey)).one()
        assert survey.live
        self.survey_id, self.questions = survey.id, survey.live.questions
        self.address = f"/s/{survey.public_id}"
        # Each from a network of their own: an office that answers 300 times in ten minutes would be slowed down.
        self.network = {"REMOTE_ADDR": f"10.{next(self.numbers) % 250}.{next(self.numbers) % 250}.1"}
        self._open()
        #: What stands in the fields of the page, and what has been sent.
        self.typed: dict[str, tuple[Value, list[tuple[str, str]]]] = {}
        self.sent: dict[str, Value] = {}
        self.was_complete = False
        self.last: MultiDict[str, str] | None = None

    def teardown(self) -> None:
        self.session.rollback()
        self.session.close()
        self._before.rollback()

    def _open(self) -> None:
        self.html = self.client.get(self.address, environ_base=self.network).text
        self.status = 200

    def _shown(self) -> list[str]:
        names = re.findall(r'name="([a-z_]+)(?:-other)?"', FIELD.sub("", self.html))
        return [question.key for question in self.questions if question.key in names]

    def _post(self, **more: str) -> None:
        fields = [*carried_in(self.html)]
        for key in self._shown():
            fields += self.typed[key][1] if key in self.typed else []
        self.last = MultiDict([*fields, *more.items()])
        answer = self.client.post(self.address, data=self.last, environ_base=self.network)
        self.html, self.status = answer.text, answer.status_code

    def _is_over(self) -> bool:
        return self.status == 303

    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        if self._is_over():
            return
        for key in self._shown():
            if data.draw(st.booleans()) or key == "score":
                self.typed[key] = data.draw(st.sampled_from(SAID[key]))
        asked = set(self._shown()) | {name.split("-")[0] for name, _value in carried_in(self.html)}
        before = {key: value for key, (value, _fields) in self.typed.items() if key in asked}
        self._post()
        assert self.status in (200, 303), self.html
        on_path = {question.key for question in branching.path(self.questions, before)}
        self.sent |= {key: value for key, value in before.items() if key in on_path}
        self.was_complete = self.was_complete or self._is_over()

    @rule()
    def go_back(self) -> None:
        if not self._is_over() and 'name="back"' in self.html:
            shown = self._shown()
            self._post(back="1")
            assert self.status == 200
            assert self._shown() != shown

    @rule()
    def send_the_last_again(self) -> None:
        if self.last is not None and "back" not in self.last:
            again = self.client.post(self.address, data=self.last, environ_base=self.network)
            assert again.status_code == self.status or 'name="back"' in self.html

    @rule()
    def begin_anew_with_the_same_key(self) -> None:
        """The browser's own back button, as far as it goes."""
        key = next((value for name, value in carried_in(self.html) if name == "key"), None)
        if key and not self._is_over():
            self._open()
            self.html = re.sub(r'name="key" value="[^"]+"', f'name="key" value="{key}"', self.html)
            self.typed = {}

    @invariant()
    def it_is_one_response_with_everything_that_was_sent(self) -> None:
        if not hasattr(self, "survey_id"):
            return
        said = selectinload(Response.answers).selectinload(Answer.verbatim)
        theirs = select(Response).where(Response.survey_id == self.survey_id).options(said)
        # As the request left them, whatever this session remembers.
        responses = self.session.scalars(theirs.execution_options(populate_existing=True)).all()
        assert len(responses) == (1 if self.sent else 0)
        for response in responses:
            assert response.state == State.FINAL
            assert answers_of(response) == self.sent
            assert response.score == self.sent["score"]
            on_path = {question.key for question in branching.path(self.questions, self.sent)}
            assert {answer.question_key for answer in response.answers if answer.is_asked} == self.sent.keys() & on_path
            assert form.counted(response).keys() == self.sent.keys() & on_path
            assert response.is_partial is not self.was_complete


def one_that_branches(_session: Session, _now: datetime) -> None:
    a_branching_survey()


@planted(one_that_branches)
def test_one_visitor_is_one_response_whatever_they_do(client: Client, session: Session) -> None:
    machine = type("OneVisitorHere", (OneVisitor,), {"client": client, "session": session})
    few = settings(
        phases=[__import__("hypothesis").Phase.generate],
        max_examples=25,
        stateful_step_count=12,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=few)


def test_a_low_score_leads_to_its_questions_and_a_high_one_past_them(client: Client, session: Session) -> None:
    survey = a_branching_survey()
    address = f"/s/{survey.public_id}"
    first = client.get(address)
    assert "Next" in first.text
    assert "Was it your first visit?" not in first.text
    low = client.post(address, data=MultiDict([*carried_in(first.text), ("score", "2"), ("comment", "Late.")]))
    assert low.status_code == 200
    assert "What did you buy?" in low.text
    assert "Which shelf?" not in low.text
    assert ("comment", "Late.") in carried_in(low.text)
    last = client.post(address, data=MultiDict([*carried_in(low.text), ("choices", "b"), ("yes_no", "0")]))
    assert last.status_code == 303
    response = session.scalars(select(Response)).one()
    assert answers_of(response) == {"score": 2, "comment": "Late.", "choices": {"chosen": ["b"]}, "yes_no": 0}
    assert not response.is_partial
    high = client.post(address, data=MultiDict([*carried_in(client.get(address).text), ("score", "10")]))
    assert "Which shelf?" in high.text
    middling = client.post(address, data=MultiDict([*carried_in(client.get(address).text), ("score", "8")]))
    assert middling.status_code == 303


def test_where_nothing_can_follow_the_button_sends(client: Client) -> None:
    survey = a_survey(is_live=False)
    ask_also(survey, "choices", Condition("score", tuple(range(7))))
    ask_also(survey, "yes_no", Condition("score", (9, 10)))
    ask_also(survey, "email", Condition("yes_no", (1,)))
    address = f"/s/{published(survey).public_id}"
    first = client.get(address).text
    assert "Next</button>" in first
    # After a low score this is the last page, whatever is answered on it.
    low = client.post(address, data=MultiDict([*carried_in(first), ("score", "2")])).text
    assert "Step 2 of 2<" in low
    assert "Send</button>" in low
    assert "Next</button>" not in low
    assert client.post(address, data=MultiDict([*carried_in(low), ("choices", "a")])).status_code == 303
    # After a high one that depends on the answer given here: both ends are right.
    high = client.post(address, data=MultiDict([*carried_in(client.get(address).text), ("score", "10")])).text
    assert "Step 2 of 3 at most" in high
    assert "Next</button>" in high
    assert client.post(address, data=MultiDict([*carried_in(high), ("yes_no", "0")])).status_code == 303
    # Whoever goes back may answer otherwise.
    assert "Next</button>" in client.post(address, data=MultiDict([*carried_in(low), ("back", "1")])).text


def test_what_a_later_change_leads_past_is_kept_and_shown_and_counts_nowhere(client: Client, session: Session) -> None:
    survey = a_branching_survey()
    link = link_of(an_invitation(survey=survey, contact=a_contact()))

    def send(*said: tuple[str, str]) -> None:
        page = client.get(link).text
        while 'name="step" value="0"' not in page:
            page = client.post(link, data=MultiDict([*carried_in(page), ("back", "1")])).text
        page = client.post(link, data=MultiDict([*carried_in(page), said[0]])).text
        if said[1:]:
            client.post(link, data=MultiDict([*carried_in(page), *said[1:]]))

    def counted() -> tuple[int, int, int]:
        """In the numbers of the question, in the list behind them, and in its column of a file."""
        session.expire_all()
        wanted = Filter(survey.workspace_id, "UTC", survey_id=survey.id)
        summaries = tallying.count(session, survey.id, wanted, reader, hides_few=False).questions
        listed = listing.count(session, replace(wanted, answer=Answered("choices", "b"))).listed
        file = client.post("/responses/export", data={"format": "csv"}, buffered=True).text
        return sum(each.people for each in summaries if each.key == "choices"), listed, file.count("Bread")

    reader = Reader("en", sees_raw=True)
    client.sign_in(a_user())
    send(("score", "2"), ("choices", "b"), ("yes_no", "0"))
    assert counted() == (1, 1, 1)
    assert "No longer asked" not in client.get("/responses").text
    send(("score", "9"))
    assert counted() == (0, 0, 0)
    response = session.scalars(select(Response)).one()
    assert answers_of(response) == {"score": 9, "choices": {"chosen": ["b"]}, "yes_no": 0}
    page = client.get("/responses").text
    assert "No longer asked" in page
    assert "Bread" in page
    # And back again, without choosing anew.
    send(("score", "3"))
    assert counted() == (1, 1, 1)


def test_who_stops_half_way_has_answered_and_it_says_so(client: Client, session: Session) -> None:
    invitation = an_invitation(survey=a_branching_survey(), contact=a_contact())
    link = link_of(invitation)
    client.post(link, data=MultiDict([*carried_in(client.get(link).text), ("score", "3")]))
    response = session.scalars(select(Response)).one()
    assert (response.state, response.score, response.is_partial) == (State.FINAL, 3, True)
    # On another device the same link goes on where it was left.
    again = client.get(link)
    assert "What did you buy?" in again.text
    assert ("score", "3") in carried_in(again.text)
    client.post(link, data=MultiDict([*carried_in(again.text), ("choices", "a"), ("yes_no", "0")]))
    session.expire_all()
    assert session.scalars(select(Response)).one().is_partial is False
    # Done once, it stays done, also for somebody who looks in again.
    client.post(link, data=MultiDict([*carried_in(client.get(link).text), ("score", "4")]))
    session.expire_all()
    assert session.scalars(select(Response)).one().is_partial is False


def test_who_began_by_a_click_in_the_mail_and_stops_half_way_is_marked_too(client: Client, session: Session) -> None:
    link = link_of(an_invitation(survey=a_branching_survey(), contact=a_contact()))
    clicked = client.get(f"{link}?score=3").text
    assert client.post(f"{link}/seen", data={"visit": "visit-one", "score": "3", "visible": "1"}).status_code == 204
    [response] = session.scalars(select(Response)).all()
    assert (response.state, response.score, response.is_partial) == (State.PROVISIONAL, 3, False)
    shown = client.post(link, data=MultiDict([*carried_in(clicked), ("score", "3")])).text
    session.expire_all()
    assert (response.state, response.is_partial) == (State.FINAL, True)
    client.post(link, data=MultiDict([*carried_in(shown), ("choices", "a"), ("yes_no", "0")]))
    session.expire_all()
    assert response.is_partial is False


def test_an_answer_to_a_question_that_was_not_asked_is_not_kept(client: Client, session: Session) -> None:
    survey = a_branching_survey()
    address = f"/s/{survey.public_id}"
    sneaky = [*carried_in(client.get(address).text), ("score", "8"), ("line", "Shelf 4"), ("email", "no address")]
    assert client.post(address, data=MultiDict(sneaky)).status_code == 303
    assert answers_of(session.scalars(select(Response)).one()) == {"score": 8}


def test_a_mistake_of_an_earlier_step_is_shown_where_it_can_be_mended(client: Client, session: Session) -> None:
    survey = a_branching_survey()
    address = f"/s/{survey.public_id}"
    second = client.post(address, data=MultiDict([*carried_in(client.get(address).text), ("score", "1")]))
    broken = [(name, "99" if name == "score" else value) for name, value in carried_in(second.text)]
    answer = client.post(address, data=MultiDict([*broken, ("yes_no", "1")]))
    assert answer.status_code == 422
    assert "Please pick a number" in answer.text
    assert 'type="radio" name="score"' in answer.text
    assert session.scalars(select(Response)).one().score == 1


def test_a_step_that_is_none_is_refused(client: Client) -> None:
    survey = a_branching_survey()
    for step in ("-1", "x", "²", "00000", "1e1"):
        answer = client.post(f"/s/{survey.public_id}", data={"step": step, "score": "3", "key": "k" * 22})
        assert answer.status_code == 400, step


def test_what_stands_on_an_open_page_outlives_a_version_with_fewer_steps(client: Client, session: Session) -> None:
    survey = a_branching_survey()
    page = f"/s/{survey.public_id}"
    sent = {"step": "2", "score": "3", "comment": "Nobody called me back, three times.", "key": "k" * 22}
    answer = client.post(page, data={**sent, "step": "9", "opened": dict(carried_in(client.get(page).text))["opened"]})
    assert answer.status_code == 303
    stored = session.scalars(select(Response)).one()
    assert (stored.score, stored.answers[-1].verbatim is not None) == (3, True)


def test_every_kind_is_answered_on_one_page_and_changed_later(client: Client, session: Session) -> None:
    survey = a_long_survey()
    link = link_of(an_invitation(survey=survey, contact=a_contact()))
    fields = [
        ("score", "9"), ("comment", "Good."), ("rating", "4"), ("choice", "b"), ("choices", "a"), ("choices", "c"),
        ("yes_no", "0"), ("line", "4 b"), ("email", "ann@example.org"), ("date", "2026-11-14"), ("matrix-a", "3"),
        ("matrix-b", "1"),
    ]  # fmt: skip
    assert client.post(link, data=MultiDict(fields)).status_code == 303
    said: dict[str, Value] = {
        "score": 9, "comment": "Good.", "rating": 4, "choice": {"chosen": ["b"]}, "choices": {"chosen": ["a", "c"]},
        "yes_no": 0, "line": "4 b", "email": "ann@example.org", "date": "2026-11-14", "matrix": {"a": 3, "b": 1},
    }  # fmt: skip
    assert answers_of(session.scalars(select(Response)).one()) == said
    page = client.get(link).text
    assert page.count(" checked") == 1 + 1 + 1 + 2 + 1 + 2
    assert 'value="ann@example.org"' in page
    changed = [(name, value) for name, value in fields if name != "choices"] + [("choices", "b")]
    assert client.post(link, data=MultiDict(changed)).status_code == 303
    session.expire_all()
    assert answers_of(session.scalars(select(Response)).one()) == {**said, "choices": {"chosen": ["b"]}}
    kept = session.scalars(select(Revision)).one()
    assert kept.answers["choices"] == {"chosen": ["a", "c"]}
    assert kept.comment == "Good."


def test_one_wrong_answer_keeps_all_others_on_the_page(client: Client, session: Session) -> None:
    survey = a_long_survey()
    address = f"/s/{survey.public_id}"
    fields = [
        *carried_in(client.get(address).text),
        ("score", "9"),
        ("email", "nowhere"),
        ("line", "4 b"),
        ("rating", "9"),
    ]
    answer = client.post(address, data=MultiDict(fields))
    assert answer.status_code == 422
    assert "Please write an e-mail address" in answer.text
    assert answer.text.count('class="mistake"') == 2
    assert 'value="4 b"' in answer.text
    assert session.scalars(select(Response)).all() == []


def test_a_mistake_far_below_is_told_above_with_the_way_to_it(client: Client) -> None:
    survey = a_long_survey()
    fields = dict(carried_in(client.get(f"/s/{survey.public_id}").text))
    answer = client.post(f"/s/{survey.public_id}", data={**fields, "score": "9", "email": "nonsense"})
    assert answer.status_code == 422
    assert '<a href="#email-mistake">Where can we reach you?</a>' in answer.text.split("<form")[0]
    assert 'id="email-mistake"' in answer.text
    # What is wrong with the first question is in sight.
    answer = client.post(f"/s/{survey.public_id}", data=fields)
    assert 'id="score-mistake"' in answer.text
    assert "#score-mistake" not in answer.text


def test_how_many_steps_it_is_is_said_for_sure_once_no_answer_changes_it(client: Client) -> None:
    survey = a_survey(is_live=False)
    ask_also(survey, "choices", Condition("score", tuple(range(7))))
    ask_also(survey, "yes_no", Condition("choices", ("a",)))
    ask_also(survey, "email", Condition("score", tuple(range(9))))
    ask_also(survey, "line", Condition("email", ()))
    address = f"/s/{published(survey).public_id}"
    low = client.post(address, data=MultiDict([*carried_in(client.get(address).text), ("score", "2")])).text
    assert "at most" in low
    survey = a_survey(is_live=False)
    ask_also(survey, "choices", Condition("score", tuple(range(7))))
    ask_also(survey, "yes_no", Condition("choices", ("a",)))
    ask_also(survey, "email")
    address = f"/s/{published(survey).public_id}"
    second = client.post(address, data=MultiDict([*carried_in(client.get(address).text), ("score", "2")])).text
    assert re.search(r"Step 2 of \d<", second)
    assert "at most" not in second


def test_more_words_are_welcome_where_the_step_has_a_place_for_them(client: Client, session: Session) -> None:
    def opened(survey: Survey) -> str:
        return client.get(f"{link_of(an_invitation(survey=survey, contact=a_contact()))}?score=3").text

    assert "You picked 3. Press Next, and tell us more if you like." in opened(a_branching_survey())
    survey = a_survey(is_live=False)
    draft = survey.draft
    assert draft
    assert draft.comment_question
    questions.remove(session, draft.comment_question, seen=draft.edition)
    ask_also(survey, "comment", Condition("score", tuple(range(7))))
    assert "You picked 3. Press Next.</p>" in opened(published(survey))
    alone = a_survey(is_live=False)
    draft = alone.draft
    assert draft
    assert draft.comment_question
    questions.remove(session, draft.comment_question, seen=draft.edition)
    assert "You picked 3. Press Send.</p>" in opened(published(alone))


def test_the_address_to_go_on_with_says_what_is_kept(client: Client) -> None:
    address = f"/s/{a_branching_survey().public_id}"
    second = client.post(address, data=MultiDict([*carried_in(client.get(address).text), ("score", "2")])).text
    assert "What you answered before this step is kept." in second
    # Four small files and a page, on a phone on a bad line.
    names = re.findall(r'(?:href|src)="/static/([^"?]+)', second)
    assert "js/elsewhere.js" in names
    sizes = [len(gzip.compress((STATIC / name).read_bytes())) for name in names]
    assert sum(sizes) + len(gzip.compress(second.encode())) < 15_000
