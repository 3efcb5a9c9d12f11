"""A workspace learns from its own scores: once, by one worker, and reads by nothing worse."""

from __future__ import annotations

import random
import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.client import Client
from tests.databases import planted
from tests.factories import a_contact, a_response, a_survey, a_user, a_workspace, recorded, the_workspace, values
from voc.analysis import engine, learning
from voc.analysis.learned import Model
from voc.core import jobs
from voc.core.db import db
from voc.insights import jobs as insights_jobs
from voc.insights import reading
from voc.insights.learning import own_scores, scored, switching
from voc.insights.learning.learned_models import LearnedModel, Learning
from voc.insights.models import Reading
from voc.responses.models import Response
from voc.staff.models import AuditEvent


def answers(count: int = 60, *, is_told: bool = True) -> None:
    """Answers whose score follows from the place they name, or from nothing."""
    rng = random.Random(4)
    said = []
    for number in range(count):
        is_good = number % 2 == 0
        place = "the blue lounge" if is_good else "the red lounge"
        score = rng.choice((9, 10) if (is_good if is_told else rng.random() < 0.5) else (0, 1))
        said.append(values(score=score, verbatim=f"I came to {place} on day {number}.", language="en"))
    recorded(said)


def scored_answers(session: Session, _now: datetime) -> None:
    answers()


def a_learned_model(session: Session, now: datetime) -> None:
    assert own_scores.learn_due(session, now) == 1


def kept(session: Session) -> list[LearnedModel]:
    session.commit()
    found = session.scalars(select(LearnedModel).order_by(LearnedModel.id).execution_options(populate_existing=True))
    made = list(found)
    session.commit()  # The worker's session holds no transaction when a job begins.
    return made


@planted(scored_answers)
def test_it_learns_once_however_often_the_clock_starts_it(session: Session, now: datetime) -> None:
    assert [own_scores.learn_due(session, now) for _ in range(3)] == [1, 0, 0]
    [model] = kept(session)
    assert (model.language, model.examples, model.reason, model.is_current) == ("en", 60, "better", True)
    assert model.figures
    assert model.figures["difference"]["macro_f1"]["low"] > 0
    # The next day: nothing new, so nothing is learned.
    assert own_scores.learn_due(session, now + timedelta(days=1, minutes=1)) == 0
    answers(30)
    session.commit()
    assert own_scores.learn_due(session, now + timedelta(days=2, minutes=2)) == 1
    assert [(each.examples, each.is_current) for each in kept(session)] == [(60, False), (90, True)]


@planted(scored_answers)
def test_a_new_model_reads_again_what_the_general_one_read(session: Session, now: datetime) -> None:
    assert reading.read_waiting(session, now) == 60
    own_scores.learn_due(session, now)
    [model] = kept(session)
    assert [reading.reread_outdated(session, now) for _ in range(3)] == [60, 0, 0]
    current = session.scalars(select(Reading).where(Reading.is_current)).all()
    assert {each.engine_version for each in current} == {f"{engine.ENGINE_VERSION}+m{model.id}"}
    assert {each.label for each in current} == {"positive", "negative"}
    assert session.scalar(select(func.count(Reading.id))) == 120
    switching.use_general(session, model.workspace_id, "en", now)
    session.commit()
    assert [reading.reread_outdated(session, now) for _ in range(2)] == [60, 0]
    current = session.scalars(select(Reading).where(Reading.is_current).execution_options(populate_existing=True)).all()
    assert {each.engine_version for each in current} == {engine.ENGINE_VERSION}
    session.commit()
    assert own_scores.unreread(session) == []


@planted(scored_answers, a_learned_model)
def test_what_was_read_while_a_model_was_switched_is_read_by_the_one_that_is_on(
    session: Session, now: datetime
) -> None:
    [model] = kept(session)
    # A batch is read by the learned model ...
    batch = reading._load(session, reading._of_final_answers().where(reading._IS_UNREAD))
    made = reading._read_all(session, batch)
    # ... while somebody switches it off, and all that is there is read again, which this batch is not yet.
    switching.use_general(session, model.workspace_id, "en", now)
    session.commit()
    assert reading.reread_outdated(session, now) == 0
    assert own_scores.unreread(session) == []
    assert reading._keep(session, made, reading._IS_UNREAD, now) == 0
    assert reading.read_waiting(session, now) == 60
    assert set(session.scalars(select(Reading.engine_version))) == {engine.ENGINE_VERSION}


