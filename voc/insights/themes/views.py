"""Pages of themes: all of them with how much they are spoken of, and one of them with its verbatims to correct."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from voc.analysis import quotes
from voc.core import clock, weeks
from voc.core.db import db
from voc.insights import results, wording
from voc.insights.models import Correction, Theme
from voc.insights.pages import Row, bp, row_of
from voc.insights.themes import chart, codebook, corrections, learned, overview, proposals, suggestions, trending
from voc.insights.themes import forms as theme_forms
from voc.insights.themes import seeds as words
from voc.insights.themes.codebook import NotHere
from voc.insights.themes.forms import CorrectionForm, WindowForm
from voc.insights.themes.overview import Window
from voc.insights.verbatims import search
from voc.insights.verbatims.search import Filter, Found
from voc.responses.models import Verbatim
from voc.staff import access
from voc.staff.access import required

#: Verbatims on one page of a theme, and weeks of its picture.
PAGE = 25
WEEKS = 26
#: Quotes, chosen among so many of the newest verbatims; of fewer than the last none, since one sees them all.
QUOTES, QUOTED_OF, FEWEST_QUOTED_OF = 3, 200, 8


@bp.get("/themes")
@required("results")
def themes() -> ResponseReturnValue:
    session, workspace_id = db.session(), access.workspace().id
    form = _window_form()
    if not form.validate():
        return render_template("insights/themes.html", form=form, lines=None, zone=g.zone, **_proposed()), 422
    window = _window(form)
    everything = codebook.themes_of(session, workspace_id)
    live = [theme for theme in everything if theme.is_live]
    lines = overview.lines(session, live, workspace_id, form.survey_id, window)
    return render_template(
        "insights/themes.html",
        form=form,
        lines=[line for line in lines if line.theme.is_counted],
        muted=[line for line in lines if not line.theme.is_counted],
        gone=theme_forms.in_order([theme for theme in everything if not theme.is_live], g.language),
        names={theme.id: theme.name_in(g.language) for theme in everything},
        people={person.id: person.name for person in codebook.people(session, workspace_id)},
        window=window,
        address=_verbatims_address(form, window),
        headings=_headings(live),
        zone=g.zone,
        **_proposed(),
    )


def _headings(live: Sequence[Theme]) -> dict[int, int]:
    """Theme id -> how many stand below it, of those that have no words and only hold others."""
    below = Counter(theme.parent_id for theme in live)
    return {theme.id: below[theme.id] for theme in live if below[theme.id] and not words.number(words.of(theme.seeds))}


def _proposed() -> dict[str, Any]:
    """How many proposed themes wait, and whether asking for more begins beside the themes or in their place."""
    session, workspace_id = db.session(), access.workspace().id
    return {
        "proposed": proposals.count_open(session, workspace_id),
        "is_edited": proposals.is_edited(session, workspace_id),
    }


def _window_form() -> WindowForm:
    session, workspace_id = db.session(), access.workspace().id
    form = WindowForm(request.args, search.surveys_of(session, workspace_id))
    if "days" not in request.args:
        newest = results.last_answered(session, workspace_id, form.survey_id)
        form.reach(newest and weeks.local(newest, g.zone).date(), weeks.local(clock.now(), g.zone).date())
    return form


def _window(form: WindowForm) -> Window:
    today = weeks.local(clock.now(), g.zone).date()
    if form.days.data == overview.EVER:
        return overview.whole(db.session(), access.workspace().id, form.survey_id, today, g.zone)
    return overview.window(form.days.data, today, g.zone)


def _verbatims_address(form: WindowForm, window: Window) -> Callable[..., str]:
    """How a number becomes the address of the verbatims that it counts."""
    days = {"from": window.first.isoformat(), "to": window.last.isoformat(), "zone": window.zone}
    survey = {"survey": form.survey.data} if form.survey.data else {}

    def address(theme: Theme | None, label: str | None = None, **other_days: str) -> str:
        narrowed: dict[str, Any] = {**survey, **days, **other_days, **({"label": label} if label else {})}
        return url_for("insights.verbatims", theme=theme.key if theme else None, **narrowed)

    return address


# One theme


@dataclass(frozen=True)
class Judged:
    """A verbatim as this reader may see it, with what people said of it and this theme."""

    row: Row
    #: How forms name it.
    name: str
    #: yes, no, or None: nobody said anything.
    verdict: str | None
    #: The corrected sentiment, or None.
    label: str | None


@bp.get("/themes/<int:theme_id>")
@required("results")
def theme(theme_id: int) -> ResponseReturnValue:
    return _theme_page(theme_of(theme_id))


def theme_of(theme_id: int) -> Theme:
    """The theme of this number, with its owner; 404 for what is not this workspace's."""
    return access.owned(Theme, theme_id, joinedload(Theme.owner))


