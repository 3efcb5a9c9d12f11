"""A survey once more: every setting, nothing of what it gathered."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_response, a_survey, a_team, a_user
from tests.responses.widget.conftest import a_widget
from voc.responses.models import Response, Widget
from voc.staff.models import AuditEvent
from voc.surveys import duplicating, publishing, translations
from voc.surveys.models import Survey

#: What is a survey's own and cannot be another one's.
OWN = {"id", "key", "public_id", "title", "created_at", "closed_at", "archived_at"}


def columns(row: Survey | Widget, without: set[str]) -> dict[str, object]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in without}


@pytest.fixture
def survey(session: Session) -> Survey:
    """A survey with everything set that can be set."""
    survey = a_survey(title="After the sale", team=a_team(name="Care"), is_anonymous=True, is_live=False)
    draft = survey.versions[0]
    texts = translations.read(draft)
    texts["en"] |= {"title": "Tell us!", "thanks_link_label": "Tell a friend", "thanks_link": "https://example.com"}
    publishing.save_texts(
        session, draft, {"zh_Hant": texts["zh_Hant"], "en": texts["en"]}, seen=0, link_is_for_all=True
    )
    return survey


def test_every_setting_is_the_same(session: Session, survey: Survey, now: datetime) -> None:
    copy = duplicating.duplicate(session, survey, now, title="Copy of After the sale")
    assert columns(copy, OWN) == columns(survey, OWN)
    [old], [new] = survey.versions, copy.versions
    assert translations.read(new) == translations.read(old)
    assert (new.languages, new.link_is_for_all) == (["zh_Hant", "en"], True)
    kept = {"key", "position", "kind", "is_required"}
    facts = [[{name: getattr(q, name) for name in kept} for q in version.questions] for version in (old, new)]
    assert facts[0] == facts[1]


def test_what_makes_it_another_one_is_new(session: Session, survey: Survey, now: datetime) -> None:
    copies = [duplicating.duplicate(session, survey, now, title="Copy") for _ in range(2)]
    assert [copy.key for copy in copies] == ["copy", "copy-2"]
    assert len({each.public_id for each in (survey, *copies)}) == 3
    assert {copy.state for copy in copies} == {"draft"}


def test_a_copy_of_a_live_survey_is_a_draft_without_answers(session: Session, now: datetime) -> None:
    survey = a_survey()
    a_response(survey=survey)
    publishing.close(session, survey, now)
    copy = duplicating.duplicate(session, survey, now, title="Copy")
    assert (copy.state, copy.closed_at, copy.versions[0].number) == ("draft", None, 1)
    assert session.scalars(select(Response.survey_id)).all() == [survey.id]


def test_what_is_being_written_is_copied_before_what_is_live(session: Session, now: datetime) -> None:
    survey = a_survey()
    draft = publishing.new_draft(session, survey)
    texts = translations.read(draft)
    texts["en"]["title"] = "The newest words"
    publishing.save_texts(session, draft, texts, seen=0)
    copy = duplicating.duplicate(session, survey, now, title="Copy")
    assert copy.versions[0].texts["en"]["title"] == "The newest words"
    # And what is written in the copy is the copy's alone.
    publishing.save_texts(session, copy.versions[0], {"en": {**texts["en"], "title": "Mine"}}, seen=0)
    assert translations.read(draft)["en"]["title"] == "The newest words"


def test_its_widget_looks_the_same_under_another_snippet(session: Session, survey: Survey, now: datetime) -> None:
    widget = a_widget(survey=survey, kind="inline", colour="#aa3300", pages=("/shop/*",))
    session.refresh(widget)
    copy = duplicating.duplicate(session, survey, now, title="Copy")
    theirs = session.scalars(select(Widget).where(Widget.survey_id == copy.id)).one()
    own = {"id", "survey_id", "public_id"}
    assert columns(theirs, own) == columns(widget, own)
    assert theirs.public_id != widget.public_id


def test_in_the_console_a_copy_is_one_press_away(client: Client, session: Session) -> None:
    survey = a_survey(title="北" * 120)
    client.sign_in(a_user())
    page = client.post(f"/surveys/{survey.id}/duplicate", follow_redirects=True)
    copy = session.scalars(select(Survey).where(Survey.id != survey.id)).one()
    assert copy.title == "Copy of " + "北" * 112
    assert "This is the copy" in page.text
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "survey.duplicated")).one()
    assert (event.subject, event.detail) == (f"survey:{copy.id}", {"of": survey.id})
