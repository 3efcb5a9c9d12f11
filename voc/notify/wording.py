"""The digest's sentences. Whole ones with named parts, so that each can be said well in every language.

Call these inside `i18n.speaking(...)`; they take plain values and know nothing of rows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import flask_babel
from babel.dates import format_interval
from babel.lists import format_list
from flask_babel import format_currency, format_date, format_decimal, format_percent, get_locale

from voc.analysis import scores
from voc.analysis.scores import Verdict
from voc.core import zones
from voc.insights import wording as said
from voc.insights.wording import metric, number, score
from voc.notify.content import Content, Doubt, Loop, Movement, News, Reason, Stakes

# Flask-Babel has no type hints.
gettext: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext

#: From this share on "most of it" is said, and up to that one "it did not cause it".
MOST, LITTLE = 0.5, 0.2
#: A theme this rare in a usual week is called rare.
RARE = 0.5
#: What fewer people than this would have spoken of is told as new; as the console's page does.
HARDLY = 0.05


# The verdict


def headline(main: Movement | None) -> str:
    """The verdict on a survey's week in one sentence."""
    if main is None or main.n == 0:
        return gettext("Nobody answered this week.")
    if not main.has_score:
        return ngettext(
            "Only one person answered: too few for a verdict.",
            "Only %(num)s people answered: too few for a verdict.",
            main.n,
        )
    if main.verdict == Verdict.TOO_FEW:
        return _too_early(main)
    return _verdict_in_counts(main) if main.counts_first else _verdict(main)


def _too_early(main: Movement) -> str:
    if main.n_before == 0 and main.counts_first:
        return gettext("The first answers for %(metric)s are in.", metric=metric(main.metric))
    if main.n_before == 0:
        return gettext("%(metric)s starts at %(now)s.", metric=metric(main.metric), now=score(main.metric, main.score))
    return gettext("It is too early to say whether %(metric)s has moved.", metric=metric(main.metric))


def _verdict(main: Movement) -> str:
    parts = {
        "metric": metric(main.metric),
        "now": score(main.metric, main.score),
        "before": score(main.metric, main.score_before),
    }
    if main.verdict == Verdict.FELL:
        return gettext("%(metric)s fell to %(now)s, from %(before)s in the 13 weeks before.", **parts)
    if main.verdict == Verdict.PROBABLY_FELL:
        return gettext("%(metric)s probably fell to %(now)s, from %(before)s in the 13 weeks before.", **parts)
    if main.verdict == Verdict.ROSE:
        return gettext("%(metric)s rose to %(now)s, from %(before)s in the 13 weeks before.", **parts)
    if main.verdict == Verdict.PROBABLY_ROSE:
        return gettext("%(metric)s probably rose to %(now)s, from %(before)s in the 13 weeks before.", **parts)
    return gettext("No real change: %(metric)s is %(now)s, and was %(before)s in the 13 weeks before.", **parts)


def _verdict_in_counts(main: Movement) -> str:
    """Of few answers the score itself would look surer than it is; the counts follow in the next sentence."""
    name = metric(main.metric)
    if main.verdict == Verdict.FELL:
        return gettext("%(metric)s fell.", metric=name)
    if main.verdict == Verdict.PROBABLY_FELL:
        return gettext("%(metric)s probably fell.", metric=name)
    if main.verdict == Verdict.ROSE:
        return gettext("%(metric)s rose.", metric=name)
    if main.verdict == Verdict.PROBABLY_ROSE:
        return gettext("%(metric)s probably rose.", metric=name)
    return gettext("No real change in %(metric)s.", metric=name)


def counts(main: Movement) -> str:
    """How many of how many were happy, and how many were not."""
    return said.counts(main.metric, main.n, main.promoters, main.detractors)


def happy(name: str) -> str:
    """Who is in the upper band."""
    return {"nps": gettext("promoters"), "csat": gettext("satisfied"), "ces": gettext("easy")}[name]


def neither(name: str) -> str:
    """Who is between."""
    return {"nps": gettext("passives"), "csat": gettext("neutral"), "ces": gettext("neither")}[name]


def unhappy(name: str) -> str:
    """Who is in the lower band."""
    return {"nps": gettext("detractors"), "csat": gettext("dissatisfied"), "ces": gettext("hard")}[name]


def shares(main: Movement) -> list[tuple[str, int]]:
    """The bands as (class, percent) of a bar; together 100."""
    promoters, detractors = (round(100 * part / main.n) for part in (main.promoters, main.detractors))
    return [("promoters", promoters), ("passives", max(0, 100 - promoters - detractors)), ("detractors", detractors)]


def weights(reason: Reason, reasons: list[Reason]) -> list[tuple[str, int]]:
    """A theme's comments and those of a usual week, as (class, percent of the longest) of two bars."""
    longest = max(max(each.comments, each.usual or 0) for each in reasons)
    bars = [("praise" if reason.label == "positive" else "complaint", reason.comments), ("usual", reason.usual or 0)]
    return [(name, max(1, round(100 * length / longest))) for name, length in bars if length]


