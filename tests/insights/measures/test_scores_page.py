"""The page of scores: verdicts in words, numbers that open their answers, and nobody recognized by a small group."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from sqlalchemy.orm import Session

from tests.client import Client
from tests.factories import a_contact, a_response, a_survey, a_user, a_workspace, responses, the_workspace
from tests.insights.measures.test_measures import a_measure
from voc.analysis import scores
from voc.analysis.scores import Nps, Verdict
from voc.core import clock
from voc.core.weeks import Week
from voc.insights.measures import chart, standing
from voc.insights.measures.standing import Standing, WeekPoint, Window
from voc.surveys import publishing

DAY = timedelta(days=1)


def get(client: Client, address: str = "/scores") -> str:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return response.text


def card(page: str, name: str) -> str:
    """What the page says of a survey or measure, without its markup."""
    [found] = [each for each in re.findall(r"<article.*?</article>", page, re.DOTALL) if f">{name}</h3>" in each]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found)).split())


def standings(session: Session, now: datetime, *, sees_raw: bool = True) -> dict[str, Standing]:
    window = Window(now.date(), 30, "UTC")
    return {each.name: each for each in standing.of_workspace(session, the_workspace().id, window, sees_raw=sees_raw)}


def test_a_window_is_days_of_the_readers_clock() -> None:
    window = Window(datetime(2026, 11, 16, tzinfo=UTC).date(), 30, "Asia/Shanghai")
    assert window.since.isoformat() == "2026-10-18"
    assert window.now.start == datetime(2026, 10, 17, 16, tzinfo=UTC)
    assert window.now.end == datetime(2026, 11, 16, 16, tzinfo=UTC)
    assert window.before.end == window.now.start
    assert window.before.start == window.now.start - 90 * DAY
    assert [str(window.weeks[0]), str(window.weeks[-1]), len(window.weeks)] == ["2026-W22", "2026-W47", 26]


def test_a_movement_is_told_in_words_with_its_interval(client: Client, session: Session, now: datetime) -> None:
    fell, same = a_survey(title="Fell"), a_survey(title="Same")
    for survey, score in ((fell, 2), (same, 10)):
        responses(40, survey=survey, score=10, answered_at=now - 60 * DAY)
        responses(40, survey=survey, score=score, answered_at=now - DAY)
    page = get(client.sign_in(a_user()))
    assert "▼ Fell It was 100 in the 90 days before, of 40 people." in card(page, "Fell")
    assert re.search(r"The difference is −200 points, very likely between −2\d\d and −1\d\d\.", card(page, "Fell"))
    assert "No real change" in card(page, "Same")
    assert "100 very likely between 86 and 100" in card(page, "Same")


@pytest.mark.parametrize(
    ("metric", "now_and_before", "told"),
    [
        ("csat", (1, 5), "0% very likely between 0% and 9% ▼ Fell It was 100% in the 90 days before, of 40 people."),
        ("csat", (1, 5), "The difference is −100 percent points, very likely between −100 and −88."),
        ("ces", (6, 2), "6.0 very likely between 5.7 and 6.1 ▲ Rose It was 2.0 in the 90 days before, of 40 people."),
        ("ces", (6, 2), "The difference is +4.0 points, very likely between"),
    ],
)
def test_each_metric_is_told_in_its_unit(
    client: Client, session: Session, metric: str, now_and_before: tuple[int, int], told: str
) -> None:
    survey = a_survey(title="One", metric=metric)
    for score, days in zip(now_and_before, (1, 60), strict=True):
        responses(40, survey=survey, score=score, answered_at=clock.now() - days * DAY)
    assert told in card(get(client.sign_in(a_user())), "One")


def test_counts_come_first_below_thirty_answers(client: Client, session: Session, now: datetime) -> None:
    survey = a_survey(title="Small")
    responses(12, survey=survey, score=10, answered_at=now - DAY)
    told = card(get(client.sign_in(a_user())), "Small")
    assert told.index("Of 12 people who answered, 12 would recommend us and 0 would not.") < told.index("NPS 100")
    assert "Too few people to compare Nobody answered in the 90 days before." in told
    responses(12, survey=survey, score=10, answered_at=now - 60 * DAY)
    assert "Of 12 people who answered in the 90 days before, it was 100." in card(get(client), "Small")


def test_fewer_than_five_people_have_no_score(client: Client, session: Session, now: datetime) -> None:
    survey = a_survey(title="Small")
    responses(4, survey=survey, score=2, answered_at=now - DAY)
    responses(4, survey=survey, score=10, answered_at=now - 60 * DAY)
    client.sign_in(a_user())
    told = card(get(client), "Small")
    assert "Of 4 people who answered, 0 would recommend us and 4 would not. Too few for a score" in told
    assert "4 people answered in the 90 days before: too few for a score." in told
    # Neither today's score nor that of the days before, and no week's.
    assert not re.search(r"100|very likely|−\d", told)
    assert re.findall(r"4 – –", told) == ["4 – –"] * 2
    responses(1, survey=survey, score=2, answered_at=now - DAY)
    assert "NPS −100 very likely between −100 and" in card(get(client), "Small")


def test_every_number_of_answers_opens_them(client: Client, session: Session, now: datetime) -> None:
    zone = "Asia/Shanghai"
    first, second = a_survey(title="First"), a_survey(title="Second")
    cleo = a_contact()
    midnight = datetime(2026, 11, 16, 16, tzinfo=UTC)
    for survey, n in ((first, 7), (second, 5)):
        responses(n, survey=survey, score=9, answered_at=now - DAY)
        a_response(survey=survey, contact=cleo, score=3, answered_at=now)
        a_response(survey=survey, score=None, verbatim="No score.", answered_at=now)
        a_response(survey=survey, score=9, answered_at=midnight)  # Tomorrow in Shanghai.
        a_response(survey=survey, score=9, answered_at=midnight - 30 * DAY)  # The first of the thirty days.
        a_response(survey=survey, score=9, answered_at=midnight - 30 * DAY - timedelta(seconds=1))
        a_response(survey=survey, score=9, answered_at=now, confirmed_by=None)
    a_measure(first, second, name="Both")
    client.sign_in(a_user(zone=zone))
    page = get(client)
    told = re.findall(r'<a href="(/responses\?[^"]+)">(\d+) answers<span class="visually-hidden"> (\w+)', page)
    assert sorted({(n, name) for _, n, name in told}) == [("10", "First"), ("8", "Second")]
    assert len(told) == 4
    for address, n, _name in told:
        listed = get(client, unescape(address))
        assert listed.count('class="card response"') == int(n)
    # Cleo counts once; who gave no score counts as nobody.
    assert "15 people 18 answers 2 of them without a score First 10 answers" in card(page, "Both")


@pytest.mark.parametrize(
    ("role", "shown"), [("owner", "4 would not"), ("agent", "4 would not"), ("reader", "They are not shown")]
)
def test_few_people_are_hidden_from_those_who_may_not_read_them(
    client: Client, session: Session, now: datetime, role: str, shown: str
) -> None:
    survey = a_survey(title="Small")
    responses(4, survey=survey, score=2, answered_at=now - DAY)
    told = card(get(client.sign_in(a_user(role=role))), "Small")
    assert [words for words in ("4 would not", "They are not shown") if words in told] == [shown]


def test_few_people_of_an_anonymous_survey_are_hidden_from_all(client: Client, session: Session, now: datetime) -> None:
    secret = a_survey(title="Secret", is_anonymous=True)
    responses(4, survey=secret, score=2, answered_at=now - DAY)
    responses(4, survey=secret, score=2, answered_at=now - 60 * DAY)
    client.sign_in(a_user())
    told = card(get(client), "Secret")
    assert "They are not shown, so that nobody can be recognized" in told
    assert "−100" not in told
    a_response(survey=secret, score=2, answered_at=now - DAY)
    told = card(get(client), "Secret")
    assert "Of 5 people who answered" in told
    assert "Fewer than five people answered in the 90 days before." in told


def test_a_measure_does_not_give_away_what_is_hidden_beside_it(session: Session, now: datetime) -> None:
    plain, secret, more = a_survey(title="Plain"), a_survey(title="Secret", is_anonymous=True), a_survey(title="More")
    a_measure(plain, secret, name="Both")
    a_measure(plain, more, name="Known")
    responses(10, survey=plain, score=10, answered_at=now)
    responses(3, survey=secret, score=0, answered_at=now)
    responses(3, survey=more, score=0, answered_at=now)
    found = standings(session, now)
    assert (found["Plain"].now, found["Secret"].now, found["Both"].now) == (Nps(10, 0, 0), None, None)
    assert found["Both"].trend[-1].tally is None
    assert found["Known"].now == Nps(10, 0, 3)
    assert standings(session, now, sees_raw=False)["Known"].now is None
    responses(2, survey=secret, score=0, answered_at=now)
    assert standings(session, now)["Both"].now == Nps(10, 0, 5)


def test_one_movement_among_many_scores_is_not_called_one(session: Session, now: datetime) -> None:
    odd = a_survey(title="Odd")
    for at, happy, unhappy in ((now - 60 * DAY, 60, 40), (now, 26, 36)):
        responses(happy, survey=odd, score=10, answered_at=at)
        responses(unhappy, survey=odd, score=0, answered_at=at)
    alone = standings(session, now)["Odd"]
    assert alone.movement
    assert alone.movement.verdict == Verdict.PROBABLY_FELL
    assert not alone.may_be_chance
    for number in range(6):
        other = a_survey(title=f"Other {number}")
        for at in (now - 60 * DAY, now):
            responses(20, survey=other, score=10, answered_at=at)
            responses(20, survey=other, score=0, answered_at=at)
    assert standings(session, now)["Odd"].may_be_chance


def test_only_live_surveys_have_a_card_and_a_measure_keeps_its_closed_one(
    client: Client, session: Session, now: datetime
) -> None:
    client.sign_in(a_user())
    assert "No survey is live yet" in get(client)
    a_survey(title="Draft", is_live=False)
    assert "No survey is live yet" in get(client)
    a_survey(title="Live")
    a_survey(title="Elsewhere", workspace=a_workspace())
    closed = a_survey(title="Old")
    responses(6, survey=closed, score=9, answered_at=now)
    a_measure(closed, name="Whole")
    publishing.close(session, closed, now)
    page = get(client)
    assert re.findall(r"<h3[^>]*>(.*?)</h3>", page) == ["Whole", "Live"]
    assert "Old Closed 6 answers" in card(page, "Whole")
    assert "Nobody answered in these days." in card(page, "Live")


def test_the_period_can_be_switched(client: Client, session: Session, now: datetime) -> None:
    responses(6, survey=a_survey(title="One"), score=9, answered_at=now - 200 * DAY)
    client.sign_in(a_user())
    assert "Nobody answered" in card(get(client, "/scores?days=90"), "One")
    assert "Of 6 people" in card(get(client, "/scores?days=365"), "One")
    for nonsense in ("7", "x", "-30", "", "٣٠"):
        assert 'days=30" aria-current="true"' in get(client, f"/scores?days={nonsense}")


def test_the_page_asks_as_often_for_two_surveys_as_for_twenty(
    client: Client, session: Session, now: datetime, statements: list[str]
) -> None:
    client.sign_in(a_user())
    asked = []
    for number in (2, 18):
        surveys = [a_survey(title=f"Survey {number}-{each}") for each in range(number)]
        for survey in surveys:
            a_response(survey=survey, score=9, answered_at=now)
        a_measure(*surveys[:2], name=f"Measure {number}")
        session.commit()
        session.expunge_all()
        statements.clear()
        assert get(client).count("<article") == (3 if number == 2 else 22)
        asked.append(len(statements))
    assert asked[0] == asked[1]


# The picture


def test_weeks_without_five_people_are_gaps() -> None:
    many, few = Nps(20, 5, 5), Nps(3, 0, 1)
    weeks = [WeekPoint(Week(2026, 10 + n), each) for n, each in enumerate((many, many, few, None, many, Nps(0, 0, 9)))]
    svg = chart.line(weeks, "nps")
    assert svg.count("<circle") == 4
    assert svg.count('class="trend"') == 2
    assert svg.count('class="so-far"') == 1
    assert chart.line(weeks[2:4], "nps") == ""
    for value in map(float, re.findall(r' c?y\d?="([^"]+)"', svg)):
        assert 0 <= value <= chart.HEIGHT


@pytest.mark.parametrize("metric", ["nps", "csat", "ces"])
def test_a_score_at_the_end_of_its_scale_has_a_place(metric: str) -> None:
    scale = scores.METRICS[metric]
    for score in (scale.lowest, scale.highest):
        points = [WeekPoint(Week(2026, 10), scores.tally(metric, {score: 9}))] * 2
        assert "nan" not in chart.line(points, metric)
        assert chart.line(points, metric).count("<circle") == 2
