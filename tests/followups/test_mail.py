"""What the owner and the customer find in their mail."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import (
    a_case,
    a_contact,
    a_response,
    a_survey,
    a_team,
    a_user,
    a_workspace,
    an_account,
    ask_also,
    published,
)
from tests.smtp_sink import SmtpSink
from voc.core import mail as postman
from voc.core import outbox
from voc.core.outbox import Message
from voc.followups import closing, opening
from voc.followups import mail as letters
from voc.followups.models import Case
from voc.staff.models import User
from voc.surveys import sentences
from voc.surveys.models import OurWords


def an_agent(zone: str = "UTC") -> User:
    return a_user(name="Amir Agent", email="amir@example.org", zone=zone, team=a_team(zone=zone))


def the_message(session: Session, kind: str) -> Message:
    return session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id.desc())).first()  # type: ignore[return-value]


def a_case_of(agent: User, **more: str) -> Case:
    account = an_account(name="Hafen GmbH", owner=agent)
    contact = a_contact(name="Johanna Lindqvist", email="johanna@example.com", account=account)
    words = more.get("verbatim", "I am Johanna Lindqvist. Call me at +49 170 1234567.\n\n<b>Now</b>")
    return a_case(contact=contact, verbatim=words, language=more.get("language"))


def test_the_owner_reads_score_words_and_until_when_on_their_own_clock(
    session: Session, smtp: SmtpSink, now: datetime
) -> None:
    a_team(zone="UTC")  # The first team, so the survey's.
    case = a_case_of(an_agent(zone="Asia/Shanghai"))
    outbox.deliver_waiting(session, now, postman.smtp_transport(smtp.url, "survey@example.org"))
    [mail] = smtp.messages
    # Due at 17:30 of a team that works in UTC.
    assert mail["Subject"].replace("\u202f", " ") == "Answer by Tue, Nov 17, 1:30 AM: Hafen GmbH gave 3 of 10"
    assert mail["To"] == "Amir Agent <amir@example.org>"
    assert "Shanghai time" in mail.text
    assert f"/cases/{case.id}" in mail.text
    assert f'/cases/{case.id}"' in mail.html
    assert "3 of 10</span> Hafen GmbH" in mail.html


def test_who_the_customer_is_stays_in_the_console(session: Session, smtp: SmtpSink, now: datetime) -> None:
    a_case_of(an_agent())
    outbox.deliver_waiting(session, now, postman.smtp_transport(smtp.url, "survey@example.org"))
    [mail] = smtp.messages
    whole = mail["Subject"] + mail.text + mail.html
    for secret in ("Johanna", "Lindqvist", "johanna@example.com", "1234567"):
        assert secret not in whole
    assert "I am [name]. Call me at [phone number]." in mail.text
    assert "<b>Now" not in mail.html
    assert "&lt;b&gt;Now&lt;/b&gt;" in mail.html


def test_a_case_that_is_late_already_says_so(session: Session) -> None:
    agent = an_agent()
    case = a_case_of(agent)
    case.due_at = datetime(2026, 11, 13, 17, 30, tzinfo=UTC)
    closing.assign(session, case, a_user(), agent, datetime(2026, 11, 16, 9, tzinfo=UTC))
    message = the_message(session, "case_assigned")
    assert message.subject.startswith("Overdue: a customer has been waiting since Fri, Nov 13")
    assert "They should have heard from us by Fri, Nov 13" in message.body_text


def test_of_a_stranger_nobody_is_asked_for_an_answer(session: Session, now: datetime) -> None:
    an_agent()
    case = opening.follow_up(session, a_response(score=2, verbatim="Late.", survey=a_survey(title="Shop")), now)
    message = the_message(session, "case_assigned")
    assert (
        message.subject.replace("\u202f", " ")
        == "Look into it by Mon, Nov 16, 5:30 PM: somebody gave 2 of 10 in “Shop”"
    )
    for body in (message.body_text, unescape(message.body_html)):
        assert "This was answered in “Shop”." in body
        assert "We do not know who wrote this, so there is nobody to answer. Look into it by Mon, Nov 16" in body
        assert "hear from us" not in body
    assert case
    closing.assign(session, case, a_user(), case.owner, case.due_at + timedelta(hours=1))
    message = the_message(session, "case_assigned")
    assert message.subject.startswith("Overdue since Mon, Nov 16")
    assert "It should have been looked into by Mon, Nov 16" in message.body_text


def test_a_stranger_who_left_an_address_is_somebody_to_answer(session: Session, now: datetime) -> None:
    an_agent()
    survey = a_survey(title="Shop", is_live=False)
    key = ask_also(survey, "email")
    opening.follow_up(session, a_response(score=2, survey=published(survey), answers={key: "ann@example.org"}), now)
    message = the_message(session, "case_assigned")
    assert "nobody to answer" not in message.body_text
    assert "ann@example.org" not in message.subject + message.body_text + message.body_html


def test_a_case_is_told_in_easy_words(session: Session) -> None:
    a_case_of(an_agent())
    assert "They should hear from us by " in the_message(session, "case_assigned").body_text


def test_long_words_are_cut_in_mail(session: Session) -> None:
    a_case_of(an_agent(), verbatim="Too long. " * 200)
    body = the_message(session, "case_assigned").body_text
    assert len(body) < 1200
    assert "…" in body


def test_a_reply_reads_like_a_persons_mail(session: Session, smtp: SmtpSink, now: datetime) -> None:
    agent = an_agent()
    case = a_case_of(agent, verbatim="Nobody called me back.\n> really <i>nobody</i>")
    session.query(Message).delete()
    closing.reply(session, case, agent, "Hello Johanna,\n\nI will call you at four. <3", key="a", now=now)
    outbox.deliver_waiting(session, now, postman.smtp_transport(smtp.url, "survey@example.org"))
    [mail] = smtp.messages
    assert mail["From"] == '"Amir Agent, Acme" <survey@example.org>'
    assert mail["Reply-To"] == "amir@example.org"
    assert mail["To"] == "Johanna Lindqvist <johanna@example.com>"
    assert mail["Subject"] == "Your feedback to Acme"
    assert mail.get_all("Auto-Submitted") == ["no"]
    assert mail["X-Auto-Response-Suppress"] is None
    assert mail.text == (
        "Hello Johanna,\n\nI will call you at four. <3\n\n-- \nAmir Agent\nAcme\n\n"
        "On Nov 16, 2026 you wrote:\n> Nobody called me back.\n> > really <i>nobody</i>\n"
    )
    assert "I will call you at four. &lt;3" in mail.html
    assert "&lt;i&gt;nobody" in mail.html


def test_words_from_right_to_left_run_so_in_the_owners_mail(session: Session) -> None:
    a_case_of(an_agent(), verbatim="لم يتصل بي أحد منذ 3 أيام.", language="ar")
    html = the_message(session, "case_assigned").body_html
    assert re.search(r'<p class="verbatim words" dir="auto"[^>]*>لم يتصل', html)


def test_we_write_in_the_customers_language(session: Session) -> None:
    agent = an_agent()
    case = a_case_of(agent, verbatim="没有人回电话。", language="zh-CN")
    workspace = case.team.workspace
    assert letters.language_of(session, case, workspace) == "zh_Hans"
    assert case.contact is not None
    case.contact.language = "zh-TW"
    assert letters.language_of(session, case, workspace) == "zh_Hant"
    closing.reply(session, case, agent, "您好", key="a", now=case.opened_at)
    message = the_message(session, "case_reply")
    assert message.language == "zh_Hant"
    assert 'lang="zh-Hant"' in message.body_html


def test_a_language_we_do_not_speak_falls_to_the_workspaces(session: Session) -> None:
    case = a_case_of(an_agent(), language="de")
    assert letters.language_of(session, case, case.team.workspace) == "en"


#: What we say around a reply, as somebody wrote it.
ARABIC = {
    "Hello %(name)s,": "مرحبا {name}،",
    "On %(date)s you wrote:": "كتبت في {date}:",
    "Your feedback to %(workspace)s": "رأيك في {workspace}",
    "%(name)s, %(workspace)s": "{name}، {workspace}",
}


def write(session: Session, workspace_id: int, *, without: str = "") -> None:
    session.add_all(
        OurWords(workspace_id=workspace_id, language="ar", sentence=sentence, text=text)
        for sentence, text in ARABIC.items()
        if sentence != without
    )
    session.flush()


def test_written_it_is_what_stands_around_a_reply(session: Session, smtp: SmtpSink, now: datetime) -> None:
    agent = an_agent()
    case = a_case_of(agent, verbatim="لم يتصل بي أحد.", language="ar")
    workspace = case.team.workspace
    session.query(Message).delete()
    write(session, workspace.id)
    assert letters.language_of(session, case, workspace) == "ar"
    # The colleague goes on from here: it is their own text, and holds no sign that they cannot see.
    assert letters.greeting(session, case, workspace) == "مرحبا Johanna Lindqvist،"
    closing.reply(session, case, agent, "سأتصل بك غدا.", key="a", now=now)
    outbox.deliver_waiting(session, now, postman.smtp_transport(smtp.url, "survey@example.org"))
    [mail] = smtp.messages
    assert mail["Subject"] == "رأيك في Acme"
    assert mail["From"].addresses[0].display_name == "Amir Agent، Acme"
    assert mail.text.startswith("سأتصل بك غدا.\n\n-- \nAmir Agent\nAcme\n\nكتبت في ")
    assert mail.text.endswith(":\n> لم يتصل بي أحد.\n")
    assert '<html lang="ar" dir="rtl">' in mail.html
    assert "<title>رأيك في Acme</title>" in mail.html
    assert "كتبت في" in mail.html
    assert 'lang="en"' not in mail.html
    assert "you wrote" not in mail.text + mail.html


def test_the_bar_stands_where_the_quoted_words_begin(session: Session, now: datetime) -> None:
    agent = an_agent()
    for words in ("لم يتصل بي أحد.", "Nobody called me."):
        case = a_case(owner=agent, contact=a_contact(language="ar"), verbatim=words)
        closing.reply(session, case, agent, "Sorry.", key="a", now=now)
    replies = session.scalars(select(Message).where(Message.kind == "case_reply").order_by(Message.id))
    arabic, english = (reply.body_html.partition("<blockquote")[2].partition(">")[0] for reply in replies)
    assert 'dir="rtl"' in arabic
    assert "border-right:" in arabic
    assert 'dir="ltr"' in english
    assert "border-left:" in english


@pytest.mark.parametrize("missing", ARABIC)
def test_a_reply_is_not_half_in_english(session: Session, missing: str) -> None:
    case = a_case_of(an_agent(), language="ar")
    write(session, case.team.workspace_id, without=missing)
    assert letters.language_of(session, case, case.team.workspace) == "en"


def test_another_workspaces_words_are_not_ours(session: Session) -> None:
    case = a_case_of(an_agent(), language="ar")
    write(session, a_workspace().id)
    assert letters.language_of(session, case, case.team.workspace) == "en"


def test_what_is_needed_for_a_reply_is_what_somebody_is_asked_to_write() -> None:
    assert sentences.said_in(*sentences.REPLY) == ARABIC.keys() <= sentences.every().keys()


def test_the_case_says_in_which_language_our_lines_are(client: Client, session: Session) -> None:
    agent = an_agent()
    case = a_case_of(agent, language="ar")
    client.sign_in(agent)
    assert "Our own lines around your message are in English" in client.get(f"/cases/{case.id}").text
    write(session, case.team.workspace_id)
    page = client.get(f"/cases/{case.id}").text
    assert "They read Arabic." in page
    assert re.search(r'<textarea[^>]*dir="auto"[^>]*lang="ar"', page)


def test_languages_that_the_product_speaks_cost_no_query(session: Session, statements: list[str]) -> None:
    case = a_case_of(an_agent(), language="zh-CN")
    letters.greeting(session, case, case.team.workspace)
    statements.clear()
    letters.greeting(session, case, case.team.workspace)
    assert [each for each in statements if "our_words" in each] == []


def test_the_demo_mails_nobody(session: Session, now: datetime) -> None:
    agent = an_agent()
    case = a_case_of(agent)
    case.team.workspace.sends_mail = False
    closing.reply(session, case, agent, "Hello", key="a", now=now)
    assert the_message(session, "case_reply").state == "suppressed"


def test_a_case_without_words_or_account_still_says_what_to_do(session: Session) -> None:
    an_agent()
    case = a_case(verbatim="", survey=a_survey(metric="csat"), score=1)
    message = the_message(session, "case_assigned")
    assert "a customer gave 1 of 5" in message.subject
    assert "They wrote no words." in message.body_text
    assert message.reason_key.startswith(f"case-assigned:{case.id}:{case.owner_id}:")
