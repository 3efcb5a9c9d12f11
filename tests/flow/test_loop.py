"""One customer's words travel the whole loop: `voc run` in processes, mail through SMTP, people in a browser.

Controls of the console are found by id and by place, so that the journey is the same whatever language it speaks.
SCREENSHOTS=FOLDER keeps a picture of every step.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests import browser as chromium
from tests.running import VOC, Running, stop, wait_for
from tests.smtp_sink import Received, SmtpSink
from voc.core import weeks

pytestmark = [pytest.mark.browser, pytest.mark.processes]

OWNER, PASSWORD = "olga@northwind.example", "correct horse battery"
#: Of the customer; colleagues sit at a desk.
PHONE: ViewportSize = {"width": 390, "height": 844}
#: What stands in an element, less the chips inside.
WITHOUT_THEMES = """words => {
    const copy = words.cloneNode(true);
    copy.querySelectorAll(".theme").forEach(theme => theme.remove());
    return copy.textContent.trim();
}"""


@dataclass(frozen=True)
class Story:
    """Who speaks to whom, and in what words."""

    locale: str
    zone: str
    company: str
    owner: str
    #: Of the file of contacts: header and one row.
    contacts: str
    customer: str
    address: str
    #: What the customer is asked, by mail and on the page.
    subject: str
    question: str
    why: str
    sorry: str
    comment: str
    #: What the engine and the digest must have understood of it.
    language: str
    theme: str
    reply: str


ENGLISH = Story(
    locale="en-GB",
    zone="Europe/London",
    company="Northwind",
    owner="Olga Owner",
    contacts="email,name,language,company,revenue\nana@harbour.example,Ana Lima,en,Blue Harbour Ltd,48000\n",
    customer="Ana Lima",
    address="ana@harbour.example",
    subject="How likely are you to recommend Northwind?",
    question="How likely are you to recommend Northwind to a friend or colleague?",
    why="What is the main reason for your score?",
    sorry="Thank you for telling us so plainly.",
    comment="The delivery was two weeks late and nobody answered my mails. Very disappointing.",
    language="en",
    theme="Delivery",
    reply="Hello Ana, I am sorry. Your parcel is at your door tomorrow; I have looked after it myself.",
)
CHINESE = Story(
    locale="zh-CN",
    zone="Asia/Shanghai",
    company="北风科技",
    owner="欧丽佳",
    contacts="邮箱,姓名,语言,公司,收入\nwang.wei@qinghe.example,王伟,zh,青禾科技,360000\n",
    customer="王伟",
    address="wang.wei@qinghe.example",
    subject="您愿意把北风科技推荐给朋友吗？",
    question="您向朋友或同事推荐北风科技的可能性有多大？",
    why="您打这个分数，最主要的原因是什么？",
    sorry="谢谢您坦率地告诉我们。",
    comment="快递晚了两个星期，客服一直不回复，非常失望。",
    language="zh-Hans",
    theme="配送",
    reply="王伟您好，非常抱歉让您久等了。包裹明天一定送到，我会亲自跟进。",
)


class Someone:
    """A person at a browser."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self._address = address

    def go(self, path: str) -> None:
        answer = self.page.goto(path if path.startswith("http") else self._address + path)
        assert answer
        assert answer.ok, f"{path}: {answer.status}"

    def press(self, button: str) -> None:
        """Press a button that sends a form, and wait for the page behind it."""
        with self.page.expect_navigation() as navigation:
            self.page.locator(button).click()
        answer = navigation.value
        assert answer.ok, f"{button} led to {self.page.url}: {answer.status}"

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def sees(self, *texts: str) -> None:
        seen = self.page.locator("body").inner_text()
        for text in texts:
            assert text in seen, f"{text!r} is not on {self.path}:\n{seen}"


@pytest.fixture
def running(fresh_environ: dict[str, str], smtp: SmtpSink, tmp_path: Path) -> Iterator[Running]:
    run = Running(fresh_environ, tmp_path)
    yield run
    stop(run)


@contextmanager
def at_a_browser(browser: Browser, story: Story, address: str, viewport: ViewportSize) -> Iterator[Someone]:
    context = browser.new_context(viewport=viewport, locale=story.locale, timezone_id=story.zone)
    context.set_default_timeout(15_000)
    with chromium.watched_page(context) as page:
        yield Someone(page, address)
    context.close()


def _photographer(name: str) -> Callable[[Someone, str], None]:
    folder, numbers = os.environ.get("SCREENSHOTS"), iter(range(1, 100))

    def take(someone: Someone, what: str) -> None:
        if folder:
            path = Path(folder) / f"{name}-{next(numbers):02}-{what}.png"
            someone.page.screenshot(path=path, full_page=True)

    return take


