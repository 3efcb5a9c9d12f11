"""How good the engine is on the company's own scores, and answers whose score and words disagree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voc.core import clock
from voc.core.db import db
from voc.insights import wording
from voc.insights.learning import scored, switching
from voc.insights.learning.learned_models import LearnedModel
from voc.insights.pages import PAGE, bp, row_of
from voc.insights.verbatims import conflicts, search
from voc.insights.verbatims.search import Filter
from voc.staff import access, audit
from voc.staff.access import required


@dataclass(frozen=True)
class Tongue:
    """A language with its versions, newest first."""

    key: str
    versions: list[LearnedModel]

    @property
    def current(self) -> LearnedModel | None:
        """The version that is on; None where the general model reads."""
        return next((each for each in self.versions if each.is_current), None)

    @property
    def shown(self) -> LearnedModel:
        """The version whose figures say most: the one that is on, else the newest."""
        return self.current or self.versions[0]

    @property
    def words(self) -> dict[str, list[list[Any]]]:
        """What it learned: words of praise and words of complaint, strongest first; none that shows as 0.0."""
        learned = [word for word in self.shown.words if abs(word[1]) >= 0.05]
        return {"positive": [w for w in learned if w[1] > 0], "negative": [w for w in learned if w[1] < 0]}


@bp.get("/accuracy")
@required("surveys")
def accuracy() -> ResponseReturnValue:
    session, workspace_id = db.session(), access.workspace().id
    kept = switching.versions(session, workspace_id)
    tongues = [Tongue(key, [each for each in kept if each.language == key]) for key in switching.LANGUAGES]
    return render_template(
        "insights/accuracy.html",
        tongues=[each for each in tongues if each.versions],
        engine=switching.engine_of(session, workspace_id),
        first=None if kept else scored.first(session, workspace_id, clock.now()),
    )


@bp.post("/accuracy/<any(en, zh):language>/general")
@required("surveys")
def use_general_model(language: str) -> ResponseReturnValue:
    session, now = db.session(), clock.now()
    switching.use_general(session, access.workspace().id, language, now)
    _note("learning.switched_off", f"language:{language}")
    session.commit()
    flash(_("The general model reads from now on. What was read is being read again."))
    return redirect(url_for(".accuracy"))


@bp.post("/accuracy/<int:model_id>/on")
@required("surveys")
def use_learned_model(model_id: int) -> ResponseReturnValue:
    session, now = db.session(), clock.now()
    row = access.owned(LearnedModel, model_id)
    try:
        switching.use(session, row, now)
    except switching.NotBetter:
        abort(409)
    except switching.OtherEngine:
        flash(_("An earlier version of the engine taught this model. It cannot read with the present one."), "wrong")
        return redirect(url_for(".accuracy"))
    _note("learning.switched_on", f"learned_model:{row.id}")
    session.commit()
    flash(_("The learned model reads from now on. What was read is being read again."))
    return redirect(url_for(".accuracy"))


def _note(action: str, subject: str) -> None:
    of = {"workspace_id": access.workspace().id, "user_id": access.user().id}
    audit.record(db.session(), action, subject, clock.now(), **of)


@bp.get("/verbatims/conflicts")
@required("results")
def conflicting() -> ResponseReturnValue:
    session = db.session()
    kind = request.args.get("kind", "any")
    if kind not in (*conflicts.KINDS, "any"):
        abort(404)
    wanted = search.guarded(session, Filter(access.workspace().id, conflict=kind))
    found = search.find(session, wanted, after=request.args.get("after"), limit=PAGE + 1)
    here: dict[str, Any] = {"kind": kind} if kind != "any" else {}
    return render_template(
        "insights/conflicts.html",
        kind=kind,
        rows=[row_of(each) for each in found[:PAGE]],
        labels=wording.labels(),
        channels=wording.channels(),
        count=search.count(session, wanted),
        hides_small_groups=bool(wanted.without),
        clear=conflicts.CLEAR,
        older=url_for(".conflicting", **here, after=found[PAGE - 1].cursor) if len(found) > PAGE else None,
        newest=url_for(".conflicting", **here) if "after" in request.args else None,
    )