def sureness(main: Movement) -> str:
    """Where the score really lies, and how large a movement really was."""
    if not main.has_score:
        return ""
    parts = {"low": score(main.metric, main.low), "high": score(main.metric, main.high)}
    if not main.counts_first:
        return gettext("The true value very likely lies between %(low)s and %(high)s.", **parts)
    parts |= {"metric": metric(main.metric), "now": score(main.metric, main.score)}
    if not scores.has_score(main.n_before):
        return gettext("That makes %(metric)s %(now)s, very likely between %(low)s and %(high)s.", **parts)
    return gettext(
        "That makes %(metric)s %(now)s, very likely between %(low)s and %(high)s; the 13 weeks before had %(before)s.",
        before=score(main.metric, main.score_before),
        **parts,
    )


def mix(main: Movement) -> str:
    """Whether the movement comes from who answered; empty where there is no movement or nothing to split."""
    if not main.moved or main.other_people is None or not main.difference:
        return ""
    share = main.other_people / main.difference
    if share >= MOST:
        return gettext("Most of it comes from who answered: the channels were a different mix.")
    if share <= LITTLE:
        return gettext("It does not come from a different mix of channels.")
    return gettext(
        "About %(share)s of it comes from who answered: the channels were a different mix.",
        share=format_percent(round(share, 1)),
    )


# What is behind it


def reasons_title(content: Content) -> str:
    """What the list of themes is."""
    has_moved = content.main is not None and content.main.moved
    if content.reasons and content.reasons[0].label == "positive":
        return gettext("What people praised more than usual") if has_moved else gettext("What people praised")
    return (
        gettext("What people complained about more than usual")
        if has_moved
        else gettext("What people complained about")
    )


def reason_count(reason: Reason) -> str:
    """In how many comments, and in how many as a rule."""
    this_week = ngettext("%(n)s comment", "%(n)s comments", reason.comments, n=number(reason.comments))
    if reason.usual is None:
        return this_week
    if reason.usual < RARE:
        return gettext("%(comments)s, rare until now", comments=this_week)
    return gettext("%(comments)s, usually %(usual)s a week", comments=this_week, usual=number(round(reason.usual)))


# What is new


def emerged(news: News) -> str:
    """How many said what, and how many would have before."""
    parts = {"shown": number(news.speaking), "people": number(news.people), "word": news.word}
    usual = str(format_decimal(round(news.expected, 1)))
    if not news.word:
        if news.expected < HARDLY:
            return gettext("%(shown)s of %(people)s people spoke of this theme; before, hardly anybody did.", **parts)
        return gettext(
            "%(shown)s of %(people)s people spoke of this theme; before, it would have been about %(usual)s.",
            usual=usual,
            **parts,
        )
    if news.expected < HARDLY:
        return gettext("%(shown)s of %(people)s people said “%(word)s”; before, hardly anybody did.", **parts)
    return gettext(
        "%(shown)s of %(people)s people said “%(word)s”; before, it would have been about %(usual)s.",
        usual=usual,
        **parts,
    )


def more_news(news: News) -> str:
    """How many things more; empty when that was all."""
    if not news.others:
        return ""
    return ngettext("And %(num)s thing more.", "And %(num)s things more.", news.others)


# Who waits


def waiting(loop: Loop) -> str:
    """Who waits beyond sundown."""
    if not loop.overdue:
        return gettext("Nobody waits beyond sundown.")
    return ngettext(
        "%(num)s customer has waited for us beyond sundown.",
        "%(num)s customers have waited for us beyond sundown.",
        loop.overdue,
    )


def cases(loop: Loop) -> list[str]:
    """Who else waits, and what the week's cases came to, a sentence each."""
    in_time = ngettext(
        "%(num)s customer waits, with sundown still to come.",
        "%(num)s customers wait, with sundown still to come.",
        loop.not_yet_due or 0,
    )
    # Digests that were kept before this was counted do not say it.
    return [*([in_time] if loop.not_yet_due else []), *_of_week(loop)]


def _of_week(loop: Loop) -> list[str]:
    if not loop.opened and not loop.closed:
        return [gettext("No case was opened or closed this week.")]
    opened = ngettext("%(num)s case was opened.", "%(num)s cases were opened.", loop.opened)
    kept = ngettext(
        "%(kept)s of %(num)s customer heard from us before sundown.",
        "%(kept)s of %(num)s customers heard from us before sundown.",
        loop.due,
        kept=number(loop.kept),
    )
    closed = ngettext("%(num)s case was closed.", "%(num)s cases were closed.", loop.closed)
    return [opened, *([kept] if loop.due else []), *([closed] if loop.closed else [])]


# What it is worth


