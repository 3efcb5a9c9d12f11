"""Words as they are searched for: one case, width and script; and every text that says them is found by the index."""

from __future__ import annotations

import time
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from tests.factories import a_contact, a_response, an_account, recorded, the_workspace, values
from tools import one_script
from voc.insights.models import VerbatimWords
from voc.insights.verbatims import indexing, search, search_words
from voc.insights.verbatims.search import Filter
from voc.responses.models import Verbatim

TEXTS = (
    "Don’t use iPhone15 in the café!",
    "DELIVERY was too late, plate broken",
    "服務太慢，好久才来",
    "服务很好 吃饭方便",
    "ＡＰＰ很难用，1,000元也不值 😡",
    'He said "never" 100% of the time; x_y',
    "ไม่ดีเลย 배송이 늦었어요 とても遅い",
    "O'Brien; DROP TABLE verbatim; -- NEAR(a b)",
)


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("dont", ["Don’t"]),
        ("iphone 15", ["iPhone", "15"]),
        ("CAFE", ["café"]),
        ("late", ["late"]),
        ('"too late"', ["too late"]),
        ("服务", ["服務", "服务"]),
        ("服務", ["服務", "服务"]),
        ("好吃", []),
        ("app很难", ["ＡＰＰ很难"]),
        ("😡", ["😡"]),
        ("1,000", ["1,000"]),
        ("늦었", ["늦었"]),
        ("遅い", ["遅い"]),
    ],
)
def test_places_are_those_of_the_text_as_given(query: str, hits: list[str]) -> None:
    wanted = search_words.terms(query)
    assert [text[a:b] for text in TEXTS for a, b in search_words.places(text, wanted)] == hits


def test_the_table_of_one_script_is_what_the_tool_makes() -> None:
    assert one_script.TABLE.read_text(encoding="utf-8") == one_script.table()


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_tokens_and_what_the_index_keeps_are_the_same_words(text: str) -> None:
    tokens = search_words.tokens(text)
    kept = [word for word in search_words.spelled(text).words.split(" ") if word not in ("", search_words.BREAK)]
    assert kept == [token.text for token in tokens]
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)


@given(st.text(max_size=80))
def test_no_query_holds_what_an_index_could_take_for_syntax(query: str) -> None:
    for term in search_words.terms(query):
        for key in term.keys:
            assert key
            assert not set(key) & set("\"'\\ *:&|!()")


def test_ten_thousand_characters_are_no_work() -> None:
    began = time.process_time()
    search_words.terms('a" 服' * 2_500)
    search_words.spelled("é服务 " * 2_500)
    assert time.process_time() - began < 2


def found(session: Session, query: str, **narrowed: bool) -> set[str]:
    wanted = Filter(the_workspace().id, words=query, **narrowed)  # type: ignore[arg-type]
    rows = search.find(session, wanted)
    assert search.count(session, wanted) == len(rows)
    return {row.verbatim.text for row in rows}


def filled(session: Session, now: datetime) -> None:
    recorded(values(verbatim=text, answered_at=now) for text in TEXTS)
    session.commit()
    indexing.index_waiting(session, now)


def test_the_index_finds_what_has_a_place_and_nothing_else(session: Session, now: datetime) -> None:
    filled(session, now)
    queries = [
        "dont", "iphone15", "caf", "deliv", "late", '"late"', '"too lat"', "服务", "務太慢", "好吃", "很", "app很难用",
        "😡", "1,000", "100%", "x_y", "o'brien", "drop table", "NEAR(a b)", '"', "'", "ไม่ดี", "배송", "遅い", "slow",
        "\ufdfa", "a OR b", "words:late", "^late", "late*", "-late", "{words} late", "\\", "plate late",
    ]  # fmt: skip
    for query in queries:
        terms = search_words.terms(query)
        expected = {text for text in TEXTS if terms and all(search_words.places(text, [term]) for term in terms)}
        if terms:
            assert found(session, query) == expected, query


def test_a_chinese_search_never_finds_less_than_a_look_through_the_texts(session: Session, now: datetime) -> None:
    filled(session, now)
    for text in TEXTS[2:5]:
        for start in range(len(text) - 1):
            piece = text[start : start + 2]
            if not all("\u4e00" <= char <= "\u9fff" for char in piece):
                continue
            assert {each for each in TEXTS if piece in each} <= found(session, piece), piece


