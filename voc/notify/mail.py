"""What a digest looks like as mail, and as a page of its own."""

from __future__ import annotations

from base64 import b64encode

from flask import current_app

from voc.core import letters
from voc.core.outbox import Letter
from voc.notify import chart, wording
from voc.notify.content import Content

LIGHT, DARK = "trend-light@voc", "trend-dark@voc"
#: A line needs two ends.
FEWEST_POINTS = 2


def letter(content: Content) -> Letter:
    """The digest as its reader gets it: text, HTML, and the trend as an inline picture, light and dark."""
    parts = _pictures(content)
    return letters.render(
        "digest",
        content.language,
        content.zone,
        parts=parts,
        content=content,
        say=wording,
        links=links(content),
        pictures={"light": LIGHT, "dark": DARK} if parts else None,
    )


def page(letter: Letter) -> str:
    """The HTML of a letter with its pictures inside, so that a browser shows it without asking for anything."""
    html = letter.html
    for content_id, content_type, data in letter.parts:
        html = html.replace(f"cid:{content_id}", f"data:{content_type};base64,{b64encode(data).decode()}")
    return html


def links(content: Content) -> dict[str, str]:
    """Where the rows behind each number are. All of them ask for a sign-in."""
    week = {"from": content.first_day, "to": content.last_day, "zone": content.zone}
    found = {"digest": _absolute("notify.preview", week=content.week)}
    if content.loop.overdue or content.loop.not_yet_due or content.loop.opened:
        found["cases"] = _absolute("followups.inbox", whose="all", state="open")
    if content.news:
        found["news"] = _absolute("insights.verbatims", emerging=content.news.emerging)
        found["emerging"] = _absolute("insights.emerging")
    if main := content.main:
        answered = {"survey": main.survey_id, "state": "final", "since": content.first_day, "until": content.last_day}
        found["answers"] = _absolute("responses.index", **answered)
        found["comments"] = _absolute("insights.verbatims", survey=main.survey, **week)
        for reason in content.reasons:
            narrowed = {"survey": main.survey, "theme": reason.theme, "label": reason.label}
            found[f"theme:{reason.theme}"] = _absolute("insights.verbatims", **narrowed, **week)
    return found


def _absolute(endpoint: str, **values: object) -> str:
    # A job has no request from which `url_for` could know the host.
    public_url: str = current_app.config["VOC"].public_url
    return public_url + current_app.url_map.bind("").build(endpoint, values)


def _pictures(content: Content) -> list[tuple[str, str, bytes]]:
    main = content.main
    if main is None or content.is_quiet or sum(point.score is not None for point in content.trend) < FEWEST_POINTS:
        return []
    return [
        (content_id, "image/png", chart.png(content.trend, main.score_before, main.metric, colours))
        for content_id, colours in ((LIGHT, chart.LIGHT), (DARK, chart.DARK))
    ]
