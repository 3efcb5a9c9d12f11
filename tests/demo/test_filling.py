"""The demo is filled once, completely, and mails nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NoReturn

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import config
from tests.conftest import NOW, dispose
from tests.databases import Databases
from tests.demo import rows
from tests.factories import a_case, a_user, a_workspace, the_workspace
from voc import create_app
from voc.core import outbox
from voc.core.db import db
from voc.core.outbox import Message
from voc.demo import filling, making, story, wiping
from voc.demo.jobs import fill_demo
from voc.demo.making import NotADemo
from voc.followups.models import Case, CaseState
from voc.insights.measures.models import Measure
from voc.insights.models import Reading
from voc.notify.models import Digest, Subscription
from voc.responses import form
from voc.responses.models import Answer, Response, State, Verbatim
from voc.staff import branding
from voc.staff.models import Membership, Role, User, Workspace
from voc.surveys import branching, question_types, translations
from voc.surveys.models import OurWords, Question, Survey

BANDS = ("detractor", "passive", "promoter")


def settings_of(app: Flask) -> config.Settings:
    settings: config.Settings = app.config["VOC"]
    return settings


def fill(app: Flask, session: Session, now: datetime) -> Workspace:
    workspace = making.begin(session, now)
    claimed = filling.claim(session, now)
    session.commit()
    assert claimed
    filling.fill(session, claimed, settings_of(app), now)
    return workspace


# A whole one, filled once for the tests that only look. Every database gets the same rows, as a test below sees.


@pytest.fixture(scope="module")
def company(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    url = databases.new("sqlite")
    app = create_app(config.load({"VOC_DATA": str(tmp_path_factory.mktemp("data")), "VOC_DATABASE_URL": url}))
    with time_machine.travel(NOW, tick=False), app.app_context():
        a_user(email="olga@example.org", language="zh_Hant", zone="Asia/Taipei")
        db.session.commit()
        fill(app, db.session(), NOW)
    yield app
    dispose(app)
    databases.drop(url)


@pytest.fixture
def demo(company: Flask) -> Iterator[Session]:
    with company.app_context():
        yield db.session()


def the_demo(session: Session) -> Workspace:
    workspace = making.find(session)
    assert workspace
    return workspace


def test_the_company_is_believable(demo: Session) -> None:
    counts = rows.counts(demo)
    assert 55 <= counts["account"] <= 70
    assert 400 <= counts["contact"] <= 800
    assert 800 <= counts["response"] <= 1500
    assert 120 <= counts["case_file"] <= 260
    assert counts["survey"] == 6
    assert counts["touchpoint"] == 4
    assert counts["measure"] == 1
    assert counts["logo"] == 1
    assert counts["sighting"] > 50
    assert counts["revision"] >= 4
    assert counts["digest"] == 3 * 8
    of_state = dict(demo.execute(select(Response.state, func.count()).group_by(Response.state)).all())
    assert of_state[State.SET_ASIDE] > 30
    of_language = dict(
        demo.execute(
            select(Response.language, func.count())
            .where(Response.id.in_(select(Verbatim.response_id)))
            .group_by(Response.language)
        ).all()
    )
    assert of_language["en"] >= 150
    assert of_language["zh_Hans"] + of_language["zh_Hant"] >= 150


def test_its_answers_come_through_many_channels_and_to_every_kind_of_question(demo: Session) -> None:
    final = select(func.count(Response.id)).where(Response.state == State.FINAL)
    for channel, fewest in (("email", 600), ("page", 80), ("kiosk", 120), ("qr", 60)):
        assert (demo.scalar(final.where(Response.channel == channel)) or 0) >= fewest, channel
    assert (demo.scalar(final.where(Response.is_partial)) or 0) >= 10
    at_places = select(Response.fields).where(Response.touchpoint_id.is_not(None))
    fields = demo.scalars(at_places).all()
    assert {key for each in fields for key in each} == {"store", "counter", "order"}
    reasons = set(demo.scalars(select(Response.set_aside_reason).distinct()))
    assert {"contradicted", "trap", "never_confirmed", "bait", "too_fast", "unopened"} <= reasons
    kinds = select(Question.kind).join(Answer, Answer.question_key == Question.key)
    kinds = kinds.join(Response, (Response.id == Answer.response_id) & (Response.version_id == Question.version_id))
    answered = set(demo.scalars(kinds.distinct()))
    assert answered == {"nps", "csat", "ces", "comment", "yes_no", "choice", "choices", "matrix"}


def test_every_answer_is_one_that_its_survey_takes(demo: Session) -> None:
    responses = demo.scalars(select(Response).where(Response.state == State.FINAL))
    for response in responses:
        questions = response.version.questions
        said = {key: value for key, value in form.said(response).items() if value is not None}
        on_path = {question.key for question in branching.path(questions, said)}
        # Who stopped half way has not answered what was still to come.
        assert set(said) <= on_path, said
        for question in questions:
            if question.key in said:
                question_types.of(question.kind, question.settings).check(said[question.key])


def test_it_looks_like_somebody_and_thanks_promoters_in_their_own_words(demo: Session) -> None:
    workspace = the_demo(demo)
    brand = branding.of(workspace)
    assert brand.colour
    assert brand.logo
    picture = branding.picture(demo, brand.logo.name)
    assert picture
    survey = demo.scalars(select(Survey).where(Survey.metric == "nps")).one()
    assert survey.live
    for language in survey.live.languages:
        link = translations.thanks_link(survey.live, language, band="promoter")
        assert link
        assert translations.thanks_link(survey.live, language, band="passive") is None
        thanks = {translations.thanks(survey.live, language, band=band, promise="x") for band in (None, *BANDS)}
        assert len(thanks) == 3


def test_one_measure_spans_several_surveys(demo: Session) -> None:
    measure = demo.scalars(select(Measure)).one()
    assert len(measure.survey_ids) == 3
    final = select(func.count(Response.id)).where(Response.state == State.FINAL)
    for survey_id in measure.survey_ids:
        assert demo.scalar(final.where(Response.survey_id == survey_id))


def test_cases_are_closed_in_hand_and_waiting_some_of_them_too_long(demo: Session) -> None:
    of_state = dict(demo.execute(select(Case.state, func.count()).group_by(Case.state)).all())
    assert of_state[CaseState.CLOSED] > 100
    assert of_state[CaseState.IN_CONTACT] > 3
    overdue, soon = Case.due_at < NOW, Case.due_at.between(NOW, NOW + timedelta(hours=12))
    waiting = select(func.count()).where(Case.state == CaseState.OPEN)
    assert (demo.scalar(waiting.where(overdue)) or 0) >= 2
    assert (demo.scalar(waiting.where(soon)) or 0) >= 3
    kept = select(func.count()).where(Case.contacted_at <= Case.due_at)
    assert (demo.scalar(kept) or 0) > 0.6 * sum(of_state.values())


def test_everything_final_is_read_and_screened(demo: Session) -> None:
    final = Response.state == State.FINAL
    assert not demo.scalar(select(func.count()).where(final, Response.screened_at.is_(None)))
    assert not demo.scalar(select(func.count(Verbatim.id)).where(Verbatim.read_at.is_(None)))
    words = demo.scalar(select(func.count(Verbatim.id))) or 0
    assert words == demo.scalar(select(func.count(Reading.id)).where(Reading.is_current))
    assert words > 400
    assert demo.scalars(select(func.max(Reading.made_at))).one() < NOW


def test_nothing_of_it_is_ever_mailed(demo: Session) -> None:
    def never(message: Message) -> NoReturn:
        pytest.fail(f"The demo mailed {message.kind}.")

    assert demo.scalar(select(func.count(Message.id)))
    assert outbox.deliver_waiting(demo, NOW + timedelta(days=30), never) == 0
    assert not demo.scalar(select(func.count(Message.id)).where(~Message.is_suppressed))


def test_nobody_of_the_company_can_sign_in_and_the_servers_owner_is_in_it(demo: Session) -> None:
    colleagues = making.colleagues(demo, the_demo(demo))
    assert len(colleagues) == 5
    assert all(user.password_hash is None for user in colleagues)
    [guest] = making.guests(demo, the_demo(demo))
    assert guest.email == "olga@example.org"
    assert demo.scalar(select(func.count(Digest.id)).join(Subscription).where(Subscription.user_id == guest.id)) == 8
    assert demo.scalar(select(func.count(Case.id)).where(Case.owner_id == guest.id))


# Shorter ones, for what is done to it.


@pytest.fixture
def short_story(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story, "WEEKS", 2)


@pytest.fixture
def session(fresh_app: Flask, short_story: None) -> Iterator[Session]:
    with fresh_app.app_context():
        yield db.session()


def write(session: Session, workspace: Workspace) -> None:
    """Some words of ours in a language that the product does not speak."""
    session.add(OurWords(workspace_id=workspace.id, language="ar", sentence="Back", text="رجوع"))
    session.flush()


def test_it_is_wiped_without_a_trace(fresh_app: Flask, session: Session, now: datetime) -> None:
    a_user()
    a_case()
    write(session, the_workspace())
    session.commit()
    before = rows.counts(session), rows.digest(session)
    workspace = fill(fresh_app, session, now)
    assert rows.counts(session)["response"] > 50
    # What a guest has written there goes, and what others have written stays.
    write(session, workspace)
    wiping.wipe(session, workspace)
    session.commit()
    assert (rows.counts(session), rows.digest(session)) == before


def test_a_real_workspace_is_never_touched(session: Session, now: datetime) -> None:
    real = a_workspace(slug=making.SLUG)
    a_user()
    a_case()
    write(session, the_workspace())
    session.commit()
    before = rows.digest(session)
    for act in (
        lambda: making.begin(session, now),
        lambda: wiping.wipe(session, real),
        lambda: wiping.empty(session, real),
    ):
        with pytest.raises(NotADemo):
            act()
    assert rows.digest(session) == before


def test_the_same_day_gives_the_same_rows_on_every_database(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, short_story: None, clock: time_machine.Traveller
) -> None:
    found = []
    for backend, hour in (("sqlite", 1), ("sqlite", 22), ("postgresql", 9)):
        url = databases.new(backend)
        app = create_app(config.load({"VOC_DATA": str(tmp_path_factory.mktemp("data")), "VOC_DATABASE_URL": url}))
        clock.move_to(NOW)
        with app.app_context():
            session = db.session()
            making.begin(session, NOW)
            now = datetime(2026, 11, 18, hour, tzinfo=UTC)
            claimed = filling.claim(session, now)
            session.commit()
            assert claimed
            filling.fill(session, claimed, settings_of(app), now)
            found.append(rows.digest(session))
            del found[-1]["demo_filling"]
        dispose(app)
        databases.drop(url)
    assert found[0] == found[1] == found[2]


def test_two_never_fill_one(fresh_app: Flask, session: Session, now: datetime) -> None:
    making.begin(session, now)
    first = filling.claim(session, now)
    assert first
    assert filling.claim(session, now) is None
    fill_demo.function(session, now)
    assert rows.counts(session)["account"] == 0


def test_who_was_overtaken_stops(
    fresh_app: Flask, session: Session, now: datetime, clock: time_machine.Traveller
) -> None:
    making.begin(session, now)
    late = filling.claim(session, now)
    assert late
    session.expunge(late)
    clock.shift(filling.LEASE + timedelta(seconds=1))
    assert filling.claim(session, now + filling.LEASE + timedelta(seconds=1))
    session.commit()
    before = rows.digest(session)
    with pytest.raises(filling.Overtaken):
        filling.fill(session, late, settings_of(fresh_app), now)
    assert rows.digest(session) == before


class Interrupted(BaseException):
    """Somebody pressed Ctrl-C."""


def test_an_interrupted_filling_begins_anew(
    fresh_app: Flask, session: Session, now: datetime, clock: time_machine.Traveller
) -> None:
    def interrupt(done: int) -> None:
        if done == 2:
            raise Interrupted

    workspace = making.begin(session, now)
    claimed = filling.claim(session, now)
    session.commit()
    assert claimed
    with pytest.raises(Interrupted):
        filling.fill(session, claimed, settings_of(fresh_app), now, interrupt)
    assert rows.counts(session)["response"] > 0
    assert making.is_being_filled(session, workspace.id)
    # One that was killed could not give its claim back; it is believed for a while.
    claimed = making.filling_of(session, workspace.id)
    assert claimed
    session.refresh(claimed)
    claimed.claimed_by, claimed.claimed_until = "dead", now + filling.LEASE
    session.commit()
    fill_demo.function(session, now)
    assert making.is_being_filled(session, workspace.id)
    clock.shift(filling.LEASE + timedelta(seconds=1))
    fill_demo.function(session, now + filling.LEASE + timedelta(seconds=1))
    assert not making.is_being_filled(session, workspace.id)
    counts = rows.counts(session)
    assert (counts["survey"], counts["demo_filling"], counts["workspace"]) == (6, 1, 1)
    assert (counts["user_account"], counts["team"]) == (5, 2)


def test_beginning_twice_is_one(session: Session, now: datetime) -> None:
    owner = a_user()
    assert making.begin(session, now) is making.begin(session, now)
    workspace = the_demo(session)
    making.welcome(session, workspace, owner, now)
    roles = select(Membership.role).join(User).where(Membership.workspace_id == workspace.id, User.id == owner.id)
    assert session.scalars(roles).all() == [Role.OWNER]
