"""Lets the half year happen, in the order of time: mails, clicks, answers, cases, and what colleagues do about them."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from voc.core.outbox import Message
from voc.customers.models import Contact
from voc.demo import casework, details, making, story
from voc.demo.casework import Desk
from voc.demo.details import Details
from voc.demo.founding import Cast
from voc.demo.story import Answer, Asked, Story
from voc.followups import opening
from voc.followups.models import Case, CaseState
from voc.invitations import mail
from voc.invitations.mail import Stationery
from voc.invitations.models import Invitation
from voc.responses import promises, provisional, submission
from voc.responses.models import Response, SetAside, Sighting, State
from voc.responses.provisional import Seen
from voc.responses.values import Values
from voc.staff.models import Workspace

#: The outbox shows the mails of so many days; who was asked before is in the ledger.
MAILS_KEPT = timedelta(days=10)
#: Of the answers without words, those that were one touch in a mail and nothing more.
TOUCHED = 0.12
#: The worker opens a case within a minute of the answer.
SCREENING = timedelta(minutes=1)


class Teller:
    """What is still to happen, the next first. What happens may add what follows from it."""

    def __init__(self, session: Session, told: Story, cast: Cast, stationery: Stationery) -> None:
        self.session, self.told, self.cast, self.stationery = session, told, cast, stationery
        self._numbers = itertools.count()
        self._waiting: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._desk = Desk(session, cast, self.plan)
        # Kept in hand, or each of them would be fetched again for each thing that happens to it.
        self._invitations = self._load_invitations()
        self._with_cases: set[int] = set()
        self._passed_over: list[int] = []
        # In the order of time, the next one last.
        self._answers = list(enumerate(told.answers))[::-1]
        for number, asked in enumerate(told.asked):
            self._plan_asked(number, asked)

    def plan(self, at: datetime, act: Callable[[datetime], None]) -> None:
        """Let `act` happen at this instant; nothing happens after the story's end."""
        if at < self.told.cut:
            heapq.heappush(self._waiting, (at, next(self._numbers), act))

    def go_on(self, until: datetime) -> None:
        """Let everything happen that happens before this instant."""
        self._answer_until(until)
        while self._waiting and self._waiting[0][0] < until:
            at, _, act = heapq.heappop(self._waiting)
            act(at)
        # In the transaction that stores the answers: a worker that runs beside us would look at them today.
        screened = update(Response).where(Response.id.in_(self._passed_over)).values(screened_at=Response.final_at)
        self.session.execute(screened, execution_options={"synchronize_session": False})
        self._passed_over.clear()

    def end(self) -> None:
        """Where the story stops, the first of the server's owners is handed some of the open cases."""
        if guests := making.guests(self.session, self.cast.workspace):
            self._desk.hand_over(guests[0], self.told.cut - timedelta(minutes=5))

    # Asking

    def _plan_asked(self, number: int, asked: Asked) -> None:
        if asked.fate == "bounced" or (asked.is_asked and asked.at >= self.told.cut - MAILS_KEPT):
            self.plan(asked.at, lambda at: self._mail(number, asked, at))
        if asked.fate in ("scanned", "clicked"):
            self.plan(asked.at + timedelta(seconds=40 + number % 50), lambda at: self._click(number, asked, at))

    def _mail(self, number: int, asked: Asked, at: datetime) -> None:
        invitation = self._invitation(number)
        version = self.cast.surveys[asked.survey].versions[0]
        workspace = self.session.get_one(Workspace, self.cast.workspace.id)
        mail.queue(self.session, self.stationery, invitation, version=version, workspace=workspace, now=at)
        if asked.fate == "bounced":
            queued = select(Message).where(Message.reason_key == invitation.reason_key)
            self.session.scalars(queued).one().failed_at = at + timedelta(seconds=20)

    def _click(self, number: int, asked: Asked, at: datetime) -> None:
        """A scanner opens several links of a mail; a person opens one and leaves before the page is read."""
        invitation = self._invitation(number)
        opened: tuple[int | None, ...] = (4,)
        if asked.fate == "scanned":
            opened = (1, 3, 5) if number % 4 else (2, None)
        # What `provisional.sight` makes of them, without asking for each what is there.
        values = Values(
            version=self.cast.surveys[asked.survey].versions[0], client_key=provisional.key_of(invitation),
            channel="email", answered_at=at, received_at=at, score=opened[0], language=invitation.language,
            invitation=invitation,
        )  # fmt: skip
        [recorded] = submission.record_all(self.session, [values])
        for visit, score in enumerate(opened):
            seen = Seen(f"demo-{visit}", score, visible_seconds=1, was_touched=False)
            self._sighted(invitation, recorded.response, seen, at + timedelta(seconds=2 * visit))
        if asked.fate == "clicked":
            self.plan(at + provisional.GIVEN_UP, lambda _: self._give_up(recorded.response))
        else:
            reason = SetAside.TRAP if None in opened else SetAside.CONTRADICTED
            provisional.set_aside(recorded.response, reason)

    def _give_up(self, response: Response) -> None:
        provisional.set_aside(response, SetAside.NEVER_CONFIRMED)

    def _load_invitations(self) -> dict[int, Invitation]:
        whole = joinedload(Invitation.contact).joinedload(Contact.account)
        mine = select(Invitation).where(Invitation.workspace_id == self.cast.workspace.id).options(whole)
        of_id = {invitation.id: invitation for invitation in self.session.scalars(mine)}
        return {number: of_id[row_id] for number, row_id in self.cast.invitations.items()}

    def _invitation(self, number: int) -> Invitation:
        return self._invitations[number]

    # Answering

    def _answer_until(self, until: datetime) -> None:
        """Store what is answered before this instant, together and in a tenth of the statements; then what follows."""
        said: dict[str, list[tuple[int, Answer]]] = {}
        while self._answers and self._answers[-1][1].at < until:
            number, answer = self._answers.pop()
            said.setdefault(answer.survey, []).append((number, answer))
        for answers in said.values():
            values = [self._values(*each, each[1].at, _confirmed_by(*each)) for each in answers]
            recorded = submission.record_all(self.session, values)
            for (number, answer), sent, each in zip(answers, values, recorded, strict=True):
                self._follow(number, answer, sent, each.response)

    def _follow(self, number: int, answer: Answer, values: Values, response: Response) -> None:
        if values.confirmed_by == "dwell" and values.invitation:
            seconds = story.luck(f"sight {number}").randint(4, 25)
            at = answer.at - provisional.QUIET
            self._sighted(values.invitation, response, Seen("demo", answer.score, seconds, was_touched=True), at)
        if response.state == State.SET_ASIDE:
            return
        if response.band == "detractor":
            promises.make(self.session, response)
        self.plan(answer.at, lambda at: self._screen(number, answer, response, at + SCREENING))
        if answer.revised and answer.revised_at:
            self.plan(answer.revised_at, lambda at: self._revise(number, answer, at))

    def _sighted(self, invitation: Invitation, response: Response, seen: Seen, at: datetime) -> None:
        sighting = Sighting(
            invitation_id=invitation.id, response_id=response.id, visit=seen.visit, score=seen.score, at=at,
            visible_seconds=seen.visible_seconds, was_touched=seen.was_touched,
        )  # fmt: skip
        self.session.add(sighting)

    def _revise(self, number: int, answer: Answer, at: datetime) -> None:
        assert answer.revised
        answer.score, answer.words = answer.revised.score, answer.revised.words
        response = submission.record(self.session, self._values(number, answer, at, "comment")).response
        if response.band == "detractor":
            promises.make(self.session, response)
        self._screen(number, answer, response, at + SCREENING)

    def _values(self, number: int, answer: Answer, at: datetime, confirmed_by: str) -> Values:
        invitation = None if answer.asked is None else self._invitation(answer.asked)
        visit = answer.visit
        # One touch in a mail says nothing more than its score.
        more = Details() if confirmed_by == "dwell" else _details(number, answer)
        spot = self.cast.touchpoints[visit.spot] if visit and visit.spot else None
        return Values(
            version=self.cast.surveys[answer.survey].versions[0],
            client_key=provisional.key_of(invitation) if invitation else f"page:demo-{number}",
            channel="email" if invitation else visit.channel if visit else "page",
            answered_at=at,
            received_at=at,
            score=answer.score,
            comments={**({"comment": answer.words} if answer.words else {}), **more.comments},
            answers=more.answers,
            is_partial=more.is_partial,
            language=answer.language,
            invitation=invitation,
            confirmed_by=confirmed_by,
            touchpoint_id=spot.id if spot else None,
            fields=visit.fields if visit else {},
            set_aside=SetAside(visit.set_aside) if visit and visit.set_aside else None,
        )

    def _screen(self, number: int, answer: Answer, response: Response, at: datetime) -> None:
        if response.band != "detractor" and response.contact_id not in self._with_cases:
            # Nothing can follow from it, as `opening` would find with two questions more.
            self._passed_over.append(response.id)
            return
        response.screened_at = at
        case = opening.follow_up(self.session, response, at)
        if case and case.contact_id:
            self._with_cases.add(case.contact_id)
        if case and case.state == CaseState.OPEN and case.contacted_at is None:
            self._take_on(number, answer, case, at)

    def _take_on(self, number: int, answer: Answer, case: Case, at: datetime) -> None:
        is_recent = at > self.told.cut - casework.FRESH
        is_busy = story.mood(answer.survey, answer.product, answer.week) != "usual"
        rng = story.luck(f"case {number}")
        self._desk.take_on(case, answer.subject, rng, at, is_busy=is_busy, is_recent=is_recent)


def _confirmed_by(number: int, answer: Answer) -> str:
    if answer.words:
        return "comment"
    # One touch in the mail, and the page stayed open: believed after a while.
    was_touch = answer.asked is not None and story.luck(f"answer {number}").random() < TOUCHED
    return "dwell" if was_touch else "button"


def _details(number: int, answer: Answer) -> Details:
    reason = answer.visit.reason if answer.visit else ""
    rng = story.luck(f"details {number}")
    has_words = bool(answer.words)
    return details.of(answer.survey, answer.band, answer.language, reason, has_words=has_words, rng=rng)
