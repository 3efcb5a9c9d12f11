"""Answers that one types: the customer's own words, a short text, an address, a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from email_validator import EmailNotValidError, validate_email
from flask_babel import format_date
from flask_babel import lazy_gettext as _
from wtforms import EmailField, StringField, TextAreaField
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, Optional

from voc.core.db import is_text
from voc.core.our_words import to_respondent
from voc.surveys.question_types.base import HELP, LABEL, Keeps, QuestionType, Text, Unclear, Value

#: A comment in the customer's words. Longer ones are refused, not cut: half a complaint is not what they wrote.
LONGEST_COMMENT = 20_000
#: A name, a number, a few words in one line; the longest address that mail knows has 254 characters.
LONGEST_LINE = 300


class TypedType(QuestionType):
    """Something typed in one field."""

    longest: ClassVar[int] = LONGEST_LINE
    is_personal = True

    @property
    def texts(self) -> tuple[Text, ...]:
        return LABEL, HELP

    @property
    def need(self) -> str:
        return to_respondent("Please write a few words here.")

    def fields(self, key: str, texts: Mapping[str, str], *, is_required: bool) -> dict[str, UnboundField]:
        return {key: StringField(texts["label"], self._checks(is_required))}

    def _checks(self, is_required: bool) -> list[Any]:  # noqa: FBT001  One of two lists, not a switch.
        return [DataRequired() if is_required else Optional(), Length(max=self.longest)]

    def value(self, key: str, form: BaseForm) -> Value | None:
        typed = form[key].data or ""
        return typed if typed.strip() else None

    def mistake(self, key: str, form: BaseForm) -> str:
        if len(form[key].data or "") > self.longest:
            return str(
                to_respondent(
                    "That is longer than we can take. Please shorten it to %(most)s characters.", most=self.longest
                )
            )
        return super().mistake(key, form)

    def plain(self, text: str, *, is_required: bool) -> Value | None:
        # Whatever is typed answers it, up to that length.
        is_blank = not text.strip()
        if len(text) > self.longest or (is_blank and is_required):
            raise Unclear
        return None if is_blank else text

    def check(self, value: object) -> None:
        if not isinstance(value, str):
            raise ValueError("words answer this question")
        if len(value) > self.longest:
            raise ValueError(f"An answer to this question has at most {self.longest} characters.")
        if not is_text(value):
            raise ValueError("An answer holds characters that are no text.")

    def masked(self, value: Value, mask: Callable[[str], str], names: Mapping[str, str]) -> Value:
        return mask(value) if isinstance(value, str) else value

    def drawn(self, texts: Mapping[str, str]) -> dict[str, Any]:
        return {"draw": "line", "type": "text", "most": self.longest, "dir": "auto"}


def _blank(text: str, *, is_required: bool) -> Value | None:
    """None, where nothing was typed and need be."""
    if text or is_required:
        raise Unclear
    return None


class Comment(TypedType):
    """The customer's own words, as many as they like: what the engine reads."""

    kind = "comment"
    name = _("Comment")
    heading = _("The question for a comment")
    widget = "words"
    keeps = Keeps.WORDS
    longest = LONGEST_COMMENT

    @property
    def texts(self) -> tuple[Text, ...]:
        return Text("label", _("Question for a comment"), 300), HELP

    def fields(self, key: str, texts: Mapping[str, str], *, is_required: bool) -> dict[str, UnboundField]:
        return {key: TextAreaField(texts["label"], self._checks(is_required))}

    def drawn(self, texts: Mapping[str, str]) -> dict[str, Any]:
        return {"draw": "words", "most": self.longest, "dir": "auto"}


class ShortText(TypedType):
    """A few words in one line: a name, a model, a reference. Kept as it is and read by no engine."""

    kind = "line"
    name = _("Short text")
    heading = _("A short text")
    widget = "line"
    keeps = Keeps.VALUE


class EmailAddress(TypedType):
    """An address under which somebody wants to be answered."""

    kind = "email"
    name = _("E-mail address")
    heading = _("An e-mail address")
    widget = "line"
    keeps = Keeps.VALUE
    longest = 254

    @property
    def need(self) -> str:
        return to_respondent("Please write an e-mail address, such as name@example.com.")

    def fields(self, key: str, texts: Mapping[str, str], *, is_required: bool) -> dict[str, UnboundField]:
        return {key: EmailField(texts["label"], self._checks(is_required))}

    def mistake(self, key: str, form: BaseForm) -> str:
        wrong = super().mistake(key, form)
        typed = (form[key].data or "").strip()
        return wrong or ("" if not typed or _is_address(typed) else self.need)

    def value(self, key: str, form: BaseForm) -> Value | None:
        return (form[key].data or "").strip() or None

    def plain(self, text: str, *, is_required: bool) -> Value | None:
        return _blank(text, is_required=is_required)

    def check(self, value: object) -> None:
        super().check(value)
        if not _is_address(str(value)):
            raise ValueError("an e-mail address answers this question")

    def masked(self, value: Value, mask: Callable[[str], str], names: Mapping[str, str]) -> Value:
        # The whole of it, also where its shape is one that the mask does not know.
        return f"[{names['email']}]"

    def drawn(self, texts: Mapping[str, str]) -> dict[str, Any]:
        return {"draw": "line", "type": "email", "most": self.longest, "dir": "auto"}


def _is_address(typed: str) -> bool:
    try:
        # Only its shape: whether mail arrives there is nobody's business while somebody answers.
        validate_email(typed, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


class Day(TypedType):
    """A day of the calendar, kept as `2026-11-16`."""

    kind = "date"
    name = _("Date")
    heading = _("A date")
    widget = "line"
    keeps = Keeps.VALUE
    is_personal = False
    longest = 10

    @property
    def need(self) -> str:
        return to_respondent("Please write a date as year, month and day, such as 2026-11-16.")

    def mistake(self, key: str, form: BaseForm) -> str:
        typed = (form[key].data or "").strip()
        return self.need if form[key].errors or (typed and not _is_day(typed)) else ""

    def value(self, key: str, form: BaseForm) -> Value | None:
        return (form[key].data or "").strip() or None

    def plain(self, text: str, *, is_required: bool) -> Value | None:
        return _blank(text, is_required=is_required)

    def check(self, value: object) -> None:
        if not isinstance(value, str) or not _is_day(value):
            raise ValueError("a day such as 2026-11-16 answers this question")

    def words(self, value: Value, texts: Mapping[str, str]) -> list[str]:
        return [str(format_date(date.fromisoformat(str(value)), "medium", rebase=False))]

    def masked(self, value: Value, mask: Callable[[str], str], names: Mapping[str, str]) -> Value:
        return value

    def drawn(self, texts: Mapping[str, str]) -> dict[str, Any]:
        # Nothing is typed that could say which way it runs: it runs as the page around it.
        return {"draw": "line", "type": "date", "most": self.longest, "dir": ""}


def _is_day(typed: str) -> bool:
    try:
        # The other spellings of ISO 8601, such as 20261116, would be kept beside this one and count apart.
        return date.fromisoformat(typed).isoformat() == typed
    except ValueError:
        return False
