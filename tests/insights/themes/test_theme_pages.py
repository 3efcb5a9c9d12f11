"""The pages of themes: numbers that open their rows, forms that edit, corrections with one press, and who may what."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.databases import planted
from tests.factories import (
    a_contact,
    a_response,
    a_survey,
    a_user,
    a_workspace,
    an_account,
    contacts,
    recorded,
    responses,
    the_workspace,
    values,
)
from voc.analysis.scores import Verdict
from voc.insights import reading
from voc.insights.models import Correction, Mention, Reading, Theme
from voc.insights.themes import codebook, overview, taxonomy
from voc.insights.themes.proposal_models import ThemeSuggestion
from voc.responses.models import Verbatim

PHONE = "13800138000"


def some_verbatims(session: Session, now: datetime) -> None:
    """Of this month and the months before, read."""
    said = {
        1: "The delivery was terribly late.",
        2: "Fast delivery, thank you, and a fair price.",
        3: f"物流太慢了，打我电话{PHONE}也没人理。",
        40: "The parcel never came.",
        50: "Everything was lovely.",
    }
    recorded(
        values(verbatim=words, answered_at=now - timedelta(days=days), contact=who)
        for who, (days, words) in zip(contacts(5), said.items(), strict=True)
    )
    session.commit()
    reading.read_waiting(session, now)


@pytest.fixture
def themes(session: Session) -> dict[str, Theme]:
    """The themes of `some_verbatims`."""
    return {theme.key: theme for theme in session.scalars(select(Theme))}


def get(client: Client, address: str, **arguments: object) -> str:
    response = client.get(address, query_string=arguments or None)
    assert response.status_code == 200, response.text
    return response.text


def text_of(page: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"<[^>]+>", "", page)


def numbers(page: str) -> list[tuple[str, int]]:
    """Every number that opens verbatims: (address, number)."""
    found = re.findall(r'<a href="(/verbatims\?[^"]+)">([\d,]+)<span', page)
    return [(unescape(address), int(number.replace(",", ""))) for address, number in found]


def shown_count(client: Client, address: str) -> int:
    match = re.search(r'<p class="count">([\d,]+) ', client.get(address).text)
    assert match
    return int(match[1].replace(",", ""))


@planted(some_verbatims)
def test_every_number_opens_the_rows_behind_it(client: Client, themes: dict[str, Theme]) -> None:
    client.sign_in(a_user(zone="Asia/Shanghai"))
    for page in (
        get(client, "/themes"),
        get(client, "/themes", days=91),
        get(client, "/themes", days=0),
        get(client, f"/themes/{themes['delivery'].id}", days=91),
    ):
        told = numbers(page)
        assert len(told) >= 3
        assert [shown_count(client, address) for address, _ in told] == [number for _, number in told]


@planted(some_verbatims)
def test_the_numbers_of_a_channel_and_a_segment_open_their_rows(
    client: Client, session: Session, now: datetime, themes: dict[str, Theme]
) -> None:
    gold = an_account(segment="Gold")
    for number in range(4):
        contact = a_contact(account=gold) if number % 2 else None
        a_response(
            verbatim="The parcel came late.", answered_at=now, contact=contact, channel=("email", "page")[number % 2]
        )
    session.commit()
    reading.read_waiting(session, now)
    page = get(client.sign_in(a_user()), f"/themes/{themes['delivery'].id}")
    told = [pair for pair in numbers(page) if "channel=" in pair[0] or "segment=" in pair[0]]
    parts = {re.search(r"(channel|segment)=([^&]*)", address).expand(r"\2") for address, _ in told}  # type: ignore[union-attr]
    assert parts == {"email", "page", "Gold", "+"}
    assert [shown_count(client, address) for address, _ in told] == [number for _, number in told]
    # Both answers by mail are of nobody, and those of Gold came by the page.
    assert {number for address, number in told if "segment=Gold" in address and "label" not in address} == {2}


@planted(some_verbatims)
def test_quotes_stand_above_the_list_and_no_two_say_the_same(
    client: Client, session: Session, now: datetime, themes: dict[str, Theme]
) -> None:
    texts = ("The delivery was late, as ever.", "The courier left the parcel in the rain.")
    recorded(
        values(verbatim=f"{texts[number % 2]} {PHONE}", answered_at=now, contact=who)
        for number, who in enumerate(contacts(10))
    )
    session.commit()
    reading.read_waiting(session, now)
    address = f"/themes/{themes['delivery'].id}"
    for role, sees in (("analyst", True), ("reader", False)):
        page = get(client.sign_in(a_user(role=role)), address)
        quoted = page[page.index("In their words") : page.index('id="verbatims"')]
        assert (quoted.count("as ever"), quoted.count("in the rain")) == (1, 1)
        assert (PHONE in quoted) is sees
    assert "In their words" not in get(client, f"/themes/{themes['price'].id}")


@planted(some_verbatims)
def test_a_small_group_of_an_anonymous_survey_is_in_no_number(
    client: Client, session: Session, now: datetime, themes: dict[str, Theme]
) -> None:
    survey = a_survey(is_anonymous=True, title="Staff")
    for number in range(6):
        text = "A rude waiter." if number < 4 else "The parcel was late. Secret!"
        a_response(survey=survey, verbatim=text, answered_at=now)
    session.commit()
    reading.read_waiting(session, now)
    client.sign_in(a_user())
    told = numbers(get(client, "/themes"))
    assert [shown_count(client, address) for address, _ in told] == [number for _, number in told]
    page = get(client, f"/themes/{themes['delivery'].id}")
    assert "Secret" not in page
    assert "anonymous survey match" in page


@planted(some_verbatims)
def test_a_small_group_of_an_anonymous_survey_is_not_taken_as_nobody(
    client: Client, session: Session, now: datetime, themes: dict[str, Theme]
) -> None:
    survey = a_survey(is_anonymous=True, title="Staff")
    for number, text in ((40, "The parcel was late."), (60, "A rude waiter.")):
        responses(number, survey=survey, verbatim=text, answered_at=now - timedelta(days=60))
    for number, text in ((4, "The parcel was late."), (16, "A rude waiter.")):
        responses(number, survey=survey, verbatim=text, answered_at=now - timedelta(days=1))
    session.commit()
    reading.read_waiting(session, now)
    window = overview.window(28, now.date(), "UTC")
    lines = overview.lines(session, [*themes.values()], survey.workspace_id, survey.id, window)
    found = {line.theme.key: line for line in lines}
    assert found["delivery"].tally.verbatims == 0
    # One in five now, two in five before, and nothing is said of it: 0 of 20 against 40 of 100 would have fallen.
    assert found["delivery"].movement.verdict == Verdict.TOO_FEW
    assert found["staff_attitude"].movement.difference == pytest.approx(20)


@planted(some_verbatims)
def test_a_theme_moves_on_its_own_page_as_on_that_of_all(
    client: Client, session: Session, now: datetime, themes: dict[str, Theme]
) -> None:
    # Late parcels probably rose if one looks for nothing else; among all themes one moves as far by chance.
    for days, late, other in ((60, 10, 90), (1, 8, 32)):
        responses(late, verbatim="The parcel was late.", answered_at=now - timedelta(days=days))
        responses(other, verbatim="A rude waiter. Too expensive.", answered_at=now - timedelta(days=days))
    session.commit()
    reading.read_waiting(session, now)
    client.sign_in(a_user())
    chance = "May be chance among so many themes"
    assert chance in get(client, "/themes", days=28)
    assert chance in get(client, f"/themes/{themes['delivery'].id}", days=28)


@planted(some_verbatims)
def test_parents_stand_before_what_is_part_of_them(client: Client, session: Session, themes: dict[str, Theme]) -> None:
    codebook.move(session, themes["delivery"], themes["staff_attitude"].id)
    page = get(client.sign_in(a_user()), "/themes")
    place = {key: page.index(f'/themes/{themes[key].id}"') for key in ("staff_attitude", "delivery")}
    assert place["staff_attitude"] < place["delivery"]
    assert 'class="name depth-1"' in page


@planted(some_verbatims)
def test_a_theme_that_only_holds_others_is_a_heading(
    client: Client, session: Session, themes: dict[str, Theme]
) -> None:
    heading = codebook.add(session, the_workspace().id, names={"en": "On the way"}, seeds={})
    page = get(client.sign_in(a_user()), "/themes")
    assert "A heading" not in page
    codebook.move(session, themes["delivery"], heading.id)
    page = get(client, "/themes")
    assert "A heading: 1 theme stands below it" in page
    # It stands where the largest theme below it would stand.
    assert page.index("On the way") < page.index(f'/themes/{themes["price"].id}"')
    # Its own page shows what stands below it instead of nothing but noughts.
    own = get(client, f"/themes/{heading.id}")
    assert "it has no words of its own" in own
    assert f'/themes/{themes["delivery"].id}"' in own
    assert "Week by week" not in own


@planted(some_verbatims)
def test_of_all_time_nothing_is_compared_with_what_was_before(
    client: Client, session: Session, themes: dict[str, Theme]
) -> None:
    page = get(client.sign_in(a_user()), "/themes")
    assert "Against before" in page
    assert "Against before" not in get(client, "/themes?days=0")
    assert "Against before" not in get(client, f"/themes/{themes['delivery'].id}?days=0")


@planted(some_verbatims)
def test_muted_and_gone_themes_stand_apart(client: Client, session: Session, themes: dict[str, Theme]) -> None:
    codebook.mute(session, themes["delivery"])
    codebook.retire(session, themes["price"])
    page = get(client.sign_in(a_user()), "/themes")
    assert "1 muted theme" in page
    assert "1 theme that is not looked for any more" in page
    assert page.index("1 muted theme") < page.index(f'/themes/{themes["delivery"].id}"')


@planted(some_verbatims)
def test_a_movement_is_named_only_where_it_is_one(
    client: Client, session: Session, now: datetime, themes: dict[str, Theme]
) -> None:
    said = []
    people = iter(contacts(120))
    for number in range(60):
        before, at = now - timedelta(days=30 + number), now - timedelta(days=number % 20)
        said.append(values(verbatim="Fine, thanks.", answered_at=before, contact=next(people)))
        text = "The delivery was late." if number % 2 else "A price like others."
        said.append(values(verbatim=text, answered_at=at, contact=next(people)))
    recorded(said)
    session.commit()
    reading.read_waiting(session, now)
    page = get(client.sign_in(a_user()), f"/themes/{themes['delivery'].id}")
    assert "Spoken of more" in page
    assert re.search(r"[+−][\d.]+ points \([+−][\d.]+ to [+−][\d.]+\)", page)
    assert "No real change" in get(client, f"/themes/{themes['staff_attitude'].id}")


@planted(some_verbatims)
def test_a_theme_shows_its_verbatims_masked_for_readers(client: Client, themes: dict[str, Theme]) -> None:
    address = f"/themes/{themes['delivery'].id}"
    page = get(client.sign_in(a_user(role="reader", language="zh_Hans")), address)
    assert PHONE not in page
    assert "data-verdict" not in page
    assert re.search(r'<mark class="bad" title="[^"]*配送', page)
    page = get(client.sign_in(a_user(role="analyst")), address)
    assert PHONE in page
    assert "Not this theme" in page
    assert "never came" not in text_of(page)
    assert "never came" in text_of(get(client, address, days=91))
    assert "never came" in text_of(get(client, address, days=0))


@planted(some_verbatims)
def test_the_form_makes_and_changes_a_theme(client: Client, session: Session, themes: dict[str, Theme]) -> None:
    client.sign_in(a_user(role="analyst"))
    owner = a_user(name="Eve Executive")
    given = {
        "name_en": "Drones", "name_zh_Hans": "无人机", "name_zh_Hant": "", "description": "Flying things.",
        "seeds_en": "drone\r\nquad copter\r\n", "seeds_zh": "无人机", "parent": themes["delivery"].id,
        "owner": owner.id, "playbook": "Land it.\r\nSay sorry.",
    }  # fmt: skip
    answer = client.post("/themes/new", data=given)
    assert answer.status_code == 302
    page = get(client, answer.location)
    for told in ("Drones", "Flying things.", "quad copter", "Eve Executive", "Land it.", "being read again"):
        assert told in page
    made = session.scalars(select(Theme).where(Theme.key == "drones")).one()
    assert (made.parent_id, made.seeds) == (themes["delivery"].id, {"en": ["drone", "quad copter"], "zh": ["无人机"]})
    edited = client.post(f"/themes/{made.id}/edit", data={**given, "name_en": "Copters", "parent": 0})
    assert edited.status_code == 302
    assert (made.names["en"], made.parent_id) == ("Copters", None)


@planted(some_verbatims)
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name_en": "", "name_zh_Hans": "", "name_zh_Hant": ""}, "Give it a name"),
        ({"name_en": "PRICE AND VALUE"}, "Another theme has this name."),
        ({"seeds_en": "x" * 61}, "is too long"),
        ({"seeds_en": "\n".join(f"w{n}" for n in range(401))}, "too many words"),
        ({"parent": "below"}, "cannot stand below itself"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_is_saved(
    client: Client, session: Session, themes: dict[str, Theme], changed: dict[str, str], told: str
) -> None:
    theme = themes["delivery"]
    codebook.rename(session, themes["price"], {"en": "Price and value"})
    codebook.move(session, themes["price"], theme.id)
    session.commit()
    given = {"name_en": "New name", "seeds_en": "drone", "seeds_zh": "", "parent": 0, "owner": 0}
    given |= {name: themes["price"].id if value == "below" else value for name, value in changed.items()}
    answer = client.sign_in(a_user()).post(f"/themes/{theme.id}/edit", data=given)
    assert answer.status_code == 422
    assert told in answer.text
    assert theme.names["en"] == "Delivery"


@planted(some_verbatims)
def test_merging_splitting_muting_and_restoring(client: Client, session: Session, themes: dict[str, Theme]) -> None:
    client.sign_in(a_user())
    delivery, price = themes["delivery"], themes["price"]
    for action in ("mute", "unmute", "retire", "restore"):
        assert client.post(f"/themes/{delivery.id}/{action}").status_code == 302
    assert delivery.is_counted
    assert client.get(f"/themes/{price.id}/merge").status_code == 200
    merged = client.post(f"/themes/{price.id}/merge", data={"into": delivery.id})
    assert merged.location == f"/themes/{delivery.id}"
    assert price.merged_into_id == delivery.id
    assert "Its mentions belong to another theme now" in get(client, f"/themes/{price.id}")
    assert client.post(f"/themes/{price.id}/restore").status_code == 302
    page = client.post(f"/themes/{delivery.id}/split", data={"name_en": "Couriers"})
    assert page.status_code == 422
    assert "Choose some words" in page.text
    split = client.post(f"/themes/{delivery.id}/split", data={"name_en": "Couriers", "chosen": ["en:courier"]})
    assert split.status_code == 302
    assert "Couriers" in get(client, split.location)


@planted(some_verbatims)
def test_one_press_corrects_and_one_takes_it_back(
    client: Client, session: Session, now: datetime, themes: dict[str, Theme]
) -> None:
    theme = themes["delivery"]
    client.sign_in(a_user(role="analyst"))
    page = get(client, f"/themes/{theme.id}")
    names = list(dict.fromkeys(re.findall(r'name="verbatim" value="([^"]+)"', page)))
    assert len(names) == 3
    address = f"/themes/{theme.id}/corrections"
    answer = client.post(address, data={"verbatim": names[0], "theme": theme.id, "say": "no"})
    assert answer.status_code == 302
    page = get(client, answer.location)
    assert "The delivery was terribly late." in page
    assert len(set(re.findall(r"<article[^>]*data-verbatim", page))) == 2
    back = client.post(address, data={"verbatim": names[0], "theme": theme.id, "say": "undo"})
    assert "read again in a moment" in get(client, back.location)
    session.commit()
    assert reading.read_waiting(session, now) == 1
    assert len(re.findall(r"<article", get(client, f"/themes/{theme.id}"))) == 3
    json = {"Accept": "application/json"}
    for say in ("yes", "negative", "no"):
        kept = client.post(address, data={"verbatim": names[1], "theme": theme.id, "say": say}, headers=json)
        assert (kept.status_code, kept.data) == (204, b"")
    place = {"verbatim": names[2], "theme": themes["price"].id, "say": "yes", "start": 0, "end": 2}
    assert client.post(address, data=place, headers=json).status_code == 204
    terms = select(Mention.term).join(Reading).where(Reading.is_current, Mention.theme_id == themes["price"].id)
    assert "物流" in set(session.scalars(terms))
    assert {each.kind for each in session.scalars(select(Correction))} == {"no", "yes"}


@planted(some_verbatims)
def test_a_correction_that_makes_no_sense_is_refused(
    client: Client, session: Session, themes: dict[str, Theme]
) -> None:
    theme = themes["delivery"]
    client.sign_in(a_user())
    page = get(client, f"/themes/{theme.id}")
    match = re.search(r'name="verbatim" value="([^"]+)"', page)
    assert match
    good = {"verbatim": match[1], "theme": theme.id, "say": "yes"}
    address = f"/themes/{theme.id}/corrections"
    for changed, status in (
        ({"say": "maybe"}, 422), ({"theme": ""}, 422), ({"verbatim": "no.such"}, 404), ({"verbatim": "nonsense"}, 404),
        ({"theme": 2**31 - 1}, 404), ({"start": 5, "end": 2}, 409), ({"start": 0, "end": 9999}, 409),
    ):  # fmt: skip
        assert client.post(address, data={**good, **changed}).status_code == status
    elsewhere = codebook.add(session, a_workspace().id, names={"en": "Theirs"}, seeds={})
    assert client.post(address, data={**good, "theme": elsewhere.id}).status_code == 404
    assert session.scalars(select(Correction)).all() == []


@planted(some_verbatims)
def test_suggested_words_are_shown_and_added_only_by_a_person(
    client: Client, session: Session, now: datetime, themes: dict[str, Theme]
) -> None:
    texts = ["The delivery was late. The doorstep was terrible."] * 12 + ["The weather was awful."] * 28
    recorded(values(verbatim=text, answered_at=now, contact=who) for text, who in zip(texts, contacts(40), strict=True))
    session.commit()
    reading.read_waiting(session, now)
    theme = themes["delivery"]
    client.sign_in(a_user())
    page = get(client, f"/themes/{theme.id}")
    assert "<strong>doorstep</strong>" in page
    assert "<strong>weather</strong>" not in page
    assert theme.seeds is not None
    assert "doorstep" not in theme.seeds["en"]
    client.post(f"/themes/{theme.id}/seeds", data={"seed": "doorstep"})
    assert "doorstep" in theme.seeds["en"]
    assert "<strong>doorstep</strong>" not in get(client, f"/themes/{theme.id}")
    client.post(f"/themes/{theme.id}/seeds", data={"seed": "门口"})
    assert "门口" in theme.seeds["zh"]


@planted(some_verbatims)
def test_words_that_the_worker_found_near_are_shown_until_they_are_added(
    client: Client, session: Session, now: datetime, themes: dict[str, Theme]
) -> None:
    theme = themes["delivery"]
    for term, alike in (("doorstep", 0.6), ("van", 0.5)):
        session.add(ThemeSuggestion(theme_id=theme.id, term=term, alike=alike, verbatims=9, found_at=now))
    session.commit()
    page = get(client.sign_in(a_user()), f"/themes/{theme.id}")
    assert page.index("<strong>doorstep</strong>") < page.index("<strong>van</strong>")
    assert 'href="/verbatims?q=doorstep"' in page
    assert theme.seeds is not None
    assert "van" not in theme.seeds["en"]
    client.post(f"/themes/{theme.id}/seeds", data={"seed": "van"})
    assert "<strong>van</strong>" not in get(client, f"/themes/{theme.id}")
    assert "<strong>doorstep</strong>" not in get(client.sign_in(a_user(role="reader")), f"/themes/{theme.id}")


READING = ("/themes", "/themes/{id}")
EDITING = ("/themes/new", "/themes/{id}/edit", "/themes/{id}/merge", "/themes/{id}/split")
ACTIONS = (
    "/themes/{id}/corrections", "/themes/{id}/seeds", "/themes/{id}/mute", "/themes/{id}/unmute",
    "/themes/{id}/retire", "/themes/{id}/restore",
)  # fmt: skip


@planted(some_verbatims)
def test_everybody_reads_analysts_and_owners_edit(client: Client, themes: dict[str, Theme]) -> None:
    of = themes["delivery"].id
    for address in (*READING, *EDITING):
        answer = client.get(address.format(id=of))
        assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/sign-in")
    for role in ("agent", "reader"):
        client.sign_in(a_user(role=role))
        assert {client.get(address.format(id=of)).status_code for address in READING} == {200}
        assert {client.get(address.format(id=of)).status_code for address in EDITING} == {403}
        assert {client.post(address.format(id=of)).status_code for address in (*ACTIONS, *EDITING)} == {403}
    for role in ("analyst", "owner"):
        client.sign_in(a_user(role=role))
        assert {client.get(address.format(id=of)).status_code for address in (*READING, *EDITING)} == {200}
        assert {client.get(address.format(id=of)).status_code for address in ACTIONS} == {405}


@planted(some_verbatims)
def test_other_workspaces_know_nothing_of_it(client: Client, themes: dict[str, Theme]) -> None:
    client.sign_in(a_user(workspace=a_workspace()))
    of = themes["delivery"].id
    for address in (*READING[1:], *EDITING[1:]):
        assert client.get(address.format(id=of)).status_code == 404
    good = {"verbatim": "a.b", "theme": of, "say": "yes", "seed": "x"}
    for address in ACTIONS:
        assert client.post(address.format(id=of), data=good).status_code == 404
    assert "No themes yet" in get(client, "/themes")


@planted(some_verbatims)
def test_pages_take_as_many_statements_for_many_rows_as_for_few(
    client: Client, session: Session, now: datetime, themes: dict[str, Theme], statements: list[str]
) -> None:
    def count(address: str) -> int:
        get(client, address)
        statements.clear()
        get(client, address)
        return len(statements)

    client.sign_in(a_user())
    for number in range(8):  # From here on some of them are quoted.
        a_response(verbatim=f"Delivery number {number} was late.", answered_at=now, contact=a_contact())
    session.commit()
    reading.read_waiting(session, now)
    addresses = ("/themes", f"/themes/{themes['delivery'].id}")
    few = [count(address) for address in addresses]
    for number in range(18):
        codebook.add(session, the_workspace().id, names={"en": f"Theme {number}"}, seeds={"en": [f"word{number}"]})
        a_response(verbatim=f"Late delivery of word{number}, rude staff.", answered_at=now, contact=a_contact())
    session.commit()
    reading.reread_edited(session, now)
    reading.read_waiting(session, now)
    assert len(session.scalars(select(Verbatim)).all()) == 31
    assert [count(address) for address in addresses] == few


@planted(some_verbatims)
def test_nonsense_in_the_address_is_no_server_error(client: Client, themes: dict[str, Theme]) -> None:
    client.sign_in(a_user())
    of = themes["delivery"].id
    assert client.get("/themes?days=5").status_code == 422
    assert client.get("/themes?survey=nothing").status_code == 422
    assert client.get(f"/themes/{of}?days=x").status_code == 404
    assert client.get(f"/themes/{of}?after=x&said=no&of=y&about={of}").status_code == 200
    assert client.get("/themes/99999999999").status_code == 404


def test_an_old_import_is_seen_from_its_first_answer_to_its_last(
    client: Client, session: Session, now: datetime
) -> None:
    for days in (1500, 1400):
        a_response(verbatim="The parcel never came.", answered_at=now - timedelta(days=days))
    session.commit()
    reading.read_waiting(session, now)
    theme = session.scalars(select(Theme).where(Theme.key == "delivery")).one()
    client.sign_in(a_user())
    assert [number for _, number in numbers(get(client, "/themes", days=0))][:2] == [2, 2]
    page = get(client, f"/themes/{theme.id}", days=0)
    assert page.count("<article") == 2
    # The weeks end where the answers end, and links to other pages keep the choice.
    assert f"{(now - timedelta(days=1400)):%Y}." in page
    assert "not over yet" not in page
    assert 'href="/themes?days=0"' in page


def test_a_workspace_without_themes_says_what_will_come(client: Client, session: Session) -> None:
    assert "No themes yet" in get(client.sign_in(a_user()), "/themes")
    workspace_id = the_workspace().id
    session.commit()
    taxonomy.load(session, workspace_id)
    assert "Delivery" in get(client, "/themes")


def test_history_alone_is_shown_whole_instead_of_empty_days(client: Client, session: Session, now: datetime) -> None:
    a_response(verbatim="The delivery: terribly late", answered_at=now - timedelta(days=400))
    session.commit()
    reading.read_waiting(session, now)
    theme = session.scalars(select(Theme).where(Theme.key == "delivery")).one()
    client.sign_in(a_user())
    quiet = "Nobody has answered in the last 28 days"
    for address in ("/themes", f"/themes/{theme.id}"):
        assert quiet in client.get(address).text
        assert quiet not in client.get(f"{address}?days=28").text
    assert "terribly" in client.get(f"/themes/{theme.id}").text
    a_response(verbatim="Delivery again.", answered_at=now - timedelta(days=27))
    session.commit()
    assert quiet not in client.get("/themes").text
