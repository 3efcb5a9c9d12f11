"""What customers will read, before anything is published: the draft on the respondents' own page, beside its texts.

Staff alone see it, in a frame of the console's own, and walk through it as a customer would: step by step, along the
branches that their answers lead to, up to the thanks. What they pick and type travels in the page's own form, as on
the real page, and is stored nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload
from werkzeug.datastructures import MultiDict

from voc.analysis import scores
from voc.core import bidi, headers, i18n
from voc.core.db import db
from voc.responses import form as answering
from voc.responses import showing, wording
from voc.responses.entrances import Door
from voc.responses.form import Form
from voc.staff import access
from voc.surveys import added_words, forms, placeholders, translations
from voc.surveys.models import Survey, SurveyVersion

bp = Blueprint("preview", __name__, url_prefix="/surveys/<int:survey_id>/preview")

#: The page with the questions, step by step; all questions under each other; or else the thanks of somebody in a band.
ASK, EVERYTHING = "ask", "everything"
#: Stands for a photo that is chosen to see what follows: none is taken in here. As long as the name of a real one.
CHOSEN_PHOTO = "preview-of-photo"


@dataclass(frozen=True)
class Peephole(Door):
    """A door through which one looks and cannot go."""

    def address(self, page: str, **more: Any) -> str:
        """The preview itself, in the language that is being read."""
        values: dict[str, Any] = {**self.arguments, "lang": i18n.html_tag(self.language), **more}
        return url_for(".show", **values)


@dataclass(frozen=True)
class Note:
    """What stands around the preview, in the words of the colleague who looks."""

    language: str
    text: str
    #: What the button says that leads back to the first step; empty without one.
    again: str
    #: Name and value of what was written and is not saved, for the page to send along.
    unsaved: Sequence[tuple[str, str]]


@bp.get("")
@access.required("surveys")
def show(survey_id: int) -> ResponseReturnValue:
    survey, version = _found(survey_id)
    _cut_off()
    return _preview(survey, version, [])


@bp.post("")
@access.required("surveys")
def show_unsaved(survey_id: int) -> ResponseReturnValue:
    survey, version = _found(survey_id)
    languages = request.form.get("languages", "")
    form = forms.posted_texts_form(version, languages, i18n.reader()) if languages else None
    _cut_off()
    if form is None or not form.shown:
        return _preview(survey, version, [])
    translations.write(version, form.written())
    version.link_is_for_all = form.link_is_for_all.data
    return _preview(survey, version, forms.unsaved(form))


def _found(survey_id: int) -> tuple[Survey, SurveyVersion]:
    survey = access.owned(Survey, survey_id, selectinload(Survey.versions).selectinload(SurveyVersion.questions))
    return survey, survey.draft or survey.versions[-1]


def _cut_off() -> None:
    """From here on nothing that is changed can reach the database."""
    db.session.expunge_all()
    db.session.rollback()


def _preview(survey: Survey, version: SurveyVersion, unsaved: Sequence[tuple[str, str]]) -> Response:
    reader = i18n.reader()
    note = Note(
        i18n.html_tag(i18n.spoken(reader)),
        _("Preview: nothing here is sent or stored."),
        _("Start again"),
        unsaved,
    )
    workspace = access.workspace()
    language = i18n.best([request.values.get("lang"), reader], version.languages, version.default_language)
    translations.fill_gaps(version, _lacking(language))
    i18n.speak(language, added_words.written(db.session(), workspace.id, language))
    door = Peephole(survey, version, workspace, language, "preview", {"survey_id": str(survey.id)})
    shown = request.values.get("show", ASK)
    if shown in (ASK, EVERYTHING):
        return headers.framed(_walk(door, note, is_whole=shown == EVERYTHING))
    return headers.framed(_thanks(door, replace(note, again=""), Form(version, door.language).fill({}), shown))


def _lacking(language: str) -> Callable[[str], str]:
    """What stands where a text of this language is not written yet, in the words of the colleague who looks."""
    way = bidi.direction(language)

    def stand_in(text: str) -> str:
        said = _("%(text)s [not in this language yet]", text=text) if text else _("[no text yet]")
        return bidi.apart(said, "", way)

    return stand_in


def _walk(door: Peephole, note: Note, *, is_whole: bool) -> str:
    """The step that what was pressed leads to; behind the last one the thanks."""
    filled, posted = Form(door.version, door.language), _posted(door.version)
    if is_whole or "step" not in posted:
        return _questions(door, note, filled.fill({}), is_whole=is_whole)
    try:
        filled.take(posted)
    except answering.Malformed:
        abort(400)
    if "back" in posted:
        filled.go_back()
    elif "onward" not in posted:
        # The texts were changed beside it, or the language: who looks stays where they are.
        filled.as_typed()
    elif filled.is_valid and filled.next_step is None:
        score = filled.score
        return _thanks(door, note, filled, None if score is None else scores.band(door.survey.metric, score))
    elif filled.is_valid:
        filled.go_on()
    return _questions(door, note, filled)


def _posted(version: SurveyVersion) -> MultiDict[str, str]:
    """What was picked and typed on the page, with a photo's stand-in where a file was chosen."""
    asked = answering.names(version)
    posted: MultiDict[str, str] = MultiDict((name, each) for name in asked for each in request.form.getlist(name))
    for name in ("step", "back", "onward"):
        if name in request.form:
            posted[name] = request.form[name]
    for question in version.questions:
        if answering.of(question).takes_file:
            _stand_in(posted, question.key)
    return posted


def _stand_in(posted: MultiDict[str, str], key: str) -> None:
    if any(request.form.get(f"{key}-{way}") for way in ("camera", "file")):
        posted[key] = CHOSEN_PHOTO
    elif request.form.get(f"{key}-away"):
        posted.pop(key, None)


def _questions(door: Peephole, note: Note, filled: Form, *, is_whole: bool = False) -> str:
    texts = door.version.texts.get(door.language, {})
    if is_whole:
        note = replace(note, again="", text=_("Only to look at. To walk through it, choose “The questions”."))
    return render_template(
        "responses/answer.html",
        **showing.frame(door),
        preview=note,
        is_whole=is_whole,
        texts={key: placeholders.fill(text, {}) for key, text in texts.items()},
        questions=filled.everything if is_whole else filled.questions,
        views={},
        filled=filled,
        picked=None,
        answered=None,
        trouble="",
        watched=None,
        elsewhere=None,
    )


def _thanks(door: Peephole, note: Note, filled: Form, band: str | None) -> str:
    promise = None if door.survey.is_anonymous else wording.sample_promise(door.language)
    return render_template(
        "responses/thanks.html",
        **showing.frame(door),
        preview=note,
        words=placeholders.fill(
            translations.thanks(door.version, door.language, band=band, promise=promise),
            filled.known,
            door.language,
        ),
        link=translations.thanks_link(door.version, door.language, band=band),
        may_change=False,
    )
