"""What is decided about the demo's half year before it is told."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from voc.core import weeks
from voc.demo import story
from voc.demo.company import BOOKING, TERMINAL, ZONES
from voc.demo.story import CSAT, NPS, Answer, Story
from voc.invitations.fatigue import BUDGET

BERLIN = "Europe/Berlin"
#: A Saturday.
AT = datetime(2026, 11, 21, 20, tzinfo=UTC)


def told() -> Story:
    return story.tell(AT, BERLIN)


def nps(answers: list[Answer]) -> float:
    bands = Counter(answer.band for answer in answers)
    return 100 * (bands["promoter"] - bands["detractor"]) / bands.total()


def of(each: Story, survey: str, product: str, weeks_: range) -> list[Answer]:
    return [a for a in each.answers if (a.survey, a.product) == (survey, product) and a.week in weeks_]


def test_the_same_day_tells_the_same_story() -> None:
    assert told() == story.tell(AT - timedelta(hours=19), BERLIN)


def test_every_week_tells_it_anew_from_its_own_monday() -> None:
    def weekly(each: Story) -> Counter[tuple[int, str, str, str]]:
        return Counter((answer.week, answer.survey, answer.product, answer.band) for answer in each.answers)

    assert weekly(story.tell(AT + timedelta(weeks=1), BERLIN)) == weekly(told())


def test_nothing_happens_after_the_day_has_begun() -> None:
    each = told()
    assert each.cut == datetime(2026, 11, 20, 23, tzinfo=UTC)
    assert max(answer.at for answer in each.answers) < each.cut
    assert max(asked.at for asked in each.asked) < each.cut


def test_a_bad_update_makes_one_product_fall_and_not_the_other() -> None:
    each, before, lately = told(), range(8, story.BROKEN_FROM), range(story.WEEKS - 2, story.WEEKS + 1)
    assert nps(of(each, NPS, TERMINAL, before)) > 35
    assert nps(of(each, NPS, TERMINAL, lately)) < -15
    assert abs(nps(of(each, NPS, BOOKING, before)) - nps(of(each, NPS, BOOKING, lately))) < 15


def test_support_was_slow_until_three_months_ago() -> None:
    def unhappy(span: range) -> float:
        answers = [a for product in (BOOKING, TERMINAL) for a in of(told(), CSAT, product, span)]
        return sum(a.band == "detractor" for a in answers) / len(answers)

    assert unhappy(range(story.SLOW_UNTIL + 1)) > 0.35
    assert unhappy(range(story.SLOW_UNTIL + 1, story.BROKEN_FROM)) < 0.15


def test_nobody_is_asked_twice_within_the_budget() -> None:
    last: dict[int, datetime] = {}
    for asked in told().asked:
        if asked.is_asked:
            assert asked.person not in last or asked.at - last[asked.person] > BUDGET
            last[asked.person] = asked.at


def test_people_answer_when_they_work() -> None:
    each = told()
    for answer in each.answers:
        if answer.asked is not None:
            zone = ZONES[each.people[each.asked[answer.asked].person].customer.region]
            assert 9 <= weeks.local(answer.at, zone).hour < 19
    days = Counter(weeks.local(answer.at, BERLIN).isoweekday() for answer in each.answers)
    assert days[6] + days[7] < 0.05 * days.total()


def test_no_words_are_said_twice() -> None:
    said = [answer.words for answer in told().answers if answer.words]
    assert len(set(said)) == len(said)


def test_some_of_what_was_said_yesterday_is_due_today() -> None:
    wednesday = story.tell(datetime(2026, 11, 18, 8, tzinfo=UTC), BERLIN)
    cutoff = weeks.instant(datetime(2026, 11, 17, 15), BERLIN)  # noqa: DTZ001 - a time on a wall clock
    assert sum(answer.at > cutoff and answer.band == "detractor" for answer in wednesday.answers) >= 4
