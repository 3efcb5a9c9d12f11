"""Pages of surveys: the list, a new one, one survey, its settings, its texts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from voc.core import clock, i18n
from voc.core.db import db
from voc.core.i18n import LANGUAGES
from voc.staff import access
from voc.surveys import added_words, beside, branching, forms, listing, paths, publishing, question_types, translations
from voc.surveys.forms import SettingsForm, StarterForm, TextsForm
from voc.surveys.models import Survey, SurveyVersion
from voc.surveys.starters import STARTERS

bp = Blueprint("surveys", __name__, url_prefix="/surveys")


@bp.context_processor
def names() -> dict[str, object]:
    """What pages call languages."""
    return {
        "own_name": translations.own_name,
        "language_name": lambda code: i18n.language_name(code, i18n.reader()),
    }


@bp.get("/")
@access.required("surveys")
def index() -> ResponseReturnValue:
    is_archive = request.args.get("show") == "archive"
    rows = listing.rows(db.session(), access.workspace().id, archived=is_archive)
    archived = len(rows) if is_archive else listing.count_archived(db.session(), access.workspace().id)
    return render_template("surveys/index.html", rows=rows, is_archive=is_archive, archived=archived)


@bp.route("/new", methods=["GET", "POST"])
@access.required("surveys")
def new() -> ResponseReturnValue:
    workspace = access.workspace()
    form = StarterForm(company=workspace.name, languages=list(LANGUAGES), starter=next(iter(STARTERS)))
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("surveys/new.html", form=form, starters=STARTERS, types=question_types.TYPES), status
    survey = publishing.create_from_starter(
        db.session(), workspace.id, STARTERS[form.starter.data], clock.now(),
        company=form.company.data, title=form.title.data, team_id=_own_team(),
        languages=form.ordered_languages(workspace.language),
    )  # fmt: skip
    db.session.commit()
    return redirect(url_for(".show", survey_id=survey.id))


@bp.get("/<int:survey_id>")
@access.required("surveys")
def show(survey_id: int) -> ResponseReturnValue:
    survey = survey_in_reach(survey_id)
    return _shown(survey)


@bp.route("/<int:survey_id>/settings", methods=["GET", "POST"])
@access.required("surveys")
def settings(survey_id: int) -> ResponseReturnValue:
    survey = survey_in_reach(survey_id)
    form = forms.settings_form(survey, _teams())
    if form.validate_on_submit() and _save_settings(survey, form):
        db.session.commit()
        flash(_("The settings are saved."))
        return redirect(url_for(".show", survey_id=survey_id))
    return render_template("surveys/settings.html", form=form, survey=survey), 422 if form.is_submitted() else 200


@bp.get("/<int:survey_id>/texts")
@access.required("surveys")
def texts(survey_id: int) -> ResponseReturnValue:
    survey = survey_in_reach(survey_id)
    draft = survey.draft
    if draft is None:
        return redirect(url_for(".show", survey_id=survey_id))
    return _texts_page(survey, draft, forms.texts_form(draft, translations.read(draft), i18n.reader()))


@bp.post("/<int:survey_id>/texts")
@access.required("surveys")
def save_texts(survey_id: int) -> ResponseReturnValue:
    survey = survey_in_reach(survey_id)
    draft = survey.draft
    if draft is None:
        return _no_draft_any_more(survey)
    form = forms.posted_texts_form(draft, request.form.get("languages", ""), i18n.reader())
    if not form.validate():
        return _texts_page(survey, draft, form), 422
    try:
        publishing.save_texts(
            db.session(), draft, _wanted(survey, form), seen=form.edition.data,
            link_is_for_all=form.link_is_for_all.data,
        )  # fmt: skip
    except publishing.SavedMeanwhile:
        return _after_a_colleague(survey, draft, form), 409
    except publishing.Published:
        return _no_draft_any_more(survey)
    except publishing.OnlyLanguage:
        flash(_("A survey keeps at least one language."), "wrong")
        return _texts_page(survey, draft, form), 422
    db.session.commit()
    flash(_("The texts are saved."))
    kept: dict[str, Any] = {name: value for name in ("beside", "only_missing") if (value := request.form.get(name))}
    if form.add.data and form.new_language.data:
        kept["beside"] = form.new_language.data
    return redirect(url_for(".texts", survey_id=survey_id, **kept))


@bp.post("/<int:survey_id>/texts/chosen")
@access.required("surveys")
def choose_texts(survey_id: int) -> ResponseReturnValue:
    """The page as it was sent, with other parts of it in sight. Nothing is saved, and nothing lost."""
    survey = survey_in_reach(survey_id)
    draft = survey.draft
    if draft is None:
        return _no_draft_any_more(survey)
    form = forms.posted_texts_form(draft, request.form.get("languages", ""), i18n.reader())
    return _texts_page(survey, draft, form) if form.shown else redirect(url_for(".texts", survey_id=survey_id))


@bp.post("/<int:survey_id>/draft")
@access.required("surveys")
def draft(survey_id: int) -> ResponseReturnValue:
    publishing.new_draft(db.session(), survey_in_reach(survey_id))
    db.session.commit()
    return redirect(url_for(".texts", survey_id=survey_id))


@bp.post("/<int:survey_id>/discard")
@access.required("surveys")
def discard(survey_id: int) -> ResponseReturnValue:
    try:
        publishing.discard_draft(db.session(), survey_in_reach(survey_id))
    except publishing.NotPublished:
        flash(_("This survey has nothing but its draft."), "wrong")
    else:
        db.session.commit()
        flash(_("The draft is gone. Customers see the same survey as before."))
    return redirect(url_for(".show", survey_id=survey_id))


@bp.post("/<int:survey_id>/publish")
@access.required("surveys")
def publish(survey_id: int) -> ResponseReturnValue:
    survey = survey_in_reach(survey_id)
    version = survey.draft or survey.versions[-1]
    seen = request.form.get("edition", type=int, default=-1)
    try:
        publishing.publish(db.session(), version, clock.now(), seen=seen, by=access.user().id)
    except publishing.Published:
        flash(_("It is published already."))
    except publishing.Incomplete:
        flash(_("Some texts are missing."), "wrong")
    except publishing.Archived:
        flash(_("The survey is in the archive. Take it out first."), "wrong")
    except publishing.SavedMeanwhile:
        flash(_("Somebody changed the draft after you opened this page. Read it again, then publish."), "wrong")
    else:
        db.session.commit()
        flash(_("Published. Customers who open the address see it now."))
    return redirect(url_for(".show", survey_id=survey_id))


@bp.post("/<int:survey_id>/close")
@access.required("surveys")
def close(survey_id: int) -> ResponseReturnValue:
    try:
        publishing.close(db.session(), survey_in_reach(survey_id), clock.now(), by=access.user().id)
    except publishing.NotPublished:
        flash(_("A survey that was never published cannot be closed."), "wrong")
    else:
        db.session.commit()
        flash(_("Closed. Whoever opens the address is told so, and no more answers are taken."))
    return redirect(url_for(".show", survey_id=survey_id))


@bp.post("/<int:survey_id>/reopen")
@access.required("surveys")
def reopen(survey_id: int) -> ResponseReturnValue:
    try:
        publishing.reopen(db.session(), survey_in_reach(survey_id), clock.now(), by=access.user().id)
    except publishing.Archived:
        flash(_("The survey is in the archive. Take it out first."), "wrong")
    else:
        db.session.commit()
        flash(_("Open again."))
    return redirect(url_for(".show", survey_id=survey_id))


def survey_in_reach(survey_id: int) -> Survey:
    """The survey of this number, with its versions and questions, where it is the workspace's; 404 elsewhere."""
    return access.owned(Survey, survey_id, selectinload(Survey.versions).selectinload(SurveyVersion.questions))