def test_scores_without_meaning_switch_nothing_on(session: Session, now: datetime) -> None:
    answers(120, is_told=False)
    session.commit()
    own_scores.learn_due(session, now)
    [model] = kept(session)
    assert (model.reason, model.is_current, model.weights) == ("not_better", False, None)


def test_knowing_a_customer_again_switches_nothing_on(session: Session, now: datetime) -> None:
    rng = random.Random(1)
    said = []
    for number in range(30):
        customer, score = a_contact(), 10 if number % 2 else 0
        for _ in range(5):
            word = f"{'abcdefghij'[number // 10]}{'klmnopqrst'[number % 10]}x"
            text = f"We came on day {rng.randrange(10**6)}, code {word}."
            said.append(values(score=score, verbatim=text, contact=customer, language="en"))
    rng.shuffle(said)
    recorded(said)
    session.commit()
    own_scores.learn_due(session, now)
    [model] = kept(session)
    assert (model.examples, model.reason, model.is_current) == (150, "not_better", False)


@planted(scored_answers, a_learned_model)
def test_a_planted_worse_model_does_not_replace_the_one_that_is_on(session: Session, now: datetime) -> None:
    [good] = kept(session)
    worse = learning.Lesson("en", 500, Model("en", 500), None, "not_better")
    row = own_scores.keep(session, good.workspace_id, worse, now)
    assert [each.is_current for each in kept(session)] == [True, False]
    with pytest.raises(switching.NotBetter):
        switching.use(session, row, now)
    good.is_current = False
    session.flush()
    forced = update(LearnedModel).where(LearnedModel.id == row.id).values(is_current=True)
    with pytest.raises(IntegrityError, match="only_a_better_model_reads"), session.begin_nested():
        session.execute(forced)


def learned_by_an_earlier_engine(session: Session) -> LearnedModel:
    """The model that was learned, as it is found after an upgrade."""
    session.execute(update(LearnedModel).values(engine_version="0"))
    session.execute(update(Learning).values(engine_version="0"))
    [model] = kept(session)
    assert model.is_current
    return model


def switched_off(session: Session) -> list[tuple[str, int | None]]:
    noted = select(AuditEvent.subject, AuditEvent.user_id).where(AuditEvent.action == "learning.switched_off")
    found = [(subject, user_id) for subject, user_id in session.execute(noted)]
    session.commit()
    return found


@planted(scored_answers, a_learned_model)
def test_after_an_upgrade_an_old_model_reads_on_only_if_a_new_one_is_better(session: Session, now: datetime) -> None:
    old = learned_by_an_earlier_engine(session)
    # The same scores, but now they have nothing to do with the words.
    rng = random.Random(4)
    for response in session.scalars(select(Response).order_by(Response.id)).all():
        response.score = rng.choice((0, 10))
        response.band = "promoter" if response.score else "detractor"
    session.commit()
    assert own_scores.learn_due(session, now + timedelta(days=1, minutes=1)) == 1
    assert [(each.reason, each.is_current) for each in kept(session)] == [("better", False), ("not_better", False)]
    assert switched_off(session) == [("language:en", None)]
    assert own_scores.unreread(session) == [old.workspace_id]
    with pytest.raises(switching.OtherEngine):
        switching.use(session, old, now)
    # Nobody decided against learning: the next better one reads.
    assert session.scalars(select(Learning.switched_off)).all() == [[]]


@planted(scored_answers, a_learned_model)
def test_after_an_upgrade_a_better_model_follows_without_a_word(session: Session, now: datetime) -> None:
    learned_by_an_earlier_engine(session)
    assert own_scores.learn_due(session, now + timedelta(days=1, minutes=1)) == 1
    assert [(each.engine_version, each.is_current) for each in kept(session)] == [
        ("0", False),
        (engine.ENGINE_VERSION, True),
    ]
    assert switched_off(session) == []


@planted(scored_answers, a_learned_model)
def test_after_an_upgrade_a_model_that_nothing_is_left_to_judge_by_is_off(session: Session, now: datetime) -> None:
    learned_by_an_earlier_engine(session)
    session.execute(delete(Response))
    session.commit()
    assert own_scores.learn_due(session, now + timedelta(days=1, minutes=1)) == 0
    assert [each.is_current for each in kept(session)] == [False]
    assert switched_off(session) == [("language:en", None)]


@planted(scored_answers)
def test_people_who_chose_the_general_model_keep_it_after_learning_again(session: Session, now: datetime) -> None:
    switching.use_general(session, the_workspace().id, "en", now)
    session.commit()
    own_scores.learn_due(session, now + timedelta(seconds=1))
    [model] = kept(session)
    assert (model.reason, model.is_current) == ("better", False)
    switching.use(session, model, now)
    assert kept(session)[0].is_current


