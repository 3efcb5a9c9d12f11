"""What the company's people do about their cases: notes, replies, calls, how it ended. Through the console's verbs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from voc.core import weeks
from voc.demo import words
from voc.demo.founding import Cast
from voc.followups import closing, history, mail
from voc.followups.models import Case, CaseState, Outcome
from voc.insights.models import Theme
from voc.staff.models import User

#: What was answered within these days is partly still to be done.
FRESH = timedelta(days=6)
#: What the customer's words hold -> the root cause that a colleague picks; the first that fits.
CAUSES = {
    "delivery": "deliver replacement courier parcel shipping swap 发货 快递 换货 换新机 替换机 物流 到货 到貨 替換機",
    "reliability": "freez crash restart battery reboot dead black 死机 重启 黑屏 卡死 电池 當機 電池 掉线 重复预订",
    "billing": "refund charge invoice bill rental payouts 扣 发票 账单 退款 提现 帳單",
    "price": "price fee expensive 贵 手续费 涨价 手續費",
    "ease_of_use": "confus complicat button screen settings import 复杂 导航 字太小 导入 藏 複雜 按鈕",
    "digital": "login sync e-mail data wifi slow 登 同步 邮件 导出 卡 WiFi",
    "waiting_time": "wait days hours hold queue 等 排队 天",
}
#: Subject of a case -> the root cause where the words say nothing.
USUAL_CAUSE = {"terminal": "reliability", "general": "product_fit", "support": "support", "setup": "ease_of_use"}
#: How a case ends once somebody has spoken with the customer: how often, and which words tell it.
ENDINGS = {
    Outcome.RECOVERED: (64, "recovered"),
    Outcome.NOT_RECOVERED: (28, "lost"),
    Outcome.NOT_OUR_FAULT: (8, "theirs"),
}

Act = Callable[[datetime], None]


class Desk:
    """Plans what happens to a case after it was opened."""

    def __init__(self, session: Session, cast: Cast, plan: Callable[[datetime, Act], None]) -> None:
        self._session, self._cast, self._plan = session, cast, plan
        self._taken: set[int] = set()

    def take_on(self, case: Case, subject: str, rng: Random, at: datetime, *, is_busy: bool, is_recent: bool) -> None:
        """Decide what becomes of a case, unless that was decided when an earlier answer opened it."""
        if case.id in self._taken:
            return
        self._taken.add(case.id)
        work = _Work(self._session, self._cast, case, subject, rng)
        if rng.random() < 0.45:
            self._plan(at + timedelta(minutes=rng.randint(9, 55)), work.note)
        if is_recent and rng.random() < 0.5:
            # Nobody has come to it yet.
            return
        if rng.random() < 0.04:
            self._give_up(work, rng, at)
            return
        contact_at = _contact_at(case, rng, at, share_in_time=0.62 if is_busy else 0.88)
        if case.contact is None or rng.random() < 0.35:
            if rng.random() < 0.4:
                self._plan(at + timedelta(minutes=(contact_at - at) // timedelta(minutes=2)), work.call_in_vain)
            self._plan(contact_at, work.call)
        else:
            self._plan(contact_at, work.reply)
        if not is_recent or rng.random() < 0.5:
            longest = 12 if is_busy else 7
            self._plan(
                _at_work(contact_at + timedelta(minutes=rng.randint(1150, longest * 1440)), case, rng), work.close
            )

    def hand_over(self, guest: User, at: datetime) -> None:
        """Give a real person some cases to look at, an overdue one among them."""
        waiting = select(Case).where(Case.workspace_id == self._cast.workspace.id, Case.state == CaseState.OPEN)
        cases = list(self._session.scalars(waiting.order_by(Case.due_at, Case.id)))
        for case in cases[1::3]:
            closing.assign(self._session, case, guest, case.owner, at)

    def _give_up(self, work: _Work, rng: Random, at: datetime) -> None:
        for days in (0.3, 1.2, 3.1):
            self._plan(_at_work(at + timedelta(days=days), work.case, rng), work.call_in_vain)
        self._plan(_at_work(at + timedelta(days=6), work.case, rng), work.close_unreached)


class _Work:
    """One case, and what its owner does."""

    def __init__(self, session: Session, cast: Cast, case: Case, subject: str, rng: Random) -> None:
        self.case = case
        self._session, self._cast, self._subject, self._rng = session, cast, subject, rng

    @property
    def _owner(self) -> User:
        return self.case.owner

    def note(self, at: datetime) -> None:
        closing.note(self._session, self.case, self._owner, self._says("note"), key=_key(at), now=at)

    def reply(self, at: datetime) -> None:
        is_about_delivery = self._subject == "terminal" and self._cause() == "delivery"
        subject = "delivery" if is_about_delivery else self._subject
        text = self._says("reply", self._language_of_customer(), subject)
        if self.case.contact and self.case.contact.email:
            closing.reply(self._session, self.case, self._owner, text, key=_key(at), now=at)
        else:
            self.call(at)

    def call(self, at: datetime) -> None:
        text = self._says("call").replace("{name}", self._name())
        closing.log_call(self._session, self.case, self._owner, text, was_reached=True, key=_key(at), now=at)

    def call_in_vain(self, at: datetime) -> None:
        text = self._says("missed", subject="any")
        closing.log_call(self._session, self.case, self._owner, text, was_reached=False, key=_key(at), now=at)

    def close(self, at: datetime) -> None:
        [outcome] = self._rng.choices(list(ENDINGS), [often for often, _ in ENDINGS.values()])
        _, kind = ENDINGS[outcome]
        self._close(outcome, self._says(kind, subject="any" if kind == "theirs" else self._subject), at)

    def close_unreached(self, at: datetime) -> None:
        self._close(Outcome.COULD_NOT_REACH, self._says("nocontact", subject="any"), at)

    def _close(self, outcome: Outcome, text: str, at: datetime) -> None:
        if self.case.state == CaseState.CLOSED or (self.case.contacted_at is None and outcome in closing.NEEDS_CONTACT):
            return
        closing.close(
            self._session,
            self.case,
            self._owner,
            outcome,
            root_cause=self._theme(self._cause()),
            text=text,
            seen=history.last_word(self._session, self.case),
            now=at,
        )

    def _cause(self) -> str:
        said = " ".join(mail.words_of(link.response) for link in self.case.responses).lower()
        fitting = (key for key, signs in CAUSES.items() if any(sign in said for sign in signs.lower().split()))
        return next(fitting, USUAL_CAUSE[self._subject])

    def _theme(self, key: str) -> Theme | None:
        return self._session.scalar(select(Theme).filter_by(workspace_id=self.case.workspace_id, key=key))

    def _says(self, kind: str, language: str | None = None, subject: str | None = None) -> str:
        lines = words.casework()[kind, subject or self._subject, language or _spoken(self._owner)]
        return self._rng.choice(lines)

    def _name(self) -> str:
        unknown = "the customer" if _spoken(self._owner) == "en" else "客户"
        return self.case.contact.name if self.case.contact else unknown

    def _language_of_customer(self) -> str:
        return (self.case.contact.language if self.case.contact else None) or "en"


def _spoken(user: User) -> str:
    return "zh_Hans" if user.language.startswith("zh") else "en"


def _key(at: datetime) -> str:
    return f"demo-{at.isoformat()}"


def _contact_at(case: Case, rng: Random, at: datetime, *, share_in_time: float) -> datetime:
    if rng.random() < share_in_time:
        before = case.due_at - timedelta(minutes=rng.randint(20, 270))
        return (
            before if before > at else at + timedelta(seconds=int((case.due_at - at).seconds * rng.uniform(0.3, 0.9)))
        )
    return _at_work(case.due_at + timedelta(minutes=rng.randint(180, 2400)), case, rng)


def _at_work(at: datetime, case: Case, rng: Random) -> datetime:
    """The same moment, or one in the next working hours of the team."""
    local = weeks.local(at, case.team.zone)
    day = local.date()
    if local.hour >= 17:
        day += timedelta(days=1)
    if 9 <= local.hour < 17 and day.weekday() < 5:
        return at
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return weeks.instant(datetime.combine(day, time(rng.randint(9, 15), rng.randint(0, 59))), case.team.zone)
