"""Shapes of what people type about one question of a draft: its words, its answers, when it is asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from voc.staff.forms import options
from voc.surveys import branching, paths, placeholders, question_types, questions
from voc.surveys.branching import Condition
from voc.surveys.forms import Placeholders, one_line
from voc.surveys.models import Question, SurveyVersion
from voc.surveys.question_types.choices import MOST_OPTIONS
from voc.surveys.question_types.matrix import MOST_ROWS

#: Empty fields for further answers, on each visit of the page.
SPARE = 3
#: Stands in a condition's boxes for whatever was answered.
ANY = "*"
LOOKS = {"numbers": _("Numbers"), "stars": _("Stars"), "faces": _("Faces")}


class QuestionForm(FlaskForm):
    """What every question has; `form_for` adds what its kind wants."""

    edition = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    #: In which it is written here: the page sends it back, so that nothing lands in another one.
    language = HiddenField()
    label = StringField(_("Question"), [DataRequired(), Length(max=300)], filters=[one_line])
    help = StringField(_("Help below the question"), [Length(max=300)], filters=[one_line])
    is_required = BooleanField(_("It must be answered"))
    #: Sent by the button that asks for more fields after saving.
    more = SubmitField(_("Save and add more"))

    #: Which list its kind has, `options` or `rows`, and the keys of what is in it by their fields' names.
    listed: str = ""
    keys: Mapping[str, str]
    #: Fields of what is in its list and not written in this language: empty as they are, they take nothing away.
    unwritten: Collection[str] = ()

    def spoken(self) -> dict[str, str]:
        """Text key -> what was typed, in `language`."""
        prefix = "option" if self.listed == "options" else "row"
        found = {"label": self.label.data, "help": self.help.data}
        found |= {f"{prefix}-{key}": self[name].data for name, key in self.keys.items() if self[name].data}
        for key in ("low", "high", "yes", "no", "option-other"):
            if key in self:
                found[key] = self[key].data
        return found

    def settings(self) -> dict[str, Any]:
        """What the question's kind needs to know."""
        found: dict[str, Any] = {}
        if self.listed:
            found[self.listed] = [key for name, key in self.keys.items() if self[name].data or name in self.unwritten]
        for name in ("points", "look", "has_other"):
            if name in self:
                found[name] = self[name].data
        return found

    def conditions(self) -> list[Condition]:
        """When it is asked; one condition for each earlier question of which some answer is marked."""
        found = []
        for field in self.earlier:
            chosen = field.data or []
            if chosen:
                answers = () if ANY in chosen else tuple(_answer(each) for each in chosen)
                found.append(Condition(field.description, answers))
        return found

    @property
    def earlier(self) -> list[Field]:
        """The fields of conditions; each one's description is the key of its question."""
        return [field for field in self if field.name.startswith("if-")]

    @property
    def items(self) -> list[Field]:
        """The fields of its options or rows, the empty ones for more last."""
        return [self[name] for name in self.keys]


def _answer(text: str) -> int | str:
    return int(text) if text.isdigit() else text


def form_for(version: SurveyVersion, kind: str, question: Question | None, language: str, reader: str) -> QuestionForm:
    """The form of a question of this kind, in this language; of a new one where there is none yet.

    What was asked before it stands there as the `reader` reads it.
    """
    asked = question_types.of(kind, question.settings if question else None)
    texts = question.texts.get(language, {}) if question else {}
    listed = next((name for name in ("options", "rows") if name in asked.settings), "")
    members: dict[str, Any] = {"listed": listed, "keys": {}, "unwritten": set()}
    data: dict[str, Any] = {"edition": version.edition, "label": texts.get("label"), "help": texts.get("help")}
    data |= {"language": language, "is_required": question.is_required if question else False}
    _add_list(members, data, question, language, listed)
    for text in asked.texts:
        if text.key in ("low", "high", "yes", "no"):
            members[text.key] = StringField(text.label, [DataRequired(), Length(max=text.longest)], filters=[one_line])
            data[text.key] = texts.get(text.key)
    _add_settings(members, data, asked, texts)
    before = version.questions[: version.questions.index(question)] if question else version.questions
    _add_conditions(members, data, before, question, paths.read_by(reader, version))
    piped = placeholders.PERSON | {each.key for each in before}
    for name in ("label", "help"):
        members[f"validate_{name}"] = _placeholders(piped)
    made: QuestionForm = type("QuestionFormOfKind", (QuestionForm,), members)(data=data)
    return made


def _placeholders(piped: frozenset[str]) -> Callable[[QuestionForm, Field], None]:
    check = Placeholders(frozenset(), piped)

    def validate(form: QuestionForm, field: Field) -> None:
        check(form, field)

    return validate


def _add_list(
    members: dict[str, Any], data: dict[str, Any], question: Question | None, language: str, listed: str
) -> None:
    if not listed:
        return
    keys: list[str] = question.settings.get(listed, []) if question else []
    texts = question.texts.get(language, {}) if question else {}
    elsewhere = paths.texts_of(question, question.version.languages) if question else {}
    most, prefix = (MOST_OPTIONS, "option") if listed == "options" else (MOST_ROWS, "row")
    known = list(keys)
    while len(known) < min(len(keys) + SPARE, most):
        known.append(questions.new_key(known))
    for number, key in enumerate(known, start=1):
        name = f"item-{key}"
        label = (
            gettext("Answer %(number)s", number=number)
            if listed == "options"
            else gettext("Row %(number)s", number=number)
        )
        text = f"{prefix}-{key}"
        data[name] = texts.get(text, "")
        # What has words in another language alone shows them in grey.
        foreign = elsewhere.get(text, "") if key in keys and not data[name] else ""
        members[name] = StringField(label, [Length(max=120)], filters=[one_line], render_kw={"placeholder": foreign})
        members["keys"][name] = key
        members["unwritten"] |= {name} if foreign else set()


def _add_settings(
    members: dict[str, Any], data: dict[str, Any], asked: question_types.QuestionType, texts: Mapping[str, str]
) -> None:
    settings = asked.settings
    if "points" in settings:
        members["points"] = IntegerField(_("How many points"), [InputRequired(), NumberRange(2, 10)])
        data["points"] = settings["points"]
    # The recommendation and the effort have more points than there are faces, and matrices are full already.
    if asked.kind in ("csat", "rating"):
        members["look"] = SelectField(_("How they look"), choices=options(LOOKS.items()))
        data["look"] = settings["look"]
    if "has_other" in settings:
        members["has_other"] = BooleanField(_("Let people write another answer"))
        data["has_other"] = settings["has_other"]
        members["option-other"] = StringField(_("Words for any other answer"), [Length(max=120)], filters=[one_line])
        data["option-other"] = texts.get("option-other") or gettext("Something else")


def _add_conditions(
    members: dict[str, Any],
    data: dict[str, Any],
    before: Sequence[Question],
    question: Question | None,
    languages: Sequence[str],
) -> None:
    now = {each.question: each.answers for each in branching.conditions(question)} if question else {}
    for earlier in before:
        kind = question_types.of(earlier.kind, earlier.settings)
        answers = kind.options(paths.texts_of(earlier, languages))
        choices = [(ANY, gettext("any answer")), *((str(answer), label) for answer, label in answers.items())]
        name = f"if-{earlier.key}"
        members[name] = SelectMultipleField(
            paths.label_of(earlier, languages), [Optional()], choices=options(choices), description=earlier.key,
            widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        )  # fmt: skip
        if earlier.key in now:
            data[name] = [str(each) for each in now[earlier.key]] or [ANY]
