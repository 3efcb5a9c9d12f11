"""What people and programs send who mean harm, or are merely broken: a clear refusal, and nothing stored."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from gunicorn.http.errors import InvalidChunkSize
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.client import Client
from tests.factories import a_survey, an_invitation, link_of, the_survey
from voc.responses.models import Answer, Response, Verbatim

pytestmark = pytest.mark.usefixtures("session")


def stored(session: Session) -> int:
    return sum(session.scalar(select(func.count()).select_from(model)) or 0 for model in (Response, Answer, Verbatim))


def form(body: bytes | str) -> Callable[[Client, str], TestResponse]:
    kind = "application/x-www-form-urlencoded"
    return lambda client, link: client.post(link, data=body, content_type=kind)


def parts(comment: str) -> Callable[[Client, str], TestResponse]:
    # Made by hand: the test client would write so large a form to a file, and leave it open.
    body = f'--x\r\nContent-Disposition: form-data; name="comment"\r\n\r\n{comment}\r\n--x--\r\n'
    return lambda client, link: client.post(link, data=body, content_type="multipart/form-data; boundary=x")


ATTACKS: dict[str, tuple[Callable[[Client, str], TestResponse], set[int]]] = {
    "ten megabytes": (form("score=3&comment=" + "x" * 10_000_000), {413}),
    "ten megabytes in parts": (parts("x" * 10_000_000), {413}),
    "ten thousand fields": (form("&".join(f"f{n}=1" for n in range(10_000)) + "&score=3"), {400}),
    "one field ten thousand times": (form("score=3&" * 10_000), {400}),
    "a thousand parts": (
        lambda client, link: client.post(
            link, data={f"f{n}": "1" for n in range(1_100)}, content_type="multipart/form-data"
        ),
        {400, 413},
    ),
    "NUL": (form("score=3&comment=a%00b"), {422}),
    "half a surrogate pair": (form("score=3&comment=a%ED%A0%80b"), {400}),
    "no UTF-8": (form(b"score=3&comment=a\xff\xfeb"), {400}),
    "an override of direction": (form("score=3&comment=pay%E2%80%AEgnihton"), {422}),
    "words for a score": (form("score=seven&comment=x"), {422}),
    "a score off the scale": (form("score=11&comment=x"), {422}),
    "a score that is no whole number": (form("score=7.5"), {422}),
    "a score longer than numbers get": (form("score=" + "9" * 5_000), {422}),
    "a list for a score": (form("score[]=7"), {422}),
    "JSON": (lambda client, link: client.post(link, json={"score": {"$gt": 0}, "comment": ["\ud800"]}), {422}),
    "nothing": (form(""), {422}),
    "only blanks": (form("comment=%20%20"), {422}),
    "broken parts": (
        lambda client, link: client.post(link, data=b"--x\r\nbroken", content_type="multipart/form-data; boundary=x"),
        {400, 422},
    ),
}


@pytest.mark.parametrize("door", ["personal", "open"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_it_is_refused_and_nothing_is_stored(client: Client, session: Session, attack: str, door: str) -> None:
    survey = a_survey()
    link = link_of(an_invitation(survey=survey)) if door == "personal" else f"/s/{survey.public_id}"
    send, expected = ATTACKS[attack]
    answer = send(client, link)
    assert answer.status_code in expected
    assert "<html" in answer.text
    assert stored(session) == 0


def test_unreadable_characters_are_taken_out_for_the_customer_who_sends_again(client: Client, session: Session) -> None:
    link = link_of(an_invitation())
    page = form("score=3&comment=call%20%E2%80%AD555-0100%00")(client, link)
    assert "call 555-0100</textarea>" in page.text
    assert "They are taken out" in page.text
    assert client.post(link, data={"score": "3", "comment": "call 555-0100"}).status_code == 303


@pytest.mark.parametrize("key", ["short", "x" * 65, "a b c d e f", "ключключ", "page:\0page", "'; DROP TABLE response"])
def test_a_key_that_no_page_of_ours_carries_is_replaced(client: Client, session: Session, key: str) -> None:
    page = client.post(f"/s/{a_survey().public_id}", data={"score": "3", "key": key})
    assert page.status_code == 422
    assert f'value="{key}"' not in page.text
    assert stored(session) == 0


def test_the_open_page_cannot_speak_for_an_invitation(client: Client, session: Session) -> None:
    survey = a_survey()
    invitation = an_invitation(survey=survey)
    client.post(f"/s/{survey.public_id}", data={"score": "0", "key": invitation.public_id})
    client.post(link_of(invitation), data={"score": "9"})
    assert sorted(session.scalars(select(Response.score)).all(), key=str) == [0, 9]


def test_markup_is_shown_and_never_run(client: Client) -> None:
    page = client.post(link_of(an_invitation()), data={"comment": "</textarea><script>alert(1)</script>"})
    assert "<script>alert" not in page.text
    assert "&lt;/textarea&gt;" in page.text


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(score=st.text(max_size=6), comment=st.text(max_size=60), key=st.text(max_size=20), language=st.text(max_size=8))
def test_no_text_breaks_the_page(client: Client, score: str, comment: str, key: str, language: str) -> None:
    survey = the_survey()
    fields = {"score": score, "comment": comment, "key": key}
    answer = client.post(f"/s/{survey.public_id}", data=fields, query_string={"lang": language, "score": score})
    assert answer.status_code in (303, 422)
    assert client.get(f"/s/{survey.public_id}", query_string={"lang": language, "of": comment}).status_code == 200


class _Torn(io.RawIOBase):
    """A body whose next piece has no size."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        raise InvalidChunkSize(b"zz")


def test_a_body_in_pieces_that_make_no_sense_is_refused(client: Client) -> None:
    public_id = a_survey().public_id
    answer = client.post(
        f"/s/{public_id}",
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input": _Torn(), "wsgi.input_terminated": True},
    )
    assert answer.status_code == 400
