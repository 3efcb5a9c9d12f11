"""Our own sentences in a language that the product does not speak: written, counted, refused, by two people at once."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_survey, a_user, a_workspace, the_workspace
from voc.core.db import db
from voc.staff.models import AuditEvent, Role
from voc.surveys import added_words, sentences
from voc.surveys.added_words import Line, fingerprint
from voc.surveys.hints import HINTS
from voc.surveys.models import OurWords
from voc.surveys.sentences import Sentence

PAGE = "/surveys/words/ar"
BACK = "Back"
STEP = "Step %(number)s of %(most)s at most"


def name_of(key: str) -> str:
    return sentences.every()[key].name


def posted(changes: Mapping[str, str] | None = None, *, written: Mapping[str, str] | None = None) -> dict[str, str]:
    """What the browser sends of a page that showed these words, after somebody changed others."""
    shown = {each.name: (written or {}).get(key, "") for key, each in sentences.every().items()}
    return {**shown, **{f"seen-{name}": fingerprint(text) for name, text in shown.items()}, **(changes or {})}


def words(session: Session, language: str = "ar") -> Mapping[str, str]:
    return added_words.written(session, the_workspace().id, language)


@pytest.fixture
def writer(session: Session, client: Client) -> Client:
    client.sign_in(a_user())
    return client


def test_what_somebody_writes_is_kept_for_the_whole_workspace(writer: Client, session: Session) -> None:
    answer = writer.post(PAGE, data=posted({name_of(BACK): " رجوع ", name_of(STEP): "الخطوة {number} من {most}"}))
    assert answer.status_code == 302
    assert words(session) == {BACK: "رجوع", STEP: "الخطوة {number} من {most}"}
    assert added_words.written(session, a_workspace().id, "ar") == {}
    assert words(session, "fa") == {}
    assert session.scalars(select(AuditEvent.action)).all() == ["words.saved"]


def test_the_page_counts_and_marks_what_is_missing(writer: Client, session: Session) -> None:
    all_of_them = len(sentences.every())
    writer.post(PAGE, data=posted({name_of(BACK): "رجوع"}))
    page = writer.get(PAGE).text
    assert f"1 of {all_of_them} written" in page
    assert page.count(">Missing<") == all_of_them - 1
    field = re.search(rf'<input[^>]* id="{name_of(BACK)}"[^>]*>', page)
    assert field
    assert 'dir="rtl"' in field[0]
    assert 'lang="ar"' in field[0]
    assert 'value="رجوع"' in field[0]
    only = writer.get(f"{PAGE}?only_missing=y").text
    assert only.count('<div class="sentence" hidden>') == 1


def test_what_is_missing_is_counted_as_it_was_typed_and_nothing_is_saved(writer: Client, session: Session) -> None:
    all_of_them = len(sentences.every())
    writer.post(PAGE, data=posted({name_of(BACK): "رجوع"}))
    typed = {name_of(BACK): " ", name_of(STEP): "الخطوة", name_of("Language"): "اللغة"}
    page = writer.post(f"{PAGE}/typed", data=posted(typed, written={BACK: "رجوع"})).text
    assert f"2 of {all_of_them} written" in page
    assert page.count(">Missing<") == all_of_them - 2
    # A line that was not sent counts as it is.
    page = writer.post(f"{PAGE}/typed", data={name_of("Language"): "اللغة"}).text
    assert f"2 of {all_of_them} written" in page
    assert words(session) == {BACK: "رجوع"}
    assert writer.get(f"{PAGE}/typed").status_code == 405
    assert writer.post("/surveys/words/en/typed").status_code == 404


def test_what_the_sources_tell_translators_the_page_tells_in_the_language_of_the_console(writer: Client) -> None:
    told = {key for key, each in sentences.every().items() if each.note or each.context}
    assert HINTS.keys() == told
    page = html.unescape(writer.get(PAGE).text)
    for key, hint in HINTS.items():
        assert f"<p>{hint}</p>" in page
        note = sentences.every()[key].note
        # A comment in the sources is English for good, so it stands nowhere.
        assert not note or f">{note}<" not in page


def test_the_lines_of_a_promise_say_what_they_are_needed_for(writer: Client) -> None:
    needed = {key for key, hint in HINTS.items() if "Needed for {promise}" in str(hint)}
    assert needed == {"by %(day)s, %(time)s (%(zone)s)", "%(place)s time", "by %(day)s %(time)s"}


def test_emptied_it_is_english_again(writer: Client, session: Session) -> None:
    writer.post(PAGE, data=posted({name_of(BACK): "رجوع"}))
    assert writer.post(PAGE, data=posted({name_of(BACK): ""}, written=words(session))).status_code == 302
    assert words(session) == {}


def test_saved_twice_is_saved_once(writer: Client, session: Session) -> None:
    once = posted({name_of(BACK): "رجوع"})
    assert [writer.post(PAGE, data=once).status_code for _twice in range(2)] == [302, 302]
    assert session.scalar(select(func.count()).select_from(OurWords)) == 1
    assert session.scalar(select(func.count()).select_from(AuditEvent)) == 1


def test_a_page_that_lacks_lines_takes_none_away(writer: Client, session: Session) -> None:
    writer.post(PAGE, data=posted({name_of(BACK): "رجوع"}))
    half = {name_of(STEP): "{number}/{most}", f"seen-{name_of(STEP)}": fingerprint("")}
    assert writer.post(PAGE, data=half).status_code == 302
    assert words(session) == {BACK: "رجوع", STEP: "{number}/{most}"}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("الخطوة {number}", "{most} is missing"),
        ("الخطوة {number} من {most} {company}", "{company}"),
        ("الخطوة %(nummer)s من {most} {number}", "{nummer}"),
        ("الخطوة {x} من {most}", "{x} is unknown here; still missing: {number}."),
        ("الخطوة {x} من {y}", "{x} is unknown here; still missing: {most}, {number}."),
        ("الخطوة {number} من {most} {", "brace"),
        ("الخطوة {number} من {most}" + "ا" * 200, "characters"),
    ],
)
def test_a_line_that_is_wrong_is_named_and_the_others_are_kept(
    writer: Client, session: Session, text: str, wrong: str
) -> None:
    page = writer.post(PAGE, data=posted({name_of(STEP): text, name_of(BACK): "رجوع"}))
    assert page.status_code == 422
    assert words(session) == {BACK: "رجوع"}
    [message] = re.findall(rf'<p class="wrong" id="{name_of(STEP)}-wrong">(.*?)</p>', page.text)
    assert wrong in html.unescape(message)
    [alert] = re.findall(r'<div class="flash wrong" role="alert">(.*?)</div>', page.text, re.DOTALL)
    assert f'href="#{name_of(STEP)}"' in alert
    assert "Step {number} of {most} at most" in alert
    # What was typed comes back, in the manner of the page.
    shown = html.unescape(page.text)
    assert text.replace("%(nummer)s", "{nummer}") in shown
    again = dict(re.findall(r'name="(seen-[^"]+)" value="([^"]*)"', page.text))
    right = {name_of(STEP): "{number}/{most}", name_of(BACK): "رجوع"}
    assert writer.post(PAGE, data={**posted(), **again, **right}).status_code == 302
    assert words(session) == {BACK: "رجوع", STEP: "{number}/{most}"}


def test_a_part_as_translators_write_it_is_understood(writer: Client, session: Session) -> None:
    writer.post(PAGE, data=posted({name_of(STEP): "%(most)s: 100 % (%(number)s)"}))
    assert words(session) == {STEP: "{most}: 100 % ({number})"}


def test_what_a_colleague_wrote_meanwhile_is_not_lost(writer: Client, session: Session) -> None:
    opened = posted()
    writer.post(PAGE, data={**opened, name_of(BACK): "عودة"})
    page = writer.post(PAGE, data={**opened, name_of(BACK): "رجوع", name_of(STEP): "{number}/{most}"})
    assert page.status_code == 409
    # What nobody else had touched is saved; of the other, both are shown.
    assert words(session) == {BACK: "عودة", STEP: "{number}/{most}"}
    assert re.search(rf'id="{name_of(BACK)}-theirs">.*عودة', page.text)
    assert re.search(rf'<input[^>]* id="{name_of(BACK)}"[^>]* value="رجوع"', page.text)
    again = dict(re.findall(r'name="(seen-[^"]+)" value="([^"]*)"', page.text))
    mine = {name_of(BACK): "رجوع", name_of(STEP): "{number}/{most}"}
    assert writer.post(PAGE, data={**posted(), **again, **mine}).status_code == 302
    assert words(session)[BACK] == "رجوع"


def test_whoever_did_not_touch_a_line_leaves_the_colleagues_as_it_is(writer: Client, session: Session) -> None:
    opened = posted()
    writer.post(PAGE, data={**opened, name_of(BACK): "عودة"})
    page = writer.post(PAGE, data={**opened, name_of(STEP): "{number}"})
    assert page.status_code == 422
    assert words(session) == {BACK: "عودة"}
    assert re.search(rf'<input[^>]* id="{name_of(BACK)}"[^>]* value="عودة"', page.text)


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_ten_who_write_the_same_line_at_once_write_it_once(fresh_app: Flask, backend: str) -> None:
    with fresh_app.app_context():
        workspace_id = the_workspace().id
        db.session.commit()
    barrier = Barrier(10)

    def write(number: int) -> dict[str, str]:
        with fresh_app.app_context():
            barrier.wait()
            lines = {BACK: Line(fingerprint(""), f"رجوع {number}")}
            theirs = added_words.save(db.session(), workspace_id, "ar", lines)
            db.session.commit()
            return theirs

    with ThreadPoolExecutor(10) as pool:
        refused = list(pool.map(write, range(10)))
    assert sum(not theirs for theirs in refused) == 1
    with fresh_app.app_context():
        [text] = db.session.scalars(select(OurWords.text))
    assert {theirs[BACK] for theirs in refused if theirs} == {text}


@pytest.mark.parametrize("language", ["en", "zh_Hans", "zh_Hant", "zh-Hans", "xx", "ar-EG", "../ar"])
def test_what_the_product_speaks_or_nobody_is_not_written_here(writer: Client, language: str) -> None:
    assert writer.get(f"/surveys/words/{language}").status_code == 404
    assert writer.post(f"/surveys/words/{language}", data={}).status_code == 404


@pytest.mark.parametrize("role", [Role.READER, Role.AGENT])
def test_who_may_not_write_surveys_may_not_write_these(client: Client, session: Session, role: Role) -> None:
    client.sign_in(a_user(role=role))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, data=posted({name_of(BACK): "رجوع"})).status_code == 403
    assert words(session) == {}


def test_signed_out_leads_to_the_sign_in(client: Client, session: Session) -> None:
    answer = client.get(PAGE)
    assert answer.status_code == 302
    assert "sign-in" in answer.headers["Location"]


# On the pages of a survey.


def test_a_language_is_not_called_complete_while_our_words_are_missing(writer: Client, session: Session) -> None:
    survey = a_survey(is_live=False, languages=("en",))
    draft = survey.draft
    assert draft
    draft.languages = ["en", "ar"]
    draft.texts = {"en": draft.texts["en"], "ar": draft.texts["en"]}
    for question in draft.questions:
        question.texts = {"en": question.texts["en"], "ar": question.texts["en"]}
    session.flush()
    every = len(sentences.every())
    page = writer.get(f"/surveys/{survey.id}/texts").text
    [english, arabic] = re.findall(r"<li>\s*<strong lang.*?</li>", page, re.DOTALL)
    assert ">Complete<" in english
    assert ">Complete<" not in arabic
    assert "The survey’s texts are all written" in arabic
    assert f"Our words on the page: 0 of {every} written" in arabic
    assert f'href="/surveys/words/ar?survey={survey.id}"' in arabic
    assert f'href="/surveys/words/ar?survey={survey.id}"' in writer.get(f"/surveys/{survey.id}").text
    writer.post(PAGE, data=posted({each.name: f"⟦{each.text}⟧" for each in sentences.every().values()}))
    page = writer.get(f"/surveys/{survey.id}/texts").text
    assert page.count(">Complete<") == 2
    assert f"Our words on the page: {every} of {every} written" in page
    # Nothing of it stands in the way of publishing.
    assert writer.post(f"/surveys/{survey.id}/publish", data={"edition": str(draft.edition)}).status_code == 302
    assert survey.live


def test_languages_that_the_product_speaks_cost_no_query(session: Session, statements: list[str]) -> None:
    workspace_id = the_workspace().id
    statements.clear()
    assert added_words.progress(session, workspace_id, ["en", "zh_Hans"]) == {}
    assert added_words.written(session, workspace_id, "zh_Hant") == {}
    assert statements == []
    added_words.progress(session, workspace_id, ["en", "ar", "fa", "de"])
    assert len(statements) == 1


# What there is to write.


def test_every_sentence_can_be_written() -> None:
    for each in sentences.every().values():
        # Nothing in what somebody writes is markup, so nothing in what they translate may be.
        assert not set("<>&{}%") & set(re.sub(r"\{\w+\}", "", each.text)), each
        assert each.longest > len(each.text), each


def test_each_has_a_place_and_a_name_of_its_own() -> None:
    in_places = [each for place in sentences.places() for each in place.sentences]
    assert len(in_places) == len(sentences.every()) == len({each.name for each in in_places})
    assert sentences.places()[-1].name != sentences.PLACES[-1][0], "a file of ours has no place"


def test_those_that_read_alike_are_told_apart() -> None:
    nexts: list[Sentence] = [each for each in sentences.every().values() if each.text == "Next"]
    assert [each.context for each in nexts] == ["an answer"]