def worth(stakes: Stakes) -> str:
    """The revenue of accounts whose case of a detractor is not closed."""
    if not stakes.accounts and not stakes.unknown:
        return gettext("No account has a detractor case that is not closed.")
    if not stakes.accounts and stakes.without_account is None:
        return ngettext(
            "%(num)s customer with a detractor case that is not closed; the revenue is unknown.",
            "%(num)s customers with detractor cases that are not closed; their revenue is unknown.",
            stakes.unknown,
        )
    if not stakes.accounts:
        return ngettext(
            "%(num)s account with a detractor case that is not closed; the revenue is unknown.",
            "%(num)s accounts with detractor cases that are not closed; their revenue is unknown.",
            stakes.unknown,
        )
    return ngettext(
        "%(revenue)s a year: %(num)s account with a detractor case that is not closed.",
        "%(revenue)s a year: %(num)s accounts with detractor cases that are not closed.",
        stakes.accounts,
        revenue=money(stakes.revenue, stakes.currency),
    )


def renewing(stakes: Stakes) -> str:
    """How much of it is about to be decided on; empty when nothing is."""
    if not stakes.renewing:
        return ""
    return ngettext(
        "%(num)s of them renews within 90 days (%(revenue)s).",
        "%(num)s of them renew within 90 days (%(revenue)s).",
        stakes.renewing,
        revenue=money(stakes.renewing_revenue, stakes.currency),
    )


def unknown(stakes: Stakes) -> str:
    """Of how many accounts more we do not know the revenue; empty when of none."""
    if not stakes.unknown or not stakes.accounts:
        return ""
    if stakes.without_account is None:
        return ngettext("Unknown for %(num)s more customer.", "Unknown for %(num)s more customers.", stakes.unknown)
    return ngettext("Unknown for %(num)s more account.", "Unknown for %(num)s more accounts.", stakes.unknown)


def without_account(stakes: Stakes) -> str:
    """How many such cases are of nobody whose worth we could know; empty when none is."""
    if not stakes.without_account:
        return ""
    return ngettext(
        "%(num)s such case is of somebody without an account.",
        "%(num)s such cases are of people without an account.",
        stakes.without_account,
    )


def money(amount: str, currency: str) -> str:
    """An amount without its cents."""
    return str(format_currency(Decimal(amount), currency, format="¤#,##0", currency_digits=False))


# What is not known


def doubts(doubt: Doubt) -> list[str]:
    """What keeps the numbers from being the whole truth, a sentence each."""
    return [sentence for sentence in (rate(doubt), _set_aside(doubt), _unread(doubt), _silent(doubt)) if sentence]


def rate(doubt: Doubt) -> str:
    """How many of those who were asked have answered."""
    if not doubt.invited:
        return gettext("Nobody was invited to answer this week.")
    return ngettext(
        "Of %(people)s person invited this week, %(answered)s answered so far (%(rate)s).",
        "Of %(people)s people invited this week, %(answered)s answered so far (%(rate)s).",
        doubt.invited,
        people=number(doubt.invited),
        answered=number(doubt.invited_answered),
        rate=format_percent(round(doubt.invited_answered / doubt.invited, 2)),
    )


def _set_aside(doubt: Doubt) -> str:
    if not doubt.set_aside:
        return ""
    return ngettext(
        "%(num)s answer was set aside and counts nowhere.",
        "%(num)s answers were set aside and count nowhere.",
        doubt.set_aside,
    )


def _unread(doubt: Doubt) -> str:
    if not doubt.unread:
        return ""
    return ngettext(
        "%(num)s comment is still to be read; the themes may change.",
        "%(num)s comments are still to be read; the themes may change.",
        doubt.unread,
    )


def _silent(doubt: Doubt) -> str:
    if not doubt.silent_days:
        return ""
    days = [format_date(date.fromisoformat(day), "EEEE") for day in doubt.silent_days]
    return gettext("No answer came on %(days)s.", days=format_list(days, locale=get_locale()))


# The frame


def period(content: Content) -> str:
    """Which week, and whose."""
    days, zone = format_interval(*content.days, "yMMMd", locale=get_locale()), zones.named(content.zone)
    if content.has_ended:
        return gettext("%(days)s, Monday to Sunday on your clock (%(zone)s)", days=days, zone=zone)
    return gettext("%(days)s, the week that still runs on your clock (%(zone)s)", days=days, zone=zone)


def chart(content: Content) -> str:
    """The picture in words, for those who do not see it."""
    main = content.main
    seen = [point.score for point in content.trend if point.score is not None]
    if main is None or not seen:
        return ""
    return gettext(
        "%(metric)s of the last 14 weeks: between %(low)s and %(high)s, %(now)s in the last one.",
        metric=metric(main.metric),
        low=score(main.metric, min(seen)),
        high=score(main.metric, max(seen)),
        now=score(main.metric, main.score),
    )
