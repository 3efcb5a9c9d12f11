"""The digest's line on what emerged: there when something did, masked, in the reader's language; else nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import a_contact, a_response, a_user, the_workspace
from tests.insights.emerging.planted import complain, some_weeks, told
from voc.core import i18n
from voc.core.outbox import Letter
from voc.core.weeks import Week
from voc.insights.emerging import news as emerging
from voc.insights.models import EmergingSubject
from voc.notify import digests, mail, wording
from voc.notify.content import Content, News, plain, restored

TOLD = datetime(2026, 11, 16, 8, tzinfo=UTC)
MONDAY = datetime(2026, 11, 9, tzinfo=UTC)
WEEK = Week(2026, 46)


def the_content(session: Session, language: str = "en", week: Week = WEEK) -> Content:
    return digests.compose(session, the_workspace(), week, language=language, zone="UTC", at=TOLD)


def the_letter(session: Session, language: str = "en") -> Letter:
    return mail.letter(the_content(session, language))


@pytest.fixture
def elevators(session: Session, now: datetime) -> None:
    """An ordinary year's end, and a week in which lifts stop."""
    some_weeks()
    complain()
    complain("zh", times=2)
    told(session, now)


@pytest.mark.usefixtures("elevators")
@pytest.mark.parametrize(
    ("language", "title"), [("en", "New this week"), ("zh_Hans", "New this week"), ("zh_Hant", "New this week")]
)
def test_the_mail_tells_what_is_new_in_both_bodies(session: Session, language: str, title: str) -> None:
    letter = the_letter(session, language)
    with i18n.speaking(language, "UTC"):
        title = wording.gettext(title)
    [subject] = session.scalars(select(EmergingSubject)).all()
    for body in (letter.text, letter.html):
        assert title in body
        assert "elevator" in body
        assert f"/verbatims?emerging={subject.id}" in body
    quotes = [line for line in letter.text.splitlines() if line.startswith(("  “", "  「"))]
    assert any("levator" in line for line in quotes)


@pytest.mark.usefixtures("elevators")
def test_its_number_is_that_of_its_comments(session: Session) -> None:
    content = the_content(session)
    assert content.news
    [found] = emerging.of_week(session, the_workspace().id, WEEK, "en")
    assert (content.news.comments, content.news.people) == (found.verbatims, 35)
    assert content.news.speaking <= content.news.comments
    assert restored(plain(content)) == content


@pytest.mark.usefixtures("elevators")
def test_nothing_is_said_where_nothing_emerged_or_it_was_dismissed(session: Session, now: datetime) -> None:
    assert the_content(session, week=Week(2026, 45)).news is None
    [subject] = session.scalars(select(EmergingSubject)).all()
    emerging.dismiss(session, subject, now, by=a_user().id)
    letter = the_letter(session)
    assert the_content(session).news is None
    assert "New this week" not in letter.text + letter.html


def test_a_digest_that_was_kept_before_has_none(session: Session) -> None:
    values = plain(the_content(session))
    del values["news"]
    assert restored(values).news is None


def test_the_quote_has_no_personal_data(session: Session, now: datetime) -> None:
    some_weeks()
    for number in range(9):
        a_response(
            verbatim=f"The elevator got stuck, call Cleo Customer at 1380013800{number}.",
            contact=a_contact(name="Cleo Customer"),
            answered_at=MONDAY + timedelta(hours=number + 1),
        )
    told(session, now)
    letter = the_letter(session)
    for body in (letter.text, letter.html):
        assert "elevator got stuck" in body
        assert "Cleo" not in body
        assert "1380013800" not in body


NEWS = News(
    emerging=1, name="lift, stuck", word="lift", speaking=9, people=300, expected=0.0, comments=9, others=0,
    quote=None, quote_language=None,
)  # fmt: skip


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "9 of 300 people said “lift”; before, hardly anybody did."),
        ({"expected": 2.34}, "9 of 300 people said “lift”; before, it would have been about 2.3."),
        ({"word": ""}, "9 of 300 people spoke of this theme; before, hardly anybody did."),
        (
            {"word": "", "expected": 3.0},
            "9 of 300 people spoke of this theme; before, it would have been about 3.",
        ),
    ],
)
def test_what_is_new_is_a_sentence(changed: dict[str, object], sentence: str) -> None:
    with i18n.speaking("en", "UTC"):
        assert wording.emerged(replace(NEWS, **changed)) == sentence  # type: ignore[arg-type]
        assert wording.more_news(NEWS) == ""
        assert wording.more_news(replace(NEWS, others=1)) == "And 1 thing more."
