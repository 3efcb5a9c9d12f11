"""Whatever dies, whenever: no acknowledged answer is lost, and nothing happens twice.

Every commit of the loop is a boundary with two sides, before it and after. On some days of a company each of them is
where a process is killed; its successor goes on with what was not acknowledged, as customers' browsers and other
systems do, until it is killed at the next one. `test_storm` kills at random moments.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import config
from tests.client import Client
from tests.conftest import NOW, dispose
from tests.databases import Databases
from tests.factories import a_survey, a_user, a_workspace, saved
from tests.flow.company import OWNER, opened_of
from tests.flow.mortal import Died, Mortal
from tests.smtp_sink import SmtpSink
from voc import create_app
from voc.core.db import db, open_session
from voc.core.jobs import JobRun
from voc.core.outbox import Message
from voc.customers.models import Contact
from voc.followups.models import Case, CaseEvent, CaseResponse
from voc.insights.models import Reading
from voc.intake import signatures
from voc.intake.forms import USUAL
from voc.intake.models import Delivery, Source
from voc.invitations.models import Ask, Campaign, Invitation, Preference
from voc.notify import subscriptions
from voc.notify.models import Digest
from voc.responses.models import Response, Revision, Verbatim
from voc.worker import JOBS

pytestmark = pytest.mark.processes

#: Longer than any lease: a message's while it is sent, a job's while it runs.
AFTER_A_DEATH = timedelta(minutes=11)

COLLEAGUE = "carla@acme.example"
ANA, WANG, EVE = "ana@harbour.example", "wang.wei@qinghe.example", "eve@elsewhere.example"
WEBHOOK, FILE = "carl@other.example", "dora@file.example"
CONTACTS = f"email,name,language,company\n{ANA},Ana Lima,en,Harbour\n{WANG},王伟,zh,青禾\n{EVE},Eve,en,\n"
ANSWERS = f"id,score,comment,date,email\nf-1,2,Nobody came.,2026-11-16,{FILE}\nf-2,9,Quick and friendly.,2026-11-16,\n"
PROMOTER, DETRACTOR = "page-key-promoter", "page-key-detractor"

#: Client key -> score and words: every answer that is acknowledged in the course of the day.
ANSWERED = {
    ANA: (1, "It is broken and nobody helps."),
    WANG: (2, ""),
    f"page:{PROMOTER}": (10, "Wonderful."),
    f"page:{DETRACTOR}": (0, "Never again, it was awful."),
    "webhook:1:w-1": (1, "Nobody called me back."),
    "file:f-1": (2, "Nobody came."),
    "file:f-2": (9, "Quick and friendly."),
}


#: Jobs that do nothing on such a day but take and finish their slot, or change nothing at all.
IDLE = {
    "core.delivery.forget_tries",
    "customers.forget_uploads",
    "demo.fill_demo",
    "followups.hand_cases_on",
    "insights.learn_from_corrections",
    "insights.learn_from_scores",
    "insights.look_for_news",
    "insights.measure_samples",
    "insights.notice_withdrawn",
    "insights.propose_themes",
    "insights.reindex_verbatims",
    "insights.reread_after_edits",
    "insights.reread_verbatims",
    "intake.forget_old_bodies",
    "responses.forget_photos",
}


@dataclass
class Company:
    """A company before its day: nobody brought in, nobody asked."""

    environ: dict[str, str]
    cookie: str
    survey: str
    survey_key: str
    campaign: int
    source: str
    secret: str
    colleague: int


def found(environ: dict[str, str]) -> Company:
    """Make the company in an empty database."""
    app = create_app(config.load(environ))
    app.test_client_class = Client
    with time_machine.travel(NOW, tick=False), app.app_context():
        workspace = a_workspace()
        owner = a_user(workspace=workspace, email=OWNER)
        colleague = a_user(workspace=workspace, email=COLLEAGUE, name="Carla Colleague", role="agent")
        survey = a_survey(workspace=workspace, languages=("en", "zh_Hans"))
        source = saved(
            Source(
                workspace_id=workspace.id, survey_id=survey.id, key="source-key", name="Shop", mapping=USUAL,
                secret=signatures.new_secret(), is_active=True, created_at=NOW,
            )
        )  # fmt: skip
        campaign = saved(Campaign(workspace_id=workspace.id, survey_id=survey.id, name="First", created_at=NOW))
        subscriptions.subscribe(db.session(), workspace.id, owner, NOW - timedelta(days=7))
        client = app.test_client()
        assert isinstance(client, Client)
        client.sign_in(owner)
        cookie = client.get_cookie("voc")
        assert cookie
        db.session.commit()
        company = Company(
            environ,
            f"voc={cookie.value}",
            survey.public_id,
            survey.key,
            campaign.id,
            source.key,
            source.secret,
            colleague.id,
        )
    dispose(app)
    return company


@dataclass(frozen=True, order=True)
class Death:
    """Where a process dies, in the order of a day: its step, the how-many-th commit of that, and the side of it."""

    step: int
    commit: int
    side: str
    #: Page, job or command, and which of its commits in this step it is.
    where: str
    number: int

    @property
    def failpoint(self) -> str:
        return f"{self.where}:{self.side}#{self.number}"


@dataclass
class Day:
    """A day of the company, told step by step to processes that die."""

    company: Company
    mortal: Mortal
    smtp: SmtpSink
    folder: Path
    #: Those that are to come, in their order.
    deaths: list[Death] = field(default_factory=list)
    died: list[Death] = field(default_factory=list)
    rehearses: bool = False
    now: datetime = NOW
    #: Of each step, which pages and jobs committed something, in their order.
    commits: list[list[str]] = field(default_factory=list)

    def step(self, do: str, **what: Any) -> dict[str, Any]:
        """Have one thing done. What is not acknowledged is tried again, by the successor and later."""
        self.now += timedelta(seconds=1)
        if not self.commits:
            self.mortal.begin(self.company.environ, rehearses=self.rehearses)
        while self.deaths and self.deaths[0].step == len(self.commits):
            self._die(self.deaths.pop(0), do, **what)
        answer = self.mortal.ask(self.now, do, **what)
        self.commits.append(answer["commits"])
        return answer

    def _die(self, death: Death, do: str, **what: Any) -> None:
        with pytest.raises(Died):
            self.mortal.ask(self.now, do, dies_at=death.failpoint, **what)
        self.died.append(death)
        self.now += AFTER_A_DEATH
        self.mortal.begin(self.company.environ)

    def live(self) -> None:
        """From a file of contacts to the digest, by every door."""
        self.ask_everybody()
        links: dict[str, str] = {}
        for message in self.smtp.messages:
            links.setdefault(message.envelope_to[0], message.text)
        self.answer(links)
        self.clock_works(minutes=20)
        self.change_of_mind(links)
        self.clock_works()
        self.follow_up()
        self.clock_works(idle=())
        self.mortal.end()

    # Posts

    def post(self, path: str, expected: int, **what: Any) -> dict[str, Any]:
        answer = self.step("request", method="POST", path=path, **what)
        assert answer["status"] == expected, f"{path}: {answer['status']} {answer['text'][:2000]}"
        return answer

    def at_the_desk(self, path: str, **what: Any) -> str:
        answer = self.post(path, 302, headers={"Cookie": self.company.cookie}, **what)
        return str(answer["location"])

    def clock_works(self, minutes: int = 0, idle: Collection[str] = IDLE) -> None:
        """Two ticks; the jobs that are idle on such a day run only at its end."""
        self.now += timedelta(minutes=minutes)
        for _ in range(2):
            # What one tick writes, the next one mails. Each tick comes in a new minute, so that every job is due.
            self.now += timedelta(minutes=1)
            self.step("tick", idle=sorted(idle))

    # What people do

    def ask_everybody(self) -> None:
        uploaded = self.at_the_desk("/customers/import", file=("contacts.csv", CONTACTS))
        columns = {f"column_{n}": name for n, name in enumerate(("email", "name", "language", "account"))}
        self.at_the_desk(uploaded, data={**columns, "encoding": "utf-8-sig"})
        self.at_the_desk(f"/campaigns/{self.company.campaign}/send", data={"is_meant": "y"})
        self.clock_works()

    def answer(self, links: dict[str, str]) -> None:
        for seconds, touched in ((0, 0), (8, 1)):
            self.post(
                f"{_link(links[WANG])}/seen", 204,
                data={"visit": "visit-of-wang", "score": 2, "visible": seconds, "touched": touched},
            )  # fmt: skip
            self.now += timedelta(seconds=10)
        self.post(f"{_link(links[ANA])}/seen", 204, data={"visit": "visit-of-ana", "score": 3, "visible": 0})
        self.post(_link(links[ANA]), 303, data={"score": 3, "comment": "The delivery was late."})
        open_page = f"/s/{self.company.survey}"
        opened = opened_of(self.step("request", method="GET", path=open_page)["text"])
        self.now += timedelta(seconds=10)
        # What an address says beside the language is looked up; an answer without is taken at once.
        for key, page in ((PROMOTER, f"{open_page}?counter=5"), (DETRACTOR, open_page)):
            score, words = ANSWERED[f"page:{key}"]
            self.post(page, 303, data={"key": key, "opened": opened, "score": score, "comment": words})
        self.other_system()
        self.file()
        unsubscribe = re.search(r"/u/\S+", links[EVE])
        assert unsubscribe
        self.post(unsubscribe[0], 200, data={"List-Unsubscribe": "One-Click"})

    def other_system(self) -> None:
        score, words = ANSWERED["webhook:1:w-1"]
        data = {"id": "w-1", "score": score, "comment": words, "customer": {"email": WEBHOOK, "name": "Carl"}}
        body = json.dumps({"data": data})
        signature = signatures.simple_signature(self.company.secret, body.encode())
        answer = self.post(
            f"/in/{self.company.source}", 202, headers={"X-Hub-Signature-256": signature}, data=body,
            content_type="application/json",
        )  # fmt: skip
        assert json.loads(answer["text"])["state"] == "mapped"

    def file(self) -> None:
        path = self.folder / "answers.csv"
        path.write_text(ANSWERS, encoding="utf-8")
        args = [
            "import",
            "responses",
            str(path),
            "--survey",
            self.company.survey_key,
            "--open-cases-since",
            "2026-11-01",
        ]
        mapping = "score=score,comment=comment,date=date,id=id,email=email"
        answer = self.step("command", args=[*args, "--map", mapping, "--quiet"])
        assert answer["exit"] == 0, answer["said"]

    def change_of_mind(self, links: dict[str, str]) -> None:
        score, words = ANSWERED[ANA]
        self.post(_link(links[ANA]), 303, data={"score": score, "comment": words})

    def follow_up(self) -> None:
        cases = self.look(_cases)
        ana, wang, carl = (f"/cases/{cases[address]}" for address in (ANA, WANG, WEBHOOK))
        self.at_the_desk(f"{ana}/note", data={"key": "note-key", "text": "The parcel is found."})
        self.at_the_desk(f"{ana}/reply", data={"key": "reply-key", "text": "Hello Ana, it comes tomorrow."})
        self.at_the_desk(f"{wang}/call", data={"key": "call-key", "reached": "yes", "text": "We spoke."})
        self.at_the_desk(f"{wang}/assign", data={"owner": self.company.colleague})
        seen = self.look(lambda session: session.scalar(select(func.max(CaseEvent.id))))
        self.at_the_desk(
            f"{carl}/close",
            data={"seen": seen, "outcome": "not_our_fault", "root_cause": 0, "text": "It was another shop."},
        )

    def look(self, at: Callable[[Session], Any]) -> Any:
        with open_session(self.company.environ["VOC_DATABASE_URL"]) as session:
            return at(session)


def _link(mail: str) -> str:
    link = re.search(r"(/r/[^\s?]+)\?score=", mail)
    assert link
    return link[1]


def _cases(session: Session) -> dict[str | None, int]:
    """Address of the customer, if we know them -> the one case that is about them."""
    rows = session.execute(select(Contact.email, Case.id).select_from(Case).outerjoin(Case.contact)).all()
    cases = {email: case for email, case in rows}  # noqa: C416  A row is a tuple only at run time.
    assert len(cases) == len(rows), f"Somebody has two cases: {rows}"
    return cases


# What must be true at the end


def check(day: Day) -> None:
    day.look(_answers_are_there_once)
    day.look(_all_is_read)
    day.look(_cases_are_right)
    day.look(_everybody_was_asked_once)
    day.look(_nothing_is_stuck)
    sent = day.look(_messages_are_right)
    received = Counter(str(message["Message-ID"]).strip("<>").partition("@")[0] for message in day.smtp.messages)
    assert set(received) == sent
    repeated = {name: n for name, n in received.items() if n > 1}
    # Every second commit there says that a message was sent. Killed between the mail server's yes and that commit, the
    # same message comes once more; nothing else ever does.
    was_sent = [
        each for each in day.died if re.fullmatch(r"core\.delivery\.deliver_messages:before#[24]", each.failpoint)
    ]
    assert sum(repeated.values()) - len(repeated) == len(was_sent)


def _answers_are_there_once(session: Session) -> None:
    rows = session.scalars(select(Response)).all()
    contacts = {contact.id: contact.email for contact in session.scalars(select(Contact))}
    stored = {}
    for row in rows:
        words = "".join(answer.verbatim.text for answer in row.answers if answer.verbatim)
        by_mail = row.contact_id if row.client_key.startswith("invitation:") else None
        stored[contacts[by_mail] if by_mail else row.client_key] = (row.score, words)
        assert row.state == "final", f"{row.client_key} is {row.state}"
    assert stored == ANSWERED
    assert len(rows) == len(ANSWERED)
    assert session.scalars(select(Revision.score)).all() == [3]
    assert len(contacts) == len(set(contacts.values())) == 5
    assert session.scalars(select(Delivery.state)).all() == ["mapped"]
    assert session.scalars(select(Preference.opted_out_by)).all() == ["one_click"]


def _all_is_read(session: Session) -> None:
    verbatims = session.scalars(select(Verbatim.id)).all()
    assert len(verbatims) == sum(bool(words) for _, words in ANSWERED.values())
    assert Counter(session.scalars(select(Reading.verbatim_id))) == Counter(verbatims)
    assert session.scalars(select(Verbatim.id).where(Verbatim.read_at.is_(None))).all() == []


def _cases_are_right(session: Session) -> None:
    cases = _cases(session)
    assert set(cases) == {ANA, WANG, WEBHOOK, FILE, None}
    assert session.scalar(select(func.count()).select_from(CaseResponse)) == len(cases)
    happened = {
        email: sorted(session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case)))
        for email, case in cases.items()
    }
    assert happened == {
        ANA: ["mail", "note", "opened", "revised"],
        WANG: ["assigned", "call", "opened"],
        WEBHOOK: ["closed", "opened"],
        FILE: ["opened"],
        None: ["opened"],
    }


def _everybody_was_asked_once(session: Session) -> None:
    assert session.scalars(select(Ask.outcome)).all() == ["asked"] * 3
    assert session.scalar(select(func.count()).select_from(Invitation)) == 3
    assert all(session.scalars(select(Campaign.finished_at)))


def _messages_are_right(session: Session) -> set[str]:
    """The Message-IDs; whatever was to be sent was sent, each message for each reason and reader once."""
    messages = session.scalars(select(Message)).all()
    assert Counter((message.kind, message.to_address) for message in messages) == {
        ("invitation", ANA): 1,
        ("invitation", WANG): 1,
        ("invitation", EVE): 1,
        ("case_assigned", OWNER): day_of_owner(messages),
        ("case_assigned", COLLEAGUE): 6 - day_of_owner(messages),
        ("case_reply", ANA): 1,
        ("digest", OWNER): 1,
    }
    assert [message.state for message in messages] == ["sent"] * len(messages)
    assert session.scalar(select(func.count()).select_from(Digest)) == 1
    return {message.message_id for message in messages}


def day_of_owner(messages: Any) -> int:
    """Cases go round the team, so who is told depends on who had the one before; five were opened, one handed over."""
    return sum(message.kind == "case_assigned" and message.to_address == OWNER for message in messages)


def _nothing_is_stuck(session: Session) -> None:
    unfinished = select(JobRun.job).where((JobRun.finished_at.is_(None)) | JobRun.error.is_not(None))
    assert session.scalars(unfinished).all() == []
    assert session.scalars(select(Response.client_key).where(Response.screened_at.is_(None))).all() == []


# Days on which processes die


def _environ(url: str, data: Path) -> dict[str, str]:
    return {
        "VOC_DATA": str(data),
        "VOC_DATABASE_URL": url,
        "VOC_PUBLIC_URL": "http://127.0.0.1:8000",
        "VOC_SECRET": "not random, for every life must know the same",
    }


@pytest.fixture(scope="module")
def mail_server() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture(scope="module")
def company_on_sqlite(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Company:
    return found(_environ(databases.new("sqlite"), tmp_path_factory.mktemp("data")))


@pytest.fixture
def company_on_postgresql(databases: Databases, tmp_path: Path) -> Iterator[Company]:
    company = found(_environ(databases.new("postgresql"), tmp_path / "data"))
    yield company
    databases.drop(company.environ["VOC_DATABASE_URL"])


@dataclass(frozen=True)
class Stage:
    """Days on a copy of the company's database, one after the other in the same place."""

    company: Company
    #: Its folder before the day.
    given: Path
    mortal: Mortal
    smtp: SmtpSink
    folder: Path

    def day(self, deaths: Sequence[Death] = (), *, rehearses: bool = False) -> Day:
        for old in self.folder.glob("voc.db*"):
            old.unlink()
        shutil.rmtree(self.folder / "data", ignore_errors=True)
        shutil.copytree(self.given, self.folder, dirs_exist_ok=True)
        self.smtp.messages.clear()
        return Day(self.company, self.mortal, self.smtp, self.folder, list(deaths), rehearses=rehearses)