def mail_to(smtp: SmtpSink, address: str, number: int = 1) -> Received:
    """The n-th mail that this reader gets."""

    def arrived() -> list[Received]:
        return [message for message in smtp.messages if message.envelope_to == [address]]

    wait_for(lambda: len(arrived()) >= number)
    assert len(arrived()) == number
    return arrived()[-1]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_loop_in_english(
    browser: Browser, running: Running, smtp: SmtpSink, fresh_environ: dict[str, str], tmp_path: Path
) -> None:
    walk_the_loop(ENGLISH, browser, running, smtp, environ=fresh_environ, folder=tmp_path)


@pytest.mark.postgres
@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_the_loop_in_chinese(
    browser: Browser, running: Running, smtp: SmtpSink, fresh_environ: dict[str, str], tmp_path: Path
) -> None:
    walk_the_loop(CHINESE, browser, running, smtp, environ=fresh_environ, folder=tmp_path)


def walk_the_loop(
    story: Story, browser: Browser, running: Running, smtp: SmtpSink, *, environ: dict[str, str], folder: Path
) -> None:
    address, photograph = running.address, _photographer(story.locale)
    wait_for(lambda: running.get("/readyz") == 200)
    with at_a_browser(browser, story, address, chromium.DESKTOP) as owner:
        become_owner(owner, story, running)
        photograph(owner, "owner")
        publish_a_survey(owner, story)
        photograph(owner, "survey")
        bring_contacts(owner, story, folder)
        photograph(owner, "contacts")
        send_a_campaign(owner, story)
        photograph(owner, "campaign")

        invitation = mail_to(smtp, story.address)
        link = read_invitation(invitation, story, address)
        with at_a_browser(browser, story, address, PHONE) as customer:
            answer_three(customer, story, link, lambda what: photograph(customer, what))

        read_what_was_said(owner, story)
        photograph(owner, "verbatims")
        case = find_the_case(owner, story, mail_to(smtp, OWNER), address)
        photograph(owner, "case")
        reply_to_the_customer(owner, story)
        photograph(owner, "replied")
        read_the_reply(mail_to(smtp, story.address, 2), story)
        see_that_it_is_in_contact(owner, story, case)
        see_the_digest(owner, story)
        photograph(owner, "digest")
    write_the_digest(story, environ, folder)
    assert len(smtp.messages) == 3
    assert len({message["Message-ID"] for message in smtp.messages}) == 3


def become_owner(owner: Someone, story: Story, running: Running) -> None:
    setup = re.search(r"http://\S+/setup/\S+", running.log.read_text())
    assert setup, "`voc run` prints no setup link."
    owner.go(setup[0])
    page = owner.page
    language = "zh_Hans" if story.locale.startswith("zh") else "en"
    assert page.locator("#language").input_value() == language, "The page does not ask in the browser's language."
    page.fill("#company", story.company)
    page.fill("#name", story.owner)
    page.fill("#email", OWNER)
    page.fill("#password", PASSWORD)
    page.select_option("#zone", story.zone)
    owner.press("main form button, form.card button")
    assert owner.path == "/welcome"
    owner.sees(story.company, story.owner)
    answer = page.request.get(setup[0])
    assert answer.status == 404, "The setup link works twice."


def publish_a_survey(owner: Someone, story: Story) -> None:
    owner.go("/surveys/new")
    page = owner.page
    page.check("input[name=starter][value=relationship-nps]")
    page.fill("#company", story.company)
    owner.press("main form button:not(.quiet)")
    owner.press("main form[action$='/publish'] button")
    address = page.locator("#address").input_value()
    assert address.startswith(owner.page.url.partition("/surveys")[0] + "/s/")
    owner.sees(story.question)


def bring_contacts(owner: Someone, story: Story, folder: Path) -> None:
    file = folder / "contacts.csv"
    file.write_text(story.contacts, encoding="utf-8")
    owner.go("/customers/import")
    owner.page.set_input_files("input[type=file]", file)
    owner.press("main form.card button")
    owner.sees(story.customer)
    owner.press("main form[method=post] .actions button")
    assert [*map(int, owner.page.locator(".sum dd").all_inner_texts())] == [1, 1, 0, 0, 0]
    owner.go("/customers")
    owner.sees(story.customer, story.address)


