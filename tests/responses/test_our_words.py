"""What we say ourselves in a language that we do not speak says that it is English, and runs its own way; what somebody
has written of it is that language, everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from types import MappingProxyType

import pytest
from flask import Flask, current_app
from jinja2 import Environment, meta
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from tests.client import Client
from tests.factories import (
    QUESTIONS,
    a_survey,
    a_team,
    a_touchpoint,
    a_user,
    a_workspace,
    an_invitation,
    ask_also,
    link_of,
    published,
    the_workspace,
)
from tests.photographs import parts
from tests.responses.test_steps import carried_in
from tests.responses.visiting import opened
from voc.core import clock, i18n
from voc.core.db import db
from voc.core.group_commit import GroupCommit
from voc.invitations import mail, preferences
from voc.responses import arriving, wording
from voc.responses.models import Response
from voc.surveys import added_words, publishing, sentences
from voc.surveys.branching import Condition
from voc.surveys.models import OurWords, Survey

pytestmark = pytest.mark.usefixtures("session")

VOID = {"br", "img", "input", "link", "meta", "path", "circle", "hr", "rect"}
ARABIC = "سؤال"


def arabic(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: ARABIC if text else "" for key, text in texts.items()}


def an_arabic_survey(
    *,
    metric: str = "nps",
    in_steps: bool = False,
    is_anonymous: bool = False,
    texts: Mapping[str, str] = MappingProxyType({}),
) -> Survey:
    """One question of every kind, every word of the owner's in Arabic; the last one in a step of its own."""
    survey = a_survey(metric=metric, is_live=False, languages=("en",), is_anonymous=is_anonymous)
    for kind in QUESTIONS:
        ask_also(survey, kind)
    if in_steps:
        ask_also(survey, "line", Condition("score", tuple(range(11))))
    draft = survey.draft
    assert draft
    draft.languages = ["ar", "en"]
    draft.texts = {
        "ar": {**arabic({**draft.texts["en"], "from_name": "Acme"}), **texts},
        "en": {**draft.texts["en"], "from_name": "Acme"},
    }
    for question in draft.questions:
        question.texts = {"ar": arabic(question.texts["en"]), "en": question.texts["en"]}
    return published(survey)