@pytest.fixture(scope="module")
def stage(
    company_on_sqlite: Company, mortal: Mortal, mail_server: SmtpSink, tmp_path_factory: pytest.TempPathFactory
) -> Stage:
    """Where days are lived."""
    folder = tmp_path_factory.mktemp("stage")
    given = tmp_path_factory.mktemp("given")
    shutil.copy(company_on_sqlite.environ["VOC_DATABASE_URL"].removeprefix("sqlite:///"), given / "voc.db")
    shutil.copytree(company_on_sqlite.environ["VOC_DATA"], given / "data")
    environ = _environ(f"sqlite:///{folder}/voc.db", folder / "data") | {"VOC_SMTP_URL": mail_server.url}
    return Stage(replace(company_on_sqlite, environ=environ), given, mortal, mail_server, folder)


def _lived(day: Day) -> Day:
    day.live()
    assert day.deaths == []
    check(day)
    return day


@pytest.fixture(scope="module")
def commits(stage: Stage) -> list[list[str]]:
    """What committed something in each step of a day on which nobody dies."""
    # One is rehearsed, so that what later ones compile is there, and one is told.
    _, day = (_lived(stage.day(rehearses=rehearses)) for rehearses in (True, False))
    return day.commits


#: Page, job or command -> which of its commits, of those that change something, a process dies at.
DELIVERY = "core.delivery.deliver_messages"
BOUNDARIES: dict[str, tuple[int, ...]] = {
    "customers.bring_in": (1, 2),
    "invitations.send": (1,),
    # The batch with its invitations and messages; the end of the campaign.
    "invitations.send_invitations": (1, 2),
    # The lease of a message, then that it was sent; and once more.
    DELIVERY: (1, 2, 3, 4),
    "responses.hosted.personal_seen": (1, 2, 3),
    # The answer, and another one after it was final.
    "responses.hosted.personal_answer": (1, 2),
    "responses.hosted.open_answer": (1,),
    "responses.at_once": (1,),
    "intake.webhook.receive": (1,),
    "intake.import_responses": (1,),
    "invitations.hosted.change": (1,),
    # Its slot is taken, a click is believed, its slot is finished: in the third minute.
    "responses.settle_clicks": (5, 6, 7),
    # Before anybody changed their mind, and after.
    "insights.read_verbatims": (1, 3),
    # What customers wrote can be found; and again what they changed.
    "insights.index_verbatims": (1,),
    # What leads nowhere is passed over, the first cases, the changed mind.
    "followups.open_cases": (1, 2, 3, 7),
    "followups.note": (1,),
    "followups.reply": (1,),
    "followups.call": (1,),
    "followups.assign": (1,),
    "followups.close": (1,),
    "notify.send_due_digests": (1,),
}
DEATHS = {
    f"{where}:{side}#{n}" for where, numbers in BOUNDARIES.items() for n in numbers for side in ("before", "after")
}
#: They are dealt out to so many days, so that neighbours come on different ones.
DAYS = 14
#: Where locks differ from SQLite's one: the same on PostgreSQL.
DEATHS_ON_POSTGRESQL = {
    "invitations.send_invitations:before#1",
    "core.delivery.deliver_messages:before#2",
    "responses.hosted.personal_answer:after#1",
    "intake.webhook.receive:before#1",
    "insights.read_verbatims:before#1",
    "followups.open_cases:after#2",
    "notify.send_due_digests:before#1",
}
DAYS_ON_POSTGRESQL = 3


