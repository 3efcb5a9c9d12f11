"""Pages of `insights` on how good the readings are: drawing a sample, labelling it, and what came out."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from voc.core import clock
from voc.core.db import db
from voc.core.paging import LARGEST_ID
from voc.insights import ordering, wording
from voc.insights.evaluation import measuring, offered, sampling
from voc.insights.evaluation.forms import SampleForm
from voc.insights.evaluation.measuring import Judged
from voc.insights.evaluation.sampling import SENTIMENTS, Said
from voc.insights.models import Sample, SampleItem, Theme, live_themes
from voc.insights.pages import bp
from voc.insights.verbatims import search
from voc.responses import masks
from voc.staff import access
from voc.staff.access import required

#: Letters for themes; u takes back, x says that nobody can tell.
LETTERS = "abcdefghijklmnopqrstvwyz"
#: Misses on a page: a sample has no more than 500 verbatims.
MISSES = 100


@bp.get("/evaluation")
@required("results")
def evaluation() -> ResponseReturnValue:
    return _overview(SampleForm(surveys=_surveys()))


@bp.post("/evaluation")
@required("raw")
def start_sample() -> ResponseReturnValue:
    form = SampleForm(surveys=_surveys())
    if not form.validate_on_submit():
        return _overview(form), 422
    workspace_id, user_id = access.workspace().id, access.user().id
    try:
        sample = sampling.draw(
            db.session(),
            workspace_id,
            user_id,
            clock.now(),
            size=form.size.data or sampling.SIZE,
            seed=secrets.randbelow(LARGEST_ID),
            survey_id=form.survey_id,
            is_by_language=bool(form.is_by_language.data),
        )
    except sampling.NothingToDraw:
        form.survey.errors = [_("Nothing has been read there yet, so there is nothing to compare with.")]
        return _overview(form), 422
    except sampling.TooFew:
        form.survey.errors = [
            _("This survey is anonymous and has fewer than five answers with words. They are shown to nobody.")
        ]
        return _overview(form), 422
    db.session.commit()
    return redirect(url_for(".label", sample_id=sample.id))


@bp.get("/evaluation/<int:sample_id>")
@required("results")
def sample(sample_id: int) -> ResponseReturnValue:
    session, found, without = db.session(), access.owned(Sample, sample_id), _without()
    people = sampling.progress(session, [found.id], without).get(found.id, [])
    mine = next((each.labelled for each in people if each.user.id == access.user().id), 0)
    size = sampling.sizes(session, [found.id], without).get(found.id, 0)
    # Whoever has not labelled all of it, but may, sees neither what the engine says nor what the others say; except who
    # has not begun and says that they only want to know.
    only_reads = bool(people) and not mine and request.args.get("results") == "yes"
    is_sealed = access.may("raw") and mine < size and not only_reads
    judged = [] if is_sealed else measuring.load(session, found)
    themes = _themes()
    return render_template(
        "insights/sample.html",
        sample=found,
        figures=found.figures if is_sealed else measuring.of_those_left(found, judged),
        survey=next((survey for survey in _surveys() if survey.id == found.survey_id), None),
        people=people,
        names={each.user.id: each.user.name for each in people},
        size=size,
        mine=mine,
        is_sealed=is_sealed,
        themes={str(theme.id): theme.name_in(g.language) for theme in themes},
        misses=[_miss(each) for each in judged if each.misses_sentiment or each.missed_themes or each.wrong_themes],
        disagreed=sum(1 for each in judged if len(each.people) > 1 and each.sentiment is None),
        labels=wording.labels(),
        languages=wording.languages(),
    )


@bp.get("/evaluation/<int:sample_id>/label")
@required("raw")
def label(sample_id: int) -> ResponseReturnValue:
    session, found = db.session(), access.owned(Sample, sample_id)
    at = request.args.get("at", type=int)
    without = _without()
    if at is None:
        item = sampling.next_item(session, found, access.user().id, without)
        if item is None:
            return redirect(url_for(".sample", sample_id=found.id))
        at = item.position
    return _labelling(found, _item(found, at, without), without)


@bp.post("/evaluation/<int:sample_id>/label/<int:position>")
@required("raw")
def put_label(sample_id: int, position: int) -> ResponseReturnValue:
    found = access.owned(Sample, sample_id)
    without = _without()
    item = _item(found, position, without)
    sentiment = request.form.get("sentiment", "")
    themes = frozenset(int(value) for value in request.form.getlist("theme") if value.isdecimal() and len(value) < 10)
    if sentiment not in SENTIMENTS:
        return _labelling(found, item, without, wrong=_("Choose how it sounds first.")), 422
    try:
        sampling.put(db.session(), found, item, access.user().id, said=Said(sentiment, themes), now=clock.now())
    except sampling.UnknownTheme:
        wrong = _("A theme that you chose is not looked for any more. Choose again.")
        return _labelling(found, item, without, wrong=wrong), 422
    db.session.commit()
    return redirect(url_for(".label", sample_id=found.id))


@bp.post("/evaluation/<int:sample_id>/take-back")
@required("raw")
def take_back(sample_id: int) -> ResponseReturnValue:
    found = access.owned(Sample, sample_id)
    item = sampling.take_back(db.session(), found, access.user().id, _without())
    db.session.commit()
    if item is None:
        flash(_("There is nothing to take back."), "wrong")
        return redirect(url_for(".label", sample_id=found.id))
    return redirect(url_for(".label", sample_id=found.id, at=item.position))


def _overview(form: SampleForm) -> str:
    session = db.session()
    mine = select(Sample).where(Sample.workspace_id == access.workspace().id)
    samples = session.scalars(mine.order_by(Sample.made_at.desc(), Sample.id.desc()).limit(100)).all()
    ids, without = [each.id for each in samples], _without()
    return render_template(
        "insights/evaluation.html",
        form=form,
        samples=samples,
        surveys={survey.id: survey.title for survey in _surveys()},
        progress=sampling.progress(session, ids, without),
        sizes=sampling.sizes(session, ids, without),
        me=access.user().id,
    )


def _labelling(sample: Sample, item: SampleItem, without: Collection[int], wrong: str = "") -> str:
    session, user_id = db.session(), access.user().id
    said, themes = sampling.label_of(session, item, user_id), offered.load(session, sample.workspace_id)
    people = sampling.progress(session, [sample.id], without).get(sample.id, [])
    return render_template(
        "insights/label.html",
        sample=sample,
        item=item,
        said=said,
        chosen=themes.now(theme.id for theme in said.themes) if said else set(),
        done=next((each.labelled for each in people if each.user.id == user_id), 0),
        size=sampling.sizes(session, [sample.id], without).get(sample.id, 0),
        themes=list(zip(_themes(), [*LETTERS, *[""] * 500], strict=False)),
        labels=wording.labels(),
        wrong=wrong,
    )


def _without() -> tuple[int, ...]:
    return sampling.too_small(db.session(), access.workspace().id)


def _item(sample: Sample, position: int, without: Collection[int]) -> SampleItem:
    item = sampling.item_at(db.session(), sample, position, without) if 0 < position <= LARGEST_ID else None
    return item or abort(404)


def _themes() -> list[Theme]:
    return ordering.by_line(live_themes(db.session(), access.workspace().id), g.language)


def _surveys() -> list[Any]:
    return search.surveys_of(db.session(), access.workspace().id)


def _miss(judged: Judged) -> dict[str, Any]:
    """What the page shows of a verbatim on which the engine and the people differ."""
    verbatim = judged.item.verbatim
    text = masks.shown(verbatim.text, verbatim.response.contact, sees_raw=access.may("raw"))
    return {"judged": judged, "text": text, "item": judged.item}
