"""The whole mail as its reader sees it, for one week of a company that we know by heart.

The files in `snapshots/` are what the mail says. Delete one and run the tests to write it anew; then read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.factories import (
    a_contact,
    a_response,
    a_survey,
    a_user,
    an_account,
    recorded,
    the_survey,
    the_team,
    the_workspace,
    values,
)
from voc.core import i18n
from voc.core.outbox import Letter
from voc.core.weeks import Week
from voc.followups.models import Case, CaseResponse
from voc.insights import reading
from voc.notify import chart, digests, mail, wording
from voc.notify.content import Content, Loop, Movement, Point

SNAPSHOTS = Path(__file__).parent / "snapshots"
MONDAY = datetime(2026, 11, 9, tzinfo=UTC)
TOLD = datetime(2026, 11, 16, 8, tzinfo=UTC)


#: What people say in an ordinary week.
USUAL = ((9, ""), (10, "Great support."), (9, ""), (8, ""), (3, "The price is far too expensive."))


def the_company(session: Session) -> None:
    """Thirteen ordinary weeks, and one in which delivery went wrong, in two languages."""
    workspace = the_workspace()
    workspace.name, workspace.currency = "Nordwind Tools", "EUR"
    owner = a_user()
    survey, csat = a_survey(title="Would you recommend us?"), a_survey(metric="csat", title="After support")
    for week in range(1, 14):
        at = MONDAY - timedelta(weeks=week) + timedelta(days=1)
        recorded(
            values(survey=survey, score=score, verbatim=words, answered_at=at, channel="email")
            for score, words in USUAL
            for _ in range(4)
        )
    for number, (score, words) in enumerate(
        [(1, "The delivery was three weeks late, call me on 555-123-4567.")] * 5
        + [(2, "物流太慢了，客服也不回复。")] * 4
        + [(3, "The price is far too expensive.")] * 4
        + [(6, "The staff were rude.")] * 3
        + [(8, "")] * 6
        + [(10, "Great support.")] * 10
    ):
        account = an_account(revenue=10_000 * number, renews_on=date(2026, 12, 1) + timedelta(days=30 * number))
        contact = a_contact(account=account)
        at = MONDAY + timedelta(days=number % 5, hours=number)
        response = a_response(
            survey=survey, score=score, verbatim=words, contact=contact, answered_at=at, channel="email"
        )
        if score < 7:
            is_contacted = number % 3 != 0
            case = Case(
                workspace_id=workspace.id, contact_id=contact.id, account_id=account.id, owner_id=owner.id,
                team_id=the_team(workspace).id, state="in_contact" if is_contacted else "open", opened_at=at,
                due_at=at + timedelta(hours=20), contacted_at=at + timedelta(hours=2) if is_contacted else None,
            )  # fmt: skip
            case.responses.append(CaseResponse(response_id=response.id))
            session.add(case)
    for score in (5, 5, 4, 4, 4, 2):
        a_response(survey=csat, score=score, answered_at=MONDAY)
    session.commit()
    reading.read_waiting(session, TOLD)


def the_letter(session: Session, language: str) -> Letter:
    content = digests.compose(
        session, the_workspace(), Week(2026, 46), language=language, zone="Europe/Berlin", at=TOLD
    )
    return mail.letter(content)


def check_against(snapshot: str, text: str) -> None:
    # The row's number differs from run to run.
    text = re.sub(r"(/responses\?survey=)\d+", r"\g<1>1", text)
    path = SNAPSHOTS / snapshot
    if not path.exists():
        path.write_text(text, encoding="utf-8")
        pytest.fail(f"{path} was written. Read it, then run the tests again.")
    assert text == path.read_text(encoding="utf-8")


def test_the_whole_mail_in_english(session: Session) -> None:
    the_company(session)
    letter = the_letter(session, "en")
    assert letter.subject == "Nordwind Tools: NPS fell to −19, from 40 in the 13 weeks before."
    check_against("digest_en.txt", letter.text)
    check_against("digest_en.html", letter.html)


def test_a_chinese_reader_gets_chinese_days_themes_and_quotes(session: Session) -> None:
    the_company(session)
    letter = the_letter(session, "zh_Hans")
    for body in (letter.text, letter.html):
        assert "2026年11月9日至15日" in body
        assert "物流太慢了，客服也不回复。" in body
        assert re.search("配送|物流", body)
    assert '<html lang="zh-Hans"' in letter.html
    assert '<html lang="zh-Hant"' in the_letter(session, "zh_Hant").html


def test_it_fits_one_screen_and_asks_nothing_of_anybody(session: Session) -> None:
    the_company(session)
    letter = the_letter(session, "en")
    words = re.sub(r"https?://\S+", "", letter.text).split()
    assert 120 < len(words) < 260
    assert len(letter.html) < 30_000
    sources = re.findall(r'(?:src|background)="([^"]+)"', letter.html)
    assert sources == [f"cid:{mail.LIGHT}", f"cid:{mail.DARK}"]
    assert "<script" not in letter.html
    assert "url(" not in letter.html
    assert all(link.startswith("http://127.0.0.1:8000/") for link in re.findall(r'href="([^"]+)"', letter.html))


def test_personal_data_never_leaves_by_mail(session: Session) -> None:
    the_company(session)
    letter = the_letter(session, "en")
    for body in (letter.subject, letter.text, letter.html):
        assert "555" not in body
    assert "[phone number]" in letter.text


def test_a_quiet_week_is_three_lines(session: Session) -> None:
    the_survey()
    letter = the_letter(session, "en")
    assert letter.parts == []
    body = letter.text.partition("\n\n")[2].partition("\n\n--")[0]
    assert body.splitlines() == [
        "A quiet week. Nobody answered this week.",
        "Nobody waits beyond sundown.",
        "Nobody was invited to answer this week.",
    ]


# The words for every verdict

MOVEMENT = Movement(
    survey_id=1, survey="nps", title="Recommend", metric="nps", n=87, promoters=38, passives=20, detractors=29,
    score=10.3, low=-7.4, high=27.5, n_before=1000, score_before=33.0, verdict="no_real_change", difference=-22.7,
    difference_low=-41.0, difference_high=-4.6, other_people=None,
)  # fmt: skip


@pytest.fixture
def speaking(session: Session) -> Iterator[None]:
    with i18n.speaking("en", "UTC"):
        yield


@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "No real change: NPS is 10, and was 33 in the 13 weeks before."),
        ({"verdict": "fell"}, "NPS fell to 10, from 33 in the 13 weeks before."),
        ({"verdict": "probably_fell"}, "NPS probably fell to 10, from 33 in the 13 weeks before."),
        ({"verdict": "rose", "score": 50}, "NPS rose to 50, from 33 in the 13 weeks before."),
        ({"verdict": "probably_rose", "score": 50}, "NPS probably rose to 50, from 33 in the 13 weeks before."),
        ({"verdict": "fell", "score": -5.4}, "NPS fell to −5, from 33 in the 13 weeks before."),
        ({"n": 12}, "No real change in NPS."),
        ({"n": 12, "verdict": "fell"}, "NPS fell."),
        ({"n": 4, "verdict": "too_few"}, "Only 4 people answered: too few for a verdict."),
        ({"n": 1, "verdict": "too_few"}, "Only one person answered: too few for a verdict."),
        ({"n": 0, "verdict": "too_few"}, "Nobody answered this week."),
        ({"n_before": 12, "verdict": "too_few"}, "It is too early to say whether NPS has moved."),
        ({"n_before": 0, "verdict": "too_few"}, "NPS starts at 10."),
        ({"n": 12, "n_before": 0, "verdict": "too_few"}, "The first answers for NPS are in."),
        (
            {"metric": "csat", "score": 81.6, "score_before": 90, "verdict": "fell"},
            "CSAT fell to 82%, from 90% in the 13 weeks before.",
        ),
        (
            {"metric": "ces", "score": 5.64, "score_before": 5.2},
            "No real change: CES is 5.6, and was 5.2 in the 13 weeks before.",
        ),
    ],
)
def test_every_verdict_is_a_sentence(changed: dict[str, object], sentence: str) -> None:
    assert wording.headline(replace(MOVEMENT, **changed)) == sentence  # type: ignore[arg-type]


@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "The true value very likely lies between −7 and 28."),
        ({"n": 12}, "That makes NPS 10, very likely between −7 and 28; the 13 weeks before had 33."),
        ({"n": 12, "n_before": 0}, "That makes NPS 10, very likely between −7 and 28."),
        ({"n": 12, "n_before": 4}, "That makes NPS 10, very likely between −7 and 28."),
        ({"n": 4}, ""),
    ],
)
def test_a_number_says_how_sure_it_is(changed: dict[str, object], sentence: str) -> None:
    assert wording.sureness(replace(MOVEMENT, **changed)) == sentence  # type: ignore[arg-type]


@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize(
    ("not_yet_due", "told"),
    [
        (8, ["8 customers wait, with sundown still to come."]),
        (1, ["1 customer waits, with sundown still to come."]),
        (0, []),
        (None, []),  # A digest that was kept before this was counted.
    ],
)
def test_who_waits_within_their_time_is_told_too(not_yet_due: int | None, told: list[str]) -> None:
    week = Loop(overdue=0, opened=9, due=1, kept=1, closed=0, recovered=0, not_yet_due=not_yet_due)
    assert wording.cases(week) == [*told, "9 cases were opened.", "1 of 1 customer heard from us before sundown."]
    assert wording.cases(replace(week, opened=0)) == [*told, "No case was opened or closed this week."]


@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize(
    ("other_people", "beginning"),
    [(-20.0, "Most of it comes from who answered"), (-1.0, "It does not come"), (-8.0, "About 40% of it"), (None, "")],
)
def test_a_mix_is_blamed_only_for_a_movement(other_people: float | None, beginning: str) -> None:
    moved = replace(MOVEMENT, verdict="fell", other_people=other_people)
    assert wording.mix(moved).startswith(beginning)
    assert wording.mix(replace(moved, verdict="no_real_change")) == ""


# The picture


@pytest.mark.parametrize("metric", ["nps", "csat", "ces"])
def test_the_picture_has_no_words_and_leaves_gaps_where_nobody_answered(metric: str) -> None:
    middle = {"nps": 20.0, "csat": 80.0, "ces": 5.0}[metric]
    points = [Point(0, None, None, None) if n == 5 else Point(9, middle, middle - 1, middle + 1) for n in range(14)]
    drawing = chart.svg(points, middle, metric, chart.LIGHT)
    assert "<text" not in drawing
    assert drawing.count("<polyline") == 2
    assert drawing.count("<circle") == 13
    light, dark = (chart.png(points, middle, metric, colours) for colours in (chart.LIGHT, chart.DARK))
    assert light != dark
    assert len(light) < 20_000


@pytest.mark.parametrize("score", [-100.0, 0.0, 100.0])
def test_every_point_lies_inside_the_picture(score: float) -> None:
    points = [Point(6, score, max(-100.0, score - 60), min(100.0, score + 60))] * 14
    for y in re.findall(r'c?y[12]?="([\d.-]+)"', chart.svg(points, None, "nps", chart.LIGHT)):
        assert chart.MARGIN <= float(y) <= chart.HEIGHT - chart.MARGIN


def test_content_is_what_the_letter_is_made_of(session: Session) -> None:
    content = digests.compose(session, the_workspace(), Week(2026, 46), language="en", zone="UTC", at=TOLD)
    assert isinstance(content, Content)
    assert mail.letter(content) == mail.letter(content)