def _theme_page(theme: Theme) -> ResponseReturnValue:
    session, form = db.session(), _window_form()
    if not form.validate():
        abort(404)
    window = _window(form)
    everything = codebook.themes_of(session, theme.workspace_id)
    live = [each for each in everything if each.is_live]
    # Among all others, as on the page of all: whether it moved by chance is judged by how many might have.
    beside = [theme, *(each for each in live if each.id != theme.id)]
    lines = overview.lines(session, beside, theme.workspace_id, form.survey_id, window)
    [line] = [each for each in lines if each.theme.id == theme.id]
    if theme.id in (headings := _headings(live)) and not line.tally.verbatims:
        return _heading_page(theme, live, headings, form, window)
    wanted = search.guarded(session, _filter(theme, form, window))
    found = search.find(session, wanted, after=request.args.get("after"), limit=PAGE + 1)
    return render_template(
        "insights/theme.html",
        theme=theme,
        form=form,
        window=window,
        line=line,
        rows=_judged(theme, found[:PAGE]),
        older=found[PAGE - 1].cursor if len(found) > PAGE else None,
        hides_small_groups=bool(wanted.without),
        names={each.id: each.name_in(g.language) for each in everything},
        channel_names=wording.channels(),
        others=theme_forms.in_order([each for each in live if each.id != theme.id], g.language),
        below=[each for each in live if each.parent_id == theme.id],
        merged=codebook.merged_in(session, theme),
        seeds=words.of(theme.seeds),
        suggested=suggestions.of(session, theme) if access.may("themes") and theme.is_live else [],
        near=suggestions.near(session, theme) if access.may("themes") and theme.is_live else [],
        quoted=_quoted(wanted),
        learned=learned.of(theme),
        history=codebook.history(session, theme) if access.may("themes") else [],
        just=_just_corrected(theme),
        address=_verbatims_address(form, window),
        **_pictures(theme, form, window),
    )


def _heading_page(
    theme: Theme, live: Sequence[Theme], headings: Mapping[int, int], form: WindowForm, window: Window
) -> str:
    session, below = db.session(), [each for each in live if each.parent_id == theme.id]
    return render_template(
        "insights/theme_heading.html",
        theme=theme,
        form=form,
        lines=overview.lines(session, below, theme.workspace_id, form.survey_id, window),
        # Without the heading's own: below its name nobody needs to read that each is a part of it.
        names={each.id: each.name_in(g.language) for each in live if each is not theme},
        people={person.id: person.name for person in codebook.people(session, theme.workspace_id)},
        headings=headings,
        address=_verbatims_address(form, window),
        history=codebook.history(session, theme) if access.may("themes") else [],
    )


def _quoted(wanted: Filter) -> list[Row]:
    """The few verbatims of the newest that best stand for all of them. Nothing where all of them are on the page."""
    session = db.session()
    newest = search.newest_texts(session, wanted, limit=QUOTED_OF)
    if len(newest) <= FEWEST_QUOTED_OF:
        return []
    ids = [newest[k][0] for k in quotes.choose([text for _, text in newest], QUOTES)]
    found = search.find(session, replace(wanted, among=search.these(ids)), limit=len(ids))
    return [row_of(each) for each in sorted(found, key=lambda each: ids.index(each.verbatim.id))]


