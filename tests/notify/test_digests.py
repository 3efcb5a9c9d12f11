"""What a digest says is what the rows say, for one reader's week."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import (
    a_contact,
    a_response,
    a_survey,
    a_user,
    an_account,
    responses,
    saved,
    the_survey,
    the_team,
    the_workspace,
)
from voc.analysis.scores import Nps, Verdict
from voc.core import i18n, weeks
from voc.core.outbox import Message
from voc.core.weeks import Week
from voc.customers.models import Contact
from voc.followups import closing
from voc.followups.models import Case, CaseResponse
from voc.insights import reading, results
from voc.insights.models import Reading
from voc.insights.results import Period
from voc.insights.verbatims import search
from voc.insights.verbatims.search import Filter
from voc.invitations.models import Campaign, Invitation
from voc.notify import content as contents
from voc.notify import digests, wording
from voc.notify.content import Content
from voc.notify.reasons import excerpt
from voc.responses import masks
from voc.responses.models import Response, Verbatim
from voc.staff.models import User

WEEK = Week(2026, 46)
MONDAY = datetime(2026, 11, 9, tzinfo=UTC)


def compose(session: Session, *, week: Week = WEEK, zone: str = "UTC", language: str = "en") -> Content:
    at = max(weeks.bounds(week, zone)[1], datetime(2026, 11, 16, 8, tzinfo=UTC))
    return digests.compose(session, the_workspace(), week, language=language, zone=zone, at=at)


def answers(number: int, score: int, *, week: int = 0, verbatim: str = "", **more: object) -> None:
    """So many people answer on the Wednesday, so many weeks before."""
    at = MONDAY - timedelta(weeks=week) + timedelta(days=2)
    responses(number, score=score, verbatim=verbatim, answered_at=at, **more)


def read_all(session: Session) -> None:
    session.commit()
    reading.read_waiting(session, datetime(2026, 11, 16, tzinfo=UTC))


def a_case(
    response: Response,
    owner: User,
    *,
    contact: Contact | None = None,
    opened_at: datetime,
    due_at: datetime,
    contacted_at: datetime | None = None,
    closed_at: datetime | None = None,
) -> Case:
    case = saved(
        Case(
            workspace_id=response.workspace_id,
            contact_id=contact.id if contact else None,
            account_id=contact.account_id if contact else None,
            team_id=the_team(the_workspace()).id,
            owner_id=owner.id,
            state="closed" if closed_at else "in_contact" if contacted_at else "open",
            opened_at=opened_at,
            due_at=due_at,
            contacted_at=contacted_at,
            closed_at=closed_at,
            outcome="recovered" if closed_at else None,
        )
    )
    saved(CaseResponse(case_id=case.id, response_id=response.id))
    return case


# The verdict


def test_the_week_stands_against_the_thirteen_before(session: Session) -> None:
    for week in range(1, 14):
        answers(40, 9, week=week)
        answers(20, 7, week=week)
        answers(17, 3, week=week)
    answers(200, 0, week=14)
    answers(38, 9)
    answers(20, 7)
    answers(29, 3)
    main = compose(session).main
    assert main
    assert (main.promoters, main.passives, main.detractors, main.n, main.n_before) == (38, 20, 29, 87, 1001)
    assert main.score == pytest.approx(Nps(38, 20, 29).score)
    assert main.verdict == Verdict.PROBABLY_FELL
    assert main.low is not None
    assert main.high is not None
    assert main.low < 10.3 < main.high
    assert not main.counts_first


def test_few_answers_are_told_as_counts_and_very_few_get_no_verdict(session: Session) -> None:
    answers(40, 9, week=1)
    answers(12, 9)
    main = compose(session).main
    assert main
    assert main.counts_first
    assert main.verdict == Verdict.NO_REAL_CHANGE
    alone = compose(session, week=Week(2026, 44)).main
    assert alone is None


def test_the_digest_is_about_the_survey_that_is_answered_most(session: Session) -> None:
    answers(40, 9, week=3)
    csat = a_survey(metric="csat", title="After support")
    responses(10, survey=csat, score=5, answered_at=MONDAY)
    content = compose(session)
    assert content.main
    assert content.main.metric == "nps"
    assert [each.title for each in content.others] == ["After support"]
    assert content.main.n == 0


def test_a_movement_is_split_by_channel_where_there_is_more_than_one(session: Session) -> None:
    for week in range(1, 14):
        answers(8, 9, week=week, channel="email")
        answers(2, 0, week=week, channel="page")
    answers(10, 9, channel="email")
    answers(40, 0, channel="page")
    main = compose(session).main
    assert main
    assert main.verdict == Verdict.FELL
    assert main.difference is not None
    # Everybody of a channel says the same in both periods: nothing but the mix changed.
    assert main.other_people == pytest.approx(main.difference)


def test_the_trend_has_fourteen_weeks_and_ends_with_this_one(session: Session) -> None:
    answers(6, 9, week=13)
    answers(5, 3)
    content = compose(session)
    assert [point.n for point in content.trend] == [6, *[0] * 12, 5]
    assert content.trend[5].score is None
    assert content.main
    assert content.trend[-1].score == content.main.score


def test_a_week_is_the_readers_own_on_both_daylight_changes(session: Session) -> None:
    spring, autumn = Week(2026, 13), Week(2026, 43)
    for week, first, hours in (
        (spring, datetime(2026, 3, 22, 23, tzinfo=UTC), 167),
        (autumn, datetime(2026, 10, 18, 22, tzinfo=UTC), 169),
    ):
        end = first + timedelta(hours=hours)
        for at in (first, end - timedelta(seconds=1)):
            a_response(score=9, answered_at=at)
        for at in (first - timedelta(seconds=1), end):
            a_response(score=0, answered_at=at)
        main = compose(session, week=week, zone="Europe/Berlin").main
        assert main
        assert (main.promoters, main.detractors) == (2, 0)
    utc = compose(session, week=autumn).main
    assert utc
    assert (utc.promoters, utc.detractors) == (1, 1)


# What is behind it


def test_the_reasons_are_the_three_themes_most_complained_of_with_a_comment_each(session: Session) -> None:
    answers(4, 2, verbatim="The delivery was terribly late.")
    answers(3, 3, verbatim="The price is outrageous and far too expensive.")
    answers(2, 1, verbatim="The staff were rude.")
    answers(1, 6, verbatim="The website crashed.")
    answers(9, 10, verbatim="Great support, thank you.")
    read_all(session)
    reasons = compose(session).reasons
    assert [(each.theme, each.comments, each.label) for each in reasons] == [
        ("delivery", 4, "negative"),
        ("price", 3, "negative"),
        ("staff_attitude", 2, "negative"),
    ]
    assert [each.quote for each in reasons] == [
        "The delivery was terribly late.",
        "The price is outrageous and far too expensive.",
        "The staff were rude.",
    ]


def test_a_usual_week_is_the_mean_of_those_in_which_people_could_speak(session: Session) -> None:
    answers(6, 2, week=2, verbatim="The delivery was terribly late.")
    answers(3, 2, verbatim="The delivery was terribly late.")
    read_all(session)
    [reason] = compose(session).reasons
    assert (reason.comments, reason.usual) == (3, 3.0)
    [reason] = compose(session, week=Week(2026, 44)).reasons
    assert (reason.comments, reason.usual) == (6, None)


def test_where_the_score_fell_what_is_said_more_than_usual_comes_first(session: Session) -> None:
    for week in range(1, 14):
        answers(10, 9, week=week)
        answers(6, 3, week=week, verbatim="The price is outrageous and far too expensive.")
    answers(6, 3, verbatim="The price is outrageous and far too expensive.")
    answers(5, 1, verbatim="The delivery was terribly late.")
    answers(30, 3)
    read_all(session)
    content = compose(session)
    assert content.main
    assert content.main.verdict == Verdict.FELL
    assert [each.theme for each in content.reasons] == ["delivery"]


def test_where_the_score_rose_praise_explains_it(session: Session) -> None:
    for week in range(1, 14):
        answers(5, 9, week=week)
        answers(5, 3, week=week)
    answers(30, 10, verbatim="Fast delivery, excellent.")
    answers(1, 2, verbatim="The staff were rude.")
    read_all(session)
    content = compose(session)
    assert content.main
    assert content.main.rose
    assert (content.reasons[0].theme, content.reasons[0].label) == ("delivery", "positive")


def test_numbers_of_themes_are_the_numbers_of_rows_behind_them(session: Session) -> None:
    answers(4, 2, verbatim="The delivery was terribly late. The staff were rude.")
    answers(2, 9, verbatim="物流太慢了，但是客服很好。")
    answers(3, 3)
    read_all(session)
    content = compose(session)
    start, end = weeks.bounds(WEEK, "UTC")
    week = Filter(the_workspace().id, the_survey().id, start=start, end=end)
    themes = {each.theme.key: each.theme.id for each in results.themes_of(session, the_survey().id, Period(start, end))}
    assert content.reasons
    for each in content.reasons:
        behind = replace(week, theme_id=themes[each.theme], label=each.label)
        assert each.comments == search.count(session, behind) == len(search.find(session, behind))
    assert content.comments == search.count(session, week) == 6
    in_week = Response.answered_at.between(start, end)
    assert content.answers == session.scalar(select(func.count(Response.id)).where(in_week)) == 9
    assert content.main
    assert content.main.n == content.main.promoters + content.main.passives + content.main.detractors == 9


def test_a_quote_says_what_the_others_say_too_and_not_what_is_said_loudest(session: Session) -> None:
    answers(1, 0, verbatim="Horrible, terrible, awful delivery of grandmother's parrot cage, the worst ever!")
    for verbatim in (
        "The delivery came two weeks late.",
        "Delivery was two weeks late, no notice.",
        "Two weeks late, this delivery, sadly.",
    ):
        answers(1, 0, verbatim=verbatim)
    read_all(session)
    quote = next(each.quote for each in compose(session).reasons if each.theme == "delivery")
    assert "two weeks late" in (quote or "").lower()


def test_a_quote_is_in_the_readers_language_where_there_is_one(session: Session) -> None:
    answers(3, 2, verbatim="The delivery was terribly late.")
    answers(3, 2, verbatim="物流太慢了。")
    read_all(session)
    english, chinese = compose(session).reasons[0], compose(session, language="zh_Hans").reasons[0]
    assert (english.quote, english.quote_language) == ("The delivery was terribly late.", "en")
    assert (chinese.quote, chinese.quote_language) == ("物流太慢了。", "zh-Hans")
    assert english.name != chinese.name


def test_a_complaint_is_quoted_of_an_unhappy_customer_before_it_is_in_the_readers_language(session: Session) -> None:
    answers(1, 9, verbatim="The delivery was a little late.")
    answers(1, 1, verbatim="物流太慢了，非常失望。")
    read_all(session)
    [reason] = [each for each in compose(session).reasons if each.theme == "delivery"]
    assert (reason.quote, reason.quote_language, reason.comments) == ("物流太慢了，非常失望。", "zh-Hans", 2)
    answers(1, 3, verbatim="The delivery was terribly late.")
    read_all(session)
    [reason] = [each for each in compose(session).reasons if each.theme == "delivery"]
    assert reason.quote == "The delivery was terribly late."


def test_what_is_hidden_is_named_in_the_readers_language(session: Session) -> None:
    answers(3, 2, verbatim="物流太慢了，打电话13800138000没人接。")
    read_all(session)
    with i18n.speaking("zh_Hans", "UTC"):
        phone = masks.placeholders()["phone"]
    assert f"[{phone}]" in (compose(session, language="zh_Hans").reasons[0].quote or "")


def test_the_same_words_do_not_stand_for_two_themes(session: Session) -> None:
    answers(9, 2, verbatim="The delivery was terribly late and the staff were rude.")
    read_all(session)
    quotes = [each.quote for each in compose(session).reasons if each.quote]
    assert len(quotes) == len(set(quotes)) == 1


def test_personal_data_never_leaves(session: Session) -> None:
    contact = a_contact(name="Zebedee Quux")
    for _ in range(3):
        a_response(
            score=1,
            verbatim="Zebedee here: delivery late, call 555-123-4567 or zeb@example.org, 电话13800138000.",
            contact=contact,
            answered_at=MONDAY,
        )
    read_all(session)
    for language in ("en", "zh_Hans"):
        told = json.dumps(contents.plain(compose(session, language=language)), ensure_ascii=False)
        assert "delivery" in told
        for secret in ("Zebedee", "Quux", "555-123", "4567", "zeb@", "example.org", "138001"):
            assert secret not in told


def test_few_comments_of_an_anonymous_survey_are_no_reason(session: Session) -> None:
    survey = a_survey(is_anonymous=True)
    for number in range(5):
        if number == 4:
            read_all(session)
            assert compose(session).reasons == []
        a_response(survey=survey, score=1, verbatim="The delivery was terribly late.", answered_at=MONDAY)
    read_all(session)
    assert compose(session).reasons[0].comments == 5


@pytest.mark.parametrize(
    ("words", "term", "longest", "cut"),
    [
        ("Short.", "Short", 40, "Short."),
        ("Two\nlines\n\nof it.", "lines", 40, "Two lines of it."),
        (
            "It began well. Then the delivery came three weeks late.",
            "delivery",
            40,
            "… Then the delivery came three weeks …",
        ),
        ("送货很慢。" * 12, "送货", 20, "送货很慢。送货很慢。送货很慢。送 …"),
    ],
)
def test_a_long_quote_is_cut_around_what_it_says(words: str, term: str, longest: int, cut: str) -> None:
    assert excerpt(words, term, longest) == cut
    assert len(cut) <= longest


# Who waits, and what it is worth


def test_who_waits_is_as_of_the_moment_it_is_told(session: Session) -> None:

    owner = a_user()
    response = [a_response(score=1, answered_at=MONDAY) for _ in range(6)]
    day = timedelta(days=1)
    at = MONDAY + 7 * day + timedelta(hours=8)
    # Overdue; contacted in time and closed; contacted too late; not due yet; opened earlier and overdue; opened later.
    a_case(response[0], owner, opened_at=MONDAY, due_at=MONDAY + day)
    a_case(
        response[1], owner, opened_at=MONDAY, due_at=MONDAY + day,
        contacted_at=MONDAY + day / 2, closed_at=MONDAY + 2 * day,
    )  # fmt: skip
    a_case(response[2], owner, opened_at=MONDAY, due_at=MONDAY + day, contacted_at=MONDAY + 2 * day)
    a_case(response[3], owner, opened_at=MONDAY + 6 * day, due_at=at + day)
    a_case(response[4], owner, opened_at=MONDAY - 9 * day, due_at=MONDAY - 8 * day)
    a_case(response[5], owner, opened_at=at + day, due_at=at + day)
    loop = compose(session).loop
    assert (loop.overdue, loop.opened, loop.due, loop.kept, loop.closed, loop.recovered) == (2, 4, 3, 1, 1, 1)
    assert loop.not_yet_due == 1
    earlier = digests.compose(session, the_workspace(), Week(2026, 45), language="en", zone="UTC", at=MONDAY)
    assert (earlier.loop.overdue, earlier.loop.opened, earlier.loop.not_yet_due) == (1, 0, 3)


def test_who_was_written_to_waits_until_the_letter_has_left(session: Session) -> None:
    owner, day = a_user(), timedelta(days=1)
    response = a_response(score=1, contact=a_contact(email="cleo@example.org"), answered_at=MONDAY)
    case = a_case(response, owner, contact=response.contact, opened_at=MONDAY, due_at=MONDAY + day)
    closing.reply(session, case, owner, "We are sorry.", key="a", now=MONDAY + day / 2)
    loop = compose(session).loop
    assert (loop.overdue, loop.due, loop.kept) == (1, 1, 0)
    letter = session.scalars(select(Message).where(Message.kind == "case_reply")).one()
    # Promptly, and after a weekend without a mail server.
    for left_after, kept in ((day / 2, 1), (2 * day, 0)):
        letter.sent_at = MONDAY + left_after
        session.flush()
        loop = compose(session).loop
        assert (loop.overdue, loop.due, loop.kept) == (0, 1, kept)


def test_money_counts_each_account_once_and_says_of_how_many_it_does_not_know(session: Session) -> None:

    owner = a_user()
    soon, later = (
        an_account(revenue=120_000, renews_on=date(2026, 12, 1)),
        an_account(revenue=30_000, renews_on=date(2027, 6, 1)),
    )
    unknown, content = an_account(revenue=None), an_account(revenue=999)
    people = [a_contact(account=account) for account in (soon, soon, later, unknown, content)] + [a_contact()]
    for person in people:
        is_happy = person.account_id == content.id
        response = a_response(score=9 if is_happy else 2, contact=person, answered_at=MONDAY)
        a_case(response, owner, contact=person, opened_at=MONDAY, due_at=MONDAY + timedelta(days=1))
    nameless = a_response(score=2, answered_at=MONDAY)
    a_case(nameless, owner, opened_at=MONDAY, due_at=MONDAY + timedelta(days=1))
    stakes = compose(session).stakes
    assert (float(stakes.revenue), stakes.accounts) == (150_000, 2)
    assert (float(stakes.renewing_revenue), stakes.renewing) == (120_000, 1)
    assert stakes.unknown == 1
    # A person without account, and somebody unknown: neither is an account that could leave.
    assert stakes.without_account == 2
    assert [wording.worth(stakes), wording.unknown(stakes), wording.without_account(stakes)] == [
        "$150,000 a year: 2 accounts with detractor cases that are not closed.",
        "Unknown for 1 more account.",
        "2 such cases are of people without an account.",
    ]


def test_money_is_at_stake_until_the_case_is_closed(session: Session) -> None:
    owner, account, day = a_user(), an_account(revenue=120_000), timedelta(days=1)
    contact = a_contact(account=account)
    response = a_response(score=2, contact=contact, answered_at=MONDAY)
    case = a_case(response, owner, contact=contact, opened_at=MONDAY, due_at=MONDAY + day)
    closing.log_call(session, case, owner, "They know.", was_reached=True, key="a", now=MONDAY + day / 2)
    stakes = compose(session).stakes
    assert wording.worth(stakes) == "$120,000 a year: 1 account with a detractor case that is not closed."
    case.state, case.closed_at, case.outcome = "closed", MONDAY + day, "recovered"
    session.flush()
    assert wording.worth(compose(session).stakes) == "No account has a detractor case that is not closed."


def test_a_stranger_is_no_customer_with_revenue(session: Session) -> None:
    owner = a_user()
    response = a_response(score=2, answered_at=MONDAY)
    a_case(response, owner, opened_at=MONDAY, due_at=MONDAY + timedelta(days=1))
    stakes = compose(session).stakes
    assert [wording.worth(stakes), wording.unknown(stakes), wording.without_account(stakes)] == [
        "No account has a detractor case that is not closed.",
        "",
        "1 such case is of somebody without an account.",
    ]


def test_a_digest_that_was_kept_before_says_what_it_said(session: Session) -> None:
    kept = replace(compose(session).stakes, unknown=2, without_account=None)
    assert wording.worth(kept) == "2 customers with detractor cases that are not closed; their revenue is unknown."
    assert wording.unknown(replace(kept, accounts=1, revenue="100")) == "Unknown for 2 more customers."
    assert wording.without_account(kept) == ""


# Doubt


def test_what_is_not_known_is_counted(session: Session, now: datetime) -> None:
    survey = the_survey()
    version = survey.live
    assert version
    campaign = saved(Campaign(workspace_id=the_workspace().id, survey_id=survey.id, name="Autumn", created_at=MONDAY))
    for number in range(5):
        contact = a_contact()
        saved(
            Invitation(
                workspace_id=the_workspace().id,
                public_id=f"invitation-{number}",
                campaign_id=campaign.id,
                version_id=version.id,
                contact_id=contact.id,
                language="en",
                invited_at=MONDAY + timedelta(hours=1) if number else MONDAY - timedelta(days=1),
                answered_at=MONDAY + timedelta(hours=2) if number < 3 else None,
            )
        )
    answers(3, 2, verbatim="Late.")
    read_all(session)
    a_response(score=2, verbatim="Unread.", answered_at=MONDAY)
    aside = a_response(score=2, answered_at=MONDAY, confirmed_by=None)
    aside.state, aside.set_aside_reason = "set_aside", "trap"
    session.flush()
    doubt = compose(session).doubt
    assert (doubt.answers, doubt.invited, doubt.invited_answered) == (4, 4, 2)
    assert (doubt.set_aside, doubt.unread) == (1, 1)
    assert doubt.silent_days == ["2026-11-10", "2026-11-12", "2026-11-13", "2026-11-14", "2026-11-15"]
    assert session.scalar(select(func.count()).where(Verbatim.read_at.is_(None))) == 1


def test_days_that_are_still_to_come_are_not_silent(session: Session) -> None:
    a_response(score=9, answered_at=MONDAY)
    at = MONDAY + timedelta(days=2, hours=12)
    content = digests.compose(session, the_workspace(), WEEK, language="en", zone="UTC", at=at)
    assert content.doubt.silent_days == ["2026-11-10"]
    assert not content.has_ended


def test_days_before_the_first_answer_of_all_are_not_silent(session: Session) -> None:
    assert compose(session).doubt.silent_days == []
    a_response(score=9, answered_at=MONDAY + timedelta(days=4, hours=9))
    assert compose(session).doubt.silent_days == ["2026-11-14", "2026-11-15"]


def test_a_quiet_week_is_one_with_few_answers_and_nobody_waiting(session: Session) -> None:

    answers(4, 9)
    assert compose(session).is_quiet
    a_case(
        a_response(score=1, answered_at=MONDAY - timedelta(weeks=1)), a_user(),
        opened_at=MONDAY - timedelta(weeks=1), due_at=MONDAY,
    )  # fmt: skip
    assert not compose(session).is_quiet


# As a whole


def test_it_is_plain_values_that_can_be_kept(session: Session) -> None:
    answers(6, 2, verbatim="The delivery was terribly late.")
    answers(30, 9, week=2)
    read_all(session)
    content = compose(session)
    assert contents.restored(json.loads(json.dumps(contents.plain(content)))) == content
    empty = digests.compose(session, the_workspace(), Week(2020, 1), language="en", zone="UTC", at=MONDAY)
    assert contents.restored(json.loads(json.dumps(contents.plain(empty)))) == empty


def test_it_takes_as_many_statements_for_much_as_for_little(session: Session, statements: list[str]) -> None:
    def count() -> int:
        session.expire_all()
        the_workspace()
        statements.clear()
        compose(session)
        return len(statements)

    answers(2, 2, verbatim="The delivery was terribly late.", contact=a_contact())
    read_all(session)
    few = count()
    for week in range(4):
        for words in (
            "The delivery was late.",
            "The staff were rude.",
            "The price is far too expensive.",
            "Great app.",
        ):
            answers(5, 2, week=week, verbatim=words, contact=a_contact(account=an_account()))
    for metric in ("csat", "ces"):
        a_response(survey=a_survey(metric=metric, title=metric), score=5, answered_at=MONDAY)
    read_all(session)
    assert session.scalar(select(func.count()).select_from(Reading)) == 82
    assert count() == few
    assert few < 30