class Words(HTMLParser):
    """Latin words of a page, seen or read out, that stand where another language than English is announced."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str, str]] = []
        self.wrong: list[str] = []
        self.right = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        _, language, direction = self.open[-1] if self.open else ("", "", "")
        self.open.append((tag, given.get("lang", language), given.get("dir", direction)))
        for name in ("aria-label", "alt", "title", "data-words"):
            self.look(given.get(name, ""))
        if tag in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][0] not in ("title", "style", "script"):
            self.look(data)

    def look(self, text: str) -> None:
        if not re.search(r"[A-Za-z]{3}", text):
            return
        tag, language, direction = self.open[-1]
        if language == "en" and (direction == "ltr" or tag in ("nav", "a")):
            self.right += 1
        elif "/s/" not in text:
            self.wrong.append(text)


def test_on_every_page_of_a_respondent(client: Client, session: Session) -> None:
    survey = an_arabic_survey()
    kiosk = f"/k/{a_touchpoint(survey=survey).public_id}?lang=ar"
    invitation = an_invitation(survey=survey, language="ar")
    link = link_of(invitation)
    pages = [client.get(address) for address in (f"/s/{survey.public_id}?lang=ar", kiosk, link, f"{link}?score=3")]
    wrong = {"email": "nowhere", **opened(client, kiosk)}
    pages += [client.post(kiosk, data=wrong), client.post(link, data={"email": "nowhere"})]
    sent = client.post(link, data={"score": "3"})
    assert sent.status_code in (200, 303, 422)
    pages += [client.get(f"{kiosk.partition('?')[0]}/thanks?lang=ar"), client.get(link)]
    publishing.close(session, survey, clock.now())
    pages.append(client.get(kiosk))
    for page in pages:
        assert '<html lang="ar" dir="rtl">' in page.text, page.request.path
        words = Words(page.text)
        assert words.wrong == [], page.request.path
        assert words.right, page.request.path


def test_where_we_speak_the_language_nothing_is_said_about_it(client: Client) -> None:
    survey = a_survey(languages=("en", "zh_Hans"))
    for tag in ("en", "zh-Hans"):
        assert 'dir="ltr"' not in client.get(f"/s/{survey.public_id}?lang={tag}").text.partition("<body")[2]


# What somebody has written.

VOC = Path(sentences.__file__).parents[1]
HOSTILE = "<script>alert(1)</script>\"'&%s%(x)s{}{0}"
#: A sentence as `write` writes them.
PARTS = re.compile(r"⟦[^⟦⟧]*⟧")


def write(language: str = "ar", *, without: Iterable[str] = ()) -> None:
    """Every sentence of ours in a language, each of its parts in brackets that nothing else has."""
    lines = {
        key: added_words.Line(added_words.fingerprint(""), "⟦" + " ".join(f"{{{part}}}" for part in each.parts) + "⟧")
        for key, each in sentences.every().items()
        if key not in without
    }
    assert added_words.save(db.session(), the_workspace().id, language, lines) == {}


def english_in(text: str) -> list[str]:
    """Latin words outside of the brackets, addresses left out."""
    return [line for line in PARTS.sub("", text).splitlines() if re.search(r"[A-Za-z]{3}", line) and "://" not in line]


class Said(Words):
    """Everything that a page says or has read out, outside of the names of languages."""

    def look(self, text: str) -> None:
        tag, language, _direction = self.open[-1]
        if tag == "a" and language == "en":
            return
        self.right += len(PARTS.findall(text))
        self.wrong += english_in(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        if self.open:
            self.look(dict(attrs).get("placeholder") or "")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][0] not in ("style", "script"):
            self.look(data)


def assert_is_arabic(page: str) -> None:
    assert '<html lang="ar"' in page
    said = Said(page)
    assert said.wrong == []
    assert said.right
    # Nothing is marked as English any more, and all of it runs as the page does.
    body = page.partition("<body")[2]
    assert 'dir="ltr"' not in body
    assert not re.search(r'<(?!a )[^>]* lang="en"', body)


def test_written_it_is_what_every_page_says(client: Client, session: Session, hasty: None) -> None:
    write()
    survey = an_arabic_survey(in_steps=True)
    open_page, place = f"/s/{survey.public_id}?lang=ar", a_touchpoint(survey=survey).public_id
    kiosk, link = f"/k/{place}?lang=ar", link_of(an_invitation(survey=survey, language="ar"))
    pages = [client.get(address) for address in (open_page, kiosk, f"/i/{place}?lang=ar", link, f"{link}?score=3")]
    wrong = {"score": "x", "email": "nowhere", "date": "yesterday", "choice": "z", "line": "x" * 400}
    pages += [client.post(address, data={**opened(client, address), **wrong}) for address in (kiosk, open_page, link)]
    pages.append(client.post(kiosk, data={}))
    next_step = client.post(open_page, data=MultiDict([*carried_in(client.get(open_page).text), ("score", "3")]))
    pages += [next_step, client.post(open_page, data=MultiDict([*carried_in(next_step.text), ("back", "1")]))]
    files = [("photo-file", "x.jpg", b"GIF89a" + b"x" * 50)]
    pages.append(client.post(link, **parts([("score", "3")], files)))
    pages.append(client.post(link, **parts([("score", "3")], [("photo-file", "x.jpg", b"\xff\xd8\xff" * 9)])))
    sent = client.post(link, data={"score": "3", "step": "1", "line-2": "x"})
    assert sent.status_code == 303
    pages += [client.get(sent.headers["Location"]), client.get(f"{link}?score=9"), client.get(link)]
    pages += [client.get(f"{kiosk.partition('?')[0]}/thanks?lang=ar"), client.post(link, data={"score": "\x00"})]
    publishing.close(session, survey, clock.now())
    pages += [client.get(kiosk), client.get(link)]
    for page in pages:
        assert page.status_code < 500
        assert_is_arabic(page.text)


@pytest.mark.usefixtures("hasty")
def test_whoever_comes_by_a_way_that_is_remembered_reads_them_too(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch, statements: list[str]
) -> None:
    write()
    link = f"/s/{an_arabic_survey(in_steps=True).public_id}?lang=ar"
    for _n in range(2):  # Looked up, and remembered.
        fields = MultiDict([*carried_in(client.get(link).text), ("score", "3")])
        with monkeypatch.context() as patch:
            patch.setitem(app.extensions, "arrivals", GroupCommit(arriving.record_all, most_waiting=0))
            busy = client.post(link, data=fields)
        assert busy.status_code == 503
        assert_is_arabic(busy.text)
        statements.clear()
        next_step = client.post(link, data=fields)
        assert len([each for each in statements if "FROM our_words" in each]) == 1
        assert_is_arabic(next_step.text)
        fields.setlist("step", ["1"])
        assert client.post(link, data=fields).status_code == 303


def test_an_anonymous_survey_says_so_in_the_words_that_are_written(
    client: Client, session: Session, hasty: None
) -> None:
    write()
    link = link_of(an_invitation(survey=an_arabic_survey(is_anonymous=True), language="ar"))
    page = client.get(link)
    assert_is_arabic(page.text)
    sent = client.post(link, data=MultiDict([*carried_in(page.text), ("score", "3")]))
    assert sent.status_code == 303
    again = client.get(link)
    assert again.status_code == 409
    assert_is_arabic(again.text)


@pytest.mark.parametrize("code", [400, 404, 409, 410, 413, 422, 429, 500, 503])
def test_written_it_is_what_goes_wrong(session: Session, code: int) -> None:
    write()
    with i18n.speaking("ar", "UTC", added_words.written(session, the_workspace().id, "ar")):
        said = [*wording.trouble(code), *wording.trouble(code, takes_photos=True), wording.too_often()]
        said += [wording.too_many(), wording.cannot_store(), wording.open_too_long(), wording.not_acceptable()]
        promise = wording.sample_promise("ar")
        assert promise
        said.append(promise)
    assert [english_in(text) for text in said] == [[]] * len(said)


BY, CLOCK, SAMPLE = "by %(day)s, %(time)s (%(zone)s)", "%(place)s time", "by %(day)s %(time)s"
GENERAL, PROMISED = "شكرا لكم", "سنتصل بكم"


@pytest.mark.parametrize(
    ("zone", "missing", "thanks"),
    [
        ("Europe/Berlin", [], PROMISED),
        ("Europe/Berlin", [SAMPLE], PROMISED),
        ("Europe/Berlin", [BY], GENERAL),
        ("Europe/Berlin", [CLOCK], GENERAL),
        # Nobody has to write what this clock is called.
        ("UTC", [CLOCK], PROMISED),
    ],
)
def test_no_promise_is_half_in_english(
    client: Client, session: Session, zone: str, missing: list[str], thanks: str
) -> None:
    write(without=missing)
    survey = an_arabic_survey(texts={"thanks": GENERAL, "thanks_detractor": f"{PROMISED} {{promise}}."})
    survey.team_id = a_team(zone=zone).id
    session.flush()
    link = link_of(an_invitation(survey=survey, language="ar"))
    page = client.get(client.post(link, data={"score": "2"}).headers["Location"]).text
    assert [each for each in (GENERAL, PROMISED) if each in page] == [thanks]
    # The customer is called back all the same.
    assert session.scalars(select(Response.promised_by)).one()


def test_a_preview_promises_nothing_half_in_english(session: Session) -> None:
    write(without=[SAMPLE])
    with i18n.speaking("ar", "UTC", added_words.written(session, the_workspace().id, "ar")):
        assert wording.sample_promise("ar") is None


def test_written_it_is_what_the_mail_says(client: Client, session: Session) -> None:
    write()
    workspace, survey = the_workspace(), an_arabic_survey(is_anonymous=True)
    assert survey.live
    words = added_words.written(session, workspace.id, "ar")
    letter = mail.render(
        survey.live, "ar", workspace, site="https://voc.example", answer="https://voc.example/r/x",
        unsubscribe="https://voc.example/u/x", words=words,
    )  # fmt: skip
    body = letter.html.partition("<body")[2].partition(">")[2]
    assert "⟦" in letter.text
    assert english_in(letter.text) == []
    assert english_in(letter.subject) == []
    assert english_in(re.sub(r"<[^>]*>", "", body)) == []
    assert 'lang="en"' not in body


def test_a_company_that_reads_the_other_way_is_kept_apart(session: Session) -> None:
    reason = (
        "You get this mail because you are in touch with %(company)s. Nobody is asked more often than once in 30 days."
    )
    session.add(
        OurWords(workspace_id=the_workspace().id, language="ar", sentence=reason, text="تصلك من {company}؛ شكرا.")
    )
    workspace = the_workspace()
    survey = an_arabic_survey(texts={"from_name": "Tea & Co.", "mail_subject": "رأيك في {account|متجرنا}؟"})
    assert survey.live
    letter = mail.render(
        survey.live, "ar", workspace, site="https://voc.example", answer="https://voc.example/r/x",
        unsubscribe="https://voc.example/u/x", words=added_words.written(session, workspace.id, "ar"),
    )  # fmt: skip
    assert "تصلك من \u2068Tea & Co.\u2069؛ شكرا." in letter.text
    assert "تصلك من \u2068Tea &amp; Co.\u2069؛ شكرا." in letter.html
    assert letter.subject == "رأيك في متجرنا؟"


def test_the_line_of_a_tab_has_no_borders(client: Client, session: Session) -> None:
    workspace_id = the_workspace().id
    more = {
        "Being asked by %(company)s": "أسئلة من {company}؟",
        "%(company)s will not send you any further questions. Whatever you answered stays as it is.": "{company} تصمت.",
    }
    session.add_all(OurWords(workspace_id=workspace_id, language="ar", sentence=key, text=more[key]) for key in more)
    invitation = an_invitation(survey=an_arabic_survey(texts={"from_name": "Acme"}), language="ar")
    address = f"/u/{preferences.token(current_app.config['VOC'].secret_key, invitation)}"
    client.post(address, data={"choice": "out"})
    page = client.get(address).text
    assert "<title>أسئلة من Acme؟</title>" in page
    assert "\u2068Acme\u2069 تصمت." in page


def test_who_was_asked_in_it_can_say_no_in_it(client: Client, session: Session) -> None:
    invitation = an_invitation(survey=an_arabic_survey(), language="ar")
    address = f"/u/{preferences.token(current_app.config['VOC'].secret_key, invitation)}"
    assert '<html lang="en"' in client.get(address).text
    write()
    assert_is_arabic(client.get(address).text)
    client.post(address, data={"choice": "out"})
    assert_is_arabic(client.get(address).text)
    assert '<html lang="zh-Hans"' in client.get(f"{address}?lang=zh-Hans").text


def test_written_it_is_what_stands_on_paper(client: Client, session: Session) -> None:
    survey = an_arabic_survey()
    touchpoint = a_touchpoint(survey=survey)
    client.sign_in(a_user())
    address = f"/surveys/{survey.id}/links/{touchpoint.id}/poster"
    line = re.compile(r'<div lang="ar" dir="rtl">.*?</div>', re.DOTALL)
    assert '<p class="line">' not in line.findall(client.get(address).text)[0]
    write()
    assert '<p class="line">⟦⟧</p>' in line.findall(client.get(address).text)[0]


def test_the_preview_shows_what_is_written(client: Client, session: Session) -> None:
    write()
    survey = an_arabic_survey()
    client.sign_in(a_user())
    for shown in ("ask", "passive", "detractor"):
        page = client.get(f"/surveys/{survey.id}/preview?lang=ar&show={shown}").text
        # What stands around it is said to the colleague who looks.
        assert_is_arabic(re.sub(r"<aside class=.preview.*?</aside>", "", page, flags=re.DOTALL))


def test_of_a_page_half_written_only_the_rest_is_marked(client: Client, session: Session) -> None:
    write(without=["(if you like)"])
    page = client.get(f"/s/{an_arabic_survey().public_id}?lang=ar").text
    assert '<span lang="en" dir="ltr">(if you like)</span>' in page
    assert set(re.findall(r'<span lang="en" dir="ltr">(.*?)</span>', page)) == {"(if you like)"}
    assert Words(page).wrong == []


def test_other_workspaces_and_other_languages_keep_their_own(client: Client, session: Session) -> None:
    survey = an_arabic_survey()
    write("fa")
    other = a_workspace()
    session.add(OurWords(workspace_id=other.id, language="ar", sentence="(if you like)", text="⟦⟧"))
    assert "⟦" not in client.get(f"/s/{survey.public_id}?lang=ar").text


def test_what_somebody_wrote_is_data(client: Client, session: Session) -> None:
    survey = an_arabic_survey()
    for sentence in ("(if you like)", "Language"):
        session.add(OurWords(workspace_id=the_workspace().id, language="ar", sentence=sentence, text=HOSTILE))
    page = client.get(f"/s/{survey.public_id}?lang=ar").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&amp;%s%(x)s{}{0}" in page
    assert "<script>alert" not in page


def test_what_is_filled_in_fills_in_nothing_itself(client: Client, session: Session) -> None:
    survey = an_arabic_survey()
    write()
    link = link_of(an_invitation(survey=survey, language="ar"))
    assert f"⟦{ARABIC}⟧" in client.get(link).text


def test_it_costs_one_query_and_none_where_we_speak_the_language(
    client: Client, session: Session, statements: list[str]
) -> None:
    write()
    survey = an_arabic_survey()
    counts = {}
    for language in ("en", "ar"):
        client.get(f"/s/{survey.public_id}?lang={language}")
        statements.clear()
        client.get(f"/s/{survey.public_id}?lang={language}")
        counts[language] = len([each for each in statements if "our_words" in each])
    assert counts == {"en": 0, "ar": 1}


def test_every_template_that_respondents_see_says_so() -> None:
    """Otherwise its sentences could not be written in other languages: let it ask for `ours`."""
    templates, known = VOC / "templates", sentences.sources()
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    for path in [path for path in known if path.startswith("templates/")]:
        read = environment.parse((VOC / path).read_text("utf-8"))
        for name in meta.find_referenced_templates(read):
            if name and says_something(templates / name):
                assert f"templates/{name}" in known, f"{path} shows {name}"


def says_something(path: Path) -> bool:
    """Whether a template has a sentence of ours at all."""
    return bool(re.search(r"\b_\(|gettext\(", path.read_text("utf-8")))