def send_a_campaign(owner: Someone, story: Story) -> None:
    owner.go("/campaigns/new")
    page = owner.page
    page.fill("#name", "First one")
    owner.press("main form.card button")
    assert page.locator(".reckoning .total td").inner_text() == "1"
    page.frame_locator("iframe.letter").get_by_text(story.question).filter(visible=True).first.wait_for()
    # This machine's own address would be no good to anybody else: whether it is meant is asked.
    page.get_by_role("checkbox").check()
    owner.press("main form[action$='/send'] button")


def read_invitation(mail: Received, story: Story, address: str) -> str:
    """What the customer reads; the link behind the button 3."""
    assert mail["Subject"] == story.subject
    assert mail["From"].addresses[0].display_name == story.company
    assert story.question in mail.text
    assert story.question in mail.html
    for score in range(11):
        assert f"?score={score}" in mail.html
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith(f"<{address}/u/")
    link = re.search(r'href="([^"]*\?score=3)"', mail.html)
    assert link
    assert link[1] in mail.text
    assert link[1].startswith(f"{address}/r/")
    return link[1]


def answer_three(customer: Someone, story: Story, link: str, photograph: Callable[[str], None]) -> None:
    customer.go(link)
    page = customer.page
    customer.sees(story.company, story.question, story.why)
    assert page.locator("html").get_attribute("lang") == story.language
    assert page.locator("input[name=score]:checked").input_value() == "3"
    page.fill("#comment", story.comment)
    photograph("answer")
    customer.press("main form button")
    customer.sees(story.sorry)
    assert "{" not in page.locator("body").inner_text()
    photograph("thanks")


def read_what_was_said(owner: Someone, story: Story) -> None:
    owner.go("/verbatims")
    article = owner.page.locator("article")
    # The worker has to read it first.
    wait_for(lambda: owner.page.reload() is not None and article.locator(".tag.bad").count() == 1)
    assert article.count() == 1
    # The names of themes stand between the words, at the end of what speaks of them.
    assert article.locator("blockquote").evaluate(WITHOUT_THEMES) == story.comment
    assert article.locator(".score").inner_text().startswith("3")
    assert float(article.locator(".tag").inner_text().split()[-1].replace("−", "-")) < -0.2
    assert article.locator("blockquote").get_attribute("lang") == story.language
    assert article.locator("mark.bad").count() >= 1
    owner.sees(story.theme)


def find_the_case(owner: Someone, story: Story, mail: Received, address: str) -> str:
    """The owner reads of it in a mail, which does not say who it is, and opens it."""
    assert story.customer not in mail.text + mail.html
    assert story.address not in mail.text + mail.html
    link = re.search(rf"{re.escape(address)}/cases/\d+", mail.text)
    assert link
    owner.go("/cases")
    assert owner.page.locator(".case-row").count() == 1
    owner.sees(story.customer)
    owner.go(link[0])
    owner.sees(story.customer, story.comment, story.address)
    return link[0]


def reply_to_the_customer(owner: Someone, story: Story) -> None:
    owner.page.fill("#reply-text", story.reply)
    owner.press("#reply form button")
    owner.sees(story.reply)


def read_the_reply(mail: Received, story: Story) -> None:
    assert story.reply in mail.text
    assert story.comment in mail.text.replace("\n> ", "")
    assert mail["Reply-To"].addresses[0].addr_spec == OWNER
    sender = mail["From"].addresses[0].display_name
    assert story.owner in sender
    assert story.company in sender
    assert mail["Auto-Submitted"] == "no"


def see_that_it_is_in_contact(owner: Someone, story: Story, case: str) -> None:
    owner.go("/cases?state=in_contact")
    assert owner.page.locator(".case-row").count() == 1
    owner.sees(story.customer)
    owner.go("/cases?state=open")
    assert owner.page.locator(".case-row").count() == 0
    owner.go("/outbox")
    owner.sees(story.subject, story.customer, story.owner)
    assert owner.page.locator("main tbody tr").count() == 3


def this_week(story: Story) -> str:
    return str(weeks.week_of(datetime.now(UTC), story.zone))


def see_the_digest(owner: Someone, story: Story) -> None:
    owner.go(f"/digest?week={this_week(story)}")
    letter = owner.page.frame_locator("iframe.letter").locator("body").inner_text()
    assert story.company in letter
    # One detractor of one answer.
    assert story.comment[:20] in letter
    assert story.address not in letter


def write_the_digest(story: Story, environ: dict[str, str], folder: Path) -> None:
    file = folder / "digest.html"
    command = [*VOC, "digest", "--week", this_week(story), "--reader", OWNER, "--to", str(file)]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    html = file.read_text(encoding="utf-8")
    assert story.company in html
    assert story.comment[:20] in html
    assert story.customer not in html
