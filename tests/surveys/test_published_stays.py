"""What was published is never changed, whoever tries: the database itself refuses."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.factories import a_survey, a_workspace
from voc.staff.models import Workspace
from voc.surveys import publishing, translations
from voc.surveys.models import Question, Survey, SurveyVersion


def test_a_published_question_cannot_be_changed_through_the_session(session: Session) -> None:
    survey = a_survey()
    survey.versions[0].score_question.texts = {"en": {"label": "Are you happy?", "low": "no", "high": "yes"}}
    with pytest.raises(IntegrityError, match="published_question_stays"), session.begin_nested():
        session.flush()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE question SET kind = 'ces' WHERE version_id = :version",
        "UPDATE question SET version_id = version_id + 1000 WHERE version_id = :version",
        "DELETE FROM question WHERE version_id = :version",
        (
            "INSERT INTO question (id, version_id, key, position, kind, is_required, texts)"
            " SELECT id + 1000, version_id, 'more', 3, kind, is_required, texts FROM question"
            " WHERE version_id = :version AND key = 'comment'"
        ),
        "UPDATE survey_version SET texts = '{}' WHERE id = :version",
        "UPDATE survey_version SET published_at = NULL WHERE id = :version",
        "DELETE FROM survey_version WHERE id = :version",
        "UPDATE survey SET is_anonymous = NOT is_anonymous",
        "UPDATE survey SET metric = 'ces'",
    ],
)
def test_nor_by_anybody_else(session: Session, change: str) -> None:
    version = a_survey().versions[0]
    with pytest.raises(IntegrityError, match="stays"), session.begin_nested():
        session.execute(text(change), {"version": version.id})


def test_a_draft_can_be_changed(session: Session) -> None:
    survey = a_survey(is_live=False)
    survey.versions[0].score_question.texts = {}
    survey.is_anonymous = True
    session.flush()


def test_a_question_cannot_move_into_a_published_version(session: Session) -> None:
    survey = a_survey()
    draft = publishing.new_draft(session, survey)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("UPDATE question SET key = 'x', version_id = :to WHERE version_id = :version"),
                        {"to": survey.live and survey.live.id, "version": draft.id})  # fmt: skip


def test_saving_texts_of_a_published_version_is_refused_by_name(session: Session) -> None:
    version = a_survey().versions[0]
    with pytest.raises(publishing.Published):
        publishing.save_texts(session, version, translations.read(version), seen=version.edition)


def test_a_workspace_with_published_surveys_can_still_be_wiped(session: Session) -> None:
    demo = a_workspace(is_demo=True)
    a_survey(workspace=demo)
    kept = a_survey(workspace=a_workspace())
    session.execute(delete(Workspace).where(Workspace.id == demo.id))
    assert session.scalars(select(Survey.id)).all() == [kept.id]
    assert session.scalars(select(SurveyVersion.survey_id)).all() == [kept.id]
    assert set(session.scalars(select(Question.version_id))) == {kept.versions[0].id}


def test_publishing_leaves_earlier_versions_as_they_were(session: Session, now: datetime) -> None:
    survey = a_survey()
    first = survey.versions[0]
    before = translations.read(first)
    draft = publishing.new_draft(session, survey)
    texts = translations.read(draft)
    texts["en"]["score-label"] = "Would you buy from us again?"
    publishing.save_texts(session, draft, texts, seen=draft.edition)
    publishing.publish(session, draft, now, seen=draft.edition)
    session.expire_all()
    assert translations.read(first) == before
    assert survey.live is draft
    assert [q.key for q in draft.questions] == [q.key for q in first.questions]
