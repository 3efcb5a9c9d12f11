"""The themes behind a verdict, each with one comment that speaks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload, load_only

from voc.analysis import quotes
from voc.core import i18n
from voc.customers.models import Account, Contact
from voc.insights import results
from voc.insights.models import Mention, Reading
from voc.insights.results import Period, ThemeCount
from voc.insights.verbatims import search
from voc.notify.content import Reason
from voc.notify.schedule import WEEKS_BEFORE
from voc.responses import masks
from voc.responses.models import Response, State, Verbatim
from voc.surveys.models import Survey

MOST = 3
#: Comments looked at for each theme, so that one is left where others say the same.
CANDIDATES = 20
#: Longer quotes are cut around what they say of the theme.
LONGEST_QUOTE = 170
#: Shorter ones say too little.
SHORTEST_QUOTE = 8

#: Theme id, a comment on it, what the engine made of it, and the term that stands for the theme there.
Candidate = tuple[int, Verbatim, Reading, str]


class Quote(NamedTuple):
    """A comment without personal data."""

    words: str
    language: str


@dataclass(frozen=True)
class Focus:
    """The survey that a digest is about, and its two periods."""

    survey: Survey
    #: Whether its score moved at all, and whether it rose: then praise explains it.
    moved: bool
    rose: bool
    current: Period
    before: Period


def behind(session: Session, focus: Focus, language: str) -> list[Reason]:
    """The themes most complained of in the week or, when the score rose or nobody complained, most praised.

    Where the score moved, what is said more than usual explains it; elsewhere, what is said most. Six statements.
    """
    found = results.themes_of(session, focus.survey.id, focus.current)
    usual = {each.theme.id: each for each in results.themes_of(session, focus.survey.id, focus.before)}
    label = "positive" if focus.rose or not any(each.negative for each in found) else "negative"
    n_weeks = _weeks_of_history(session, focus)
    reasons = [_reason(each, usual.get(each.theme.id), label, n_weeks, language=language) for each in found]
    top = _top(reasons, focus)
    ids = {each.theme.key: each.theme.id for each in found}
    # What stands in place of personal data is said in the reader's language, whoever asks.
    with i18n.speaking(language, "UTC"):
        quoted = _quotes(session, focus, [ids[each.theme] for each in top], label, language)
    return [_with_quote(each, quoted.get(ids[each.theme])) for each in top]


def _reason(count: ThemeCount, usual: ThemeCount | None, label: str, n_weeks: int, *, language: str) -> Reason:
    return Reason(
        theme=count.theme.key,
        name=count.theme.name_in(language),
        label=label,
        comments=_said(count, label),
        usual=_said(usual, label) / n_weeks if n_weeks else None,
        quote=None,
        quote_language=None,
    )


def _with_quote(reason: Reason, quote: Quote | None) -> Reason:
    return replace(reason, quote=quote.words, quote_language=quote.language) if quote else reason


def _top(reasons: list[Reason], focus: Focus) -> list[Reason]:
    fewest = search.SMALLEST_GROUP if focus.survey.is_anonymous else 1
    shown = [each for each in reasons if each.comments >= fewest]
    if focus.moved:
        more = [each for each in shown if each.comments > (each.usual or 0)]
        return sorted(more, key=lambda each: (-(each.comments - (each.usual or 0)), each.theme))[:MOST]
    return sorted(shown, key=lambda each: (-each.comments, each.theme))[:MOST]


def _said(count: ThemeCount | None, label: str) -> int:
    if count is None:
        return 0
    return count.positive if label == "positive" else count.negative


def _weeks_of_history(session: Session, focus: Focus) -> int:
    """In how many of the weeks before people could have spoken: those since the first answer of all."""
    first = select(func.min(Response.answered_at)).where(
        Response.survey_id == focus.survey.id, Response.state == State.FINAL, focus.before.holds
    )
    answered_at = session.scalars(first).one()
    if answered_at is None:
        return 0
    return min(WEEKS_BEFORE, -((answered_at - focus.before.end) // timedelta(weeks=1)))


def _quotes(session: Session, focus: Focus, theme_ids: Sequence[int], label: str, language: str) -> dict[int, Quote]:
    """Theme id -> a comment; none stands for two themes."""
    found: dict[int, Quote] = {}
    used: set[str] = set()
    candidates = _candidates(session, focus, theme_ids, label, language)
    # The first theme has the first choice.
    for theme_id in theme_ids:
        mine = [each for each in candidates if each[0] == theme_id and each[1].text not in used]
        if not mine:
            continue
        _, verbatim, reading, term = _most_typical(mine, label, language)
        found[theme_id] = Quote(excerpt(masks.masked(verbatim.text, verbatim.response.contact), term), reading.language)
        used.add(verbatim.text)
    return found


def _most_typical(candidates: Sequence[Candidate], label: str, language: str) -> Candidate:
    """Of those that are as good to quote as the best one, the one that says what the others say too."""

    def is_good(each: Candidate) -> tuple[bool, bool, bool]:
        _, verbatim, reading, _ = each
        band = "detractor" if label == "negative" else "promoter"
        is_readable = SHORTEST_QUOTE <= len(verbatim.text) <= LONGEST_QUOTE
        return verbatim.response.band == band, _is_in(reading.language, language), is_readable

    equals = [each for each in candidates if is_good(each) == is_good(candidates[0])]
    chosen = quotes.choose([verbatim.text for _, verbatim, _, _ in equals], 1)
    return equals[chosen[0]] if chosen else equals[0]


def _is_in(spoken: str, language: str) -> bool:
    return spoken.startswith(i18n.html_tag(language)[:2])


def _candidates(session: Session, focus: Focus, theme_ids: Sequence[int], label: str, language: str) -> list[Candidate]:
    """A few comments of each theme, best first: of those whom the verdict is about, in the reader's language, of a
    readable length, the clearest.

    A satisfied customer's mild remark does not speak for a complaint because it is in the right language.
    """
    strength = Mention.sentiment if label == "negative" else -Mention.sentiment
    best_first = (
        case((Response.band == ("detractor" if label == "negative" else "promoter"), 0), else_=1),
        case((Reading.language.startswith(i18n.html_tag(language)[:2]), 0), else_=1),
        case((func.length(Verbatim.text).between(SHORTEST_QUOTE, LONGEST_QUOTE), 0), else_=1),
        strength,
        Verbatim.id.desc(),
    )
    rank = func.row_number().over(partition_by=Mention.theme_id, order_by=best_first).label("rank")
    ranked = (
        select(Mention.id, rank)
        .join(Reading, (Reading.id == Mention.reading_id) & Reading.is_current)
        .join(Verbatim, Verbatim.id == Reading.verbatim_id)
        .join(Verbatim.response)
        .where(Response.survey_id == focus.survey.id, Response.state == State.FINAL, focus.current.holds)
        .where(Mention.theme_id.in_(theme_ids), Mention.label == label)
        .subquery()
    )
    chosen = (
        select(Mention.theme_id, Verbatim, Reading, Mention.term)
        .join(ranked, ranked.c.id == Mention.id)
        .join(Reading, Reading.id == Mention.reading_id)
        .join(Verbatim, Verbatim.id == Reading.verbatim_id)
        .where(ranked.c.rank <= CANDIDATES)
        .order_by(ranked.c.rank, Mention.theme_id)
        .options(
            joinedload(Verbatim.response)
            .joinedload(Response.contact)
            .options(load_only(Contact.name), joinedload(Contact.account).load_only(Account.name))
        )
    )
    rows: Any = session.execute(chosen)
    return [tuple(row) for row in rows]


def excerpt(words: str, term: str, longest: int = LONGEST_QUOTE) -> str:
    """At most so many characters of the words, around the term, cut between words; on one line.

    >>> excerpt("It began well. Then the delivery came three weeks late and nobody called.", "delivery", 40)
    '… Then the delivery came three weeks …'
    """
    words = " ".join(words.split())
    if len(words) <= longest:
        return words
    at = max(0, words.find(" ".join(term.split())))
    start = max(0, min(at - longest // 4, len(words) - longest + 4))
    end = start + longest - 4
    piece = words[start:end]
    if start and " " in piece[: longest // 4]:
        piece = piece[piece.index(" ") + 1 :]
    if end < len(words) and " " in piece[-(longest // 4) :]:
        piece = piece[: piece.rindex(" ")]
    return f"{'… ' if start else ''}{piece.strip()}{' …' if end < len(words) else ''}"