def _teams() -> list[tuple[int, str]]:
    return [(team.id, team.name) for team in access.workspace().teams]


def _own_team() -> int | None:
    mine = access.team_ids_of(db.session(), access.user().id)
    teams = [team_id for team_id, _name in _teams()]
    return next((team_id for team_id in teams if team_id in mine), teams[0] if teams else None)


def _shown(survey: Survey) -> str:
    version = survey.draft or survey.versions[-1]
    return render_template(
        "surveys/show.html",
        survey=survey,
        version=version,
        metric=question_types.of(survey.metric),
        team=next((name for team_id, name in _teams() if team_id == survey.team_id), None),
        written=translations.read(version),
        reads=paths.read_by(i18n.reader(), version)[0],
        sections=translations.sections(version.questions),
        gaps=translations.gaps(version),
        labels={each.key: paths.label_of(each, paths.read_by(i18n.reader(), version)) for each in version.questions},
        ours=added_words.progress(db.session(), survey.workspace_id, version.languages),
        address=current_app.config["VOC"].public_url
        + url_for("responses.hosted.open_page", public_id=survey.public_id),
        responses=listing.responses_of(db.session(), [survey.id]).get(survey.id, 0),
    )


def _save_settings(survey: Survey, form: SettingsForm) -> bool:
    is_anonymous = form.is_anonymous.data if "is_anonymous" in form else survey.is_anonymous
    try:
        publishing.save_settings(
            db.session(), survey, title=form.title.data, key=form.key.data, team_id=form.team_id.data or None,
            is_anonymous=is_anonymous,
        )  # fmt: skip
    except publishing.KeyTaken:
        form.key.errors = [_("Another survey has this key.")]
        return False
    except publishing.AlreadyAsked:
        form.form_errors.append(_("The survey was published meanwhile, so whether it is anonymous stays as it is."))
        return False
    return True


def _no_draft_any_more(survey: Survey) -> ResponseReturnValue:
    flash(_("Not saved: somebody published this draft or threw it away while you were writing."), "wrong")
    return redirect(url_for(".show", survey_id=survey.id))


def _wanted(survey: Survey, form: TextsForm) -> translations.Written:
    written = form.written()
    if form.add.data and form.new_language.data:
        return publishing.with_language(survey, written, form.new_language.data)
    if form.remove.data:
        return publishing.without_language(written, form.remove.data)
    return written


def _texts_page(
    survey: Survey, version: SurveyVersion, form: TextsForm, theirs: translations.Written | None = None
) -> str:
    written = form.written()
    choice = beside.choice(request.values, written, version.questions)
    return render_template(
        "surveys/texts.html",
        survey=survey,
        version=version,
        form=form,
        sections=translations.sections(version.questions),
        missing=translations.gaps_in(written, version.questions),
        later={question.key for step in branching.steps(version.questions)[1:] for question in step},
        choice=choice,
        previewed=i18n.best([request.values.get("lang"), i18n.reader()], choice.languages, choice.languages[0]),
        ours=added_words.progress(db.session(), survey.workspace_id, written),
        theirs=theirs or {},
    )


def _after_a_colleague(survey: Survey, version: SurveyVersion, form: TextsForm) -> str:
    """Both versions of what differs, mine in the fields: saving again decides, and nothing was lost unseen."""
    theirs = translations.read(version)
    both = {**theirs, **form.written()}
    flash(
        _(
            "Somebody else saved these texts while you were writing. Yours are in the fields; "
            "theirs stand below where they differ."
        ),
        "wrong",
    )
    again = forms.texts_form(version, both, i18n.reader())
    again.link_is_for_all.data = form.link_is_for_all.data
    return _texts_page(survey, version, again, theirs)
