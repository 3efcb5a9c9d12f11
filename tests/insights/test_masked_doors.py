"""Every door through which somebody's words leave the console: planted personal data is behind none of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import exc, select, text
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import (
    a_case,
    a_contact,
    a_response,
    a_survey,
    a_user,
    an_account,
    recorded,
    the_survey,
    the_workspace,
    values,
)
from voc.core.db import make_engine
from voc.core.outbox import Message
from voc.core.weeks import Week
from voc.insights import reading
from voc.insights.verbatims import indexing
from voc.notify import digests, mail
from voc.responses.models import Verbatim

MONDAY = datetime(2026, 11, 9, tzinfo=UTC)
TOLD = datetime(2026, 11, 16, 8, tzinfo=UTC)

#: What somebody wrote, and what of it nobody without the right may read.
PLANTED = {
    "name": ("The delivery was late and I told Harriet Whitlock so.", "Whitlock"),
    "address": ("The delivery was late, bring it to 27 Rosewood Avenue, Leeds LS6 2AB.", "Rosewood"),
    "phone": ("The delivery was late, ring 020 7946 0958.", "7946"),
    "email": ("The delivery was late, write to harriet.w@example.com.", "harriet.w"),
    "id": ("The delivery was late. My NI number is QQ 12 34 56 C.", "34 56"),
    "card": ("The delivery was late, refund 4111 1111 1111 1111.", "1111"),
    "plate": ("The delivery was late, it blocked my car LN68 KXB.", "LN68"),
    "order": ("The delivery was late, order no. 77120934.", "77120934"),
    "url": ("The delivery was late: https://shop.example/track?token=k3j4h5g6f7", "k3j4h5"),
    "handle": ("The delivery was late, ask @harriet_bakes.", "harriet_bakes"),
    "name zh": ("物流太慢了，我叫陈思远。", "思远"),
    "address zh": ("物流太慢了，寄到上海市徐汇区漕溪北路88号。", "漕溪"),
    "phone zh": ("物流太慢了，打我电话１３９１２３４５６７８。", "４５６７"),
    "email zh": ("物流太慢了，邮箱wangwu88@example.cn。", "wangwu88"),
    "id zh": ("物流太慢了，身份证11010519491231002X。", "19491231"),
    "card zh": ("物流太慢了，退到银行卡6222021234567890123。", "0212345"),
    "plate zh": ("物流太慢了，司机车牌沪A12345。", "A12345"),
    "order zh": ("物流太慢了，订单号20241105123456。", "1105123"),
    "url zh": ("物流太慢了，看https://weibo.com/u/1234567890", "1234567"),
    "handle zh": ("物流太慢了，加我微信chen_siyuan88。", "siyuan88"),
}


def said_by_five(words: str) -> None:
    # As many as are shown of a group, and in the week of the digest.
    recorded(values(score=1, verbatim=words, answered_at=MONDAY + timedelta(days=day)) for day in range(5))


@pytest.mark.parametrize("kind", PLANTED)
def test_planted_personal_data_is_behind_no_door(client: Client, session: Session, kind: str) -> None:
    words, secret = PLANTED[kind]
    a_user()
    said_by_five(words)
    a_case(verbatim=words)
    session.commit()
    reading.read_waiting(session, TOLD)
    content = digests.compose(session, the_workspace(), Week(2026, 46), language="en", zone="UTC", at=TOLD)
    letter = mail.letter(content)
    [told] = session.scalars(select(Message).where(Message.kind == "case_assigned"))
    client.sign_in(a_user(role="reader"))
    doors = {
        "verbatims": client.get("/verbatims").text,
        "responses": client.get("/responses").text,
        "digest page": client.get("/digest").text + client.get("/digest/letter").text,
        "digest": letter.subject + letter.text + letter.html,
        "case mail": told.subject + told.body_text + (told.body_html or ""),
    }
    for door, page in doors.items():
        assert secret not in page, f"{door} tells the {kind}"
    assert any(word in doors["verbatims"] for word in ("delivery", "物流"))
    assert any(reason.quote for reason in content.reasons)
    assert secret in client.sign_in(a_user(role="analyst")).get("/verbatims").text


def test_the_respondents_company_is_hidden_with_their_name(client: Client, session: Session) -> None:
    contact = a_contact(name="Zebedee Quux", account=an_account(name="Blue Harbour Ltd"))
    a_response(verbatim="We at Blue Harbour waited, said Zebedee. Zebedee Quux", contact=contact)
    client.sign_in(a_user(role="reader"))
    page = client.get("/verbatims").text
    for secret in ("Blue Harbour", "Zebedee", "Quux"):
        assert secret not in page
    assert "[name 1]" in page
    assert page.count("[name 2]") == 2


def test_a_reader_cannot_find_a_verbatim_by_what_is_hidden_in_it(
    client: Client, session: Session, now: datetime
) -> None:
    contact = a_contact(name="Zebedee Quux")
    a_response(verbatim="Zebedee waited all day.", contact=contact)
    a_response(verbatim="My name is Fredegunde and I waited.")
    a_response(verbatim="The zebedee roundabout waited for repair.")
    session.commit()
    indexing.index_waiting(session, now)
    reader, analyst = a_user(role="reader"), a_user(role="analyst")
    for words, to_reader, to_analyst in (("waited", 3, 3), ("zebedee", 1, 2), ("fredegunde waited", 0, 1)):
        for user, number in ((reader, to_reader), (analyst, to_analyst)):
            page = client.sign_in(user).get("/verbatims", query_string={"q": words}).text
            assert page.count("<blockquote") == number


def test_readers_have_as_many_statements_however_much_is_found(
    client: Client, session: Session, statements: list[str]
) -> None:
    client.sign_in(a_user(role="reader"))
    counts = []
    for number in (2, 18):
        for n in range(number):
            contact = a_contact(name=f"Zebedee {n}", account=an_account())
            a_response(survey=the_survey(), verbatim="It came late.", contact=contact)
        session.commit()
        session.expunge_all()
        statements.clear()
        assert client.get("/verbatims", query_string={"q": "late"}).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "path",
    [
        "/cases",
        "/customers",
        "/customers/accounts",
        "/customers/import",
        "/outbox",
        "/sources",
        "/people",
        "/campaigns",
    ],
)
def test_pages_with_names_are_none_of_a_readers(client: Client, session: Session, path: str) -> None:
    a_survey()
    client.sign_in(a_user(role="reader"))
    assert client.get(path).status_code == 403


def test_an_error_of_the_database_tells_no_words(tmp_path: Path) -> None:
    # A traceback goes to the log.
    engine = make_engine(f"sqlite:///{tmp_path / 'some.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE said (words TEXT UNIQUE)"))
        connection.execute(text("INSERT INTO said VALUES (:words)"), {"words": "I am Harriet Whitlock"})
        with pytest.raises(exc.IntegrityError) as error:
            connection.execute(text("INSERT INTO said VALUES (:words)"), {"words": "I am Harriet Whitlock"})
    engine.dispose()
    assert "Whitlock" not in str(error.value)


def test_the_stored_words_are_never_edited(client: Client, session: Session) -> None:
    words, secret = PLANTED["phone"]
    response = a_response(verbatim=words)
    assert secret not in client.sign_in(a_user(role="reader")).get("/verbatims").text
    session.expire_all()
    stored = session.scalars(select(Verbatim).where(Verbatim.response_id == response.id)).one()
    assert stored.text == words
