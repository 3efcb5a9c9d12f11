"""Pages about the questions of a draft: all of them with their paths, and one."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voc.core.db import db
from voc.staff import access
from voc.surveys import branching, paths, publishing, question_forms, question_types, questions
from voc.surveys.models import Question, Survey, SurveyVersion
from voc.surveys.question_forms import QuestionForm
from voc.surveys.views import names, survey_in_reach

bp = Blueprint("questions", __name__, url_prefix="/surveys/<int:survey_id>/questions")
bp.context_processor(names)


@bp.get("/")
@access.required("surveys")
def index(survey_id: int) -> ResponseReturnValue:
    survey = survey_in_reach(survey_id)
    version = survey.draft or survey.versions[-1]
    languages = paths.read_by(g.language, version)
    return render_template(
        "surveys/questions.html",
        survey=survey,
        version=version,
        types=question_types.TYPES,
        addable=[kind for kind in question_types.TYPES.values() if kind.scale is None],
        label_of=lambda question: paths.label_of(question, languages),
        language_of=lambda question: next((each for each in languages if paths.is_asked_in(question, each)), ""),
        conditions_of=lambda question: [
            paths.in_words(each, version.questions, languages) for each in branching.conditions(question)
        ],
        picture=paths.picture(version.questions, languages),
        has_room=len(version.questions) < questions.MOST_QUESTIONS,
    )


@bp.route("/new/<kind>", methods=["GET", "POST"])
@access.required("surveys")
def new(survey_id: int, kind: str) -> ResponseReturnValue:
    survey = survey_in_reach(survey_id)
    if kind not in question_types.TYPES or question_types.TYPES[kind].scale:
        abort(404)
    draft = survey.draft
    if draft is None:
        return _no_draft_any_more(survey)
    form = question_forms.form_for(draft, kind, None, _written_in(draft, None), g.language)
    if not form.validate_on_submit():
        return _form_page(survey, draft, form, kind, None)
    try:
        added = questions.add(
            db.session(), draft, kind, seen=form.edition.data, settings=form.settings(),
            is_required=form.is_required.data, shown_if=form.conditions(),
            texts={form.language.data: form.spoken()},
        )  # fmt: skip
    except questions.TooMany:
        flash(_("A survey has at most %(most)s questions.", most=questions.MOST_QUESTIONS), "wrong")
        return redirect(url_for(".index", survey_id=survey.id))
    except (publishing.SavedMeanwhile, publishing.Published) as error:
        return _too_late(survey, error)
    return _saved(survey, form, added)


@bp.route("/<key>", methods=["GET", "POST"])
@access.required("surveys")
def edit(survey_id: int, key: str) -> ResponseReturnValue:
    survey = survey_in_reach(survey_id)
    draft, question = _question(survey, key)
    if draft is None:
        return _no_draft_any_more(survey)
    form = question_forms.form_for(draft, question.kind, question, _written_in(draft, question), g.language)
    if not form.validate_on_submit():
        return _form_page(survey, draft, form, question.kind, question)
    try:
        questions.change(
            db.session(), question, seen=form.edition.data, settings={**question.settings, **form.settings()},
            is_required=form.is_required.data, shown_if=form.conditions(),
            texts={form.language.data: form.spoken()},
        )  # fmt: skip
    except branching.Dangling as error:
        flash(_depended_on(error, draft), "wrong")
        return _form_page(survey, draft, form, question.kind, question)
    except (publishing.SavedMeanwhile, publishing.Published) as error:
        return _too_late(survey, error)
    return _saved(survey, form, question)


@bp.post("/<key>/move")
@access.required("surveys")
def move(survey_id: int, key: str) -> ResponseReturnValue:
    survey = survey_in_reach(survey_id)
    draft, question = _question(survey, key)
    if draft is None:
        return _no_draft_any_more(survey)
    by = 1 if request.form.get("to") == "later" else -1
    try:
        questions.move(db.session(), question, by, seen=_edition())
    except branching.Circular as error:
        flash(_before_its_condition(error, draft), f"wrong@{key}")
    except (publishing.SavedMeanwhile, publishing.Published) as error:
        return _too_late(survey, error)
    else:
        db.session.commit()
        number = draft.questions.index(question) + 1
        flash(_("This is question %(number)s now.", number=number), f"message@{key}")
    return redirect(url_for(".index", survey_id=survey.id) + f"#{key}")


@bp.post("/<key>/remove")
@access.required("surveys")
def remove(survey_id: int, key: str) -> ResponseReturnValue:
    survey = survey_in_reach(survey_id)
    draft, question = _question(survey, key)
    if draft is None:
        return _no_draft_any_more(survey)
    try:
        questions.remove(db.session(), question, seen=_edition())
    except branching.Dangling as error:
        flash(_asked_after_it(error, draft), f"wrong@{key}")
        return redirect(url_for(".index", survey_id=survey.id) + f"#{key}")
    except questions.KeepsItsScore:
        flash(_("A survey keeps the question for its score."), "wrong")
    except (publishing.SavedMeanwhile, publishing.Published) as error:
        return _too_late(survey, error)
    else:
        db.session.commit()
        flash(_("The question is taken out. Answers that earlier versions got to it are kept."))
    return redirect(url_for(".index", survey_id=survey.id))


def _question(survey: Survey, key: str) -> tuple[SurveyVersion | None, Question]:
    version = survey.draft or survey.versions[-1]
    question = next((each for each in version.questions if each.key == key), None)
    if question is None:
        abort(404)
    return survey.draft, question


def _written_in(draft: SurveyVersion, question: Question | None) -> str:
    """The language of the fields: the writer's own where the question has it, else the first one of the survey."""
    sent, own = request.form.get("language"), str(g.language)
    if sent in draft.languages:
        return str(sent)
    has_own = own in draft.languages and (question is None or paths.is_asked_in(question, own))
    return own if has_own else draft.default_language


