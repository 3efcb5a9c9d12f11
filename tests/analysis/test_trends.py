"""Changes of level and weekdays are found where they were planted, and hardly ever where nothing is; both measured."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.random import Generator

from tests.analysis.figures import report
from voc.analysis import trends
from voc.analysis.trends import Count

WEEKS = 52
#: Enough to see a rate of 1 in 50. With 1,500 the highest were .009 (restless weeks) and .014 (restless weekdays).
RUNS = 300
Drawn = Callable[[Generator, float], Count]


def at_random(people: int) -> Drawn:
    """People who speak of it by chance alone."""
    return lambda draw, share: Count(int(draw.binomial(people, share)), people)


def restless(people: int) -> Drawn:
    """Weeks that scatter three times as much as chance: a beta-binomial."""
    strength = (people - 1) / 2 - 1

    def week(draw: Generator, share: float) -> Count:
        return Count(int(draw.binomial(people, draw.beta(share * strength, (1 - share) * strength))), people)

    return week


def uneven(draw: Generator, share: float) -> Count:
    """Weeks of 20 to 500 people."""
    people = int(draw.integers(20, 500))
    return Count(int(draw.binomial(people, share)), people)


QUIET = {
    "300 people, 5 %": (at_random(300), 0.05),
    "300 people, 30 %": (at_random(300), 0.3),
    "40 people, 5 %": (at_random(40), 0.05),
    "15 people, 10 %": (at_random(15), 0.1),
    "300 people, 0.3 %": (at_random(300), 0.003),
    "300 people, 10 %, restless": (restless(300), 0.1),
    "20 to 500 people, 8 %": (uneven, 0.08),
}


@pytest.mark.parametrize("kind", QUIET)
def test_a_quiet_year_hardly_ever_has_a_change(kind: str) -> None:
    drawn, share = QUIET[kind]
    draw = np.random.default_rng(1)
    runs = [trends.changes([drawn(draw, share) for _ in range(WEEKS)]) for _ in range(RUNS)]
    wrong = np.mean([bool(run) for run in runs])
    report(f"quiet year, {kind}: a change in {wrong:.4f} of {RUNS}")
    assert wrong <= 0.025


@pytest.mark.parametrize(
    ("before", "since", "start", "least"),
    [(0.04, 0.08, 35, 0.9), (0.10, 0.05, 26, 0.9), (0.04, 0.07, 40, 0.5), (0.05, 0.15, 46, 0.95)],
)
def test_a_planted_change_is_found_near_its_week(before: float, since: float, start: int, least: float) -> None:
    draw = np.random.default_rng(2)
    hits, held = 0, 0
    for _ in range(200):
        shares = [before] * start + [since] * (WEEKS - start)
        found = trends.changes([at_random(300)(draw, share) for share in shares])
        assert found is not None
        if len(found) == 1 and abs(found[0].since.start - start) <= 4:
            hits += 1
            held += found[0].earliest <= start <= found[0].latest
            assert found[0].rose == (since > before)
    report(
        f"{before:.0%} to {since:.0%} in week {start} of {WEEKS}: found {hits / 200:.2f}, range holds {held / hits:.2f}"
    )
    assert hits >= least * 200
    assert held >= 0.85 * hits


def test_two_changes_are_three_levels() -> None:
    draw = np.random.default_rng(3)
    shares = [0.05] * 20 + [0.15] * 12 + [0.05] * 20
    found = trends.changes([at_random(300)(draw, share) for share in shares])
    assert found is not None
    assert [abs(each.since.start - place) <= 2 for each, place in zip(found, (20, 32), strict=True)] == [True, True]
    assert [each.rose for each in found] == [True, False]


def test_levels_reconcile_with_the_weeks() -> None:
    weeks = [Count(3, 100)] * 26 + [Count(12, 100)] * 26
    found = trends.changes(weeks)
    assert found is not None
    [change] = found
    assert change.before.count + change.since.count == Count(26 * 15, 5200)
    assert (change.before.start, change.before.end, change.since.end) == (0, change.since.start, 52)


def test_one_wild_week_is_no_change() -> None:
    weeks = [Count(5, 100)] * 30 + [Count(40, 100)] + [Count(5, 100)] * 21
    assert trends.changes(weeks) == []


#: Four of a hundred, in one week ninety-five, and for the last fourteen weeks ten.
RISEN = [Count(4, 100)] * 5 + [Count(95, 100)] + [Count(4, 100)] * 6 + [Count(10, 100)] * 14


@pytest.mark.parametrize("is_mirrored", [False, True])
def test_one_wild_week_turns_no_direction_round(is_mirrored: bool) -> None:  # noqa: FBT001  A case of the same.
    weeks = [Count(week.of - week.do, week.of) for week in RISEN] if is_mirrored else RISEN
    assert trends.wild(weeks) == [5]
    found = trends.changes(weeks)
    assert found is not None
    [change] = found
    assert change.rose is not is_mirrored
    assert (change.before.start, change.before.end, change.since.end) == (0, 12, 26)
    before, since = change.before.count, change.since.count
    if is_mirrored:
        before, since = (Count(each.of - each.do, each.of) for each in (before, since))
    assert (before, since) == (Count(44, 1100), Count(140, 1400))


@pytest.mark.parametrize("between", [[Count(95, 100)], [Count(0, 0)] * 3])
def test_a_level_begins_with_a_week_of_its_own(between: list[Count]) -> None:
    weeks = [Count(4, 100)] * 20 + between + [Count(16, 100)] * 20
    [change] = trends.changes(weeks) or []
    assert change.since.start == change.latest == 20 + len(between)
    assert change.earliest == 20
    assert (change.before.count, change.since.count) == (Count(80, 2000), Count(320, 2000))


def test_weeks_that_are_alike_or_empty_are_not_wild() -> None:
    assert trends.wild([]) == trends.wild([Count(0, 0)] * 5) == trends.wild([Count(5, 100)]) == []
    assert trends.wild([Count(5, 100), Count(0, 0)] * 6 + [Count(90, 100)] + [Count(0, 0), Count(5, 100)] * 6) == [12]
    assert trends.wild([Count(5, 100)] * 10 + [Count(40, 100)] * 2 + [Count(5, 100)] * 10) == []


def test_weeks_without_anybody_do_no_harm() -> None:
    weeks = ([Count(4, 100)] * 20 + [Count(0, 0)] * 6) + [Count(16, 100)] * 20
    found = trends.changes(weeks)
    assert found is not None
    assert len(found) == 1


def test_too_little_says_nothing() -> None:
    assert trends.changes([]) is None
    assert trends.changes([Count(5, 100)] * 11) is None
    assert trends.changes([Count(0, 100)] * 52) is None
    assert trends.changes([Count(0, 0)] * 40 + [Count(5, 50)] * 11) is None


def test_everybody_or_nobody_is_a_level_too() -> None:
    found = trends.changes([Count(0, 50)] * 26 + [Count(50, 50)] * 26)
    assert found is not None
    assert [each.since.start for each in found] == [26]


# Weekdays


def days_of(draw: Generator, shares: list[float], weeks: int, people: int) -> list[list[Count]]:
    return [[at_random(people)(draw, share) for share in shares] for _ in range(weeks)]


@pytest.mark.parametrize(("people", "share"), [(40, 0.1), (10, 0.3), (200, 0.03)])
def test_days_that_are_alike_are_hardly_ever_told_apart(people: int, share: float) -> None:
    draw = np.random.default_rng(4)
    runs = [trends.weekdays(days_of(draw, [share] * 7, 52, people)) for _ in range(RUNS)]
    wrong = np.mean([bool(run) for run in runs])
    report(f"weekdays alike, {people} a day, {share:.0%}: a day named in {wrong:.4f} of {RUNS}")
    assert wrong <= 0.02


def test_restless_weeks_are_not_taken_for_weekdays() -> None:
    draw = np.random.default_rng(5)
    drawn = restless(60)
    runs = [trends.weekdays([[drawn(draw, 0.1) for _ in range(7)] for _ in range(52)]) for _ in range(RUNS)]
    wrong = np.mean([bool(run) for run in runs])
    report(f"weekdays alike and restless: a day named in {wrong:.4f} of {RUNS}")
    assert wrong <= 0.03


def test_a_monday_that_differs_is_found_and_its_interval_holds() -> None:
    draw = np.random.default_rng(6)
    found, held = 0, 0
    for _ in range(200):
        days = trends.weekdays(days_of(draw, [0.15] + [0.10] * 6, 52, 40)) or []
        monday = next((each for each in days if each.day == 0), None)
        if monday:
            found += 1
            held += monday.interval.low <= 5.0 <= monday.interval.high
            assert monday.is_more
    report(f"Mondays 15 % against 10 %: found {found / 200:.2f}, interval holds {held / found:.3f}")
    assert found >= 190
    assert held >= 0.9 * found


def test_days_without_anybody_are_left_out() -> None:
    week = [Count(12, 40)] + [Count(4, 40)] * 4 + [Count(0, 0)] * 2
    found = trends.weekdays([week] * 20)
    assert found is not None
    assert [each.day for each in found] == [0]


def test_too_few_say_nothing_of_weekdays() -> None:
    assert trends.weekdays([]) is None
    assert trends.weekdays([[Count(1, 10)] * 7] * 3) is None
    assert trends.weekdays([[Count(5, 5)] * 7] * 30) is None
    assert trends.weekdays([[Count(9, 30)] + [Count(0, 0)] * 6] * 30) is None
