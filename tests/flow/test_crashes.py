"""Whatever dies, whenever: no acknowledged answer is lost, and nothing happens twice.

Every commit of the loop is a boundary. For each, and for both of its sides, one process goes through the same day and
is killed there; its successor goes on with what was not acknowledged, as customers' browsers and other systems do.
`test_storm` kills at random moments.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import re
import shutil
import sqlite3
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
from tests.smtp_sink import Received, SmtpSink
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


@dataclass(frozen=True)
class Told:
    """What a step led to on a day on which nobody died."""

    answer: dict[str, Any]
    #: The folder with the database and the data, and the mail, as they were after it.
    folder: Path
    mail: Sequence[Received]

    def commits(self, where: str) -> int:
        """How many commits changed something there by then."""
        return int(self.answer["commits"].get(where, 0))


@dataclass
class Day:
    """A day of the company, told step by step to a process that may die."""

    company: Company
    mortal: Mortal
    smtp: SmtpSink
    folder: Path
    failpoint: str = ""
    rehearses: bool = False
    now: datetime = NOW
    deaths: int = 0
    #: Page or job -> how many commits changed something there.
    commits: dict[str, int] = field(default_factory=dict)
    #: Steps that are as another day told them; this one begins behind them, with what they left.
    before: Sequence[Told] = ()
    #: What this day tells, where it is to be told.
    told: list[Told] | None = None
    steps: int = 0

    def step(self, do: str, **what: Any) -> dict[str, Any]:
        """Have one thing done. What is not acknowledged is tried again, by the successor and later."""
        self.now += timedelta(seconds=1)
        self.steps += 1
        if self.steps <= len(self.before):
            return self.before[self.steps - 1].answer
        if self.steps == len(self.before) + 1:
            self.mortal.begin(self.company.environ | self._armed(), rehearses=self.rehearses)
        answer = self._done(do, **what)
        if self.told is not None:
            self.told.append(self._tell(answer))
        return answer

    def _armed(self) -> dict[str, str]:
        """A process counts its own commits, so those of the steps before are taken off."""
        if not self.failpoint:
            return {}
        boundary, _, number = self.failpoint.partition("#")
        earlier = self.before[-1].commits(boundary.partition(":")[0]) if self.before else 0
        return {"VOC_FAILPOINT": f"{boundary}#{int(number) - earlier}"}

    def _tell(self, answer: dict[str, Any]) -> Told:
        kept = self.folder / f"told-{self.steps}"
        kept.mkdir()
        database = sqlite3.connect(self.folder / "voc.db"), sqlite3.connect(kept / "voc.db")
        with contextlib.closing(database[0]), contextlib.closing(database[1]):
            database[0].backup(database[1])
        shutil.copytree(self.folder / "data", kept / "data")
        return Told(answer, kept, tuple(self.smtp.messages))

    def _done(self, do: str, **what: Any) -> dict[str, Any]:
        try:
            answer = self.mortal.ask(self.now, do, **what)
        except Died:
            self.deaths += 1
            assert self.deaths == 1, "The successor died too."
            self.now += AFTER_A_DEATH
            self.mortal.begin(self.company.environ)
            answer = self.mortal.ask(self.now, do, **what)
        self.commits = answer["commits"]
        return answer

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
        self.at_the_desk(f"/campaigns/{self.company.campaign}/send")
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
        for key in (PROMOTER, DETRACTOR):
            score, words = ANSWERED[f"page:{key}"]
            self.post(open_page, 303, data={"key": key, "opened": opened, "score": score, "comment": words})
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
    was_sent = re.fullmatch(r"core\.delivery\.deliver_messages:before#[24]", day.failpoint)
    assert list(repeated.values()) == ([2] if was_sent else [])


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


# A process for each boundary


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


@dataclass(frozen=True)
class Stage:
    """Days on a copy of the company's database, one after the other in the same place.

    One is told whole, without a death. Any other begins where something new can happen on it.
    """

    company: Company
    #: Its folder before the day.
    given: Path
    mortal: Mortal
    smtp: SmtpSink
    folder: Path
    told: list[Told] = field(default_factory=list)

    def whole(self, *, rehearses: bool = False) -> Day:
        """A day from its beginning."""
        self._put(self.given, [])
        return Day(self.company, self.mortal, self.smtp, self.folder, rehearses=rehearses)

    def with_death(self, failpoint: str) -> Day:
        """A day from before the step in which a process dies there."""
        boundary, _, number = failpoint.partition("#")
        where = boundary.partition(":")[0]
        before = list(itertools.takewhile(lambda step: step.commits(where) < int(number), self.told))
        if before:
            self._put(before[-1].folder, before[-1].mail)
        else:
            self._put(self.given, [])
        return Day(self.company, self.mortal, self.smtp, self.folder, failpoint, before=before)

    def _put(self, given: Path, mail: Sequence[Received]) -> None:
        for old in self.folder.glob("voc.db*"):
            old.unlink()
        shutil.rmtree(self.folder / "data", ignore_errors=True)
        shutil.copytree(given, self.folder, dirs_exist_ok=True)
        self.smtp.messages[:] = mail


@pytest.fixture(scope="module")
def stage(
    company_on_sqlite: Company, mortal: Mortal, mail_server: SmtpSink, tmp_path_factory: pytest.TempPathFactory
) -> Stage:
    """Where days are lived; one has been rehearsed, so that what later ones compile is there, and one told."""
    folder = tmp_path_factory.mktemp("stage")
    given = tmp_path_factory.mktemp("given")
    shutil.copy(company_on_sqlite.environ["VOC_DATABASE_URL"].removeprefix("sqlite:///"), given / "voc.db")
    shutil.copytree(company_on_sqlite.environ["VOC_DATA"], given / "data")
    environ = _environ(f"sqlite:///{folder}/voc.db", folder / "data") | {"VOC_SMTP_URL": mail_server.url}
    stage = Stage(replace(company_on_sqlite, environ=environ), given, mortal, mail_server, folder)
    rehearsal = stage.whole(rehearses=True)
    rehearsal.live()
    check(rehearsal)
    day = stage.whole()
    day.told = stage.told
    day.live()
    check(day)
    assert day.deaths == 0
    return stage


#: Page, job or command -> which of its commits, of those that change something, a process dies at.
BOUNDARIES: dict[str, tuple[int, ...]] = {
    "customers.bring_in": (1, 2),
    "invitations.send": (1,),
    # The batch with its invitations and messages; the end of the campaign.
    "invitations.send_invitations": (1, 2),
    # The lease of a message, then that it was sent; and once more.
    "core.delivery.deliver_messages": (1, 2, 3, 4),
    "responses.hosted.personal_seen": (1, 2, 3),
    # The answer, and another one after it was final.
    "responses.hosted.personal_answer": (1, 2),
    "responses.hosted.open_answer": (1, 2),
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
DEATHS = [
    f"{where}:{side}#{n}" for where, numbers in BOUNDARIES.items() for n in numbers for side in ("before", "after")
]
#: Where locks differ from SQLite's one: the same on PostgreSQL.
DEATHS_ON_POSTGRESQL = [
    "invitations.send_invitations:before#1",
    "core.delivery.deliver_messages:before#2",
    "responses.hosted.personal_answer:after#1",
    "intake.webhook.receive:before#1",
    "insights.read_verbatims:before#1",
    "followups.open_cases:after#2",
    "notify.send_due_digests:before#1",
]


def test_the_boundaries_are_all_there_are(stage: Stage) -> None:
    last = stage.told[-1]
    assert set(last.answer["commits"]) - IDLE == set(BOUNDARIES)
    assert {job.name for job in JOBS} <= set(BOUNDARIES) | IDLE
    for where, numbers in BOUNDARIES.items():
        assert max(numbers) <= last.commits(where), where


@pytest.mark.parametrize("failpoint", DEATHS)
def test_a_death_loses_nothing_and_repeats_nothing(stage: Stage, failpoint: str) -> None:
    day = stage.with_death(failpoint)
    day.live()
    assert day.deaths == 1, "It was never reached."
    check(day)


@pytest.mark.postgres
@pytest.mark.parametrize("failpoint", DEATHS_ON_POSTGRESQL)
def test_nor_on_postgresql(
    databases: Databases, mortal: Mortal, smtp: SmtpSink, tmp_path: Path, failpoint: str
) -> None:
    environ = _environ(databases.new("postgresql"), tmp_path / "data") | {"VOC_SMTP_URL": smtp.url}
    day = Day(found(environ), mortal, smtp, tmp_path, failpoint)
    try:
        day.live()
        assert day.deaths == 1, "It was never reached."
        check(day)
    finally:
        databases.drop(environ["VOC_DATABASE_URL"])
