"""What people say of a reading holds at once, and after every later reading of the same words."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import a_response, a_user, the_workspace
from voc.analysis import engine
from voc.insights import reading
from voc.insights.models import Correction, Mention, Reading, Theme
from voc.insights.themes import codebook, corrections, taxonomy
from voc.insights.themes.codebook import NotHere
from voc.insights.themes.corrections import NoSuchPlace, Place
from voc.responses.models import Verbatim

TEXT = "The courier was late and the price was fine."


@pytest.fixture
def themes(session: Session) -> dict[str, Theme]:
    workspace_id = the_workspace().id
    session.commit()
    taxonomy.load(session, workspace_id)
    return {theme.key: theme for theme in session.scalars(select(Theme))}


@pytest.fixture
def verbatim(session: Session, now: datetime, themes: dict[str, Theme]) -> Verbatim:
    a_response(verbatim=TEXT)
    session.commit()
    reading.read_waiting(session, now)
    return session.scalars(select(Verbatim)).one()


def mentions(session: Session) -> dict[str, tuple[str, str]]:
    """Theme key -> (term, label) of the current reading."""
    session.commit()
    columns = select(Theme.key, Mention.term, Mention.label).join(Theme, Theme.id == Mention.theme_id)
    rows = session.execute(columns.join(Reading, Reading.id == Mention.reading_id).where(Reading.is_current))
    return {key: (term, label) for key, term, label in rows}


def read_by_a_new_engine(session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    session.commit()
    monkeypatch.setattr(engine, "ENGINE_VERSION", f"{engine.ENGINE_VERSION}-next")
    assert reading.reread_outdated(session, now) > 0


def test_not_this_theme(
    session: Session, now: datetime, verbatim: Verbatim, themes: dict[str, Theme], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(mentions(session)) == {"delivery", "price"}
    corrections.reject(session, verbatim, themes["delivery"], by=a_user().id)
    assert set(mentions(session)) == {"price"}
    assert "courier" in set(session.scalars(select(Mention.term).where(Mention.theme_id.is_(None))))
    read_by_a_new_engine(session, now, monkeypatch)
    assert set(mentions(session)) == {"price"}


def test_this_too_at_a_place_and_of_the_whole(
    session: Session, now: datetime, verbatim: Verbatim, themes: dict[str, Theme], monkeypatch: pytest.MonkeyPatch
) -> None:
    corrections.approve(session, verbatim, themes["staff_attitude"], Place(16, 20))
    corrections.approve(session, verbatim, themes["quality"])
    first = mentions(session)
    assert first["staff_attitude"][0] == "late"
    assert first["quality"][0] == TEXT
    read_by_a_new_engine(session, now, monkeypatch)
    assert mentions(session) == first


def test_right_adds_nothing_and_is_kept(session: Session, verbatim: Verbatim, themes: dict[str, Theme]) -> None:
    before = mentions(session)
    corrections.approve(session, verbatim, themes["delivery"])
    corrections.approve(session, verbatim, themes["delivery"])
    assert mentions(session) == before
    assert [each.kind for each in session.scalars(select(Correction))] == ["yes"]


def test_how_it_speaks_of_it(
    session: Session, now: datetime, verbatim: Verbatim, themes: dict[str, Theme], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mentions(session)["delivery"][1] == "negative"
    corrections.judge(session, verbatim, themes["delivery"], "neutral")
    corrections.judge(session, verbatim, themes["delivery"], "positive")
    assert mentions(session)["delivery"][1] == "positive"
    read_by_a_new_engine(session, now, monkeypatch)
    assert mentions(session)["delivery"][1] == "positive"
    assert [each.label for each in session.scalars(select(Correction))] == ["positive"]


def test_the_last_word_counts(session: Session, now: datetime, verbatim: Verbatim, themes: dict[str, Theme]) -> None:
    for verb in (corrections.reject, corrections.approve, corrections.reject, corrections.approve):
        verb(session, verbatim, themes["delivery"])
    assert "delivery" in mentions(session)
    assert [each.kind for each in session.scalars(select(Correction))] == ["yes"]


def test_taken_back_it_is_as_the_engine_says(
    session: Session, now: datetime, verbatim: Verbatim, themes: dict[str, Theme]
) -> None:
    before = mentions(session)
    corrections.reject(session, verbatim, themes["delivery"])
    corrections.approve(session, verbatim, themes["quality"])
    assert corrections.take_back(session, verbatim, themes["delivery"]) == 1
    assert corrections.take_back(session, verbatim, themes["quality"]) == 1
    assert corrections.take_back(session, verbatim, themes["quality"]) == 0
    session.commit()
    assert reading.read_waiting(session, now) == 1
    assert mentions(session) == before


def test_other_words_of_the_customer_are_not_what_it_was_said_of(
    session: Session, now: datetime, verbatim: Verbatim, themes: dict[str, Theme]
) -> None:
    corrections.reject(session, verbatim, themes["delivery"])
    verbatim.text, verbatim.read_at = "Now the courier was on time.", None
    session.commit()
    reading.read_waiting(session, now)
    assert "delivery" in mentions(session)
    assert session.scalars(select(Correction)).one().kind == "no"


def test_a_place_must_be_in_the_text_and_a_theme_be_looked_for(
    session: Session, verbatim: Verbatim, themes: dict[str, Theme]
) -> None:
    for place in (Place(3, 3), Place(5, 2), Place(0, len(TEXT) + 1), Place(-1, 4)):
        with pytest.raises(NoSuchPlace):
            corrections.approve(session, verbatim, themes["delivery"], place)
    codebook.retire(session, themes["delivery"])
    with pytest.raises(NotHere):
        corrections.reject(session, verbatim, themes["delivery"])


def test_corrections_follow_a_merger_and_come_back_from_it(
    session: Session, now: datetime, verbatim: Verbatim, themes: dict[str, Theme]
) -> None:
    corrections.reject(session, verbatim, themes["staff_attitude"])
    corrections.approve(session, verbatim, themes["quality"])
    codebook.merge(session, themes["quality"], themes["staff_attitude"])
    session.commit()
    reading.reread_edited(session, now)
    # It was said to speak of the one: so it speaks of what both are now.
    assert mentions(session)["staff_attitude"][0] == TEXT
    corrections.reject(session, verbatim, themes["staff_attitude"])
    assert "staff_attitude" not in mentions(session)
    codebook.restore(session, themes["quality"])
    session.commit()
    reading.reread_edited(session, now)
    assert set(mentions(session)) == {"delivery", "price"}


def test_corrections_follow_a_split(
    session: Session, now: datetime, verbatim: Verbatim, themes: dict[str, Theme]
) -> None:
    a_response(verbatim="The parcel was wet.")
    session.commit()
    reading.read_waiting(session, now)
    parcel = session.scalars(select(Verbatim).order_by(Verbatim.id.desc()).limit(1)).one()
    corrections.approve(session, verbatim, themes["delivery"])
    corrections.reject(session, parcel, themes["delivery"])
    new = codebook.split(session, themes["delivery"], names={"en": "Couriers"}, seeds={"en": ["courier"]})
    kept = {(each.verbatim_id, each.theme_id, each.kind) for each in session.scalars(select(Correction))}
    assert kept == {
        (verbatim.id, new.id, "yes"), (parcel.id, themes["delivery"].id, "no"), (parcel.id, new.id, "no")
    }  # fmt: skip


def test_what_is_said_while_the_engine_reads_is_not_lost(
    session: Session, now: datetime, verbatim: Verbatim, themes: dict[str, Theme], monkeypatch: pytest.MonkeyPatch
) -> None:
    ordinary = reading._read_all

    def corrected_meanwhile(*given: object) -> object:
        made = ordinary(*given)  # type: ignore[arg-type]
        corrections.reject(session, verbatim, themes["delivery"])
        session.commit()
        return made

    monkeypatch.setattr(reading, "_read_all", corrected_meanwhile)
    read_by_a_new_engine(session, now, monkeypatch)
    assert set(mentions(session)) == {"price"}
