"""Shapes of what people type about sources."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, SelectField, StringField, SubmitField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length

from voc.intake import mapping

#: What a new source starts with, until somebody has seen what it really sends.
EXAMPLE = """{
  "type": "answer.updated",
  "data": {
    "id": "answer-1017",
    "score": 3,
    "comment": "Nobody called me back.",
    "answered_at": "2026-11-16T08:57:31+01:00",
    "customer": {"email": "ana@example.com", "name": "Ana Silva", "language": "en"}
  }
}"""
USUAL = {
    "id": "data.id",
    "score": "data.score",
    "comment": "data.comment",
    "date": "data.answered_at",
    "email": "data.customer.email",
    "name": "data.customer.name",
    "language": "data.customer.language",
}


#: Field of a body -> what it is called.
LABELS = {
    "id": _("Its own id of the answer"),
    "score": _("Score"),
    "comment": _("Comment"),
    "date": _("Answered at"),
    "updated": _("Last changed at"),
    "email": _("E-mail address of the person"),
    "person": _("Your own id of the person"),
    "name": _("Name of the person"),
    "language": _("Language"),
}


def a_path(form: FlaskForm, field: Field) -> None:
    """Accept a path, and none at all."""
    field.data = (field.data or "").strip()
    if field.data and not mapping.is_path(field.data):
        raise ValidationError(gettext("Write names and numbers with dots between, such as data.answers.0.value."))


class SourceForm(FlaskForm):
    """A source: what it is called, where its answers go, and where in its bodies they stand."""

    name = StringField(_("Name of the source"), [DataRequired(), Length(max=100)])
    survey_id = SelectField(_("Survey"), coerce=int)
    id = StringField(LABELS["id"], [DataRequired(), a_path])
    score = StringField(LABELS["score"], [a_path])
    comment = StringField(LABELS["comment"], [a_path])
    date = StringField(LABELS["date"], [a_path])
    updated = StringField(LABELS["updated"], [a_path])
    email = StringField(LABELS["email"], [a_path])
    person = StringField(LABELS["person"], [a_path])
    # Called so because `name` is the source's.
    person_name = StringField(LABELS["name"], [a_path])
    language = StringField(LABELS["language"], [a_path])
    example = TextAreaField(_("An example body"), [Length(max=200_000)], render_kw={"rows": 14, "spellcheck": "false"})
    look = SubmitField(_("See what the paths find"))
    save = SubmitField(_("Save"))

    def validate_score(self, field: Field) -> None:
        if not field.data and not (self.comment.data or "").strip():
            raise ValidationError(gettext("Say where the score stands, or the comment."))

    @property
    def paths(self) -> dict[str, str]:
        """Field of a body -> path, as a source keeps it."""
        named = {name: self._field(name).data for name in mapping.FIELDS}
        return {name: path for name, path in named.items() if path}

    def fill(self, paths: Mapping[str, str]) -> None:
        """Show the paths of a source."""
        for name in mapping.FIELDS:
            self._field(name).data = paths.get(name, "")

    def _field(self, name: str) -> Field:
        return self["person_name" if name == "name" else name]
