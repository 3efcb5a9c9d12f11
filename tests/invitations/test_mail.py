"""The invitation as its reader gets it: through a real mail server, in their language, whatever their name."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

import pytest
from flask import Flask, current_app
from sqlalchemy.orm import Session

from tests import factories
from tests.client import Client
from tests.responses.test_our_words import an_arabic_survey
from tests.smtp_sink import Received, SmtpSink
from voc.core import outbox, tokens
from voc.core.mail import smtp_transport
from voc.invitations.jobs import send_invitations
from voc.surveys.models import Survey


def send(session: Session, smtp: SmtpSink, now: datetime, survey: Survey | None = None) -> list[Received]:
    factories.a_campaign(survey=survey, started_at=now)
    send_invitations.function(session, now)
    outbox.deliver_waiting(session, now, smtp_transport(smtp.url, "survey@example.org"))
    return smtp.messages


def links(message: Received) -> list[str]:
    return [unescape(address) for address in re.findall(r'href="([^"]+)"', message.html)]


def test_it_asks_in_the_contacts_language_with_a_button_for_every_score(
    session: Session, smtp: SmtpSink, now: datetime
) -> None:
    factories.a_contact(email="wei@example.cn", name="王伟", language="zh_Hans")
    [message] = send(session, smtp, now)
    assert message["Subject"] == "您愿意把 Acme 推荐给朋友吗？"
    assert message["To"] == "王伟 <wei@example.cn>"
    assert message["From"] == "Acme <survey@example.org>"
    assert '<html lang="zh-Hans"' in message.html
    scores = [link.partition("?score=")[2] for link in links(message) if "?score=" in link]
    assert scores == [str(n) for n in range(11)]
    for score in range(11):
        assert f"{score:2}: {current_app.config['VOC'].public_url}/r/" in message.text


def test_every_link_leads_to_a_page_of_ours_for_this_person(
    app: Flask, session: Session, client: Client, smtp: SmtpSink, now: datetime
) -> None:
    factories.a_contact(email="ana@example.org")
    [message] = send(session, smtp, now)
    settings = app.config["VOC"]
    assert len(set(links(message))) == 11 + 3
    for link in links(message):
        assert link.startswith(settings.public_url)
        assert client.get(link.removeprefix(settings.public_url)).status_code == 200
    texts = re.findall(r"http\S+", message.text)
    trap = [link for link in links(message) if link.endswith("/0x")]
    assert set(texts) == set(links(message)) - set(trap)


def test_no_person_can_see_or_reach_the_trap(session: Session, smtp: SmtpSink, now: datetime) -> None:
    factories.a_contact()
    [message] = send(session, smtp, now)
    [trap] = re.findall(r"<div[^>]*>\s*<a [^>]*/0x\"[^>]*></a>\s*</div>", message.html)
    assert 'tabindex="-1"' in trap
    assert 'aria-hidden="true"' in trap
    assert "display: none" in trap
    assert "/0x" not in message.text


def test_each_person_gets_links_of_their_own(session: Session, smtp: SmtpSink, now: datetime) -> None:
    for _ in range(3):
        factories.a_contact(language="en")
    messages = send(session, smtp, now)
    assert len({frozenset(links(message)) for message in messages}) == 3
    assert len({message["List-Unsubscribe"] for message in messages}) == 3
    secret = current_app.config["VOC"].secret_key
    for message in messages:
        name = tokens.unsigned(secret, "preferences", message["List-Unsubscribe"].strip("<>").rpartition("/")[2])
        answers = {
            tokens.unsigned(secret, "invitation", link.split("/r/")[1][:32]) for link in links(message) if "/r/" in link
        }
        assert answers == {name}


def test_the_headers_let_a_mail_program_unsubscribe_by_one_click(
    session: Session, smtp: SmtpSink, now: datetime
) -> None:
    factories.a_contact()
    [message] = send(session, smtp, now)
    url = current_app.config["VOC"].public_url
    assert re.fullmatch(rf"<{re.escape(url)}/u/[\w-]{{32}}>", message["List-Unsubscribe"])
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Precedence"] == "bulk"
    assert re.fullmatch(r"campaign-\d+:[\w-]+:invitation:voc", message["Feedback-ID"])
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"].strip("<>") in message.text


def test_a_long_address_of_ours_survives_in_the_headers(session: Session, smtp: SmtpSink, now: datetime) -> None:
    from dataclasses import replace

    from voc.core.outbox import queue
    from voc.invitations.mail import Stationery

    invitation = factories.an_invitation()
    long = replace(current_app.config["VOC"], public_url="https://" + "customer-feedback." * 5 + "example.com")
    letter = Stationery(long).letter(invitation.version, "en", factories.the_workspace(), invitation)
    queue(
        session, factories.the_workspace(), letter, kind="invitation", reason_key="x", to=("a@example.org", "A"),
        language="en", now=now,
    )  # fmt: skip
    outbox.deliver_waiting(session, now, smtp_transport(smtp.url, "survey@example.org"))
    [message] = smtp.messages
    # As it stood on the wire, before anything was decoded.
    assert dict(message.raw_items())["List-Unsubscribe"] == letter.headers["List-Unsubscribe"]


@pytest.mark.parametrize(("metric", "scores"), [("nps", range(11)), ("csat", range(1, 6)), ("ces", range(1, 8))])
def test_there_are_as_many_buttons_as_the_scale_has_points(
    session: Session, smtp: SmtpSink, now: datetime, metric: str, scores: range
) -> None:
    factories.a_contact()
    [message] = send(session, smtp, now, factories.a_survey(metric=metric))
    found = [link.partition("?score=")[2] for link in links(message) if "?score=" in link]
    assert found == [str(n) for n in scores]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana\r\nBcc: everybody@example.org", "Ana Bcc: everybody@example.org"),
        ('Ana "the boss" Lima, Ltd. <x@y.z>', 'Ana "the boss" Lima, Ltd. <x@y.z>'),
        ("x" * 10_000, "x" * 100),
        ("王" * 10_000, "王" * 100),
        ("Ana\u2028\u0085Lima", "Ana Lima"),
        ("", ""),
    ],
)
def test_a_hostile_name_stays_a_name(session: Session, smtp: SmtpSink, now: datetime, name: str, shown: str) -> None:
    factories.a_contact(email="ana@example.org", name=name)
    [message] = send(session, smtp, now)
    assert message.envelope_to == ["ana@example.org"]
    assert "Bcc" not in message
    [address] = message["To"].addresses
    # Python's parser puts spaces between encoded words, which other readers do not.
    assert address.display_name.replace("王 王", "王王") == shown
    assert address.addr_spec == "ana@example.org"


def test_what_the_author_wrote_is_text_and_not_markup(session: Session, smtp: SmtpSink, now: datetime) -> None:
    survey = factories.a_survey(languages=("en",), is_live=False)
    version = survey.versions[0]
    version.texts = {
        "en": {**version.texts["en"], "mail_intro": "<script>x</script> & more", "from_name": "Acme <Care>"}
    }
    version.published_at = now
    factories.a_contact()
    [message] = send(session, smtp, now, survey)
    assert "&lt;script&gt;x&lt;/script&gt; &amp; more" in message.html
    assert "<script>" not in message.html
    assert "<script>x</script> & more" in message.text
    assert message["From"].addresses[0].display_name == "Acme <Care>"


def test_a_language_the_survey_does_not_speak_gets_its_first_one(
    session: Session, smtp: SmtpSink, now: datetime
) -> None:
    factories.a_contact(language="fr")
    factories.a_contact(language="zh_Hant")
    french, traditional = send(session, smtp, now, factories.a_survey(languages=("zh_Hans", "en")))
    assert '<html lang="zh-Hans"' in french.html
    assert '<html lang="zh-Hans"' in traditional.html


def test_an_anonymous_survey_says_so(session: Session, smtp: SmtpSink, now: datetime) -> None:
    factories.a_contact(language="en")
    [message] = send(session, smtp, now, factories.a_survey(is_anonymous=True))
    assert "Your answer is anonymous" in message.html
    assert "Your answer is anonymous" in message.text


def test_from_right_to_left_the_scale_runs_so_and_our_words_are_marked(
    session: Session, smtp: SmtpSink, now: datetime
) -> None:
    factories.a_contact(email="ana@example.org", language="ar")
    [message] = send(session, smtp, now, an_arabic_survey())
    assert '<html lang="ar"' in message.html
    # The scale runs as it does on the page: nothing turns it round, and its ends stand below its ends.
    scale = message.html[message.html.index('class="groups of-11"') : message.html.index("Or answer on a page")]
    assert 'dir="ltr"' not in scale.rpartition("</table>")[0]
    assert re.findall(r'<td align="(\w+)"[^>]*>(\d+) = ', scale) == [("right", "0"), ("left", "10")]
    for words in ("You get this mail because", "Or answer on a page", "Never ask me again"):
        assert re.search(rf'<p(?=[^>]* lang="en")(?=[^>]* dir="ltr")[^>]*>(<a[^>]*>)?{words}', message.html), words


@pytest.mark.parametrize("metric", ["nps", "csat", "ces"])
def test_it_says_that_the_answer_is_sent_on_the_page(
    session: Session, smtp: SmtpSink, now: datetime, metric: str
) -> None:
    """A click alone is provisional, since scanners follow links as well; so the mail must not call it enough."""
    factories.a_contact(language="en")
    [message] = send(session, smtp, now, factories.a_survey(metric=metric))
    for body in (message.html, message.text):
        assert "Choose a number, then send your answer on the page that opens." in body
        assert "One click" not in body
