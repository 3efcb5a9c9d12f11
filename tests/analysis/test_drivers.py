"""Drivers on simulated answers: planted effects are recovered, and nothing is found where nothing is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.random import Generator

from tests.analysis import figures
from tests.analysis.figures import report
from voc.analysis import distributions, drivers, scores
from voc.analysis.drivers import Answer, Drivers

RUNS = 2_000


@dataclass(frozen=True)
class World:
    """A business whose truth is known: E[points] is exactly linear in themes, segment and channel."""

    #: Theme -> (share of answers that speak of it, effect in points of NPS).
    themes: dict[str, tuple[float, float]]
    n: int = 400

    def answers(self, draw: Generator) -> list[Answer[str]]:
        segment = draw.integers(0, 3, self.n)
        channel = draw.random(self.n) < 0.3
        # A third of what is spoken of depends on who speaks: without adjustment the segment would look like a driver.
        tilt = np.array([0.6, 1.0, 1.4])[segment]
        spoken = {name: draw.random(self.n) < share * tilt for name, (share, _) in self.themes.items()}
        mean = 10.0 + np.array([14.0, 0.0, -14.0])[segment] + 10.0 * channel
        for name, (_, effect) in self.themes.items():
            mean = mean + effect * spoken[name]
        # Promoters and detractors with that mean: the scatter differs from answer to answer, as it does in life.
        passive = 0.24
        promoter = (1 - passive + mean / 100) / 2
        assert promoter.min() >= 0
        assert promoter.max() <= 1 - passive
        chance = draw.random(self.n)
        points = np.where(chance < promoter, 100.0, np.where(chance < promoter + passive, 0.0, -100.0))
        return [
            Answer(
                points[i],
                frozenset(name for name in spoken if spoken[name][i]),
                (f"segment {segment[i]}", "mail" if channel[i] else "page"),
            )
            for i in range(self.n)
        ]


PLANTED = World(
    {
        "delivery": (0.25, -40.0),
        "staff": (0.30, 24.0),
        "price": (0.22, -19.0),
        "shop": (0.20, 0.0),
        "website": (0.10, 0.0),
        "returns": (0.06, -6.0),
    }
)
NOTHING = World({f"theme {number}": (0.04 + 0.02 * number, 0.0) for number in range(12)})


def runs(world: World, number: int, seed: int = 1) -> list[Drivers[str]]:
    draw = np.random.default_rng(seed)
    return [drivers.rank(world.answers(draw)) for _ in range(number)]


def test_planted_effects_are_recovered_with_intervals_that_cover() -> None:
    found = runs(PLANTED, figures.runs(RUNS))
    covered: dict[str, list[bool]] = {name: [] for name in PLANTED.themes}
    effects: dict[str, list[float]] = {name: [] for name in PLANTED.themes}
    for each in found:
        for driver in each.ranked:
            effects[driver.theme].append(driver.effect)
            covered[driver.theme].append(PLANTED.themes[driver.theme][1] in driver.interval)
    for name, (_, truth) in PLANTED.themes.items():
        share, mean = np.mean(covered[name]), np.mean(effects[name])
        report(f"{name}: truth {truth:+.0f}, mean {mean:+.1f}, covered {share:.3f} of {len(covered[name])}")
        # Three standard errors of a tenth of the runs are four points more.
        assert (0.93 if figures.IS_WHOLE else 0.90) <= share <= (0.97 if figures.IS_WHOLE else 0.995)
        assert mean == pytest.approx(truth, abs=1.0 if figures.IS_WHOLE else 3.0)
    together = np.mean([each for name in covered for each in covered[name]])
    report(f"all: covered {together:.4f}")
    by_mean = sorted(effects, key=lambda name: -abs(np.mean(effects[name])))
    assert by_mean[:4] == ["delivery", "staff", "price", "returns"]


@pytest.mark.parametrize(("n", "number", "least"), [(1_000, 200, 0.7), (4_000, 60, 0.95)])
def test_the_order_is_right(n: int, number: int, least: float) -> None:
    found = runs(replace(PLANTED, n=n), figures.runs(number))
    right = np.mean([[driver.theme for driver in each.ranked][:3] == ["delivery", "staff", "price"] for each in found])
    report(f"{n} answers: the three that move most stand first and in their order in {right:.3f} of {len(found)} runs")
    assert right >= (least if figures.IS_WHOLE else least - 0.2)


def test_nothing_is_found_where_nothing_is() -> None:
    found = runs(NOTHING, figures.runs(RUNS // 2), seed=2)
    named = np.array([sum(driver.is_named for driver in each.ranked) for each in found])
    plain = np.mean([driver.p_value < 0.05 for each in found for driver in each.ranked])
    report(
        f"12 themes without effect: one named in {np.mean(named > 0):.3f} of {len(named)} runs; p < .05: {plain:.3f}"
    )
    assert np.mean(named > 0) <= (0.06 if figures.IS_WHOLE else 0.1)


def test_few_of_those_named_are_chance() -> None:
    mixed = World({**PLANTED.themes, **{f"nothing {number}": (0.1, 0.0) for number in range(8)}}, n=600)
    found = runs(mixed, figures.runs(300), seed=3)
    real = {name for name, (_, effect) in mixed.themes.items() if effect}
    wrong, found_real = [], []
    for each in found:
        named = {driver.theme for driver in each.ranked if driver.is_named}
        wrong.append(len(named - real) / max(1, len(named)))
        found_real.append(len(named & real) / len(real))
    report(f"false discovery rate {np.mean(wrong):.3f}; of the real ones named {np.mean(found_real):.2f}")
    assert np.mean(wrong) <= (0.05 if figures.IS_WHOLE else 0.1)
    assert np.mean(found_real) > 0.4


def test_people_who_answer_often_do_not_make_it_surer() -> None:
    # Everybody answers four times alike: the interval must be that of a quarter of the answers, not half as wide.
    draw = np.random.default_rng(4)
    covered = {"by person": 0, "by answer": 0}
    for _ in range(100):
        people = replace(PLANTED, n=200).answers(draw)
        often = [replace(answer, person=number) for number, answer in enumerate(people) for _ in range(4)]
        for name, given in (("by person", often), ("by answer", [replace(each, person=None) for each in often])):
            [delivery] = [driver for driver in drivers.rank(given).ranked if driver.theme == "delivery"]
            covered[name] += -40.0 in delivery.interval
    report(f"covered of 100, by person {covered['by person']}, if answers were persons {covered['by answer']}")
    assert covered["by person"] >= 90
    assert covered["by answer"] < 85


def test_the_errors_are_those_of_leaving_one_person_out() -> None:
    draw = np.random.default_rng(5)
    design = np.hstack([np.ones((60, 1)), draw.random((60, 2))])
    values = draw.normal(size=60) * design[:, 1]
    clusters = [np.array([0, 1]), np.array([5, 6, 7])]
    fit = drivers.Fit(design, values, clusters)
    groups = [*clusters, *(np.array([row]) for row in range(60) if row not in (0, 1, 5, 6, 7))]
    without = [np.delete(np.arange(60), rows) for rows in groups]
    estimates = np.array([np.linalg.lstsq(design[rows], values[rows], rcond=None)[0] for rows in without])
    expected = np.sqrt(((estimates - fit.effects) ** 2).sum(axis=0))
    assert [fit.error(column) for column in range(3)] == pytest.approx(expected)


def test_effects_are_in_the_unit_of_the_metric() -> None:
    for metric in scores.METRICS:
        counts = {
            score: 1 + score for score in range(scores.METRICS[metric].lowest, scores.METRICS[metric].highest + 1)
        }
        each = [drivers.points(metric, s, scores.band(metric, s)) for s, n in counts.items() for _ in range(n)]
        assert np.mean(each) == pytest.approx(scores.tally(metric, counts).score)


@pytest.mark.parametrize("score", [100.0, 0.0, 0.1, -100.0])
def test_where_all_scores_are_equal_no_theme_does_anything(score: float) -> None:
    draw = np.random.default_rng(8)
    themes = {f"theme {number}": draw.random(150) < 0.2 for number in range(8)}
    spoken = [frozenset(name for name in themes if themes[name][i]) for i in range(150)]
    found = drivers.rank([Answer(score, each, (str(i % 3),)) for i, each in enumerate(spoken)])
    assert len(found.ranked) == 8
    for driver in found.ranked:
        assert (driver.effect, driver.worth, driver.p_value) == (0.0, 0.0, 1.0)
        assert (driver.interval.low, driver.interval.high) == (0.0, 0.0)
        assert not driver.is_named


def test_beside_a_theme_that_explains_everything_the_others_do_nothing() -> None:
    draw = np.random.default_rng(9)
    themes = {f"theme {number}": draw.random(150) < 0.2 for number in range(8)}
    spoken = [frozenset(name for name in themes if themes[name][i]) for i in range(150)]
    found = drivers.rank([Answer(-100.0 if "theme 3" in each else 100.0, each) for each in spoken])
    assert [driver.theme for driver in found.ranked if driver.is_named] == ["theme 3"]
    assert found.ranked[0].effect == pytest.approx(-200)
    assert {(driver.effect, driver.p_value) for driver in found.ranked[1:]} == {(0.0, 1.0)}


def test_few_answers_say_nothing_and_which() -> None:
    found = drivers.rank([Answer(100.0, frozenset({"price"}))] * 15 + [Answer(0.0, frozenset({"shop"}))] * 15)
    assert not found.has_enough
    assert set(found.too_few) | set(found.inseparable) == {"price", "shop"}
    assert drivers.rank([]) == Drivers(0, (), {}, {})


def test_a_theme_of_nine_is_too_few_and_one_of_ten_is_not() -> None:
    answers = [
        Answer(100.0 * (number % 2), frozenset({"nine"} if number < 9 else {"ten"} if number < 19 else ()))
        for number in range(200)
    ]
    found = drivers.rank(answers)
    assert found.too_few == {"nine": 9}
    assert [driver.theme for driver in found.ranked] == ["ten"]


def test_themes_that_always_come_together_are_not_told_apart() -> None:
    draw = np.random.default_rng(6)
    answers = [
        Answer(float(draw.choice([-100, 100])), frozenset({"a", "b"} if draw.random() < 0.3 else ()))
        for _ in range(200)
    ]
    found = drivers.rank(answers)
    assert len(found.ranked) == len(found.inseparable) == 1


def test_the_order_of_answers_does_not_matter() -> None:
    answers = PLANTED.answers(np.random.default_rng(7))
    one, other = drivers.rank(answers), drivers.rank(answers[::-1])
    assert [driver.theme for driver in one.ranked] == [driver.theme for driver in other.ranked]
    assert one.ranked[0].effect == pytest.approx(other.ranked[0].effect)


def test_tails_are_those_of_tables() -> None:
    # Student 1908 and every statistics book; the beta-binomial by its own sum from below.
    for t, degrees, p in ((12.706, 1, 0.05), (2.571, 5, 0.05), (2.750, 30, 0.01), (1.960, 1e7, 0.05)):
        assert distributions.student_tail(t, degrees) == pytest.approx(p, rel=1e-3)
        assert distributions.student_quantile(1 - p, degrees) == pytest.approx(t, rel=1e-3)
    whole = [distributions.beta_binomial_tail(k, 12, 0.7, 9.0) for k in range(14)]
    assert whole[0] == 1
    assert whole[13] == 0
    assert all(a > b for a, b in pairwise(whole))
    mean = sum(whole[1:])
    assert mean == pytest.approx(12 * 0.7 / 9.7)
