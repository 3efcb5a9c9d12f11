"""The codebook that people edit: what each verb does to themes, mentions and history, and what it leaves alone."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import a_response, a_user, a_workspace, the_workspace
from voc.insights import reading, results
from voc.insights.models import CodebookEdition, Correction, Mention, Reading, Theme, live_themes
from voc.insights.results import Period
from voc.insights.themes import codebook, taxonomy
from voc.insights.themes.codebook import Circle, NameMissing, NameTaken, NotHere, NothingToSplit
from voc.insights.themes.seeds import Unusable
from voc.responses.models import Verbatim
from voc.staff.models import AuditEvent


@pytest.fixture
def themes(session: Session) -> dict[str, Theme]:
    workspace_id = the_workspace().id
    session.commit()
    taxonomy.load(session, workspace_id)
    return {theme.key: theme for theme in session.scalars(select(Theme))}


def read(session: Session, now: datetime, *texts: str) -> list[int]:
    """Verbatims with these words, read; their ids."""
    for text in texts:
        a_response(verbatim=text, answered_at=now)
    session.commit()
    reading.read_waiting(session, now)
    return list(session.scalars(select(Verbatim.id).order_by(Verbatim.id.desc()).limit(len(texts))))[::-1]


def spoken_of(session: Session, verbatim_id: int) -> set[str]:
    """Keys of the themes of its current reading."""
    session.commit()
    found = (
        select(Theme.key).join(Mention, Mention.theme_id == Theme.id).join(Reading, Reading.id == Mention.reading_id)
    )
    return set(session.scalars(found.where(Reading.is_current, Reading.verbatim_id == verbatim_id)))


def reread(session: Session, now: datetime) -> int:
    session.commit()
    return reading.reread_edited(session, now)


def actions(session: Session, theme: Theme) -> list[str]:
    events = select(AuditEvent.action).where(AuditEvent.subject == f"theme:{theme.id}")
    return list(session.scalars(events.order_by(AuditEvent.id)))


def test_every_theme_has_its_own_copy_of_the_starters_seeds(session: Session, themes: dict[str, Theme]) -> None:
    assert themes["delivery"].seeds is not None
    assert "courier" in themes["delivery"].seeds["en"]
    assert "快递" in themes["delivery"].seeds["zh"]


def test_a_theme_from_before_gets_its_seeds_and_keeps_its_name(session: Session, themes: dict[str, Theme]) -> None:
    theme = themes["delivery"]
    theme.seeds, theme.names = None, {"en": "Shipping"}
    session.commit()
    taxonomy.load(session, theme.workspace_id)
    session.refresh(theme)
    assert theme.seeds
    assert theme.names == {"en": "Shipping"}


def test_a_new_theme_is_found_in_what_was_read_before_and_in_what_comes(
    session: Session, now: datetime, themes: dict[str, Theme]
) -> None:
    old, other = read(session, now, "The drone was odd.", "无人机很怪。")
    names, seeds = {"en": "Drones", "zh_Hans": "无人机"}, {"en": ["drone"], "zh": ["无人机"]}
    new = codebook.add(session, the_workspace().id, names=names, seeds=seeds, by=a_user().id)
    assert new.key == "drones"
    assert spoken_of(session, old) == set()
    assert reread(session, now) == 2
    [fresh] = read(session, now, "Your drones are great.")
    assert [spoken_of(session, each) for each in (old, other, fresh)] == [{"drones"}] * 3
    assert actions(session, new) == ["theme.added"]


def test_keys_are_made_of_the_english_name_and_differ(session: Session, themes: dict[str, Theme]) -> None:
    workspace_id = the_workspace().id
    made = [
        codebook.add(session, workspace_id, names=names, seeds={})
        for names in ({"en": "Price & more!"}, {"en": "Price, more"}, {"zh_Hans": "无人机"}, {"zh_Hans": "机器人"})
    ]
    assert [each.key for each in made] == ["price_more", "price_more_2", "theme", "theme_2"]


def test_a_name_needs_no_reading_and_keeps_the_identity(
    session: Session, now: datetime, themes: dict[str, Theme]
) -> None:
    [verbatim] = read(session, now, "The delivery was late.")
    theme = themes["delivery"]
    codebook.rename(session, theme, {"en": " Last  mile ", "zh_Hans": "最后一公里", "zh_Hant": ""})
    codebook.describe(session, theme, description="From our door to yours.", playbook="Call the carrier.")
    codebook.assign(session, theme, a_user().id)
    codebook.move(session, theme, themes["staff_attitude"].id)
    codebook.mute(session, theme)
    assert reread(session, now) == 0
    assert theme.names == {"en": "Last mile", "zh_Hans": "最后一公里"}
    assert theme.name_in("zh_Hant") == "Last mile"
    assert spoken_of(session, verbatim) == {"delivery"}
    assert actions(session, theme) == [
        "theme.renamed", "theme.described", "theme.described", "theme.assigned", "theme.moved", "theme.muted"
    ]  # fmt: skip


def test_names_are_there_and_differ(session: Session, themes: dict[str, Theme]) -> None:
    for names in ({}, {"en": "  "}, {"en": "x" * 81}, {"xx": "Name"}):
        with pytest.raises(NameMissing):
            codebook.rename(session, themes["delivery"], names)
    taken = themes["staff_attitude"].names["en"].upper()
    with pytest.raises(NameTaken):
        codebook.rename(session, themes["delivery"], {"en": taken})
    with pytest.raises(NameTaken):
        codebook.add(session, the_workspace().id, names={"en": taken}, seeds={})
    codebook.rename(session, themes["delivery"], themes["delivery"].names)


def test_other_seeds_find_other_words(session: Session, now: datetime, themes: dict[str, Theme]) -> None:
    first, second = read(session, now, "The courier was late.", "The pigeon was late.")
    theme = themes["delivery"]
    codebook.reseed(session, theme, {"en": [" pigeon", "PIGEON", ""], "zh": []})
    assert theme.seeds == {"en": ["pigeon"], "zh": []}
    assert reread(session, now) == 2
    assert (spoken_of(session, first), spoken_of(session, second)) == (set(), {"delivery"})
    codebook.reseed(session, theme, {"en": ["pigeon"], "zh": []})
    assert reread(session, now) == 0
    for bad in ({"en": ["x" * 61]}, {"zh": [f"word {n}" for n in range(401)]}):
        with pytest.raises(Unusable):
            codebook.reseed(session, theme, bad)


def test_a_hierarchy_has_no_circle(session: Session, themes: dict[str, Theme]) -> None:
    a, b, c = themes["delivery"], themes["staff_attitude"], themes["price"]
    codebook.move(session, b, a.id)
    codebook.move(session, c, b.id)
    for parent in (a, b, c):
        with pytest.raises(Circle):
            codebook.move(session, a, parent.id)
    codebook.move(session, c, None)
    assert (a.parent_id, b.parent_id, c.parent_id) == (None, a.id, None)
    elsewhere = codebook.add(session, a_workspace().id, names={"en": "Theirs"}, seeds={})
    with pytest.raises(NotHere):
        codebook.move(session, a, elsewhere.id)
    with pytest.raises(NotHere):
        codebook.merge(session, a, elsewhere)
    with pytest.raises(NotHere):
        codebook.assign(session, a, a_user(workspace=a_workspace()).id)


def test_a_muted_theme_is_read_but_not_counted(session: Session, now: datetime, themes: dict[str, Theme]) -> None:
    [verbatim] = read(session, now, "The delivery was late.")
    survey_id = session.get_one(Verbatim, verbatim).response.survey_id
    ever = Period(datetime.fromisoformat("2020-01-01T00:00Z"), datetime.fromisoformat("2030-01-01T00:00Z"))
    assert [each.theme.key for each in results.themes_of(session, survey_id, ever)] == ["delivery"]
    codebook.mute(session, themes["delivery"])
    [fresh] = read(session, now, "Delivery again.")
    assert results.themes_of(session, survey_id, ever) == []
    codebook.unmute(session, themes["delivery"])
    assert spoken_of(session, fresh) == {"delivery"}
    assert [each.verbatims for each in results.themes_of(session, survey_id, ever)] == [2]


def test_a_merger_takes_the_mentions_along_and_can_be_taken_back(
    session: Session, now: datetime, themes: dict[str, Theme]
) -> None:
    gone, stays = themes["delivery"], themes["staff_attitude"]
    codebook.move(session, themes["price"], gone.id)
    first, both = read(session, now, "The delivery was late.", "The courier and the waiter were late.")
    before = {each: spoken_of(session, each) for each in (first, both)}
    assert before[both] == {"delivery", "staff_attitude"}
    codebook.merge(session, gone, stays)
    assert [spoken_of(session, each) for each in (first, both)] == [{"staff_attitude"}] * 2
    assert themes["price"].parent_id == stays.id
    assert reread(session, now) == 2
    [fresh] = read(session, now, "No delivery.")
    assert [spoken_of(session, each) for each in (first, both, fresh)] == [{"staff_attitude"}] * 3
    assert codebook.merged_in(session, stays) == [gone]
    with pytest.raises(NotHere):
        codebook.merge(session, themes["price"], gone)
    codebook.restore(session, gone)
    assert reread(session, now) == 3
    assert {each: spoken_of(session, each) for each in (first, both)} == before
    assert spoken_of(session, fresh) == {"delivery"}
    assert actions(session, gone) == ["theme.merged", "theme.restored"]


def test_one_place_that_two_merged_themes_found_is_one_mention(
    session: Session, now: datetime, themes: dict[str, Theme]
) -> None:
    workspace_id = the_workspace().id
    one = codebook.add(session, workspace_id, names={"en": "One"}, seeds={"en": ["zeppelin"]})
    two = codebook.add(session, workspace_id, names={"en": "Two"}, seeds={"en": ["zeppelin"]})
    [verbatim] = read(session, now, "A lovely zeppelin.")
    assert spoken_of(session, verbatim) == {"one", "two"}
    codebook.merge(session, one, two)

    def mentions() -> int | None:
        of = select(func.count(Mention.id)).join(Reading).where(Reading.is_current, Mention.theme_id == two.id)
        return session.scalar(of)

    assert mentions() == 1
    reread(session, now)
    assert (mentions(), spoken_of(session, verbatim)) == (1, {"two"})


def test_a_chain_of_mergers_ends_at_the_last_theme(session: Session, now: datetime, themes: dict[str, Theme]) -> None:
    a, b, c = themes["delivery"], themes["staff_attitude"], themes["price"]
    [verbatim] = read(session, now, "The delivery was late.")
    codebook.move(session, b, a.id)
    codebook.merge(session, a, b)
    assert b.parent_id is None
    codebook.merge(session, b, c)
    reread(session, now)
    assert spoken_of(session, verbatim) == {"price"}
    assert codebook.merged_in(session, c) == [a, b]
    with pytest.raises(Circle):
        codebook.merge(session, c, c)


def test_a_split_gives_the_chosen_seeds_to_a_new_theme(
    session: Session, now: datetime, themes: dict[str, Theme]
) -> None:
    theme = themes["delivery"]
    theme.owner_id = a_user().id
    first, second = read(session, now, "The courier was late.", "The parcel was wet.")
    new = codebook.split(session, theme, names={"en": "Couriers"}, seeds={"en": ["courier", "driver"], "zh": ["骑手"]})
    assert new.owner_id == theme.owner_id
    assert theme.seeds is not None
    assert "courier" not in theme.seeds["en"]
    reread(session, now)
    assert (spoken_of(session, first), spoken_of(session, second)) == ({"couriers"}, {"delivery"})
    for chosen in ({}, {"en": ["not a seed"]}, theme.seeds):
        with pytest.raises(NothingToSplit):
            codebook.split(session, theme, names={"en": "More"}, seeds=chosen)


def test_a_retired_theme_is_looked_for_no_more_until_it_is_restored(
    session: Session, now: datetime, themes: dict[str, Theme]
) -> None:
    theme = themes["delivery"]
    [verbatim] = read(session, now, "The delivery was late.")
    codebook.move(session, themes["price"], theme.id)
    codebook.retire(session, theme)
    reread(session, now)
    assert spoken_of(session, verbatim) == set()
    assert themes["price"].parent_id is None
    assert theme not in live_themes(session, theme.workspace_id)
    assert session.get_one(Theme, theme.id).seeds
    codebook.add(session, theme.workspace_id, names={"en": theme.names["en"]}, seeds={})
    with pytest.raises(NameTaken):
        codebook.restore(session, theme)
    codebook.rename(session, theme, {"en": "Old delivery"})
    codebook.restore(session, theme)
    reread(session, now)
    assert spoken_of(session, verbatim) == {"delivery"}


def test_what_is_read_while_somebody_edits_is_not_kept_by_the_old_edition(
    session: Session, now: datetime, themes: dict[str, Theme], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_response(verbatim="The drone was odd.")
    session.commit()
    ordinary = reading._read_all

    def edited_meanwhile(*given: object) -> object:
        made = ordinary(*given)  # type: ignore[arg-type]
        codebook.add(session, the_workspace().id, names={"en": "Drones"}, seeds={"en": ["drone"]})
        session.commit()
        monkeypatch.setattr(reading, "_read_all", ordinary)
        return made

    monkeypatch.setattr(reading, "_read_all", edited_meanwhile)
    assert reading.read_waiting(session, now) == 0
    assert reading.read_waiting(session, now) == 1
    assert spoken_of(session, session.scalars(select(Verbatim.id)).one()) == {"drones"}


def test_reading_again_goes_on_where_it_was_and_ends(
    session: Session, now: datetime, themes: dict[str, Theme], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 2)
    ids = read(session, now, *(f"Drone number {n}." for n in range(5)))
    codebook.add(session, the_workspace().id, names={"en": "Drones"}, seeds={"en": ["drone"]})
    session.commit()
    place = reading._next_edited(session)
    assert place is not None
    assert reading._reread_some(session, place, now) == 2
    assert session.scalar(select(CodebookEdition.reread_after)) == ids[1]
    assert reread(session, now) == 3
    assert [spoken_of(session, each) for each in ids] == [{"drones"}] * 5
    assert session.scalar(select(CodebookEdition.reread_after)) is None
    assert reread(session, now) == 0


def test_another_workspace_is_not_read_again(session: Session, now: datetime, themes: dict[str, Theme]) -> None:
    read(session, now, "Delivery.")
    other = a_workspace()
    codebook.add(session, other.id, names={"en": "Drones"}, seeds={"en": ["drone"]})
    assert reread(session, now) == 0
    assert session.scalar(select(func.count()).select_from(Correction)) == 0
