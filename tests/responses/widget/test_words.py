"""What the widget says itself in a language that we do not speak: English, or as somebody has written it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.factories import the_workspace
from tests.responses.test_our_words import HOSTILE, an_arabic_survey, english_in, write
from tests.responses.widget.conftest import Post, a_widget, signed
from voc.core import clock
from voc.surveys import publishing
from voc.surveys.models import OurWords


def test_written_it_is_what_the_widget_says(post: Post, session: Session) -> None:
    write()
    for survey in (an_arabic_survey(), an_arabic_survey(is_anonymous=True)):
        told = post(a_widget(survey=survey), "hello", page="ar").json
        assert told["ours"] == {"lang": "ar", "dir": "rtl"}
        needs = [question["need"] for question in told["questions"]]
        for text in (told["note"], *told["words"].values(), *needs):
            assert english_in(text) == []
    widget = a_widget(survey=an_arabic_survey())
    wrong = post(widget, "answer", key="k" * 24, answers={"email": "no"}, lang="ar", final=True)
    assert wrong.status_code == 422
    assert english_in(wrong.json["error"]) == []
    publishing.close(session, widget.survey, clock.now())
    over = post(widget, "answer", key="k" * 24, answers={"score": 3}, lang="ar", final=True)
    assert over.status_code == 410
    for text in over.json.values():
        assert english_in(text) == []


def test_the_widget_says_whose_its_words_are(post: Post, session: Session) -> None:
    widget = a_widget(survey=an_arabic_survey())
    assert post(widget, "hello", page="ar").json["ours"] == {"lang": "en", "dir": "ltr"}
    write(without=["Close"])
    told = post(widget, "hello", page="ar").json
    # Scripts know one language for all of them: half-written, no one is claimed, and each runs its own way.
    assert told["ours"] == {"lang": "", "dir": "auto"}
    assert told["words"]["close"] == "Close"


def test_what_reads_the_other_way_is_kept_apart(post: Post, session: Session) -> None:
    texts = {"title": "رأيك في {account|متجرنا}", "from_name": "Tea & Co.", "thanks": "كتبت: {line|شيئا}؟"}
    widget = a_widget(survey=an_arabic_survey(texts=texts))
    note = "%(company)s will know that the answer comes from you."
    session.add(OurWords(workspace_id=the_workspace().id, language="ar", sentence=note, text="ستعرف {company} ذلك."))
    session.flush()
    known = signed(session, widget.workspace_id, "u-1", "ann@example.org", "Ann")
    told = post(widget, "hello", page="ar", who=known).json
    assert told["note"] == "ستعرف \u2068Tea & Co.\u2069 ذلك."
    answers = {"score": 8, "line": "C++\u2069(new)\u202b"}
    sent = post(widget, "answer", key="k" * 24, answers=answers, lang="ar", final=True)
    assert sent.json["thanks"] == "كتبت: \u2068C++ (new)\u2069؟"


@pytest.mark.parametrize("missing", ["What you wrote", "Copy it from here if you want to keep it."])
def test_one_that_is_said_only_at_the_end_counts_among_its_words(post: Post, session: Session, missing: str) -> None:
    write(without=[missing])
    assert post(a_widget(survey=an_arabic_survey()), "hello", page="ar").json["ours"] == {"lang": "", "dir": "auto"}


def test_what_somebody_wrote_is_data(post: Post, session: Session) -> None:
    session.add(OurWords(workspace_id=the_workspace().id, language="ar", sentence="Close", text=HOSTILE))
    assert post(a_widget(survey=an_arabic_survey()), "hello", page="ar").json["words"]["close"] == HOSTILE
