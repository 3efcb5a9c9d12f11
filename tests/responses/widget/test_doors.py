"""What a widget's script is told and what becomes of what it sends."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.conftest import NOW
from tests.factories import a_contact, a_long_survey, a_response, a_survey, an_invitation, the_survey
from tests.responses.test_our_words import an_arabic_survey
from tests.responses.widget.conftest import SITE, Post, a_widget, signed
from voc.core import clock
from voc.customers.models import Contact
from voc.invitations import preferences
from voc.invitations.models import Ask
from voc.responses import provisional
from voc.responses.models import Answer, Response, Sighting, State, Verbatim
from voc.responses.widget import builds, identities
from voc.surveys import publishing, translations

pytestmark = pytest.mark.usefixtures("session")

KEY = "0123456789abcdef"


def answered(session: Session) -> list[tuple[str, int | None, str | None, str]]:
    rows = session.scalars(select(Response).order_by(Response.id))
    return [(row.state, row.score, row.confirmed_by, row.channel) for row in rows]


def ledger(session: Session) -> list[tuple[str, str | None, str]]:
    return [(row.outcome, row.reason, row.channel) for row in session.scalars(select(Ask).order_by(Ask.id))]


# What it is told


def test_it_is_told_how_to_look_and_what_to_ask(post: Post) -> None:
    told = post(a_widget(colour="#ffe94d"), "hello", page="zh-TW", langs=["de"])
    assert told.status_code == 200
    assert told.headers["Access-Control-Allow-Origin"] == SITE
    assert "Set-Cookie" not in told.headers
    assert told.json["ask"] is True
    assert told.json["lang"] == "zh_Hant"
    assert told.json["colours"][0] != "#ffe94d"
    score, words = told.json["questions"]
    assert score["draw"] == "scale"
    assert score["points"] == list(range(11))
    assert words["draw"] == "words"


def test_it_is_told_in_which_language_our_own_words_are(post: Post) -> None:
    arabic = post(a_widget(survey=an_arabic_survey()), "hello", page="ar").json
    assert (arabic["lang"], arabic["dir"], arabic["ours"]) == ("ar", "rtl", {"lang": "en", "dir": "ltr"})
    chinese = post(a_widget(survey=a_survey(metric="ces")), "hello", page="zh-CN").json
    assert (chinese["lang"], chinese["ours"]["lang"]) == ("zh_Hans", "zh-Hans")


@pytest.mark.parametrize(("language", "expected"), [("page", "en"), ("browser", "zh_Hans")])
def test_the_owner_says_whose_language_counts(post: Post, language: str, expected: str) -> None:
    assert post(a_widget(language=language), "hello", page="en-GB", langs=["zh-CN"]).json["lang"] == expected


def test_other_sites_get_nothing(post: Post, session: Session) -> None:
    widget = a_widget()
    for origin in ("https://evil.example", "null", None, SITE + ".evil.example", "http://shop.example.com"):
        for what in ("hello", "shown", "answer"):
            refused = post(widget, what, origin=origin, key=KEY, answers={"score": 3}, final=True)
            assert refused.status_code == 403
            assert "Access-Control-Allow-Origin" not in refused.headers
    assert answered(session) == []


def test_switched_off_closed_or_a_draft_it_asks_nobody(post: Post, session: Session) -> None:
    off, closed = a_widget(is_on=False), a_widget(survey=a_survey(metric="ces"))
    publishing.close(session, closed.survey, clock.now())
    draft = a_widget(survey=a_survey(metric="csat", is_live=False))
    button = a_widget(survey=a_survey(metric="csat"), kind="button", is_on=False)
    nothing, frame = {"ask", "why"}, {"side", "theme", "pages", "here", "lang", "dir", "own", "title", "ours", "words"}
    for widget, told in ((off, {*frame, "kind"}), (closed, {*frame, "kind"}), (button, frame), (draft, set())):
        said = post(widget, "hello").json
        assert (said["ask"], said["why"]) == (False, "not_live")
        assert said.keys() == nothing | told, "What a card looks like that is still there; nothing to ask."
        assert post(widget, "answer", key=KEY, answers={"score": 3}, final=True).status_code == 410
    assert answered(session) == []


SENT_OFF = {"final": True}
SCORE, WORDS = {"score": 3}, {"score": 3, "comment": "Too slow.", "line": "At the till"}


@pytest.mark.parametrize(
    ("before", "late", "is_said"),
    [
        ({}, WORDS, "nothing new was stored"),
        (SENT_OFF | SCORE, SCORE, "it is kept"),
        # Nobody had sent it off, and now it is too late for that.
        (SCORE, SCORE, "was not stored"),
        (WORDS, WORDS, "was not stored"),
        (SENT_OFF | SCORE, {"score": 4}, "was not stored"),
        (SENT_OFF | SCORE, WORDS, "was not stored"),
        (SENT_OFF | WORDS, WORDS, "it is kept"),
        (SENT_OFF | WORDS, {**WORDS, "comment": " Too slow.\n"}, "it is kept"),
        (SENT_OFF | WORDS, {**WORDS, "comment": ""}, "was not stored"),
        (SENT_OFF | WORDS, {**WORDS, "comment": "Too slow, by far."}, "was not stored"),
        (SENT_OFF | WORDS, {**WORDS, "email": "nowhere"}, "was not stored"),
        (SENT_OFF | WORDS, {**WORDS, "choice": {"chosen": ["other"], "other": "By boat"}}, "was not stored"),
        (SENT_OFF | WORDS, {**WORDS, "unheard of": 1}, "was not stored"),
    ],
)
def test_what_is_said_when_it_is_over_is_true_of_this_answer(
    post: Post, session: Session, before: dict[str, Any], late: dict[str, Any], is_said: str
) -> None:
    widget = a_widget(survey=a_long_survey())
    is_final, answers = before.get("final", False), {key: said for key, said in before.items() if key != "final"}
    if answers:
        assert post(widget, "answer", key=KEY, answers=answers, final=is_final, turn=1).status_code == 200
    post(widget, "answer", key="key-of-somebody-else", answers=WORDS, final=True)
    stored = answered(session)

    def is_told() -> None:
        for is_final in (False, True):
            over = post(widget, "answer", key=KEY, answers=late, final=is_final, turn=2)
            assert over.status_code == 410
            assert is_said in over.json["error"]
            assert (over.json["head"], over.json["wrote"]) == ("This survey has ended", "What you wrote")
            assert ("stored nowhere" in over.json["copy"]) is (not before)

    widget.is_on = False
    session.commit()
    is_told()
    widget.is_on = True
    publishing.close(session, widget.survey, clock.now())
    session.commit()
    is_told()
    assert answered(session) == stored


def test_a_build_is_served_to_everybody_for_ever(client: Client) -> None:
    build = builds.newest()
    got = client.get(f"/widget/{build.name}.js", headers={"Origin": "https://anywhere.example"})
    assert got.data == build.content
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert got.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "immutable" in got.headers["Cache-Control"]
    for wrong in ("0" * 16, "voc", "..%2Fvoc", "x" * 500):
        assert client.get(f"/widget/{wrong}.js").status_code == 404


# One answer


def test_promoters_are_shown_where_to_recommend_us(post: Post, session: Session, now: datetime) -> None:
    survey = a_survey(is_live=False)
    draft = survey.versions[0]
    texts = {"en": translations.read(draft)["en"]}
    texts["en"] |= {"thanks_link_label": "Tell a friend", "thanks_link": "https://example.com/friends"}
    publishing.save_texts(session, draft, texts, seen=0)
    publishing.publish(session, draft, now, seen=1)
    widget = a_widget(survey=survey)
    shown = {
        score: post(widget, "answer", key=f"key-of-score-{score}", answers={"score": score}, final=True).json["link"]
        for score in (3, 8, 10)
    }
    link = {"href": "https://example.com/friends", "textContent": "Tell a friend"}
    assert shown == {3: None, 8: None, 10: link}


def test_a_touch_and_then_words_are_one_answer(post: Post, session: Session) -> None:
    widget = a_widget()
    assert post(widget, "answer", key=KEY, answers={"score": 3}, final=False, seconds=1).status_code == 200
    assert answered(session) == [("provisional", 3, None, "widget")]
    sent = {"key": KEY, "answers": {"score": 2, "comment": "Too slow."}, "final": True, "lang": "en"}
    thanks = post(widget, "answer", sent)
    assert thanks.json["thanks"]
    for _ in range(3):
        assert post(widget, "answer", sent).json == thanks.json
    assert answered(session) == [("final", 2, "comment", "widget")]
    assert session.scalars(select(Verbatim.text)).all() == ["Too slow."]
    # A touch that was held up on its way changes nothing any more.
    post(widget, "answer", key=KEY, answers={"score": 9}, final=False, seconds=0)
    assert answered(session) == [("final", 2, "comment", "widget")]


def test_an_earlier_state_that_comes_late_changes_nothing(post: Post, session: Session) -> None:
    widget, key = a_widget(), "key-of-ours"

    def send(turn: int | None, score: int, words: str, *, is_final: bool = False) -> tuple[int | None, list[str]]:
        content = {"key": key, "answers": {"score": score, "comment": words}, "final": is_final, "seconds": 4}
        sent = post(widget, "answer", {**content, **({} if turn is None else {"turn": turn})})
        assert sent.status_code == 200
        response = session.scalars(select(Response)).one()
        return response.score, [answer.verbatim.text for answer in response.answers if answer.verbatim]

    assert send(1, 2, "Slow.") == (2, ["Slow."])
    assert send(3, 9, "Slow, but kind.") == (9, ["Slow, but kind."])
    # From another tab, which took it over while there was no line.
    assert send(2, 3, "Slow, but") == (9, ["Slow, but kind."])
    assert send(3, 9, "Slow, but kind.") == (9, ["Slow, but kind."])
    assert send(4, 8, "Slow, but kind.") == (8, ["Slow, but kind."])
    # What somebody sends off counts, whatever it follows; so does a script that does not count.
    assert send(None, 7, "Slow, but kind.") == (7, ["Slow, but kind."])
    assert send(2, 5, "Sent.", is_final=True) == (5, ["Sent."])


@pytest.mark.parametrize("turn", [0, -1, "1", 1.5, True, 10**9])
def test_a_state_that_no_script_of_ours_counts(post: Post, session: Session, turn: object) -> None:
    content = {"key": "key-of-ours", "answers": {"score": 2}, "final": False, "turn": turn}
    assert post(a_widget(), "answer", content).status_code == 422
    assert list(session.scalars(select(Response))) == []


def test_a_touch_with_which_somebody_stayed_counts_after_a_while(
    post: Post, session: Session, clock: time_machine.Traveller
) -> None:
    widget = a_widget()
    post(widget, "answer", key=KEY, answers={"score": 9}, final=False, seconds=1)
    clock.shift(timedelta(seconds=4))
    post(widget, "answer", key=KEY, answers={"score": 8}, final=False, seconds=5)
    post(widget, "answer", key="another-key", answers={"score": 1}, final=False, seconds=0)
    provisional.settle(session, NOW + timedelta(minutes=20))
    session.expire_all()
    assert answered(session) == [("final", 8, "dwell", "widget"), ("provisional", 1, None, "widget")]
    provisional.settle(session, NOW + timedelta(days=8))
    assert session.scalars(select(Response.state).order_by(Response.id)).all() == [State.FINAL, State.SET_ASIDE]


def test_an_anonymous_one_leaves_no_trace_of_who_and_when(
    post: Post, session: Session, clock: time_machine.Traveller
) -> None:
    survey = a_survey(metric="csat", is_anonymous=True)
    widget = a_widget(survey=survey)
    who = signed(session, survey.workspace_id, "42", "ann@example.com")
    clock.shift(timedelta(minutes=17))
    assert "anonymous" in post(widget, "hello", who=who).json["note"]
    post(widget, "answer", key=KEY, answers={"score": 1}, final=False, seconds=5, who=who)
    response = session.scalars(select(Response)).one()
    assert response.contact_id is None
    times = {response.answered_at, response.touched_at, session.scalars(select(Sighting.at)).one()}
    assert times == {NOW.replace(hour=12)}
    # Nor a place in the order of sightings whose time is known.
    assert session.scalars(select(Sighting.id)).one() >= 2**30
    provisional.settle(session, NOW.replace(hour=13))
    session.expire_all()
    assert answered(session) == [("final", 1, "dwell", "widget")]
    assert session.scalar(select(func.count(Contact.id))) == 0


def test_whom_the_site_signed_is_promised_an_answer(post: Post, session: Session) -> None:
    widget = a_widget()
    who = signed(session, widget.workspace_id, "42", "Ann@Example.com", "Ann 안나")
    assert "will know" in post(widget, "hello", who=who).json["note"]
    thanks = post(widget, "answer", key=KEY, answers={"score": 0}, final=True, who=who).json["thanks"]
    assert "17:30" in thanks or "5:30" in thanks
    contact = session.scalars(select(Contact)).one()
    assert (contact.key, contact.email, contact.name) == ("42", "ann@example.com", "Ann 안나")
    assert session.scalars(select(Response.contact_id)).one() == contact.id


def test_an_answer_belongs_to_the_version_that_was_shown(post: Post, session: Session, now: datetime) -> None:
    widget = a_widget()
    first = widget.survey.live
    assert first
    shown = post(widget, "hello").json["version"]
    draft = publishing.new_draft(session, widget.survey)
    for unseen in (draft.number, 99, 0, -1, str(shown), True, [shown], 1e308):
        refused = post(widget, "answer", key=KEY, answers={"score": 3}, final=True, version=unseen)
        assert refused.status_code == 422, unseen
    draft.questions.remove(next(each for each in draft.questions if each.key == "comment"))
    publishing.publish(session, draft, now, seen=draft.edition)
    sent = {"key": KEY, "answers": {"score": 3, "comment": "Slow."}, "final": True}
    for silent in (sent, {**sent, "version": None}):
        assert post(widget, "answer", silent).status_code == 422, (
            "An old script says nothing: it is asked what is live."
        )
    assert answered(session) == []
    assert post(widget, "answer", sent, version=shown).status_code == 200
    assert session.scalars(select(Response.version_id)).all() == [first.id]
    assert session.scalars(select(Verbatim.text)).all() == ["Slow."]
    other = a_widget(survey=a_survey(metric="ces"))
    assert post(other, "answer", key=KEY, answers={"score": 3}, final=True, version=draft.number).status_code == 422


def test_who_signs_in_after_the_first_touch_has_given_the_answer(post: Post, session: Session) -> None:
    widget = a_widget()
    ann, bea = (signed(session, widget.workspace_id, key, f"{key}@example.com") for key in ("ann", "bea"))
    post(widget, "answer", key=KEY, answers={"score": 0}, final=False)
    assert session.scalars(select(Response.contact_id)).all() == [None]
    sent = {"key": KEY, "answers": {"score": 0}, "final": True}
    thanks = post(widget, "answer", sent, who=ann).json["thanks"]
    assert "17:30" in thanks or "5:30" in thanks, "She is promised an answer, as whoever is known from the start."
    for who in (bea, None, ann):
        assert post(widget, "answer", sent, who=who).status_code == 200
    session.expire_all()
    response = session.scalars(select(Response)).one()
    assert response.contact
    assert response.contact.key == "ann"


def test_a_signature_of_an_earlier_secret_leaves_the_answer_nobodys(post: Post, session: Session) -> None:
    widget = a_widget()
    who = signed(session, widget.workspace_id, "42", "ann@example.com")
    identities.renew_secret(session, widget.workspace_id, clock.now())
    assert post(widget, "answer", key=KEY, answers={"score": 0}, final=True, who=who).status_code == 200
    assert session.scalars(select(Response.contact_id)).all() == [None]


def test_whom_nobody_signed_is_nobody(post: Post, session: Session) -> None:
    widget = a_widget()
    known = a_contact(email="ann@example.com")
    good = signed(session, widget.workspace_id, "42", "ann@example.com", "Ann")
    forged: list[dict[str, Any]] = [
        {**good, "signature": ""},
        {**good, "signature": "0" * 64},
        {**good, "signature": "é" * 64},
        {**good, "email": "boss@example.com"},
        {**good, "id": "43"},
        {**good, "id": "42\nann@example.com", "email": ""},
        {"id": "42"},
    ]
    for number, who in enumerate(forged):
        post(widget, "answer", key=f"{KEY}-{number}", answers={"score": 0}, final=True, who=who)
    assert set(session.scalars(select(Response.contact_id))) == {None}
    other = a_widget(survey=a_survey(metric="ces"))
    assert "will know" not in post(other, "hello", who={**good, "name": "Bea"}).json["note"]
    assert known.key is None


# How often


def test_nobody_is_asked_twice_in_a_month_over_all_surveys(post: Post, session: Session) -> None:
    nps, ces = a_widget(), a_widget(survey=a_survey(metric="ces"))
    who = signed(session, nps.workspace_id, "42")
    assert post(nps, "hello", who=who).json["ask"] is True
    assert ledger(session) == [], "Nothing was shown yet."
    for _ in range(3):
        assert post(nps, "shown", who=who).status_code == 204
    assert ledger(session) == [("asked", None, "widget")]
    for _ in range(3):
        told = post(ces, "hello", who=who).json
        assert (told["ask"], told["why"]) == (False, "asked_recently")
    assert ledger(session) == [("asked", None, "widget"), ("not_asked", "asked_recently", "widget")]
    with time_machine.travel(NOW + timedelta(days=31), tick=False):
        assert post(ces, "hello", who=who).json["ask"] is True


def test_who_was_asked_by_mail_or_wants_no_question_is_not_asked_here(post: Post, session: Session) -> None:
    widget = a_widget()
    mailed, gone = a_contact(email="ann@example.com"), a_contact(email="bea@example.com")
    invitation = an_invitation(contact=mailed)
    session.add(
        Ask(
            workspace_id=widget.workspace_id, contact_id=mailed.id, survey_id=widget.survey_id,
            campaign_id=invitation.campaign_id, channel="email", at=NOW, outcome="asked",
        )
    )  # fmt: skip
    preferences.opt_out(session, gone, NOW, by="staff")
    for email, reason in (("ann@example.com", "asked_recently"), ("bea@example.com", "opted_out")):
        told = post(widget, "hello", who=signed(session, widget.workspace_id, email[:3], email)).json
        assert (told["ask"], told["why"]) == (False, reason)


def test_a_visitor_with_a_key_is_asked_once_and_one_without_is_unknown(post: Post, session: Session) -> None:
    widget = a_widget()
    post(widget, "shown", visitor=KEY)
    assert post(widget, "hello", visitor=KEY).json["ask"] is False
    assert post(widget, "hello", visitor="another-visitor").json["ask"] is True
    post(widget, "shown")
    assert post(widget, "hello").json["ask"] is True
    rows = session.scalars(select(Ask)).all()
    assert len(rows) == 2
    assert not any(row.visitor and KEY in row.visitor for row in rows)


def test_who_was_asked_as_a_stranger_is_not_asked_again_after_signing_in(post: Post, session: Session) -> None:
    widget = a_widget()
    known = signed(session, widget.workspace_id, "42", "ann@example.com")
    post(widget, "shown", visitor=KEY)
    for _ in range(2):
        told = post(widget, "hello", visitor=KEY, who=known).json
        assert (told["ask"], told["why"]) == (False, "asked_recently")
    assert post(widget, "hello", visitor="another-visitor", who=known).json["ask"] is True


@pytest.mark.parametrize("kind", ["inline", "button"])
def test_what_waits_to_be_found_is_always_there(post: Post, session: Session, kind: str) -> None:
    widget = a_widget(kind=kind)
    post(widget, "shown", visitor=KEY)
    assert post(widget, "hello", visitor=KEY).json["ask"] is True


def test_the_months_budget_counts_what_the_widget_asked_for_mail_too(post: Post, session: Session) -> None:
    from voc.invitations import fatigue

    widget = a_widget()
    contact = a_contact(email="ann@example.com")
    post(widget, "shown", who=signed(session, widget.workspace_id, "42", "ann@example.com"))
    assert fatigue.decide(session, [contact.id], NOW) == [(contact, "asked_recently")]


# What people send who mean harm


def body(**changed: Any) -> bytes:
    return json.dumps({"key": KEY, "answers": {"score": 3}, "final": True, **changed}).encode()


ATTACKS: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"score=3",
    "a list": b"[]",
    "a number": b"7",
    "no UTF-8": b'{"key": "\xff\xfe"}',
    "half a surrogate pair": b'{"key": "0123456789abcdef", "answers": {"comment": "a\\ud800b"}, "final": true}',
    "very deep": b"[" * 100_000,
    "deep inside": b'{"answers": ' + b'{"a":' * 900 + b"1" + b"}" * 901,
    "not a number": b'{"key": "0123456789abcdef", "answers": {"score": NaN}, "final": true}',
    "ten megabytes": body(answers={"comment": "x" * 10_000_000}),
    "words too long": body(answers={"comment": "x" * 20_001}),
    "ten thousand answers": body(answers={f"f{n}": 1 for n in range(10_000)}),
    "an unknown question": body(answers={"price": 1}),
    "no answers": body(answers={}),
    "blank words": body(answers={"comment": "  "}),
    "answers as a list": body(answers=[3]),
    "answers as words": body(answers="3"),
    "nothing for answers": body(answers=None),
    "a score in words": body(answers={"score": "3"}),
    "a score that is true": body(answers={"score": True}),
    "half a score": body(answers={"score": 3.5}),
    "a score off the scale": body(answers={"score": 11}),
    "a negative score": body(answers={"score": -1}),
    "a huge score": body(answers={"score": 10**18}),
    "a score in a list": body(answers={"score": [3]}),
    "a score in an object": body(answers={"score": {"$gt": 0}}),
    "a number for words": body(answers={"comment": 5}),
    "NUL": body(answers={"comment": "a\0b"}),
    "an override of direction": body(answers={"comment": "pay\u202enihtgnon"}),
    "no key": body(key=None),
    "a short key": body(key="a"),
    "a long key": body(key="a" * 65),
    "somebody else's key": body(key="invitation:abcdefgh"),
    "a key in a list": body(key=["0123456789abcdef"]),
    "a NUL in the key": body(key="01234567\0"),
    "final in words": body(final="yes"),
    "final as a number": body(final=1),
    "seconds in words": body(final=False, seconds="5"),
    "seconds without end": body(final=False, seconds=1e308),
    "a visitor in a list": body(visitor=["a"]),
    "a visitor too long": body(visitor="a" * 65),
    "who in words": body(who="ann"),
    "who without id": body(who={"email": "a@example.com"}),
    "who with a list": body(who={"id": ["1"]}),
    "who with a NUL": body(who={"id": "a\0"}),
    "who too long": body(who={"id": "a" * 201}),
    "who true": body(who={"id": True}),
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_a_clear_refusal_and_nothing_stored(post: Post, session: Session, attack: bytes) -> None:
    widget = a_widget()
    for what in ("hello", "answer", "shown"):
        got = post(widget, what, attack)
        assert got.status_code < 500
        if what == "answer":
            assert 400 <= got.status_code < 500
            assert got.json["error"]
            assert got.headers["Access-Control-Allow-Origin"] == SITE, "The script must be able to read it."
    stored = [
        session.scalar(select(func.count()).select_from(model)) for model in (Response, Answer, Verbatim, Contact)
    ]
    assert stored == [0, 0, 0, 0]


def test_a_provisional_override_of_direction_is_not_kept_either(post: Post, session: Session) -> None:
    refused = post(a_widget(), "answer", body(final=False, answers={"score": 3, "comment": "a\u202eb"}))
    assert refused.status_code == 422
    assert answered(session) == []


def test_an_unknown_widget_and_get(client: Client, post: Post) -> None:
    widget = a_widget()
    for what in ("hello", "shown", "answer"):
        assert client.post(f"/widget/unknown/{what}", data=b"{}").status_code == 404
        assert client.post(f"/widget/trial/{what}", data=b'{"trial": "made-up"}').status_code == 404
        assert client.get(f"/widget/{widget.public_id}/{what}").status_code == 405


def test_too_many_from_one_network_wait(post: Post, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from voc.responses.widget import doors

    monkeypatch.setattr(doors, "MOST", 2)
    widget = a_widget()
    codes = [post(widget, "answer", key=f"{KEY}{n}", answers={"score": 5}, final=True).status_code for n in range(4)]
    assert codes == [200, 200, 429, 429]
    assert len(answered(session)) == 2


def test_no_key_of_another_door_can_be_guessed(post: Post, session: Session) -> None:
    theirs = a_response(survey=the_survey(), score=9)
    post(a_widget(), "answer", key=theirs.client_key, answers={"score": 0}, final=True)
    session.refresh(theirs)
    assert theirs.score == 9
