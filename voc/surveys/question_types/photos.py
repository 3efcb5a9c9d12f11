"""A photo that somebody attaches."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Optional

from voc.core.our_words import to_respondent
from voc.surveys.question_types.base import HELP, LABEL, Keeps, QuestionType, Text, Value

#: Of one file as it is sent.
MOST_MEGABYTES = 10
#: A photo as an answer has it: the name under which it is kept, random and made by us.
_NAME = re.compile(r"[A-Za-z0-9_-]{16}", re.ASCII)


class Photo(QuestionType):
    """One photo. The answer is the name under which it is kept; the photo itself is taken in where the page is sent."""

    kind = "photo"
    name = _("Photo")
    heading = _("A photo")
    note = _(
        "People choose one photo, or take it with their phone: JPEG, PNG or WebP, up to 10 MB. It is kept without what "
        "cameras note beside the picture, such as the place. The widget leaves the question out: only a page can send "
        "a photo."
    )
    widget = "photo"
    keeps = Keeps.VALUE
    #: Faces, names on parcels, screens.
    is_personal = True
    takes_file = True
    most_megabytes = MOST_MEGABYTES

    @property
    def texts(self) -> tuple[Text, ...]:
        return LABEL, HELP

    @property
    def need(self) -> str:
        return to_respondent("Please choose a photo.")

    def fields(self, key: str, texts: Mapping[str, str], *, is_required: bool) -> dict[str, UnboundField]:
        return {key: StringField(texts["label"], [InputRequired() if is_required else Optional()])}

    def mistake(self, key: str, form: BaseForm) -> str:
        data = form[key].data
        return self.need if form[key].errors or (data and not _is_name(data)) else ""

    def check(self, value: object) -> None:
        if not _is_name(value):
            raise ValueError("the name of a photo answers this question")

    def sent(self, key: str, value: object) -> list[tuple[str, str]]:
        raise ValueError("no script sends a photo")

    def drawn(self, texts: Mapping[str, str]) -> dict[str, Any]:
        return {}

    def words(self, value: Value, texts: Mapping[str, str]) -> list[str]:
        return [] if _is_name(value) else [str(value)]

    def photos(self, value: Value) -> Sequence[str]:
        return [str(value)] if _is_name(value) else []

    def masked(self, value: Value, mask: Callable[[str], str], names: Mapping[str, str]) -> Value:
        return f"[{names['photo']}]"


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(_NAME.fullmatch(value))
