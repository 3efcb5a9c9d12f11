"""Corrections of some verbatims change how others are read, once there are enough and it is surely better."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_contact, a_user, recorded, values
from voc.insights import reading
from voc.insights.models import Correction, Mention, Reading, Theme
from voc.insights.themes import corrections, teaching
from voc.responses.models import Verbatim

ABOUT_SPEECH = "The delivery of the speech was slow, said the speaker on stage."
ABOUT_PARCELS = "The delivery was late, and the box arrived wet in the rain."


@pytest.fixture
def theme(session: Session, now: datetime) -> Theme:
    """Verbatims with the same seed, half of which mean something else."""
    contact = a_contact()
    about = (ABOUT_PARCELS, ABOUT_SPEECH)
    recorded(
        values(verbatim=f"{about[number % 2]} {number}", answered_at=now - timedelta(hours=number), contact=contact)
        for number in range(60)
    )
    recorded(
        values(verbatim=f"A fine price, number {number}.", answered_at=now, contact=contact) for number in range(20)
    )
    session.commit()
    reading.read_waiting(session, now)
    return session.scalars(select(Theme).where(Theme.key == "delivery")).one()


def correct(session: Session, theme: Theme, first: int, last: int) -> None:
    verbatims = session.scalars(select(Verbatim).where(Verbatim.text.contains("delivery")).order_by(Verbatim.id)).all()
    for verbatim in verbatims[first:last]:
        verb = corrections.reject if "speech" in verbatim.text else corrections.approve
        verb(session, verbatim, theme)
    session.commit()


def speaking(session: Session, theme: Theme, words: str) -> int:
    session.commit()
    found = select(func.count(Mention.id)).join(Reading).join(Verbatim, Verbatim.id == Reading.verbatim_id)
    mine = (Reading.is_current, Mention.theme_id == theme.id, Verbatim.text.contains(words))
    number = session.scalar(found.where(*mine)) or 0
    session.commit()
    return number


def test_others_are_read_as_it_was_taught(session: Session, now: datetime, theme: Theme, client: Client) -> None:
    assert (speaking(session, theme, "speech"), teaching.learn(session, now)) == (30, 0)
    correct(session, theme, 0, 40)
    assert teaching.learn(session, now) == 1
    assert teaching.learn(session, now) == 0
    session.commit()
    assert reading.reread_edited(session, now) == 80
    assert speaking(session, theme, "speech") == 0
    assert speaking(session, theme, "box") >= 30
    assert session.scalar(select(func.count()).select_from(Correction)) == 40
    page = client.sign_in(a_user()).get(f"/themes/{theme.id}").text
    assert "In use" in page
    assert "speech" in page


def test_too_few_teach_nothing_and_cost_nothing(session: Session, now: datetime, theme: Theme) -> None:
    correct(session, theme, 0, 12)
    assert teaching.learn(session, now) == 1
    session.refresh(theme)
    assert (theme.lesson, theme.corrected_at) == (None, None)
    session.commit()
    assert reading.reread_edited(session, now) == 0


def test_a_little_more_does_not_have_everything_read_again(session: Session, now: datetime, theme: Theme) -> None:
    correct(session, theme, 0, 40)
    teaching.learn(session, now)
    session.commit()
    reading.reread_edited(session, now)
    session.refresh(theme)
    known = theme.lesson
    correct(session, theme, 40, 42)
    assert teaching.learn(session, now) == 1
    session.commit()
    assert reading.reread_edited(session, now) == 0
    session.refresh(theme)
    assert theme.lesson == known


def test_a_correction_outweighs_what_was_learned(session: Session, now: datetime, theme: Theme) -> None:
    correct(session, theme, 0, 40)
    teaching.learn(session, now)
    [odd] = session.scalars(
        select(Verbatim).where(Verbatim.text.contains("speech")).order_by(Verbatim.id.desc()).limit(1)
    )
    corrections.approve(session, odd, theme)
    session.commit()
    reading.reread_edited(session, now)
    assert speaking(session, theme, "speech") == 1
