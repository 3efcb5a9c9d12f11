"""What customers will read, before anything is published: the draft on the respondents' own page, beside its texts.

Staff alone see it, in a frame of the console's own. Nothing is stored, and nothing on it can be answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from voc.core import headers, i18n
from voc.core.db import db
from voc.responses import showing, wording
from voc.responses.entrances import Door
from voc.responses.form import Form
from voc.staff import access
from voc.surveys import added_words, forms, placeholders, translations
from voc.surveys.models import Survey, SurveyVersion

bp = Blueprint("preview", __name__, url_prefix="/surveys/<int:survey_id>/preview")

#: The page with the questions, or the thanks of somebody in a band.
ASK = "ask"


@dataclass(frozen=True)
class Peephole(Door):
    """A door through which one looks and cannot go."""

    def address(self, page: str, **more: Any) -> str:
        """The preview itself, in the language that is being read."""
        values: dict[str, Any] = {**self.arguments, "lang": i18n.html_tag(self.language), **more}
        return url_for(".show", **values)


@bp.get("")
@access.required("surveys")
def show(survey_id: int) -> ResponseReturnValue:
    survey, version = _found(survey_id)
    return _preview(survey, version)


@bp.post("")
@access.required("surveys")
def show_unsaved(survey_id: int) -> ResponseReturnValue:
    survey, version = _found(survey_id)
    form = forms.posted_texts_form(version, request.form.get("languages", ""), str(get_locale() or "en"))
    # From here on nothing that is changed can reach the database.
    db.session.expunge_all()
    db.session.rollback()
    if written := form.written():
        translations.write(version, written)
    version.link_is_for_all = form.link_is_for_all.data
    return _preview(survey, version)


def _found(survey_id: int) -> tuple[Survey, SurveyVersion]:
    survey = access.owned(Survey, survey_id, selectinload(Survey.versions).selectinload(SurveyVersion.questions))
    return survey, survey.draft or survey.versions[-1]


def _preview(survey: Survey, version: SurveyVersion) -> Response:
    note = _("Preview: nothing here is sent or stored.")
    workspace = access.workspace()
    language = i18n.best([request.values.get("lang")], version.languages, version.default_language)
    i18n.speak(language, added_words.written(db.session(), workspace.id, language))
    door = Peephole(survey, version, workspace, language, "preview", {"survey_id": str(survey.id)})
    shown, filled = request.values.get("show", ASK), Form(version, door.language).fill({})
    frame = {**showing.frame(door), "preview_note": note}
    if shown == ASK:
        html = render_template(
            "responses/answer.html",
            **frame,
            texts={key: placeholders.fill(text, {}) for key, text in version.texts.get(door.language, {}).items()},
            # Whoever writes wants to read every question, also those that few are asked.
            questions=filled.everything,
            views={},
            filled=filled,
            picked=None,
            answered=None,
            trouble="",
            key="",
            opened="",
            trap="",
            watched=None,
            elsewhere=None,
        )
    else:
        html = render_template(
            "responses/thanks.html",
            **frame,
            words=placeholders.fill(
                translations.thanks(version, door.language, band=shown, promise=_promise(survey)), {}
            ),
            link=translations.thanks_link(version, door.language, band=shown),
            may_change=False,
        )
    return headers.framed(html)


def _promise(survey: Survey) -> str | None:
    return None if survey.is_anonymous else wording.sample_promise(str(g.language))