def _edition() -> int:
    return request.form.get("edition", type=int, default=-1)


def _form_page(
    survey: Survey, draft: SurveyVersion, form: QuestionForm, kind: str, question: Question | None
) -> ResponseReturnValue:
    page = render_template(
        "surveys/question.html",
        survey=survey,
        version=draft,
        form=form,
        type=question_types.TYPES[kind],
        kind=kind,
        question=question,
        languages=len(draft.languages),
    )
    return page, 422 if form.is_submitted() else 200


def _saved(survey: Survey, form: QuestionForm, question: Question) -> ResponseReturnValue:
    db.session.commit()
    if form.more.data:
        flash(_("The question is saved."), "message@items")
        return redirect(url_for(".edit", survey_id=survey.id, key=question.key) + "#items")
    flash(_("The question is saved."), f"message@{question.key}")
    return redirect(url_for(".index", survey_id=survey.id) + f"#{question.key}")


def _no_draft_any_more(survey: Survey) -> ResponseReturnValue:
    flash(_("There is no draft any more: it was published or thrown away. Begin a new version."), "wrong")
    return redirect(url_for("surveys.show", survey_id=survey.id))


def _too_late(survey: Survey, error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    if isinstance(error, publishing.Published):
        return _no_draft_any_more(survey)
    flash(
        _("Somebody else changed the draft meanwhile. Nothing of yours was saved: look at it and do it again."), "wrong"
    )
    return redirect(url_for(".index", survey_id=survey.id))


def _depended_on(error: branching.Dangling, draft: SurveyVersion) -> str:
    by = _label(error.args[0], draft)
    return str(_("“%(question)s” depends on this answer. Change when it is asked first.", question=by))


def _asked_after_it(error: branching.Dangling, draft: SurveyVersion) -> str:
    by = _label(error.args[0], draft)
    return str(
        _("This one stays: “%(question)s” is asked only after certain answers to it. Change that first.", question=by)
    )


def _before_its_condition(error: branching.Circular, draft: SurveyVersion) -> str:
    later, earlier = (_label(key, draft) for key in error.args)
    return str(_("“%(later)s” depends on “%(earlier)s”, so it must come after it.", later=later, earlier=earlier))


def _label(key: str, draft: SurveyVersion) -> str:
    question = next(each for each in draft.questions if each.key == key)
    return paths.label_of(question, paths.read_by(g.language, draft))
