"""Answers that one chooses: one or several of some options, yes or no."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from flask_babel import gettext, lazy_gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectChoice, SelectMultipleField, StringField
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Length, Optional

from voc.core.db import is_text
from voc.core.our_words import to_respondent
from voc.surveys.question_types.base import (
    HELP,
    LABEL,
    Given,
    Keeps,
    QuestionType,
    Tally,
    Text,
    Unclear,
    Value,
    is_whole,
)
from voc.surveys.question_types.words import LONGEST_LINE

#: What stands for an answer that is none of the options; its words are beside it.
OTHER = "other"
MOST_OPTIONS = 30


class ChoiceType(QuestionType):
    """Some of the options that the author wrote, and in their own words what is none of them.

    An answer is `{"chosen": [option, ...], "other": words}`; `other` only where it was chosen and something was typed.
    """

    widget = "choices"
    keeps = Keeps.VALUE
    #: What somebody typed beside "other".
    is_personal = True
    counted = "chosen"
    #: Options in their order, each a key that stays the same across versions; whether "other" stands below them.
    default_settings: ClassVar[Mapping[str, Any]] = {"options": ["a", "b"], "has_other": False}

    @property
    def keys(self) -> tuple[str, ...]:
        """What can be chosen, `other` last where it is offered."""
        return (*self.settings["options"], *([OTHER] if self.settings["has_other"] else []))

    @property
    def texts(self) -> tuple[Text, ...]:
        options = [
            Text(f"option-{key}", lazy_gettext("Answer %(number)s", number=number), 120)
            for number, key in enumerate(self.settings["options"], start=1)
        ]
        if self.settings["has_other"]:
            options.append(Text(f"option-{OTHER}", _("Words for any other answer"), 120))
        return LABEL, HELP, *options

    @property
    def need(self) -> str:
        return to_respondent("Please choose an answer.")

    def _choices(self, texts: Mapping[str, str]) -> list[SelectChoice]:
        return [SelectChoice(key, texts.get(f"option-{key}", key)) for key in self.keys]

    def fields(self, key: str, texts: Mapping[str, str], *, is_required: bool) -> dict[str, UnboundField]:
        given = [InputRequired() if is_required else Optional()]
        choices = self._choices(texts)
        made: dict[str, UnboundField] = {
            # The field's own check of its choices refuses an answer left out, even where that is allowed.
            key: SelectMultipleField(texts["label"], given, choices=choices, validate_choice=False)
            if self.is_many
            else RadioField(texts["label"], given, choices=choices, validate_choice=False)
        }
        if self.settings["has_other"]:
            made[_beside(key)] = StringField(texts.get(f"option-{OTHER}", ""), [Optional(), Length(max=LONGEST_LINE)])
        return made

    def _chosen(self, key: str, form: BaseForm) -> list[str]:
        data = form[key].data
        chosen = list(dict.fromkeys(data if isinstance(data, list) else [data] if data else []))
        # Whoever typed another answer meant it, with or without the mark before it.
        if self._typed(key, form) and OTHER not in chosen and (self.is_many or not chosen):
            chosen.append(OTHER)
        return chosen

    def _typed(self, key: str, form: BaseForm) -> str:
        return (form[_beside(key)].data or "").strip() if self.settings["has_other"] else ""

    def value(self, key: str, form: BaseForm) -> Value | None:
        chosen = self._chosen(key, form)
        if not chosen:
            return None
        typed = self._typed(key, form)
        in_order = [each for each in self.keys if each in chosen]
        return {"chosen": in_order, **({"other": typed} if typed and OTHER in chosen else {})}

    def plain(self, text: str, *, is_required: bool) -> Value | None:
        is_simple = not self.is_many and not self.settings["has_other"]
        if not is_simple or (text not in self.keys and (text or is_required)):
            raise Unclear
        return {"chosen": [text]} if text else None

    def data(self, key: str, value: Value) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            return {}
        chosen = value["chosen"]
        shown: dict[str, Any] = {key: chosen if self.is_many else next(iter(chosen), None)}
        if self.settings["has_other"]:
            shown[_beside(key)] = value.get("other", "")
        return shown

    def mistake(self, key: str, form: BaseForm) -> str:
        chosen = self._chosen(key, form)
        if self.settings["has_other"] and form[_beside(key)].errors:
            return str(
                to_respondent(
                    "That is longer than we can take. Please shorten it to %(most)s characters.", most=LONGEST_LINE
                )
            )
        if not chosen:
            return super().mistake(key, form)
        return "" if set(chosen) <= set(self.keys) else self.need

    def check(self, value: object) -> None:
        if not isinstance(value, Mapping) or not set(value) <= {"chosen", "other"}:
            raise ValueError("chosen options answer this question")
        chosen, other = value.get("chosen"), value.get("other", "")
        if not isinstance(chosen, list) or not chosen or not all(isinstance(each, str) for each in chosen):
            raise ValueError("at least one option answers this question")
        if not set(chosen) <= set(self.keys) or len(set(chosen)) < len(chosen):
            raise ValueError("only its own options answer this question, each once")
        if len(chosen) > 1 and not self.is_many:
            raise ValueError("one option answers this question")
        if not isinstance(other, str) or len(other) > LONGEST_LINE or not is_text(other):
            raise ValueError(f"another answer is text of at most {LONGEST_LINE} characters")
        if other and OTHER not in chosen:
            raise ValueError("another answer needs its option")

    def sent(self, key: str, value: object) -> list[tuple[str, str]]:
        self.check(value)
        assert isinstance(value, Mapping)
        fields = [(key, each) for each in value["chosen"]]
        return [*fields, (_beside(key), value["other"])] if value.get("other") else fields

    def drawn(self, texts: Mapping[str, str]) -> dict[str, Any]:
        options = [(key, texts.get(f"option-{key}", key)) for key in self.keys]
        return {"draw": "pick", "options": options, "many": self.is_many, "most": LONGEST_LINE}

    def options(self, texts: Mapping[str, str]) -> dict[int | str, str]:
        return {key: texts.get(f"option-{key}") or key for key in self.keys}

    def picked(self, value: Value) -> Sequence[int | str]:
        return list(value["chosen"]) if isinstance(value, Mapping) else []

    def reaching_back(self, earlier: Iterable[Mapping[str, Any]]) -> QuestionType:
        offered = [self.settings, *earlier]
        options = dict.fromkeys(option for settings in offered for option in settings["options"])
        has_other = any(settings.get("has_other") for settings in offered)
        return type(self)({**self.settings, "options": list(options), "has_other": has_other})

    def words(self, value: Value, texts: Mapping[str, str]) -> list[str]:
        options = self.options(texts)
        said = {each: options.get(each, str(each)) for each in self.picked(value)}
        if isinstance(value, Mapping) and value.get("other"):
            said[OTHER] = gettext("%(option)s: %(words)s", option=said.get(OTHER, OTHER), words=value["other"])
        return list(said.values())

    def masked(self, value: Value, mask: Callable[[str], str], names: Mapping[str, str]) -> Value:
        if not isinstance(value, Mapping) or not value.get("other"):
            return value
        return {**value, "other": mask(value["other"])}

    def columns(self, key: str) -> list[str]:
        return [key, f"{key}.{OTHER}"] if self.settings["has_other"] else [key]

    def cells(self, key: str, value: Value, texts: Mapping[str, str]) -> dict[str, int | str]:
        options = self.options(texts)
        shown: dict[str, int | str] = {key: "; ".join(options.get(each, str(each)) for each in self.picked(value))}
        if self.settings["has_other"] and isinstance(value, Mapping):
            shown[f"{key}.{OTHER}"] = value.get("other", "")
        return shown


def _beside(key: str) -> str:
    return f"{key}-{OTHER}"


class SingleChoice(ChoiceType):
    """One of some options."""

    kind = "choice"
    name = _("One of several answers")
    heading = _("A choice of one")


class MultipleChoice(ChoiceType):
    """As many of some options as are true."""

    kind = "choices"
    name = _("Any of several answers")
    heading = _("A choice of any")
    is_many = True


class YesNo(QuestionType):
    """Yes or no, kept as 1 or 0."""

    kind = "yes_no"
    name = _("Yes or no")
    heading = _("Yes or no")
    widget = "choices"
    keeps = Keeps.NUMBER
    is_many = False

    @property
    def texts(self) -> tuple[Text, ...]:
        return LABEL, HELP, Text("yes", _("Word for yes"), 60), Text("no", _("Word for no"), 60)

    @property
    def points(self) -> tuple[int, ...]:
        return 1, 0

    @property
    def need(self) -> str:
        return to_respondent("Please choose an answer.")

    def fields(self, key: str, texts: Mapping[str, str], *, is_required: bool) -> dict[str, UnboundField]:
        given = InputRequired() if is_required else Optional()
        choices = [SelectChoice(point, label) for point, label in self.options(texts).items()]
        return {key: RadioField(texts["label"], [given], coerce=int, choices=choices, validate_choice=False)}

    def plain(self, text: str, *, is_required: bool) -> Value | None:
        if text not in ("1", "0") and (text or is_required):
            raise Unclear
        return int(text) if text else None

    def mistake(self, key: str, form: BaseForm) -> str:
        data = form[key].data
        return self.need if form[key].errors or (data is not None and data not in self.points) else ""

    def check(self, value: object) -> None:
        if not is_whole(value) or value not in self.points:
            raise ValueError("1 for yes or 0 for no answers this question")

    def sent(self, key: str, value: object) -> list[tuple[str, str]]:
        chosen = value.get("chosen") if isinstance(value, Mapping) else None
        if not isinstance(value, Mapping) or set(value) != {"chosen"} or chosen not in (["1"], ["0"]):
            raise ValueError("yes or no answers this question")
        return [(key, chosen[0])]

    def drawn(self, texts: Mapping[str, str]) -> dict[str, Any]:
        options = [(str(point), label) for point, label in self.options(texts).items()]
        return {"draw": "pick", "options": options, "many": False}

    def options(self, texts: Mapping[str, str]) -> dict[int | str, str]:
        return {1: texts.get("yes", ""), 0: texts.get("no", "")}

    def tallies(self, given: Iterable[Given], texts: Mapping[str, str]) -> list[Tally]:
        # Their mean would be the share of those who said yes, which the bars show.
        return [replace(each, average=None) for each in super().tallies(given, texts)]

    def words(self, value: Value, texts: Mapping[str, str]) -> list[str]:
        return [self.options(texts).get(value, str(value)) if isinstance(value, int) else str(value)]

    def cells(self, key: str, value: Value, texts: Mapping[str, str]) -> dict[str, int | str]:
        return {key: value} if isinstance(value, int) else {}
