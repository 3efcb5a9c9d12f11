"""The form on which our own sentences are written in an added language."""

from __future__ import annotations

import re

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField, ValidationError
from wtforms.validators import Length, Optional

from voc.core import bidi
from voc.core.i18n import html_tag
from voc.core.our_words import Words
from voc.surveys import sentences
from voc.surveys.added_words import Line, fingerprint
from voc.surveys.forms import one_line
from voc.surveys.sentences import Sentence

#: Up to so many letters stand in one line, on a phone too; what is longer grows with its words.
ONE_LINE = 12
#: Longer sentences begin with room for two lines.
SHORT = 60
_IN_CATALOGUES = re.compile(r"%\((\w+)\)[sd]")
_IN_BRACES = re.compile(r"\{([^{}]*)\}")


def in_braces(text: str | None) -> str:
    """What was typed, in one line; parts as translators know them, `%(number)s`, become ours.

    >>> in_braces("Schritt %(number)s von {most}")
    'Schritt {number} von {most}'
    """
    return _IN_CATALOGUES.sub(r"{\1}", one_line(text))


class Parts:
    """Refuses a sentence that fills in something else than it does in English: it would say less, or show braces."""

    def __init__(self, parts: frozenset[str]) -> None:
        self._parts = parts

    def __call__(self, form: FlaskForm, field: Field) -> None:
        named = set(_IN_BRACES.findall(field.data))
        unknown, left_out = sorted(named - self._parts), sorted(self._parts - named)
        if unknown and left_out:
            raise ValidationError(
                gettext(
                    "%(wrong)s is unknown here; still missing: %(right)s.",
                    wrong=f"{{{unknown[0]}}}",
                    right=gettext(", ").join(f"{{{name}}}" for name in left_out),
                )
            )
        if unknown:
            raise ValidationError(gettext("Nothing is filled in for %(name)s here.", name=f"{{{unknown[0]}}}"))
        if left_out:
            raise ValidationError(
                gettext("%(name)s is missing: put it where it is to be filled in.", name=f"{{{left_out[0]}}}")
            )
        if set(_IN_BRACES.sub("", field.data)) & {"{", "}"}:
            raise ValidationError(gettext("A brace is left over: each { wants its }."))


class WordsForm(FlaskForm):
    """A field for each of our sentences; `words_form` adds those."""

    def field_of(self, sentence: Sentence) -> Field:
        """Where it is written."""
        return self[sentence.name]

    @property
    def wrong(self) -> list[Sentence]:
        """Those that cannot be saved as they are."""
        return [each for each in sentences.every().values() if self[each.name].errors]

    def lines(self, seen: Words) -> dict[str, Line]:
        """What is right of it, by its sentence; `seen`: field name -> fingerprint of what stood there."""
        return {
            key: Line(seen.get(each.name, fingerprint("")), self[each.name].data)
            for key, each in sentences.every().items()
            # What was not sent stays as it is.
            if self[each.name].raw_data and not self[each.name].errors
        }


def words_form(language: str, written: Words | None = None) -> WordsForm:
    """A form as it was posted, or one that shows what is written."""
    known = sentences.every().values()
    made: type[WordsForm] = type(
        "WordsFormIn" + language, (WordsForm,), {each.name: _field(each, language) for each in known}
    )
    if written is None:
        return made()
    return made(formdata=None, data={each.name: written.get(each.key, "") for each in known})


def _field(sentence: Sentence, language: str) -> Field:
    checks = [Optional(), Length(max=sentence.longest), Parts(sentence.parts)]
    look = {"lang": html_tag(language), "dir": bidi.direction(language)}
    if len(sentence.text) <= ONE_LINE:
        return StringField(sentence.text, checks, filters=[in_braces], render_kw=look)
    rows = "1" if len(sentence.text) <= SHORT else "2"
    return TextAreaField(sentence.text, checks, filters=[in_braces], render_kw={**look, "rows": rows})
