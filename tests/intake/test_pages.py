"""Pages of sources: made, tried, mended, switched; who may, and what they cost."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import factories
from tests.client import Client
from tests.intake.sending import body_of, send, signed
from voc.intake.forms import EXAMPLE, USUAL
from voc.intake.models import BLANK, Delivery, Source
from voc.responses.models import Response
from voc.staff.models import AuditEvent, Role


@pytest.fixture
def owner(session: Session, client: Client) -> Client:
    return client.sign_in(factories.a_user())


def filled(**changes: object) -> dict[str, object]:
    usual = {"person_name" if name == "name" else name: path for name, path in USUAL.items()}
    return {**usual, "name": "Help desk", "example": EXAMPLE, "save": "Save", **changes}


def actions(session: Session) -> list[str]:
    of_sources = AuditEvent.action.startswith("source.")
    return list(session.scalars(select(AuditEvent.action).where(of_sources).order_by(AuditEvent.id)))


def test_a_new_source_shows_its_secret_once(session: Session, owner: Client) -> None:
    survey = factories.a_survey()
    page = owner.post("/sources/new", data=filled(survey_id=survey.id))
    source = session.scalars(select(Source)).one()
    assert page.status_code == 200
    assert source.secret in page.text.replace("&#43;", "+")
    assert f"/in/{source.key}" in page.text
    assert (source.name, source.mapping) == ("Help desk", USUAL)
    assert source.secret not in owner.get(f"/sources/{source.id}").text
    assert actions(session) == ["source.added"]
    assert send(owner, source, EXAMPLE.encode()).json == {"state": "mapped", "reason": None}


def test_pressing_save_twice_makes_one_source(session: Session, owner: Client) -> None:
    survey = factories.a_survey()
    owner.post("/sources/new", data=filled(survey_id=survey.id))
    again = owner.post("/sources/new", data=filled(survey_id=survey.id, name=" Help  desk "))
    assert again.status_code == 422
    assert "Another source has this name." in again.text
    assert session.scalar(select(func.count(Source.id))) == 1


@pytest.mark.parametrize(
    ("changes", "mistake"),
    [
        ({"name": ""}, "This field is required."),
        ({"id": ""}, "This field is required."),
        ({"score": "", "comment": ""}, "Say where the score stands, or the comment."),
        ({"score": "a..b"}, "Write names and numbers with dots between"),
    ],
)
def test_a_source_that_could_not_work_is_not_made(
    session: Session, owner: Client, changes: dict[str, object], mistake: str
) -> None:
    page = owner.post("/sources/new", data=filled(survey_id=factories.a_survey().id, **changes))
    assert page.status_code == 422
    assert mistake in page.text
    assert session.scalar(select(func.count(Source.id))) == 0


def test_an_anonymous_survey_or_another_workspace_s_cannot_be_chosen(session: Session, owner: Client) -> None:
    factories.a_survey(title="Open")
    hidden = factories.a_survey(title="Hidden", is_anonymous=True)
    foreign = factories.a_survey(workspace=factories.a_workspace())
    page = owner.get("/sources/new").text
    assert "Open</option>" in page
    assert "Hidden</option>" not in page
    for survey in (hidden, foreign):
        assert owner.post("/sources/new", data=filled(survey_id=survey.id)).status_code == 422
    assert session.scalar(select(func.count(Source.id))) == 0


def test_the_tester_shows_what_each_path_finds_and_keeps_nothing(session: Session, owner: Client) -> None:
    example = '{"data": {"id": 7, "score": 9, "comment": "<b>好</b>", "customer": {"email": "ana@example.com"}}}'
    given = filled(survey_id=factories.a_survey().id, example=example, look="See")
    del given["save"]
    page = owner.post("/sources/new", data=given)
    assert page.status_code == 200
    assert "&lt;b&gt;好&lt;/b&gt;" in page.text
    assert "<b>好</b>" not in page.text
    assert "It would be taken, with score 9." in page.text
    assert page.text.count("nothing there") == 3
    assert session.scalar(select(func.count(Source.id))) == 0
    assert actions(session) == []


@pytest.mark.parametrize(
    ("example", "reason"),
    [
        ("{", "The body is not JSON."),
        ("[" * 9_000, "The body is nested too deeply."),
        ('{"data": {"id": 1, "score": 99}}', "The score lies outside the scale."),
        ('{"data": {"id": 1, "score": "\\ud800"}}', "The score is not a whole number."),
    ],
)
def test_the_tester_says_why_an_example_would_wait(session: Session, owner: Client, example: str, reason: str) -> None:
    given = filled(survey_id=factories.a_survey().id, example=example, look="See")
    del given["save"]
    page = owner.post("/sources/new", data=given)
    assert page.status_code == 200
    assert reason in page.text


def test_a_mended_mapping_and_another_try_empty_the_quarantine(session: Session, owner: Client) -> None:
    source = factories.a_source(mapping={"score": "data.rating"})
    send(owner, source, body_of())
    page = owner.get(f"/sources/{source.id}").text
    assert "Neither a score nor a comment was given." in page
    edit = owner.get(f"/sources/{source.id}/mapping").text
    assert "&#34;score&#34;: 3" in edit  # The body that came last is the example.
    paths = {**source.mapping, "score": "data.score"}
    paths["person_name"] = paths.pop("name")
    saved = owner.post(f"/sources/{source.id}/mapping", data={**paths, "name": "Help desk", "save": "Save"})
    assert saved.status_code == 302
    again = owner.post(f"/sources/{source.id}/try-again", follow_redirects=True).text
    assert "1 delivery is mapped now." in again
    assert session.scalar(select(func.count(Response.id))) == 1
    assert actions(session) == ["source.changed"]


def test_a_new_secret_ends_the_old_one(session: Session, owner: Client) -> None:
    source = factories.a_source()
    old = source.secret
    page = owner.post(f"/sources/{source.id}/secret")
    session.refresh(source)
    assert source.secret != old
    assert source.secret in page.text.replace("&#43;", "+")
    assert send(owner, source, body_of()).status_code == 202
    body = body_of(id=2)
    assert owner.post(f"/in/{source.key}", data=body, headers=signed(old, body)).status_code == 401


def test_a_source_can_be_switched_off_and_on(session: Session, owner: Client) -> None:
    source = factories.a_source()
    owner.post(f"/sources/{source.id}/switch/off")
    assert send(owner, source, body_of()).status_code == 404
    owner.post(f"/sources/{source.id}/switch/on")
    assert send(owner, source, body_of()).status_code == 202
    assert actions(session) == ["source.switched_off", "source.switched_on"]


def test_a_body_is_shown_as_it_was_and_harmless(session: Session, owner: Client) -> None:
    source = factories.a_source()
    send(owner, source, b'{"data": {"comment": "<script>alert(1)</script>"}}')
    send(owner, source, b"\xff\x00\xfe <i>")
    for delivery in session.scalars(select(Delivery)):
        page = owner.get(f"/sources/{source.id}/deliveries/{delivery.id}")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<i>" not in page.text


def test_a_body_that_was_deleted_is_said_to_be(session: Session, owner: Client) -> None:
    source = factories.a_source()
    send(owner, source, body_of(id="first"))
    send(owner, source, body_of(id="second"))
    first, second = session.scalars(select(Delivery).order_by(Delivery.id))
    second.body = BLANK
    session.commit()
    assert "The body was deleted" in owner.get(f"/sources/{source.id}/deliveries/{second.id}").text
    page = owner.get(f"/sources/{source.id}").text
    assert (page.count("/deliveries/"), page.count(">Deleted<")) == (1, 1)
    # The example is the newest body that is still here.
    assert "&#34;first&#34;" in owner.get(f"/sources/{source.id}/mapping").text
    assert "The body was deleted" not in owner.get(f"/sources/{source.id}/deliveries/{first.id}").text


def test_deliveries_come_a_page_at_a_time(session: Session, owner: Client) -> None:
    source = factories.a_source()
    for number in range(55):
        send(owner, source, body_of(id=number))
    first = owner.get(f"/sources/{source.id}").text
    earlier = re.search(r'href="(/sources/\d+\?before=\d+)"', first)
    assert earlier
    second = owner.get(earlier[1]).text
    assert (first.count("/deliveries/"), second.count("/deliveries/")) == (50, 5)
    assert "No delivery is in this state." in owner.get(f"/sources/{source.id}?state=quarantined").text
    assert owner.get(f"/sources/{source.id}?state=nonsense&before=x").status_code == 200


PAGES = ["/sources/{id}", "/sources/{id}/mapping", "/sources/{id}/deliveries/{delivery}"]
ACTIONS = ["/sources/{id}/secret", "/sources/{id}/switch/off", "/sources/{id}/try-again", "/sources/{id}/mapping"]


def a_delivery(session: Session, source: Source) -> Delivery:
    row = Delivery(
        source_id=source.id, received_at=source.created_at, as_of=source.created_at, body=b"{}", body_digest="0",
        times=1, state="quarantined", reason="no_id", response_id=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_another_workspace_are_not_there(session: Session, owner: Client, path: str) -> None:
    foreign = factories.a_source(survey=factories.a_survey(workspace=factories.a_workspace()))
    delivery = a_delivery(session, foreign)
    assert owner.get(path.format(id=foreign.id, delivery=delivery.id)).status_code == 404


def test_a_delivery_is_found_under_its_own_source_only(session: Session, owner: Client) -> None:
    mine, delivery = factories.a_source(), a_delivery(session, factories.a_source())
    assert owner.get(f"/sources/{mine.id}/deliveries/{delivery.id}").status_code == 404


@pytest.mark.parametrize("path", ACTIONS)
def test_actions_on_another_workspace_do_nothing(session: Session, owner: Client, path: str) -> None:
    foreign = factories.a_source(survey=factories.a_survey(workspace=factories.a_workspace()))
    secret = foreign.secret
    assert owner.post(path.format(id=foreign.id)).status_code == 404
    session.refresh(foreign)
    assert (foreign.secret, foreign.is_active) == (secret, True)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.AGENT, Role.READER])
def test_sources_are_the_owner_s_business(session: Session, client: Client, role: str) -> None:
    source = factories.a_source()
    client.sign_in(factories.a_user(role=role))
    for path in ("/sources", "/sources/new", *PAGES):
        assert client.get(path.format(id=source.id, delivery=1)).status_code == 403
    for path in ("/sources/new", *ACTIONS):
        assert client.post(path.format(id=source.id)).status_code == 403


def test_the_signed_out_are_asked_to_sign_in(session: Session, client: Client) -> None:
    source = factories.a_source()
    for path in ("/sources", "/sources/new", *PAGES):
        assert "/sign-in" in client.get(path.format(id=source.id, delivery=1)).location


@pytest.mark.parametrize("path", ACTIONS[:3])
def test_an_action_is_a_post(session: Session, owner: Client, path: str) -> None:
    assert owner.get(path.format(id=factories.a_source().id)).status_code == 405


def test_an_empty_page_says_what_to_do(session: Session, owner: Client) -> None:
    assert "Connect the first source" in owner.get("/sources").text
    assert "Nothing came yet" in owner.get(f"/sources/{factories.a_source().id}").text


def test_lists_cost_the_same_for_two_rows_and_for_twenty(
    session: Session, owner: Client, statements: list[str]
) -> None:
    survey, costs = factories.a_survey(), []
    sources: list[Source] = []
    for wanted in (2, 20):
        while len(sources) < wanted:
            sources.append(factories.a_source(survey=survey))
            send(owner, sources[-1], body_of(id=wanted))
            send(owner, sources[0], body_of(id=len(sources)))
        cost = []
        for path in ("/sources", f"/sources/{sources[0].id}"):
            statements.clear()
            assert owner.get(path).status_code == 200
            cost.append(len(statements))
        costs.append(cost)
    assert costs[0] == costs[1]
