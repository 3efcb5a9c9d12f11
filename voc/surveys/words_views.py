"""The page on which our own sentences are written in a language that the product does not speak."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from voc.core import clock
from voc.core.db import db
from voc.core.our_words import Words
from voc.staff import access, audit
from voc.surveys import added_words, sentences, words_forms
from voc.surveys.added_words import Progress, fingerprint
from voc.surveys.views import names
from voc.surveys.words_forms import WordsForm

bp = Blueprint("words", __name__, url_prefix="/surveys/words/<language>")
bp.context_processor(names)


@bp.get("")
@access.required("surveys")
def show(language: str) -> ResponseReturnValue:
    written = _written(language)
    return _page(language, words_forms.words_form(language, written), written, _fingerprints(written))


@bp.post("")
@access.required("surveys")
def save(language: str) -> ResponseReturnValue:
    """Every line that is right is saved, whatever is wrong with another; that one comes back as it was typed."""
    session, workspace_id = db.session(), access.workspace().id
    before, form, seen = _written(language), words_forms.words_form(language), _seen()
    is_valid = form.validate()
    if "csrf_token" in form.errors:
        return _page(language, form, before, seen), 422
    lines = form.lines(seen)
    theirs = added_words.save(session, workspace_id, language, lines)
    written = _written(language)
    if written != before:
        audit.record(
            session, "words.saved", f"language:{language}", clock.now(), workspace_id=workspace_id,
            user_id=access.user().id,
        )  # fmt: skip
    session.commit()
    if is_valid and not theirs:
        flash(_("The words are saved. Customers read them from now on."))
        return redirect(url_for(".show", language=language, **_kept()))
    for key, each in sentences.every().items():
        if key in lines and key not in theirs:
            form[each.name].data = written.get(key, "")
    now_seen = {**_fingerprints(written), **{each.name: seen.get(each.name, "") for each in form.wrong}}
    return _page(language, form, written, now_seen, theirs), 422 if form.wrong else 409


@bp.post("/typed")
@access.required("surveys")
def as_typed(language: str) -> ResponseReturnValue:
    """The page as it was sent, with what it lacks marked as of now. Nothing is saved."""
    saved, form = _written(language), words_forms.words_form(language)
    typed = {key: form[each.name].data for key, each in sentences.every().items() if form[each.name].raw_data}
    written = {key: text for key, text in {**saved, **typed}.items() if text}
    return _page(language, form, written, {**_fingerprints(saved), **_seen()})


def _written(language: str) -> Words:
    if not added_words.is_writable(language):
        abort(404)
    return added_words.written(db.session(), access.workspace().id, language)


def _seen() -> Words:
    prefix = "seen-"
    return {name.removeprefix(prefix): text for name, text in request.form.items() if name.startswith(prefix)}


def _fingerprints(written: Words) -> Words:
    return {each.name: fingerprint(written.get(key, "")) for key, each in sentences.every().items()}


def _kept() -> dict[str, Any]:
    """From which survey somebody came, and whether they see only what is missing."""
    survey, only = request.values.get("survey", ""), request.values.get("only_missing", "")
    kept = {
        "survey": survey if survey.isascii() and survey.isdigit() and len(survey) < 10 else "",
        "only_missing": only,
    }
    return {name: value for name, value in kept.items() if value}


def _page(language: str, form: WordsForm, written: Words, seen: Words, theirs: Words | None = None) -> str:
    known = sentences.every()
    return render_template(
        "surveys/words.html",
        language=language,
        form=form,
        places=sentences.places(),
        written=written,
        seen=seen,
        theirs=theirs or {},
        progress=Progress(len(written.keys() & known.keys()), len(known)),
        kept=_kept(),
        survey=_kept().get("survey"),
        only_missing="only_missing" in _kept(),
    )
