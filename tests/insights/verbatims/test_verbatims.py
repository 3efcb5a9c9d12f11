"""The verbatim explorer: what a filter finds, who sees what of it, and an address that can be sent to a colleague."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.client import Client
from tests.databases import planted
from tests.factories import a_contact, a_response, a_survey, a_user, a_workspace, recorded, the_survey, values
from voc.insights import reading
from voc.insights.models import Reading
from voc.insights.verbatims import indexing

PHONE = "13800138000"


def six_verbatims(session: Session, now: datetime) -> None:
    """In both languages, read."""
    said = (
        (1, 2, "The delivery was late and the courier rude."),
        (2, 9, "Fast delivery, thank you."),
        (3, 1, f"物流太慢了，打我电话{PHONE}也没人理。"),
        (4, 8, "The price rose 100%, terrible."),
        (5, 10, "服务很好"),
        (200, 3, "Delivery never came."),
    )
    recorded(
        values(score=score, verbatim=words, answered_at=now - timedelta(hours=hours)) for hours, score, words in said
    )
    session.commit()
    reading.read_waiting(session, now)
    indexing.index_waiting(session, now)


def shown(page: str) -> list[str]:
    """The verbatims on a page, their words alone."""
    quotes = re.findall(r"<blockquote.*?>(.*?)</blockquote>", page, flags=re.DOTALL)
    without_themes = [re.sub(r'<span class="theme.*?</span>', "", quote) for quote in quotes]
    return [re.sub(r"<[^>]+>", "", quote).strip() for quote in without_themes]


def counted(page: str) -> int:
    match = re.search(r'<p class="count">([\d,]+) ', page)
    assert match
    return int(match[1].replace(",", ""))


def get(client: Client, **arguments: str) -> str:
    response = client.get("/verbatims", query_string=arguments)
    assert response.status_code == 200, response.text
    return response.text


@planted(six_verbatims)
def test_the_newest_words_stand_first(client: Client, session: Session) -> None:
    page = get(client.sign_in(a_user()))
    assert shown(page)[0] == "The delivery was late and the courier rude."
    assert shown(page)[-1] == "Delivery never came."
    assert counted(page) == len(shown(page)) == 6


@planted(six_verbatims)
@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        ({"q": "DELIVERY"}, 3),
        ({"q": "delivery rude"}, 1),
        ({"q": "物流"}, 1),
        ({"q": "100%"}, 1),
        ({"q": "_"}, 0),
        ({"q": "%"}, 1),
        ({"q": '"delivery was"'}, 1),
        ({"q": '"delivery wa"'}, 0),
        ({"q": "livery"}, 0),
        ({"q": "livery", "inside": "1"}, 3),
        ({"q": "慢了"}, 1),
        ({"q": "很好服务"}, 0),
        ({"q": "務很好"}, 1),
        ({"language": "zh-Hans"}, 2),
        ({"channel": "file"}, 0),
        ({"lowest": "2", "highest": "8"}, 3),
        ({"lowest": "0", "highest": "1"}, 1),
        ({"sort": "worst", "band": "promoter"}, 2),
        ({"theme": "delivery"}, 4),
        ({"theme": "delivery", "label": "negative"}, 3),
        ({"theme": "delivery", "label": "negative", "band": "detractor", "from": "2026-11-15"}, 2),
        ({"label": "positive"}, 2),
        ({"band": "passive"}, 1),
        ({"from": "2026-11-16", "to": "2026-11-16"}, 5),
        ({"to": "2026-11-15"}, 1),
        ({"from": "2026-11-16", "zone": "Asia/Shanghai"}, 5),
        ({"to": "2026-11-16", "from": "2026-11-16", "zone": "Pacific/Honolulu"}, 0),
        ({"survey": "nothing-else"}, None),
    ],
)
def test_a_filter_finds_as_many_as_it_counts(
    client: Client, session: Session, arguments: dict[str, str], number: int | None
) -> None:
    client.sign_in(a_user())
    if number is None:
        assert client.get("/verbatims", query_string=arguments).status_code == 422
        return
    page = get(client, **arguments)
    assert (counted(page), len(shown(page))) == (number, number)


@planted(six_verbatims)
def test_a_survey_can_be_chosen_by_its_key(client: Client, session: Session) -> None:
    a_response(survey=a_survey(metric="csat", title="Support"), score=1, verbatim="Nobody called back.")
    page = get(client.sign_in(a_user()), survey=the_survey().key)
    assert counted(page) == 6


@planted(six_verbatims)
def test_deciding_words_and_themes_are_marked(client: Client, session: Session) -> None:
    page = get(client.sign_in(a_user()), q="courier")
    assert re.search(r'<strong class="bad"[^>]*>rude</strong>', page)
    assert re.search(r'<mark class="bad" title="[^"]*Delivery', page)
    assert '<span class="theme bad" lang="en">' in page


@planted(six_verbatims)
def test_themes_stand_in_the_readers_language(client: Client, session: Session) -> None:
    page = get(client.sign_in(a_user(language="zh_Hans")), q="物流")
    assert re.search(r'<span class="theme bad" lang="zh-Hans">[\u4e00-\u9fff]+</span>', page)


@planted(six_verbatims)
@pytest.mark.parametrize(
    ("language", "names"), [("en", "English|Chinese [(]Simplified[)]"), ("zh_Hans", "英语|中文（简体）")]
)
def test_languages_have_the_names_that_the_reader_gives_them(
    client: Client, session: Session, language: str, names: str
) -> None:
    client.sign_in(a_user(language=language))
    for words in ("物流", "courier"):
        assert re.search(f"<span>({names})</span>", get(client, q=words))


@planted(six_verbatims)
def test_a_reader_sees_no_personal_data_and_cannot_search_for_it(client: Client, session: Session) -> None:
    page = get(client.sign_in(a_user(role="reader")), q="物流")
    assert PHONE not in page
    assert "[phone number]" in page
    for words in (PHONE, "1380", "1-3-8", "ana@example.org"):
        answer = client.get("/verbatims", query_string={"q": words})
        assert answer.status_code == 422
        assert "cannot be searched for" in answer.text
    assert PHONE in get(client.sign_in(a_user(role="analyst")), q="物流")


def test_the_known_name_of_the_person_is_hidden_too(client: Client, session: Session, now: datetime) -> None:
    a_response(verbatim="Zebedee waited for you all day.", contact=a_contact(name="Zebedee Quux"), answered_at=now)
    assert "Zebedee" not in get(client.sign_in(a_user(role="reader")))


def test_what_has_not_been_read_is_there_and_says_so(client: Client, session: Session) -> None:
    a_response(verbatim="Just now.")
    page = get(client.sign_in(a_user()))
    assert shown(page) == ["Just now."]
    assert "Not read yet" in page


def test_hostile_words_are_only_words(client: Client, session: Session) -> None:
    a_response(verbatim="<script>alert(1)</script> & <b>bold</b>")
    page = get(client.sign_in(a_user()))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in page


def test_few_answers_of_an_anonymous_survey_are_not_singled_out(client: Client, session: Session) -> None:
    survey = a_survey(is_anonymous=True, title="Staff")
    for number in range(4):
        a_response(survey=survey, score=1, verbatim=f"Secret {number}")
    client.sign_in(a_user())
    page = get(client)
    assert (counted(page), shown(page)) == (0, [])
    assert "anonymous survey match" in page
    a_response(survey=survey, score=9, verbatim="Secret 5")
    assert counted(get(client)) == 5
    assert counted(get(client, band="promoter")) == 0


def test_anonymous_answers_show_their_day_and_no_order(client: Client, session: Session, now: datetime) -> None:
    survey = a_survey(is_anonymous=True)
    recorded(
        values(survey=survey, verbatim=f"Secret {number:02}", answered_at=now + timedelta(minutes=number))
        for number in range(12)
    )
    page = get(client.sign_in(a_user()))
    assert len(shown(page)) == 12
    assert shown(page) not in (sorted(shown(page)), sorted(shown(page), reverse=True))
    assert "<time" not in page


def test_pages_follow_one_another_without_gap_or_repetition(client: Client, session: Session, now: datetime) -> None:
    # Many at one moment, as an import brings them.
    recorded(
        values(verbatim=f"Number {number}", answered_at=now - timedelta(minutes=number // 40)) for number in range(120)
    )
    client.sign_in(a_user())
    seen, address = [], "/verbatims?q=number"
    for _ in range(3):
        page = client.get(address).text
        seen += shown(page)
        assert counted(page) == 120
        older = re.search(r'<a href="([^"]+)">Older</a>', page)
        address = older[1].replace("&amp;", "&") if older else ""
    assert address == ""
    assert sorted(seen) == sorted(f"Number {number}" for number in range(120))


@planted(six_verbatims)
def test_the_address_says_whose_days_it_means(client: Client, session: Session) -> None:
    page = get(client.sign_in(a_user(zone="Asia/Shanghai")), **{"from": "2026-11-16"})
    assert "Days are those of Shanghai time." in page
    assert '<input type="hidden" name="zone" value="Asia/Shanghai">' in page


@pytest.mark.parametrize(
    "arguments", [{"zone": "Mars/Olympus"}, {"from": "yesterday"}, {"label": "angry"}, {"q": "x" * 201}]
)
def test_a_filter_that_makes_no_sense_says_so(client: Client, session: Session, arguments: dict[str, str]) -> None:
    assert client.sign_in(a_user()).get("/verbatims", query_string=arguments).status_code == 422


@planted(six_verbatims)
def test_other_workspaces_see_nothing_of_it(client: Client, session: Session) -> None:
    elsewhere = a_workspace()
    page = get(client.sign_in(a_user(workspace=elsewhere)))
    assert counted(page) == 0
    assert "Nobody has written anything yet" in page


def test_every_role_may_read_and_the_signed_out_sign_in(client: Client, session: Session) -> None:
    answer = client.get("/verbatims")
    assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/sign-in")
    for role in ("owner", "analyst", "agent", "reader"):
        assert client.sign_in(a_user(role=role)).get("/verbatims").status_code == 200
    assert client.post("/verbatims").status_code == 405


def test_the_page_takes_as_many_statements_for_many_rows_as_for_few(
    client: Client, session: Session, now: datetime, statements: list[str]
) -> None:
    def count() -> int:
        get(client)
        statements.clear()
        get(client)
        return len(statements)

    client.sign_in(a_user())
    for _ in range(2):
        a_response(verbatim="Late delivery, high price.", contact=a_contact())
    session.commit()
    reading.read_waiting(session, now)
    few = count()
    recorded(values(verbatim="Late delivery, rude staff, high price.", contact=a_contact()) for _ in range(18))
    session.commit()
    reading.read_waiting(session, now)
    assert count() == few


def test_midnight_is_that_of_the_zone_on_both_daylight_changes(client: Client, session: Session) -> None:
    # Berlin: 25 October 2026 has 25 hours, 29 March 2026 has 23.
    for at in (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 22, 59, tzinfo=UTC)):
        a_response(verbatim="Long day.", answered_at=at)
    for at in (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 21, 59, tzinfo=UTC)):
        a_response(verbatim="Short day.", answered_at=at)
    a_response(verbatim="The day after.", answered_at=datetime(2026, 3, 29, 22, tzinfo=UTC))
    client.sign_in(a_user(zone="Europe/Berlin"))
    assert counted(get(client, **{"from": "2026-10-25", "to": "2026-10-25"})) == 2
    assert counted(get(client, **{"from": "2026-03-29", "to": "2026-03-29"})) == 2


@planted(six_verbatims)
@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        ({"term": "delivery"}, 3),
        ({"term": "fast delivery"}, 1),
        ({"term": "deliver"}, 0),
        ({"term": "物流"}, 1),
        ({"term": "%"}, 0),
        ({"term": "\0"}, 0),
        ({"theme": "delivery", "also": "staff_attitude"}, 1),
        ({"also": "delivery", "term": "fast"}, 1),
    ],
)
def test_what_other_pages_count_by_narrows_the_list(
    client: Client, session: Session, arguments: dict[str, str], number: int
) -> None:
    page = get(client.sign_in(a_user()), **arguments)
    assert counted(page) == number
    assert ("Not only those" in page) == (arguments.get("term") != "\0")


@pytest.mark.parametrize("page", ["verbatims", "drivers", "compare"])
@pytest.mark.parametrize("days", ["to=9999-12-31", "from=9999-12-31", "from=0001-01-01", "to=0001-01-01"])
def test_days_at_the_ends_of_the_calendar_are_no_days(client: Client, session: Session, page: str, days: str) -> None:
    a_response(verbatim="Late.")
    # A zone in which the first day of the calendar begins before it.
    where = f"{days}&zone=Asia/Shanghai&a-{days}&b-{days}"
    assert client.sign_in(a_user()).get(f"/{page}?{where}").status_code in (200, 422)


def test_words_in_a_language_that_nobody_here_reads_have_no_sentiment(
    client: Client, session: Session, now: datetime
) -> None:
    response = a_response(verbatim="الخدمة سيئة", language="en")
    session.commit()
    reading.read_waiting(session, now)
    indexing.index_waiting(session, now)
    client.sign_in(a_user())
    for page in (get(client), client.get(f"/responses/{response.public_id}").text):
        about = page.partition("<main")[2]
        assert "Not read: a language the product does not read" in about
        assert ">Neutral " not in about
        assert "<span>English</span>" not in about


def test_nothing_has_no_sign(client: Client, session: Session, now: datetime) -> None:
    a_response(verbatim="The parcel is blue.")
    session.commit()
    reading.read_waiting(session, now)
    indexing.index_waiting(session, now)
    session.execute(update(Reading).values(sentiment=-0.001, label="neutral"))
    assert ">Neutral 0.00<" in get(client.sign_in(a_user()))


def test_a_face_speaks_in_every_language_and_numbers_in_none(client: Client, session: Session, now: datetime) -> None:
    for words in ("خدمة 😡", "42"):
        a_response(verbatim=words, language="ar")
    session.commit()
    reading.read_waiting(session, now)
    indexing.index_waiting(session, now)
    page = get(client.sign_in(a_user()))
    assert ">Negative −0" in page
    assert page.count("<span>Unknown language</span>") == 2
    assert "Not read:" not in page
