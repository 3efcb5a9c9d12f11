"""Pages on which a theme is made, edited, muted, retired, merged and split."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voc.core.db import db
from voc.insights.models import Theme, live_themes
from voc.insights.pages import bp
from voc.insights.themes import codebook
from voc.insights.themes import forms as theme_forms
from voc.insights.themes import seeds as words
from voc.insights.themes.codebook import Circle, NameMissing, NameTaken, NotHere, NothingToSplit
from voc.insights.themes.forms import MergeForm, SeedForm, SplitForm, ThemeForm
from voc.insights.themes.seeds import Unusable
from voc.insights.themes.views import theme_of
from voc.staff import access
from voc.staff.access import required


@bp.route("/themes/new", methods=["GET", "POST"])
@required("themes")
def new_theme() -> ResponseReturnValue:
    session, workspace_id, form = db.session(), access.workspace().id, theme_forms.of_address(request.args)
    _offer(form)
    if not form.validate_on_submit():
        return _form_page(form, None)
    try:
        theme = codebook.add(
            session, workspace_id, names=form.names(), seeds=form.seeds(), parent_id=form.parent.data or None,
            description=form.description.data or "", by=access.user().id,
        )  # fmt: skip
        _save_rest(theme, form)
    except _MISTAKES as mistake:
        return _form_page(form, None, mistake)
    session.commit()
    flash(_("The theme is there. What customers wrote is being read again with it."))
    return redirect(url_for(".theme", theme_id=theme.id))


@bp.route("/themes/<int:theme_id>/edit", methods=["GET", "POST"])
@required("themes")
def edit_theme(theme_id: int) -> ResponseReturnValue:
    session, theme = db.session(), theme_of(theme_id)
    form = theme_forms.of_theme(theme)
    _offer(form, but=theme)
    if not form.validate_on_submit():
        return _form_page(form, theme)
    try:
        codebook.rename(session, theme, form.names(), by=access.user().id)
        codebook.reseed(session, theme, form.seeds(), by=access.user().id)
        codebook.move(session, theme, form.parent.data or None, by=access.user().id)
        _save_rest(theme, form)
    except _MISTAKES as mistake:
        return _form_page(form, theme, mistake)
    session.commit()
    flash(_("The theme is saved."))
    return redirect(url_for(".theme", theme_id=theme_id))


_MISTAKES = (NameMissing, NameTaken, Unusable, Circle, NotHere)


def _offer(form: ThemeForm, but: Theme | None = None) -> None:
    session, workspace_id = db.session(), access.workspace().id
    parents = [theme for theme in live_themes(session, workspace_id) if theme is not but]
    form.offer(parents, codebook.people(session, workspace_id), g.language)


def _save_rest(theme: Theme, form: ThemeForm) -> None:
    by = access.user().id
    told = {"description": form.description.data or "", "playbook": form.playbook.data or ""}
    codebook.describe(db.session(), theme, **told, by=by)
    codebook.assign(db.session(), theme, form.owner.data or None, by=by)


def _form_page(form: ThemeForm, theme: Theme | None, mistake: Exception | None = None) -> ResponseReturnValue:
    if mistake is not None:
        db.session.rollback()
        _explain(form, mistake)
    status = 422 if form.is_submitted() else 200
    return render_template("insights/theme_form.html", form=form, theme=theme), status


def _explain(form: Any, mistake: Exception) -> None:
    """Say at the field what is wrong with it."""
    if isinstance(mistake, NameMissing):
        form.name_en.errors = [_("Give it a name in at least one language.")]
    elif isinstance(mistake, NameTaken):
        form.name_en.errors = [_("Another theme has this name.")]
    elif isinstance(mistake, Unusable) and mistake.seed:
        form.seeds_en.errors = [_("“%(words)s” is too long: a word or a phrase, not a sentence.", words=mistake.seed)]
    elif isinstance(mistake, Unusable):
        form.seeds_en.errors = [_("These are too many words for one theme. Split it.")]
    elif isinstance(mistake, Circle):
        form.parent.errors = [_("A theme cannot stand below itself.")]
    else:
        form.parent.errors = [_("This is not there any more. Choose another one.")]


@bp.post("/themes/<int:theme_id>/seeds")
@required("themes")
def add_seed(theme_id: int) -> ResponseReturnValue:
    """Put one suggested word among the seeds, because a person says so."""
    theme, form = theme_of(theme_id), SeedForm()
    if not form.validate_on_submit():
        abort(422)
    seeds = words.of(theme.seeds)
    language = "zh" if any("\u3400" <= char <= "\u9fff" for char in form.seed.data) else "en"
    seeds[language].append(form.seed.data)
    try:
        codebook.reseed(db.session(), theme, seeds, by=access.user().id)
    except Unusable:
        abort(422)
    db.session.commit()
    flash(_("“%(words)s” belongs to the theme now.", words=form.seed.data))
    return redirect(url_for(".theme", theme_id=theme_id, _anchor="suggested"))


@bp.post("/themes/<int:theme_id>/<any(mute, unmute, retire, restore):action>")
@required("themes")
def change_theme(theme_id: int, action: str) -> ResponseReturnValue:
    theme = theme_of(theme_id)
    done: Mapping[str, tuple[Callable[..., None], str]] = {
        "mute": (codebook.mute, _("Muted. It is still read, but not counted.")),
        "unmute": (codebook.unmute, _("It is counted again.")),
        "retire": (codebook.retire, _("Retired. Nobody looks for it any more; nothing of it is lost.")),
        "restore": (codebook.restore, _("It is a theme of its own again. What customers wrote is being read again.")),
    }
    verb, told = done[action]
    try:
        verb(db.session(), theme, by=access.user().id)
    except NameTaken:
        db.session.rollback()
        flash(_("Another theme has its name meanwhile. Rename one of the two first."), "wrong")
    else:
        db.session.commit()
        flash(told)
    return redirect(url_for(".theme", theme_id=theme_id))


@bp.route("/themes/<int:theme_id>/merge", methods=["GET", "POST"])
@required("themes")
def merge_theme(theme_id: int) -> ResponseReturnValue:
    session, theme, form = db.session(), theme_of(theme_id), MergeForm()
    others = [each for each in live_themes(session, theme.workspace_id) if each is not theme]
    form.into.choices = theme_forms.named(others, g.language)
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("insights/theme_merge.html", form=form, theme=theme), status
    into = next(each for each in others if each.id == form.into.data)
    try:
        codebook.merge(session, theme, into, by=access.user().id)
    except NotHere:
        abort(409)
    session.commit()
    flash(_("Merged. Its mentions are those of %(name)s now.", name=into.name_in(g.language)))
    return redirect(url_for(".theme", theme_id=into.id))


@bp.route("/themes/<int:theme_id>/split", methods=["GET", "POST"])
@required("themes")
def split_theme(theme_id: int) -> ResponseReturnValue:
    session, theme, form = db.session(), theme_of(theme_id), SplitForm()
    form.offer(words.of(theme.seeds))
    if not form.validate_on_submit():
        return _split_page(form, theme)
    try:
        new = codebook.split(session, theme, names=form.names(), seeds=form.seeds(), by=access.user().id)
    except NothingToSplit:
        form.chosen.errors = [_("Choose some words, and leave some.")]
        return _split_page(form, theme)
    except NotHere:
        abort(409)
    except (NameMissing, NameTaken) as mistake:
        _explain(form, mistake)
        return _split_page(form, theme)
    session.commit()
    flash(_("Split. What customers wrote is being read again."))
    return redirect(url_for(".theme", theme_id=new.id))


def _split_page(form: SplitForm, theme: Theme) -> ResponseReturnValue:
    db.session.rollback()
    return render_template("insights/theme_split.html", form=form, theme=theme), 422 if form.is_submitted() else 200
