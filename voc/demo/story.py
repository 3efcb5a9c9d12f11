"""What happened in the company's last half year: who was asked when, who answered what. Decided before it is told.

Pure and seeded: everything hangs on the Monday of the current week, so the same week tells the same story, and a day
later in the week only tells more of it. Two things happen. Support was slow until three months ago and is quick since.
Five weeks ago the card terminals got a bad update, and the replacements for them come late.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from voc.analysis import scores
from voc.core import weeks
from voc.demo import company, elsewhere, words
from voc.demo.company import BOOKING, TERMINAL, ZONES, Customer, Person
from voc.demo.elsewhere import COUNTER, Visit
from voc.demo.words import Revised, Said

SEED = "Mirabrook 1"
NPS, CSAT, CES = "nps", "csat", "ces"

#: Full weeks that are told before the current one, which is number `WEEKS`.
WEEKS = 26
#: Everybody is asked about the relationship once in so many weeks, a part of them each Tuesday.
CYCLE = 9
#: On Fridays others are asked about one occasion: the part whose last and next Tuesday are both over 30 days away.
OFFSET = 4
#: Of each product, each Friday: after support, after onboarding.
PER_FRIDAY = {CSAT: 7, CES: 3}
#: The last week in which support was slow, and the first with the bad update.
SLOW_UNTIL, BROKEN_FROM = WEEKS - 13, WEEKS - 5

#: Share of those asked by mail who answer.
RATES = {NPS: 0.46, CSAT: 0.55, CES: 0.6}
#: How many days later, and how often.
DELAYS = ((0, 50), (1, 22), (2, 12), (3, 6), (6, 5), (7, 5))
#: Hour of the day, and how often.
HOURS = ((9, 10), (10, 15), (11, 14), (12, 6), (13, 9), (14, 13), (15, 12), (16, 11), (17, 7), (18, 3))

#: Shares of detractors, passives and promoters.
Mix = tuple[float, float, float]
USUAL: Mapping[tuple[str, str], Mix] = {
    (NPS, BOOKING): (0.12, 0.26, 0.62),
    (NPS, TERMINAL): (0.12, 0.27, 0.61),
    (CSAT, BOOKING): (0.07, 0.11, 0.82),
    (CSAT, TERMINAL): (0.08, 0.12, 0.80),
    (CES, BOOKING): (0.15, 0.13, 0.72),
    (CES, TERMINAL): (0.17, 0.13, 0.70),
}
SLOW_SUPPORT: Mix = (0.42, 0.22, 0.36)
#: Week by week since the update: it reached more and more terminals.
BROKEN_TERMINALS: tuple[Mix, ...] = (
    (0.26, 0.30, 0.44), (0.40, 0.27, 0.33), (0.50, 0.26, 0.24), (0.55, 0.25, 0.20), (0.58, 0.24, 0.18),
    (0.55, 0.25, 0.20),
)  # fmt: skip
BROKEN_SUPPORT: Mix = (0.26, 0.16, 0.58)

#: How often each score is given without words.
PLAIN = {
    (NPS, "detractor"): ((0, 1), (1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (6, 6)),
    (NPS, "passive"): ((7, 4), (8, 6)),
    (NPS, "promoter"): ((9, 5), (10, 5)),
    (CSAT, "detractor"): ((1, 4), (2, 6)),
    (CSAT, "passive"): ((3, 1),),
    (CSAT, "promoter"): ((4, 4), (5, 6)),
    (CES, "detractor"): ((1, 1), (2, 3), (3, 4)),
    (CES, "passive"): ((4, 1),),
    (CES, "promoter"): ((5, 2), (6, 4), (7, 4)),
}
BANDS = ("detractor", "passive", "promoter")
#: At most this share of those who could say something does.
TALKATIVE = {"detractor": 0.85, "passive": 0.7, "promoter": 0.6}


@dataclass(frozen=True)
class Asked:
    """One decision about one person, and what came of it."""

    person: int
    survey: str
    week: int
    at: datetime
    #: answered, silent, bounced, opts_out, scanned, clicked; not asked: opted_out, no_address.
    fate: str = "silent"

    @property
    def is_asked(self) -> bool:
        return self.fate not in ("opted_out", "no_address")


@dataclass
class Answer:
    """One answer, told in the order of time."""

    at: datetime
    survey: str
    product: str
    week: int
    language: str
    #: Index in `Story.asked`; None where it came through the open page.
    asked: int | None
    band: str
    score: int = -1
    words: str = ""
    #: What its author makes of it later.
    revised: Said | None = None
    revised_at: datetime | None = None
    #: Where it was answered, when nobody had written to whoever answered it.
    visit: Visit | None = None

    @property
    def subject(self) -> str:
        """What it is about, for whoever works on it."""
        usual = "terminal" if mood(self.survey, self.product, self.week) == "broken" else "general"
        return {CSAT: "support", COUNTER: "support", CES: "setup"}.get(self.survey, usual)


@dataclass(frozen=True)
class Story:
    """Everything that had happened when the current day began at the head office."""

    monday: date
    cut: datetime
    customers: Sequence[Customer]
    people: Sequence[Person]
    asked: Sequence[Asked]
    answers: Sequence[Answer] = field(default_factory=list)


def tell(now: datetime, zone: str) -> Story:
    """The story up to the beginning of today on the wall clock of the zone."""
    today = weeks.local(now, zone).date()
    monday = today - timedelta(days=today.weekday())
    cut = weeks.midnight(today, zone)
    companies = company.customers(luck("customers"))
    people = company.people(luck("people"), companies)
    asked = _asked(people, monday)
    answers = [*_by_mail(asked, people, monday), *_by_page(monday)]
    _decide(answers)
    asked, answers = _ends_busy(asked, answers, people, cut, zone)
    answers = sorted((answer for answer in answers if answer.at < cut), key=_in_time)
    _speak(answers)
    _revise(answers)
    visits = [_of_visit(visit) for visit in elsewhere.told(monday, WEEKS, luck("elsewhere")) if visit.at < cut]
    everything = sorted([*answers, *visits], key=_in_time)
    return Story(monday, cut, companies, people, [each for each in asked if each.at < cut], everything)


def _in_time(answer: Answer) -> tuple[datetime, int]:
    return answer.at, answer.asked or -1


def _of_visit(visit: Visit) -> Answer:
    return Answer(
        visit.at, visit.survey, TERMINAL, visit.week, visit.language, None, visit.band, visit.score, visit.words,
        visit=visit,
    )  # fmt: skip


def mood(survey: str, product: str, week: int) -> str:
    """What the time does to an answer: slow, broken or usual."""
    if survey == CSAT and week <= SLOW_UNTIL:
        return "slow"
    if survey in (NPS, CSAT) and product == TERMINAL and week >= BROKEN_FROM:
        return "broken"
    return "usual"


def luck(about: object) -> Random:
    """Chance about one subject: always the same, whatever chance about others was asked for before."""
    return Random(f"{SEED} {about}")  # noqa: S311 - nothing is guarded by it


# Who is asked


def _asked(people: Sequence[Person], monday: date) -> list[Asked]:
    rng = luck("asked")
    left: set[int] = set()
    found = []
    for week in range(WEEKS + 1):
        for survey, number in _turn(people, week):
            person = people[number]
            if person.known_for < WEEKS - week:
                continue
            day = monday + timedelta(days=7 * (week - WEEKS) + (1 if survey == NPS else 4))
            at = weeks.instant(datetime.combine(day, time(10)), ZONES[person.customer.region])
            fate = _fate(rng, person, survey, has_left=number in left)
            if fate == "opts_out":
                left.add(number)
            found.append(Asked(number, survey, week, at, fate))
    # The ledger stays in the order in which people were asked.
    return sorted(found, key=lambda each: (each.at, each.person))


def _turn(people: Sequence[Person], week: int) -> Iterable[tuple[str, int]]:
    """(survey, index of a person) of those whose turn it is in a week."""
    for product in (BOOKING, TERMINAL):
        numbers = [n for n, person in enumerate(people) if person.customer.product == product]
        yield from ((NPS, number) for number in numbers[week % CYCLE :: CYCLE])
        friday = numbers[(week - OFFSET) % CYCLE :: CYCLE]
        start = week // CYCLE * sum(PER_FRIDAY.values())
        for survey, size in PER_FRIDAY.items():
            yield from ((survey, number) for number in friday[start : start + size])
            start += size


def _fate(rng: Random, person: Person, survey: str, *, has_left: bool) -> str:
    draw = rng.random()
    if has_left:
        return "opted_out"
    if person.email is None:
        return "no_address"
    if draw < RATES[survey]:
        return "answered"
    for share, fate in ((0.008, "bounced"), (0.012, "opts_out"), (0.022, "scanned"), (0.014, "clicked")):
        draw -= share
        if draw < RATES[survey]:
            return fate
    return "silent"


# When they answer


def _by_mail(asked: Sequence[Asked], people: Sequence[Person], monday: date) -> list[Answer]:
    rng = luck("answers")
    found = []
    for number, each in enumerate(asked):
        if each.fate != "answered":
            continue
        person = people[each.person]
        at = _moment(rng, each.at, ZONES[person.customer.region])
        found.append(
            Answer(at, each.survey, person.customer.product, _week(at, monday), person.language, number, band="")
        )
    return found


def _by_page(monday: date) -> list[Answer]:
    """After a support call some follow the link in the closing message: nobody knows who they are."""
    rng = luck("page")
    found = []
    for week in range(WEEKS + 1):
        for _ in range(rng.randint(2, 5)):
            region, product = rng.choice(("eu", "eu", "cn", "tw")), rng.choice((BOOKING, TERMINAL))
            day = monday + timedelta(days=7 * (week - WEEKS) + rng.choice((0, 0, 1, 1, 2, 3, 4)))
            at = weeks.instant(datetime.combine(day, _time(rng, 9)), ZONES[region])
            found.append(Answer(at, CSAT, product, week, company.LANGUAGES[region], None, band=""))
    return found


def _moment(rng: Random, asked_at: datetime, zone: str) -> datetime:
    asked = weeks.local(asked_at, zone)
    delay = _drawn(rng, DELAYS)
    day = asked.date() + timedelta(days=delay)
    if day.weekday() >= 5 and rng.random() < 0.75:
        day += timedelta(days=7 - day.weekday())
    return weeks.instant(datetime.combine(day, _time(rng, 9 if delay else asked.hour)), zone)


def _time(rng: Random, earliest: int) -> time:
    hours = [(hour, n) for hour, n in HOURS if hour >= earliest]
    return time(_drawn(rng, hours), rng.randint(1, 59), rng.randint(0, 59))


def _drawn(rng: Random, weighted: Sequence[tuple[int, int]]) -> int:
    return rng.choices([value for value, _ in weighted], [n for _, n in weighted])[0]


def _week(at: datetime, monday: date) -> int:
    return WEEKS + (at.astimezone(UTC).date() - monday).days // 7


# How it went


def _decide(answers: list[Answer]) -> None:
    """Give each answer its band, so that every week has the mix it should, not one by luck."""
    rng = luck("bands")
    debts: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for answer in sorted(answers, key=_in_time):
        debt = debts[answer.survey, answer.product]
        for n, share in enumerate(_mix(answer)):
            debt[n] += share
        chosen = max(range(3), key=lambda n: debt[n] + rng.uniform(-0.5, 0.5))
        debt[chosen] -= 1
        answer.band = BANDS[chosen]
        answer.score = _drawn(rng, PLAIN[answer.survey, answer.band])


def _mix(answer: Answer) -> Mix:
    now = mood(answer.survey, answer.product, answer.week)
    if now == "slow":
        return SLOW_SUPPORT
    if now == "broken":
        since = answer.week - BROKEN_FROM
        return BROKEN_SUPPORT if answer.survey == CSAT else BROKEN_TERMINALS[min(since, len(BROKEN_TERMINALS) - 1)]
    return USUAL[answer.survey, answer.product]


def _ends_busy(
    asked: list[Asked], answers: list[Answer], people: Sequence[Person], cut: datetime, zone: str
) -> tuple[list[Asked], list[Answer]]:
    """After the cut-off of the last working day some terminals failed again: these are due today."""
    rng = luck("yesterday")
    day = weeks.local(cut, zone).date() - timedelta(days=1)
    while day.weekday() >= 5:
        day -= timedelta(days=1)
    since = cut - timedelta(days=17)
    silent = [
        number
        for number, each in enumerate(asked)
        if since < each.at < cut - timedelta(days=2) and each.fate == "silent" and each.survey == NPS
        if people[each.person].customer.product == TERMINAL and people[each.person].customer.region == "eu"
    ]
    asked, answers = list(asked), list(answers)
    for number in silent[:4]:
        at = weeks.instant(datetime.combine(day, time(rng.randint(15, 17), rng.randint(5, 55))), zone)
        asked[number] = replace(asked[number], fate="answered")
        person = people[asked[number].person]
        answers.append(Answer(at, NPS, TERMINAL, WEEKS, person.language, number, "detractor", score=rng.randint(0, 4)))
    return asked, answers


# What they say


def _speak(answers: list[Answer]) -> None:
    """Give words to as many answers as there are words for, each to one, and the score that goes with them."""
    rng = luck("words")
    able: dict[tuple[str, str, str, str, str], list[Answer]] = defaultdict(list)
    for answer in answers:
        section = _section(answer)
        product = answer.product if answer.survey == NPS else "any"
        able[answer.language, answer.survey, product, section, answer.band].append(answer)
    for (language, survey, product, section, band), candidates in able.items():
        pool = words.verbatims(language).get((survey, product, section), ())
        said = [each for each in pool if scores.band(survey, each.score) == band]
        rng.shuffle(said)
        # What was said lately is read most.
        candidates.sort(key=lambda each: rng.random() * _interest(each), reverse=True)
        most = max(1, int(len(candidates) * TALKATIVE[band]))
        for answer, each in zip(candidates[:most], said, strict=False):
            answer.score, answer.words = each.score, each.words


def _interest(answer: Answer) -> int:
    if answer.week >= WEEKS - 1:
        return 6
    return 2 if answer.week >= SLOW_UNTIL else 1


def _section(answer: Answer) -> str:
    """The section of the word lists from which this answer may draw."""
    now = mood(answer.survey, answer.product, answer.week)
    if answer.survey == CES:
        return "easy" if answer.band == "promoter" else "hard"
    if answer.survey == CSAT:
        if answer.band == "promoter":
            # Every fourth remembers how it was.
            return "improved" if now != "slow" and answer.at.minute % 4 == 0 else "fast"
        return "slow" if now == "slow" else "bad"
    if now == "broken" and answer.band != "promoter":
        return "broken"
    return {"detractor": "bad", "passive": "mixed", "promoter": "good"}[answer.band]


def _revise(answers: list[Answer]) -> None:
    """Let some change what they said, two to four days later."""
    rng = luck("revisions")
    for language in words.FILES:
        for each in words.revisions(language):
            fitting = [answer for answer in answers if _fits(answer, each, language)]
            if not fitting:
                continue
            answer = fitting[len(fitting) // 2]
            answer.score, answer.words = each.first.score, each.first.words
            answer.revised, answer.revised_at = each.second, answer.at + timedelta(hours=rng.randint(45, 80))


def _fits(answer: Answer, each: Revised, language: str) -> bool:
    is_free = answer.revised is None and not answer.words and answer.asked is not None
    is_same = answer.survey == NPS and answer.product == each.product and answer.language == language
    return is_free and is_same and answer.week >= BROKEN_FROM and answer.band == scores.band(NPS, each.first.score)
