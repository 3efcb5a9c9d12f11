"""The shape of what people type on a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from voc.followups.models import Outcome
from voc.insights import ordering
from voc.insights.models import Theme
from voc.staff.models import User

#: As long as an answer may be.
LONGEST = 20_000


def _lines(text: str | None) -> str | None:
    # Browsers send CRLF, whatever was typed.
    return text.replace("\r\n", "\n") if text else text


class WordsField(TextAreaField):
    """Words of any length, their lines ended as everywhere else in the product."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, filters=[_lines], **kwargs)


_is_written = (DataRequired(lazy_gettext("Write something first.")), Length(max=LONGEST))


class ReplyForm(FlaskForm):
    """A mail to the customer. The key makes the same form act once."""

    key = HiddenField(validators=[InputRequired(), Length(max=64)])
    text = WordsField(lazy_gettext("Your message"), id="reply-text", validators=_is_written)

    def says_something(self, greeting: str) -> bool:
        """Whether there is more in it than the greeting that stood there already."""
        if (self.text.data or "").strip() != greeting.strip():
            return True
        self.text.errors = [gettext("Write something first.")]
        return False


class NoteForm(FlaskForm):
    """Words for colleagues; the customer never sees them."""

    key = HiddenField(validators=[InputRequired(), Length(max=64)])
    text = WordsField(lazy_gettext("Your note"), id="note-text", validators=_is_written)


class CallForm(FlaskForm):
    """A call that was made, and whether anybody answered."""

    key = HiddenField(validators=[InputRequired(), Length(max=64)])
    reached = RadioField(
        lazy_gettext("What came of it"),
        id="call-reached",
        choices=[SelectChoice("yes", lazy_gettext("We spoke")), SelectChoice("no", lazy_gettext("Tried, no answer"))],
        validators=[InputRequired(lazy_gettext("Say whether you spoke."))],
    )
    text = WordsField(lazy_gettext("What was said"), id="call-text", validators=[Length(max=LONGEST)])


class AssignForm(FlaskForm):
    """Whose the case shall be."""

    owner = SelectField(lazy_gettext("New owner"), id="assign-owner", coerce=int)

    def offer(self, people: Sequence[User]) -> None:
        """Choose among these."""
        self.owner.choices = [SelectChoice(person.id, person.name) for person in people]


class CloseForm(FlaskForm):
    """How it ended, and what was behind it."""

    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    outcome = SelectField(lazy_gettext("How did it end?"), id="close-outcome", validators=[DataRequired()])
    root_cause = SelectField(
        lazy_gettext("What was behind it?"), id="close-root-cause", coerce=int, validators=[Optional()]
    )
    text = WordsField(lazy_gettext("What was done"), id="close-text", validators=[Length(max=LONGEST)])

    def offer(self, themes: Sequence[Theme], language: str) -> None:
        """Choose among the outcomes, and among these themes in the reader's language."""
        self.outcome.choices = [SelectChoice(*pair) for pair in (("", gettext("Choose …")), *outcomes().items())]
        named = ordering.by_name(themes, language)
        nothing = SelectChoice(0, gettext("None of these, or not known"))
        self.root_cause.choices = [nothing, *(SelectChoice(theme.id, theme.name_in(language)) for theme in named)]


class ReopenForm(FlaskForm):
    """Why a closed case is taken up again."""

    text = WordsField(lazy_gettext("Why it is reopened"), id="reopen-text", validators=_is_written)


def outcomes() -> dict[str, str]:
    """Each outcome in the reader's language."""
    return {
        Outcome.RECOVERED: gettext("Recovered: the customer is content again"),
        Outcome.NOT_RECOVERED: gettext("Not recovered: the customer is still unhappy"),
        Outcome.COULD_NOT_REACH: gettext("Could not reach the customer"),
        Outcome.NOT_OUR_FAULT: gettext("Not our fault"),
        Outcome.DUPLICATE: gettext("Duplicate of another case"),
    }


def brief_outcomes() -> dict[str, str]:
    """The same in the width of a list's column."""
    return outcomes() | {
        Outcome.RECOVERED: gettext("Recovered"),
        Outcome.NOT_RECOVERED: gettext("Not recovered"),
        Outcome.COULD_NOT_REACH: gettext("Could not reach them"),
        Outcome.DUPLICATE: gettext("A duplicate"),
    }
