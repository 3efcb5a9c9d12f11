"""A new complaint is seen in its week, in both languages, and a year without news is quiet; the rates are measured."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np
import pytest

from tests.analysis import figures
from tests.analysis.figures import report
from tests.analysis.simulated import COMPLAINTS, SUBJECTS, Business
from voc.analysis import emerging, scripts, term_lines, terms
from voc.analysis.emerging import Emerged, Week

BEFORE = 13
SEEDS = 20
LANGUAGES = ("en", "zh")


# A sentence's terms once: no phrase reaches over its border, so a verbatim's terms are those of its sentences.
terms_of = cache(term_lines.within)


def counted(said: list[str]) -> Week[str]:
    counts = Counter[str]()
    for line in said:
        counts.update(set().union(*map(terms_of, line.split(f" {term_lines.BORDER} "))))
    return Week(len(said), counts)


@cache
def subjects_of(language: str) -> list[set[str]]:
    """The words of each subject of the business: what a codebook has as a theme."""
    return [
        {term for word in group.split("|") for term in term_lines.within(terms.line(word))}
        for group in SUBJECTS[language]
    ]


@cache
def keys_of(sentence: str, language: str) -> frozenset[str]:
    """The terms of a sentence, and its themes: the console looks at both together."""
    found = terms_of(sentence)
    return found | {f"#{number}" for number, group in enumerate(subjects_of(language)) if group & found}


def counted_with_themes(said: list[str], language: str) -> Week[str]:
    counts = Counter[str]()
    for line in said:
        counts.update(set().union(*(keys_of(each, language) for each in line.split(f" {term_lines.BORDER} "))))
    return Week(len(said), counts)


def flagged(weeks: list[Week[str]], number: int) -> list[Emerged[str]]:
    found = emerging.find(weeks[number], weeks[number - BEFORE : number])
    assert found is not None
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_year_without_news_is_quiet(language: str) -> None:
    flags = []
    for seed in range(figures.runs(SEEDS)):
        made = Business(language).weeks(np.random.default_rng(seed), BEFORE + 52)
        weeks = [counted_with_themes(said, language) for said in made]
        flags.append(sum(bool(flagged(weeks, number)) for number in range(BEFORE, BEFORE + 52)))
    mean = f"mean of {len(flags)} seeds {np.mean(flags):.2f}, most {max(flags)}"
    report(f"{language}: weeks flagged of 52 without news, {mean}")
    # One year alone may have a third.
    assert np.mean(flags) <= (2 if figures.IS_WHOLE else 3)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("people", "least"), [(300, 0.95), (200, 0.5)])
def test_a_new_complaint_is_flagged_within_its_week(language: str, people: int, least: float) -> None:
    found, seeds = 0, SEEDS if figures.IS_WHOLE else SEEDS // 2
    for seed in range(seeds):
        draw = np.random.default_rng(100 + seed)
        weeks = [counted(said) for said in Business(language, people).weeks(draw, BEFORE + 1, complaint_in=BEFORE)]
        wanted = {term for text in COMPLAINTS[language] for term in term_lines.within(terms.line(text))}
        found += any(each.key in wanted for each in flagged(weeks, BEFORE))
    report(f"{language}: 3 % of {people} complaining anew flagged in its week in {found} of {seeds} seeds")
    assert found >= least * seeds


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_one_complaint_are_one_subject(language: str) -> None:
    said = Business(language).weeks(np.random.default_rng(7), BEFORE + 1, complaint_in=BEFORE)
    found = flagged([counted(each) for each in said], BEFORE)
    [subject] = emerging.subjects(found, [term_lines.within(line) for line in said[-1]])
    assert subject.terms[0].is_new
    assert 5 <= len(subject.people) <= 9
    assert subject.terms[0].key in ("elevator", "stick", "stuck", "电梯", "卡住")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_new_complaint_has_words_that_nobody_used(language: str) -> None:
    weeks = Business(language).weeks(np.random.default_rng(1), BEFORE)
    usual = {term for said in weeks for line in said for term in term_lines.within(line)}
    assert {"elevator", "电梯"}.isdisjoint(usual)


def test_a_theme_that_doubles_is_flagged_and_one_that_wobbles_is_not() -> None:
    draw = np.random.default_rng(8)
    usual = [
        Week(300, {"price": int(draw.binomial(300, 0.1)), "staff": int(draw.binomial(300, 0.2))}) for _ in range(13)
    ]
    found = emerging.find(Week(300, {"price": 66, "staff": 70}), usual)
    assert found is not None
    assert [each.key for each in found] == ["price"]
    assert found[0].expected == pytest.approx(30, abs=4)


def test_what_scatters_much_needs_more_to_be_news() -> None:
    steady = [Week(300, {"queue": 15}) for _ in range(13)]
    restless = [Week(300, {"queue": 2 if number % 3 else 41}) for number in range(13)]
    now = Week(300, {"queue": 40})
    assert emerging.find(now, steady)
    assert emerging.find(now, restless) == []


def test_few_weeks_or_people_before_say_nothing() -> None:
    now = Week(300, {"lift": 9})
    assert emerging.find(now, [Week(300, {})] * 3) is None
    assert emerging.find(now, [Week(20, {})] * 4) is None
    assert emerging.find(now, [Week(0, {})] * 20) is None
    assert emerging.find(Week(0, {}), [Week(300, {})] * 13) is None


def test_four_people_are_never_a_subject() -> None:
    usual = [Week(300, {"price": 30}) for _ in range(13)]
    assert emerging.find(Week(300, {"lift": 4}), usual) == []
    assert emerging.find(Week(20, {"lift": 4}), usual) == []


def test_pages_know_the_same_chinese_characters_as_the_engine() -> None:
    assert term_lines.HAN == scripts.HAN