def test_workspaces_do_not_learn_from_one_another(session: Session, now: datetime) -> None:
    answers()
    elsewhere = a_workspace()
    a_response(survey=a_survey(workspace=elsewhere), verbatim="I came to the blue lounge.", language="en")
    session.commit()
    own_scores.learn_due(session, now)
    assert {each.workspace_id: each.is_current for each in kept(session)} == {
        the_workspace().id: True,
        elsewhere.id: False,
    }
    session.commit()
    assert own_scores.readers(session, elsewhere.id).models == {}


@planted(scored_answers, a_learned_model)
def test_where_answers_are_gone_their_words_are_too(session: Session, now: datetime) -> None:
    assert "blue" in {word for word, _weight in kept(session)[0].words}
    session.execute(delete(Response).where(Response.id == session.scalar(select(func.max(Response.id)))))
    session.commit()
    tomorrow = now + timedelta(days=1, minutes=1)
    assert [own_scores.learn_due(session, tomorrow) for _ in range(2)] == [1, 0]
    first, second = kept(session)
    assert (first.words, second.examples) == ([], 59)
    assert "blue" in {word for word, _weight in second.words}
    # All are gone: nothing is left to learn from, nor to show.
    session.execute(delete(Response))
    session.commit()
    assert own_scores.learn_due(session, now + timedelta(days=2, minutes=2)) == 0
    assert [each.words for each in kept(session)] == [[], []]


def test_two_workers_learn_once(fresh_app: Flask, now: datetime) -> None:
    with fresh_app.app_context():
        answers()
        db.session.commit()
        first, second = Session(db.engine, expire_on_commit=False), Session(db.engine, expire_on_commit=False)
        own_scores._begin(first, now)
        first.commit()
        row = jobs.claim(first, Learning, Learning.next_at <= now, {"next_at": now + scored.LEASE})
        first.commit()
        assert row
        assert own_scores.learn_due(second, now) == 0
        # The first one died: after its lease the second one takes over.
        assert own_scores.learn_due(second, now + scored.LEASE) == 1
        first.close()
        second.close()


def test_it_is_a_job() -> None:
    assert insights_jobs.learn_from_scores in insights_jobs.JOBS


# The page.


@pytest.fixture
def taught(session: Session) -> LearnedModel:
    [model] = kept(session)
    return model


@planted(scored_answers, a_learned_model)
def test_the_page_says_how_good_both_are_and_what_was_learned(client: Client, taught: LearnedModel) -> None:
    page = client.sign_in(a_user(role="analyst")).get("/accuracy").text
    assert "The learned model reads" in page
    assert "60 scored verbatims" in page
    assert re.search(r'<dd lang="en">.*blue', page)
    assert "Order" in page
    # A weight is what was added to the general one: the page does not call a milder complaint praise.
    assert "Better with you than in general" in page
    assert "only a milder one than elsewhere" in page


@planted(scored_answers, a_learned_model)
def test_a_word_that_was_hardly_moved_is_not_shown(client: Client, session: Session, taught: LearnedModel) -> None:
    taught.words = [["blue", 1.2], ["grey", 0.04], ["queue", -0.04]]
    session.commit()
    page = client.sign_in(a_user(role="analyst")).get("/accuracy").text
    assert "blue +1.2" in page
    assert "grey" not in page
    assert "queue" not in page


@planted(scored_answers, a_learned_model)
def test_the_model_is_switched_off_and_on_again_and_that_is_noted(
    client: Client, session: Session, taught: LearnedModel
) -> None:
    client.sign_in(a_user())
    assert client.post("/accuracy/en/general").status_code == 302
    assert "The general model reads" in client.get("/accuracy").text
    assert client.post(f"/accuracy/{taught.id}/on").status_code == 302
    assert "The learned model reads" in client.get("/accuracy").text
    noted = session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("learning"))).all()
    assert sorted(noted) == ["learning.switched_off", "learning.switched_on"]


@planted(scored_answers, a_learned_model)
def test_a_model_of_an_earlier_engine_cannot_be_switched_on(
    client: Client, session: Session, taught: LearnedModel
) -> None:
    client.sign_in(a_user())
    client.post("/accuracy/en/general")
    assert f"/accuracy/{taught.id}/on" in client.get("/accuracy").text
    taught.engine_version = "0"
    session.commit()
    page = client.get("/accuracy").text
    assert f"/accuracy/{taught.id}/on" not in page
    assert "an earlier version of the engine taught it" in page
    assert client.post(f"/accuracy/{taught.id}/on").status_code == 302
    page = client.get("/accuracy").text
    assert "It cannot read with the present one." in page
    assert "The general model reads" in page