def test_inside_of_longer_words_only_when_asked(session: Session, now: datetime) -> None:
    filled(session, now)
    assert found(session, "livery") == set()
    assert found(session, "livery", inside=True) == {TEXTS[1]}
    assert found(session, "late", inside=True) == {TEXTS[1]}


@pytest.mark.parametrize(
    "query", ["%", "_", "/", "\\", "'", '"', "100%", "a" * 200, "*", "\ud800late", "NOT", "()", "\0", "a\0b"]
)
def test_hostile_queries_are_only_words(session: Session, now: datetime, query: str) -> None:
    filled(session, now)
    for inside in (False, True):
        assert len(found(session, query, inside=inside)) <= len(TEXTS)


def test_new_words_are_found_before_they_are_indexed_and_changed_ones_after(session: Session, now: datetime) -> None:
    response = a_response(verbatim="Delivery was slow.", answered_at=now)
    session.commit()
    assert found(session, "deliv") == {"Delivery was slow."}
    assert found(session, "deliv", sees_raw=False) == set()
    session.commit()
    assert indexing.index_waiting(session, now) == 1
    assert indexing.index_waiting(session, now) == 0
    assert found(session, "deliv", sees_raw=False) == {"Delivery was slow."}
    verbatim = response.answers[-1].verbatim
    assert verbatim
    session.execute(update(Verbatim).values(text="Price is high.", indexed_at=None))
    session.commit()
    session.expire_all()
    indexing.index_waiting(session, now)
    assert (found(session, "deliv"), found(session, "price")) == (set(), {"Price is high."})


def test_what_is_erased_leaves_the_index(session: Session, now: datetime) -> None:
    filled(session, now)
    for response in search.find(session, Filter(the_workspace().id)):
        session.delete(response.verbatim.response)
    session.commit()
    assert session.scalar(select(func.count(VerbatimWords.id))) == 0
    assert found(session, "late") == set()


def test_who_may_not_see_personal_data_cannot_count_it(session: Session, now: datetime) -> None:
    a_response(verbatim="Zebedee called me at 555-123-4567 too late.", contact=a_contact(name="Zebedee Quux"))
    session.commit()
    indexing.index_waiting(session, now)
    for secret in ("zebedee", "zeb", "4567", "555 123"):
        assert len(found(session, secret)) == 1
        assert found(session, secret, sees_raw=False) == set()
        assert found(session, secret, sees_raw=False, inside=True) == set()
    assert len(found(session, "called late", sees_raw=False)) == 1


def test_whoever_has_another_name_by_now_cannot_be_found_by_it(session: Session, now: datetime) -> None:
    account = an_account(name="Harbour")
    contact = a_contact(name="Zebedee Quux", account=account)
    a_response(verbatim="Xanthippe of Larkspur called too late.", contact=contact)
    a_response(verbatim="Xanthippe of Larkspur was on time.", contact=a_contact(name="Somebody Else"))
    session.commit()
    indexing.index_waiting(session, now)
    assert len(found(session, "larkspur", sees_raw=False)) == 2
    contact.name = "Xanthippe Quux"
    session.commit()
    assert indexing.index_waiting(session, now) == 1
    assert found(session, "xanthippe late", sees_raw=False) == set()
    assert len(found(session, "larkspur", sees_raw=False)) == 2
    account.name = "Larkspur Ltd"
    session.commit()
    assert indexing.index_waiting(session, now) == 1
    assert found(session, "larkspur", sees_raw=False) == {"Xanthippe of Larkspur was on time."}
    # The same name once more is no news.
    contact.name, account.name = contact.name, account.name
    session.commit()
    assert indexing.index_waiting(session, now) == 0
    contact.account_id = an_account(name="Meadow").id
    session.commit()
    assert indexing.index_waiting(session, now) == 1


def test_another_version_of_the_words_is_made_anew(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(session, now)
    assert indexing.reindex_outdated(session, now) == 0
    monkeypatch.setattr(indexing, "VERSION", indexing.VERSION + 1)
    assert indexing.reindex_outdated(session, now) == len(TEXTS)
    assert indexing.reindex_outdated(session, now) == 0
    assert found(session, "deliv") == {TEXTS[1]}
