"""What was answered where nobody was written to: at the service counters, from a card in the box, and on leaving.

Pure and seeded like `story`, which it is a part of. Counters have a tablet, boxes a code; whoever leaves follows a link
in the last mail. Now and then a machine fills a form in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random

from voc.core import weeks
from voc.demo import company, words
from voc.demo.words import Said

COUNTER, BOX, LEAVING = "counter", "box", "leaving"


@dataclass(frozen=True)
class Spot:
    """A place where a code or a tablet stands."""

    key: str
    survey: str
    name: str
    channel: str
    #: Regions of those who come there.
    regions: tuple[str, ...]
    #: Fewest and most answers in a week.
    visits: tuple[int, int]
    fields: Mapping[str, str] = field(default_factory=dict)
    link_fields: tuple[str, ...] = ()


SPOTS = (
    Spot("berlin-1", COUNTER, "Berlin, counter 1", "kiosk", ("eu",), (2, 4), {"store": "Berlin", "counter": "1"}),
    Spot("berlin-2", COUNTER, "Berlin, counter 2", "kiosk", ("eu",), (1, 2), {"store": "Berlin", "counter": "2"}),
    Spot("shanghai", COUNTER, "上海静安服务点", "kiosk", ("cn",), (2, 4), {"store": "上海静安", "counter": "1"}),
    Spot("box", BOX, "Card in the terminal’s box", "qr", ("eu", "cn", "tw"), (1, 3), {}, ("order",)),
)


@dataclass(frozen=True)
class Visit:
    """One answer of somebody whom nobody knows."""

    at: datetime
    survey: str
    week: int
    language: str
    band: str
    score: int
    channel: str
    words: str = ""
    #: Key of the spot, and what it and its link say.
    spot: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    #: Why somebody left.
    reason: str = ""
    #: Why it does not count, as `SetAside` names it: a machine sent it.
    set_aside: str | None = None


#: Shares of detractors, passives and promoters, and how often each score is given without words.
MIX = {COUNTER: (0.09, 0.15, 0.76), BOX: (0.06, 0.14, 0.8)}
PLAIN = {"detractor": (1, 2, 2), "passive": (3,), "promoter": (4, 5, 5, 5)}
BANDS = ("detractor", "passive", "promoter")
#: Share of those at a tablet who use their own phone.
OWN_PHONE = 0.2
#: Why customers leave, and how often.
REASONS = {"price": 7, "missing": 6, "service": 5, "quality": 4, "need": 4, "effort": 2, "other": 2}
MACHINES = ("bait", "too_fast", "unopened")


def told(monday: date, full_weeks: int, rng: Random) -> list[Visit]:
    """Everything of so many full weeks and the current one; which of it has happened is not asked here."""
    people = [*_at_spots(monday, full_weeks, rng), *_leaving(monday, full_weeks, rng)]
    return [*_spoken(people, full_weeks, rng), *_machines(monday, full_weeks, rng)]


def _spoken(visits: Sequence[Visit], full_weeks: int, rng: Random) -> list[Visit]:
    """The same, and each thing that can be said is said by one of them, lately more often than long ago."""
    able: dict[tuple[str, str, str], list[int]] = {}
    for number, visit in enumerate(visits):
        able.setdefault((visit.survey, visit.language, visit.reason or visit.band), []).append(number)
    pools: dict[tuple[str, str, str], list[Said]] = {}
    for survey, language, section, said in words.elsewhere():
        group = section if survey == LEAVING else words.csat_band(said.score)
        pools.setdefault((survey, language, group), []).append(said)
    spoken = list(visits)
    for key, pool in pools.items():
        rng.shuffle(pool)
        numbers = able.get(key, [])
        numbers.sort(key=lambda number: rng.random() * (1 + visits[number].week / full_weeks), reverse=True)
        for number, said in zip(numbers, pool, strict=False):
            band = words.csat_band(said.score)
            spoken[number] = replace(visits[number], score=said.score, band=band, words=said.words)
    return spoken


def _at_spots(monday: date, full_weeks: int, rng: Random) -> Iterator[Visit]:
    debts = {survey: [0.0, 0.0, 0.0] for survey in MIX}
    for week in range(full_weeks + 1):
        for spot in SPOTS:
            for _ in range(rng.randint(*spot.visits)):
                region = rng.choice(spot.regions)
                at, language = _moment(rng, monday, week - full_weeks, region), company.LANGUAGES[region]
                band = _band(rng, debts[spot.survey], MIX[spot.survey])
                # Where a tablet stands, some rather scan the code beside it with their own phone.
                channel = "qr" if rng.random() < OWN_PHONE else spot.channel
                order = {"order": f"MB{rng.randint(40_000, 59_999)}"} if spot.link_fields else {}
                yield Visit(
                    at, spot.survey, week, language, band, rng.choice(PLAIN[band]), channel, spot=spot.key,
                    fields={**spot.fields, **order},
                )  # fmt: skip


def _band(rng: Random, debt: list[float], mix: tuple[float, float, float]) -> str:
    """The band that is most behind its share, so that every month has the mix it should."""
    for n, share in enumerate(mix):
        debt[n] += share
    chosen = max(range(3), key=lambda n: debt[n] + rng.uniform(-0.3, 0.3))
    debt[chosen] -= 1
    return BANDS[chosen]


def _leaving(monday: date, full_weeks: int, rng: Random) -> Iterator[Visit]:
    for week in range(full_weeks + 1):
        for _ in range(rng.choice((1, 1, 2))):
            region = rng.choice(("eu", "eu", "cn"))
            [reason] = rng.choices(list(REASONS), list(REASONS.values()))
            score = rng.choice((4, 5) if reason == "need" else (1, 2, 3, 3, 4))
            yield Visit(
                _moment(rng, monday, week - full_weeks, region), LEAVING, week, company.LANGUAGES[region],
                words.csat_band(score), score, "page", reason=reason,
            )  # fmt: skip


def _machines(monday: date, full_weeks: int, rng: Random) -> Iterator[Visit]:
    """Programs that fill in every form they find."""
    for week in range(1, full_weeks + 1, 3):
        at = _moment(rng, monday, week - full_weeks, "eu")
        score = rng.randint(1, 5)
        yield Visit(
            at, LEAVING, week, "en", words.csat_band(score), score, "page", reason="price",
            set_aside=MACHINES[week // 3 % len(MACHINES)],
        )  # fmt: skip


def _moment(rng: Random, monday: date, weeks_ago: int, region: str) -> datetime:
    day = monday + timedelta(days=7 * weeks_ago + rng.randint(0, 4))
    at = time(rng.choice((9, 10, 10, 11, 11, 12, 13, 14, 15, 16, 16, 17)), rng.randint(1, 59), rng.randint(0, 59))
    return weeks.instant(datetime.combine(day, at), company.ZONES[region])