def _filter(theme: Theme, form: WindowForm, window: Window) -> Filter:
    period = window.current
    return Filter(
        theme.workspace_id, survey_id=form.survey_id, theme_id=theme.id, start=period.start, end=period.end
    )  # fmt: skip


def _pictures(theme: Theme, form: WindowForm, window: Window) -> dict[str, Any]:
    session = db.session()
    monday = window.last - timedelta(days=window.last.weekday())
    through = overview.by_week(session, theme, form.survey_id, monday=monday, number=WEEKS, zone=window.zone)
    return {
        "weeks": through,
        "picture": chart.bars([week.tally for week in through]),
        "trend": trending.of_theme(session, theme, form.survey_id, today=window.last, zone=window.zone),
        "day_names": [format_date(date(2024, 1, day), "EEEE") for day in range(1, 8)],
        "channels": overview.by_part(session, theme, form.survey_id, window.current, "channel"),
        "segments": overview.by_part(session, theme, form.survey_id, window.current, "segment"),
    }


def _judged(theme: Theme, found: Sequence[Found]) -> list[Judged]:
    said = corrections.of(db.session(), [each.verbatim.id for each in found])
    return [_with_verdict(theme, each, said.get(each.verbatim.id, [])) for each in found]


def _with_verdict(theme: Theme, found: Found, said: Sequence[Correction]) -> Judged:
    mine = [each for each in said if each.theme_id == theme.id and each.said_of == _digest(found.verbatim)]
    verdicts = [each.kind for each in mine if each.kind != "sentiment"]
    labels = [each.label for each in mine if each.kind == "sentiment"]
    return Judged(row_of(found), found.cursor, verdicts[-1] if verdicts else None, labels[-1] if labels else None)


def _digest(verbatim: Verbatim) -> str:
    return corrections.said_of(verbatim.text)


# Correcting


@bp.post("/themes/<int:theme_id>/corrections")
@required("themes")
def correct(theme_id: int) -> ResponseReturnValue:
    """What somebody says of one verbatim; a script is answered without a page."""
    session, theme, form = db.session(), theme_of(theme_id), CorrectionForm()
    if not form.validate_on_submit():
        abort(422)
    verbatim = search.named(session, theme.workspace_id, form.verbatim.data) or abort(404)
    about = access.owned(Theme, form.theme.data)
    place = corrections.Place(form.start.data or 0, form.end.data or 0)
    try:
        _say(verbatim, about, form.say.data, place)
    except (NotHere, corrections.NoSuchPlace):
        abort(409)
    session.commit()
    if request.accept_mimetypes.best == "application/json":
        return "", 204
    arguments = {"after": form.after.data} if form.after.data else {}
    just = {} if form.say.data == "undo" else {"said": form.say.data, "of": form.verbatim.data, "about": about.id}
    if form.say.data == "undo":
        flash(_("Taken back. The verbatim is read again in a moment."))
    return redirect(url_for(".theme", theme_id=theme_id, **_window_address(), **arguments, **just))


def _say(verbatim: Verbatim, theme: Theme, say: str, place: corrections.Place) -> None:
    session, by = db.session(), access.user().id
    if say == "yes":
        corrections.approve(session, verbatim, theme, place, by=by)
    elif say == "no":
        corrections.reject(session, verbatim, theme, place, by=by)
    elif say == "undo":
        corrections.take_back(session, verbatim, theme, by=by)
    else:
        corrections.judge(session, verbatim, theme, say, place, by=by)


def _window_address() -> dict[str, Any]:
    form = _window_form()
    return form.address if form.validate() else {}


def _just_corrected(theme: Theme) -> dict[str, Any] | None:
    """What was said a moment ago, so that it can be taken back although the verbatim is not in the list any more."""
    said, name = request.args.get("said", ""), request.args.get("of", "")
    about = request.args.get("about", type=int)
    if not access.may("themes") or said not in ("yes", "no", "positive", "neutral", "negative") or about is None:
        return None
    verbatim = search.named(db.session(), theme.workspace_id, name)
    return (
        {"said": said, "name": name, "about": access.owned(Theme, about), "words": verbatim.text} if verbatim else None
    )
