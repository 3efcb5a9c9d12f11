"""Published, written anew, closed, reopened."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import a_survey, a_user, the_team, the_workspace
from voc.core.db import db
from voc.staff.models import AuditEvent
from voc.surveys import publishing, translations
from voc.surveys.models import Survey, SurveyVersion


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def test_publishing_makes_the_draft_what_customers_see(session: Session, now: datetime) -> None:
    survey = a_survey(is_live=False)
    publishing.publish(session, survey.versions[0], now, seen=0)
    assert (survey.state, survey.live, survey.draft) == ("live", survey.versions[0], None)
    assert survey.versions[0].published_at == now


def test_who_published_and_closed_is_kept(session: Session, now: datetime) -> None:
    user = a_user()
    survey = a_survey(is_live=False)
    publishing.publish(session, survey.versions[0], now, seen=0, by=user.id)
    publishing.close(session, survey, now, by=user.id)
    publishing.reopen(session, survey, now, by=user.id)
    events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(e.action, e.subject, e.user_id) for e in events] == [
        (action, f"survey:{survey.id}", user.id) for action in ("survey.published", "survey.closed", "survey.reopened")
    ]
    assert events[0].detail == {"version": 1}


def test_publishing_twice_is_said_and_changes_nothing(session: Session, now: datetime) -> None:
    survey = a_survey()
    with pytest.raises(publishing.Published):
        publishing.publish(session, survey.versions[0], now + timedelta(hours=1), seen=1)
    assert survey.versions[0].published_at == now
    assert actions(session) == ["survey.published"]


def test_an_incomplete_draft_is_not_published(session: Session, now: datetime) -> None:
    survey = a_survey(is_live=False)
    texts = translations.read(survey.versions[0])
    texts["zh_Hans"]["thanks"] = " "
    publishing.save_texts(session, survey.versions[0], texts, seen=0)
    with pytest.raises(publishing.Incomplete):
        publishing.publish(session, survey.versions[0], now, seen=1)
    assert survey.state == "draft"


def test_what_is_published_is_what_was_read(session: Session, now: datetime) -> None:
    draft = a_survey(is_live=False).versions[0]
    publishing.save_texts(session, draft, translations.read(draft), seen=0)
    with pytest.raises(publishing.SavedMeanwhile):
        publishing.publish(session, draft, now, seen=0)


def test_a_new_draft_asks_the_same_until_it_is_changed(session: Session) -> None:
    survey = a_survey()
    draft = publishing.new_draft(session, survey)
    assert survey.live
    assert (draft.number, survey.live.number, survey.state) == (2, 1, "live")
    assert translations.read(draft) == translations.read(survey.live)
    assert [(q.key, q.kind) for q in draft.questions] == [("score", "nps"), ("comment", "comment")]


def test_there_is_one_draft_at_a_time(session: Session) -> None:
    survey = a_survey()
    assert publishing.new_draft(session, survey) is publishing.new_draft(session, survey)


def test_two_who_begin_a_draft_at_once_write_in_the_same(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        survey_id = a_survey().id
        db.session.commit()
    with fresh_app.app_context():
        late = db.session.get_one(Survey, survey_id)
        assert late.draft is None
        db.session.commit()  # `late` still believes that there is no draft.
        with Session(db.engine) as other:
            publishing.new_draft(other, other.get_one(Survey, survey_id))
            other.commit()
        assert publishing.new_draft(db.session(), late).number == 2
        db.session.commit()
        assert db.session.query(SurveyVersion).count() == 2


def test_of_two_who_publish_at_once_one_did(fresh_app: Flask, now: datetime) -> None:
    with fresh_app.app_context():
        draft_id = a_survey(is_live=False).versions[0].id
        db.session.commit()
        late = db.session.get_one(SurveyVersion, draft_id)
        assert late.published_at is None
        texts = translations.read(late)
        db.session.commit()
        with Session(db.engine) as other:
            publishing.publish(other, other.get_one(SurveyVersion, draft_id), now, seen=0)
            other.commit()
        with pytest.raises(publishing.Published):
            publishing.publish(db.session(), late, now + timedelta(hours=1), seen=0)
        with pytest.raises(publishing.Published):
            publishing.save_texts(db.session(), late, texts, seen=0)
        db.session.commit()
        assert db.session.scalars(select(SurveyVersion.published_at)).all() == [now]
        assert actions(db.session()) == ["survey.published"]


def test_a_draft_that_a_colleague_threw_away_cannot_be_saved(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        survey = a_survey()
        draft = publishing.new_draft(db.session(), survey)
        db.session.commit()
        texts = translations.read(draft)
        db.session.commit()
        with Session(db.engine) as other:
            publishing.discard_draft(other, other.get_one(Survey, survey.id))
            other.commit()
        with pytest.raises(publishing.Published):
            publishing.save_texts(db.session(), draft, texts, seen=0)


@pytest.mark.processes
def test_two_who_make_the_same_survey_at_once_get_two(fresh_app: Flask) -> None:
    def make() -> str:
        with fresh_app.app_context():
            key = a_survey(title="Same").key
            db.session.commit()
            return key

    with fresh_app.app_context(), ThreadPoolExecutor(1) as pool:
        the_team(the_workspace())
        db.session.commit()
        a_survey(title="Same")
        # The other one now waits for our row, or for the whole database, and finds the key taken.
        late = pool.submit(make)
        time.sleep(0.3)
        db.session.commit()
        assert late.result() == "same-2"


def test_a_draft_can_be_thrown_away_but_never_the_only_version(session: Session) -> None:
    survey = a_survey()
    publishing.new_draft(session, survey)
    publishing.discard_draft(session, survey)
    assert [version.number for version in survey.versions] == [1]
    with pytest.raises(publishing.NotPublished):
        publishing.discard_draft(session, a_survey(is_live=False))


def test_a_closed_survey_stays_closed_since_when_it_was(session: Session, now: datetime) -> None:
    survey = a_survey()
    publishing.close(session, survey, now)
    publishing.close(session, survey, now + timedelta(days=1))
    assert (survey.state, survey.closed_at) == ("closed", now)
    publishing.reopen(session, survey, now + timedelta(days=2))
    publishing.reopen(session, survey, now + timedelta(days=2))
    assert survey.state == "live"
    assert actions(session) == ["survey.published", "survey.closed", "survey.reopened"]


def test_what_was_never_published_cannot_be_closed(session: Session, now: datetime) -> None:
    with pytest.raises(publishing.NotPublished):
        publishing.close(session, a_survey(is_live=False), now)


def test_anonymity_is_chosen_before_the_first_answer(session: Session) -> None:
    survey = a_survey(is_live=False)
    publishing.save_settings(session, survey, title="T", key="k", team_id=None, is_anonymous=True)
    assert survey.is_anonymous
    live = a_survey()
    with pytest.raises(publishing.AlreadyAsked):
        publishing.save_settings(session, live, title="T", key="other", team_id=None, is_anonymous=True)
    assert not live.is_anonymous