def deaths_at(boundaries: Collection[str], commits: list[list[str]]) -> list[Death]:
    """Where in a day these boundaries are, in their order."""
    found, so_far = [], Counter[str]()
    for step, wheres in enumerate(commits):
        here = Counter[str]()
        for place, where in enumerate(wheres):
            here[where] += 1
            found += [
                Death(step, place, side, where, here[where])
                for side in ("after", "before")
                if f"{where}:{side}#{so_far[where] + here[where]}" in boundaries
            ]
        so_far += here
    assert len(found) == len(boundaries)
    return sorted(found)


def dealt(deaths: list[Death], days: int) -> list[list[Death]]:
    """They on so many days, evenly."""
    dealt: list[list[Death]] = [[] for _ in range(days)]
    for death in deaths:
        free = [day for day in dealt if not any(_is_moved(death, by=earlier) for earlier in day)]
        min(free, key=len).append(death)
    return dealt


def _is_moved(death: Death, *, by: Death) -> bool:
    """Whether what is repeated after the earlier one leaves less to commit where the later one is to be."""
    return (death.step, death.where) == (by.step, by.where) or death.step == by.step + 1


def test_the_boundaries_are_all_there_are(commits: list[list[str]]) -> None:
    made = Counter(where for wheres in commits for where in wheres)
    assert set(made) - IDLE == set(BOUNDARIES)
    assert {job.name for job in JOBS} <= set(BOUNDARIES) | IDLE
    for where, numbers in BOUNDARIES.items():
        assert max(numbers) <= made[where], where


@pytest.mark.parametrize("number", range(DAYS))
def test_deaths_lose_nothing_and_repeat_nothing(stage: Stage, commits: list[list[str]], number: int) -> None:
    _lived(stage.day(dealt(deaths_at(DEATHS, commits), DAYS)[number]))


@pytest.mark.postgres
@pytest.mark.parametrize("number", range(DAYS_ON_POSTGRESQL))
def test_nor_on_postgresql(
    company_on_postgresql: Company, mortal: Mortal, smtp: SmtpSink, commits: list[list[str]], number: int
) -> None:
    company = replace(company_on_postgresql, environ=company_on_postgresql.environ | {"VOC_SMTP_URL": smtp.url})
    folder = Path(company.environ["VOC_DATA"]).parent
    deaths = dealt(deaths_at(DEATHS_ON_POSTGRESQL, commits), DAYS_ON_POSTGRESQL)[number]
    _lived(Day(company, mortal, smtp, folder, deaths))
