"""What emerged in a week, in one line of the digest, with one comment that speaks for it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from voc.core import i18n
from voc.core.weeks import Week
from voc.insights.emerging import news
from voc.insights.verbatims.search import Found
from voc.notify.content import News
from voc.notify.reasons import Quote, excerpt
from voc.responses import masks


def flagged(session: Session, workspace_id: int, week: Week, language: str) -> News | None:
    """The least likely of what emerged in the week and nobody dismissed; None when nothing did.

    The week is looked at when it is over on the workspace's clock. Readers who live so far east that their digest comes
    before that find it in the console. One statement when there is nothing, six when there is.
    """
    found = news.of_week(session, workspace_id, week, language)
    if not found:
        return None
    first = found[0]
    quote = _quote(first.samples, first.subject.words, language)
    return News(
        emerging=first.subject.id,
        name=first.subject.name_in(language),
        word=str(first.subject.terms[0]["written"]),
        speaking=first.subject.speaking,
        people=first.subject.week.people,
        expected=first.subject.expected,
        comments=first.verbatims,
        others=len(found) - 1,
        quote=quote.words if quote else None,
        quote_language=quote.language if quote else None,
    )


def _quote(samples: list[Found], words: list[str], language: str) -> Quote | None:
    """The first of them without personal data; they are in the reader's language where there are any."""
    read = [(each.verbatim, each.reading) for each in samples if each.reading]
    if not read:
        return None
    verbatim, reading = read[0]
    # What stands in place of personal data is said in the reader's language, whoever asks.
    with i18n.speaking(language, "UTC"):
        text = masks.masked(verbatim.text, verbatim.response.contact)
    term = next((word for word in words if word.casefold() in text.casefold()), "")
    return Quote(excerpt(text, term), reading.language)
