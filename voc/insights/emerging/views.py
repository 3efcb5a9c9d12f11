"""The page of what is suddenly spoken of. It adds itself to the blueprint of this package when it is loaded."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voc.core import clock, weeks
from voc.core.db import db
from voc.insights import wording
from voc.insights.emerging import due, news
from voc.insights.emerging.news import News
from voc.insights.models import THEME, EmergingSubject, live_themes
from voc.insights.pages import bp, row_of
from voc.staff import access
from voc.staff.access import required

#: How many of its words a new theme begins with; people take away and add.
SEEDS = 8


@bp.get("/emerging")
@required("results")
def emerging() -> ResponseReturnValue:
    session, workspace_id = db.session(), access.workspace().id
    found, latest = news.shown(session, workspace_id, g.language), news.latest(session, workspace_id)
    return render_template(
        "insights/emerging.html",
        latest=latest,
        due=due.find(session, workspace_id, access.workspace().zone, clock.now()) if latest is None else None,
        found=[each for each in found if each.subject.dismissed_at is None],
        dismissed=[each for each in found if each.subject.dismissed_at is not None],
        themes={f"{THEME}{theme.id}": theme.name_in(g.language) for theme in live_themes(session, workspace_id)},
        row_of=row_of,
        days=_days,
        new_theme=_new_theme,
        labels=wording.labels(),
        channels=wording.channels(),
    )


@bp.post("/emerging/<int:subject_id>/<any(dismiss, restore):action>")
@required("themes")
def judge_emerging(subject_id: int, action: str) -> ResponseReturnValue:
    subject = access.owned(EmergingSubject, subject_id)
    verb = {"dismiss": news.dismiss, "restore": news.bring_back}[action]
    verb(db.session(), subject, clock.now(), by=access.user().id)
    db.session.commit()
    return redirect(url_for(".emerging", _anchor=f"s{subject_id}" if action == "restore" else None))


def _days(week: str) -> tuple[date, date]:
    """Monday and Sunday of an ISO week."""
    monday = weeks.parse(week).monday
    return monday, monday + timedelta(days=6)


def _new_theme(each: News) -> str:
    """The form of a new theme, with what emerged filled in."""
    words = each.subject.words[:SEEDS]
    seeds: dict[str, list[str]] = {"en": [], "zh": []}
    for word in words:
        seeds[_language(word)].append(word)
    named = {f"name_{'zh_Hans' if _language(word) == 'zh' else 'en'}": word.capitalize() for word in words[:1]}
    filled = {f"seeds_{language}": "\n".join(group) for language, group in seeds.items() if group}
    description = _("First spoken of in the week of %(day)s.", day=_days(each.subject.week.week)[0].isoformat())
    filled_in: dict[str, Any] = {**named, **filled, "description": description}
    return url_for(".new_theme", **filled_in)


def _language(word: str) -> str:
    return "zh" if any("\u3400" <= char <= "\u9fff" for char in word) else "en"