@planted(scored_answers, a_learned_model)
def test_who_may_not_is_refused(client: Client, session: Session, taught: LearnedModel) -> None:
    actions = ("/accuracy/en/general", f"/accuracy/{taught.id}/on")
    assert client.get("/accuracy").location.partition("?")[0] == "/sign-in"
    for role in ("agent", "reader"):
        client.sign_in(a_user(role=role))
        assert client.get("/accuracy").status_code == 403
        assert {client.post(each).status_code for each in actions} == {403}
    client.sign_in(a_user())
    assert {client.get(each).status_code for each in actions} == {405}
    assert client.post("/accuracy/fr/general").status_code == 404
    client.sign_in(a_user(workspace=a_workspace()))
    assert client.post(actions[1]).status_code == 404
    assert "Nothing learned yet" in client.get("/accuracy").text


# Score and words.


def conflicting(session: Session, now: datetime) -> None:
    a_response(score=9, verbatim="Terrible, rude staff. Call me on 0171 2345678.")
    a_response(score=2, verbatim="Wonderful, friendly staff, thank you!")
    a_response(score=9, verbatim="Wonderful service.")
    a_response(score=1, verbatim="Terrible service.")
    a_response(score=7, verbatim="Terrible, rude staff.")
    session.commit()
    reading.read_waiting(session, now)


def test_answers_whose_score_and_words_disagree_are_listed_and_not_changed(
    client: Client, session: Session, now: datetime
) -> None:
    conflicting(session, now)
    client.sign_in(a_user())
    for address, found in (("", 2), ("?kind=angry_words", 1), ("?kind=kind_words", 1)):
        page = client.get(f"/verbatims/conflicts{address}").text
        assert page.count('<article class="card words"') == found
    assert "0171 2345678" in client.get("/verbatims/conflicts").text
    assert sorted(session.scalars(select(Response.score)).all(), key=str) == [1, 2, 7, 9, 9]
    assert client.get("/verbatims/conflicts?kind=nonsense").status_code == 404
    assert "/verbatims/conflicts" in client.get("/verbatims").text


def test_readers_see_conflicts_masked_and_no_small_anonymous_groups(
    client: Client, session: Session, now: datetime
) -> None:
    conflicting(session, now)
    a_response(survey=a_survey(is_anonymous=True), score=9, verbatim="Awful and rude, never again.")
    session.commit()
    reading.read_waiting(session, now)
    page = client.sign_in(a_user(role="reader")).get("/verbatims/conflicts").text
    assert "0171" not in page
    assert "Awful and rude" not in page
    assert "Fewer than five answers" in page
    elsewhere = client.sign_in(a_user(workspace=a_workspace())).get("/verbatims/conflicts").text
    assert "Scores and words agree" in elsewhere


def test_the_list_takes_as_many_statements_for_many_rows_as_for_few(
    client: Client, session: Session, now: datetime, statements: list[str]
) -> None:
    client.sign_in(a_user())
    counts = []
    for more in (2, 18):
        recorded(values(score=9, verbatim="Terrible, rude staff.") for _ in range(more))
        session.commit()
        reading.read_waiting(session, now)
        client.get("/verbatims/conflicts")
        statements.clear()
        client.get("/verbatims/conflicts")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_pages_know_how_many_the_engine_needs() -> None:
    assert scored.FEWEST == learning.FEWEST


def test_a_first_lesson_that_is_still_to_come_is_said(client: Client, session: Session, now: datetime) -> None:
    client.sign_in(a_user())
    recorded(values(score=3, verbatim=f"Nobody called back, {number}.") for number in range(scored.FEWEST - 1))
    session.commit()
    assert "From about 40 answers" in client.get("/accuracy").text
    own_scores._begin(session, now)
    a_response(score=3, verbatim="Nobody called back.")
    session.commit()
    learning = session.scalars(select(Learning)).one()
    for next_at in (now, now + scored.LEASE):
        learning.next_at = next_at
        session.flush()
        page = client.get("/accuracy").text
        assert "The engine is learning" in page
        assert "It learns from 40 scored verbatims" in page
    learning.next_at = now + timedelta(hours=5)
    session.flush()
    assert (
        "There are 40 scored verbatims to learn from. Look again after Nov 16, 2026, 2:00"
        in client.get("/accuracy").text
    )
