"""What we say ourselves on a page in a language that we do not speak says that it is English, and runs its own way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import QUESTIONS, a_survey, a_touchpoint, an_invitation, ask_also, link_of, published
from tests.responses.test_hosted import opened
from voc.core import clock
from voc.surveys import publishing
from voc.surveys.models import Survey

pytestmark = pytest.mark.usefixtures("session")

VOID = {"br", "img", "input", "link", "meta", "path", "circle", "hr", "rect"}
ARABIC = "سؤال"


def arabic(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: ARABIC if text else "" for key, text in texts.items()}


def an_arabic_survey() -> Survey:
    """One question of every kind, every word of the owner's in Arabic."""
    survey = a_survey(is_live=False, languages=("en",))
    for kind in QUESTIONS:
        ask_also(survey, kind)
    draft = survey.draft
    assert draft
    draft.languages = ["ar", "en"]
    draft.texts = {
        "ar": arabic({**draft.texts["en"], "from_name": "Acme"}),
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
