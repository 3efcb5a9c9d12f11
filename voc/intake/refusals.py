"""Why something that came from elsewhere could not be taken, as a code and as a sentence."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

#: Details are for a person to recognize a value by, not to keep it.
LONGEST_DETAIL = 80


class Unclear(Exception):
    """What arrived does not say what it should; `code` is a key of TEXTS, `detail` what to look at."""

    def __init__(self, code: str, detail: object = "") -> None:
        super().__init__(code)
        self.code = code
        # What is no text can be neither kept nor shown.
        self.detail = str(detail)[:LONGEST_DETAIL].encode("utf-8", "replace").decode().replace("\0", "?")

    @property
    def reason(self) -> str:
        """Code and detail in one text, as a delivery keeps it."""
        return f"{self.code}:{self.detail}" if self.detail else self.code


TEXTS: dict[str, LazyString] = {
    # Of a body that a webhook brought.
    "not_utf8": _("The body is not UTF-8 text."),
    "not_json": _("The body is not JSON."),
    "duplicate_key": _("The body names the same key twice in one object."),
    "too_deep": _("The body is nested too deeply."),
    "anonymous": _("The survey is anonymous, and a delivery would say who answered."),
    "unexpected": _("Something went wrong on our side; the log says what."),
    # Of either.
    "nothing_answered": _("Neither a score nor a comment was given."),
    "no_id": _("There is no id, so the answer could not be told from others."),
    "bad_id": _("The id is neither text nor a whole number."),
    "bad_score": _("The score is not a whole number."),
    "score_off_scale": _("The score lies outside the scale."),
    "bad_text": _("A value that should be text is something else."),
    "unreadable": _("It holds characters that cannot be read."),
    "too_long": _("It is longer than anything we keep."),
    "bad_email": _("The e-mail address is not one that mail could reach."),
    "no_date": _("There is no date."),
    "bad_date": _("The date cannot be read."),
    "no_zone": _("The time does not say its zone."),
    "ambiguous_date": _("The date could mean two different days."),
    "implausible_date": _("The date lies in the future or before 1990."),
    "closed": _("The survey was closed before this was answered."),
    "not_published": _("The survey is not published yet."),
    "no_comment_question": _("The survey has no question that is answered in words."),
    "unacceptable": _("The survey does not take it."),
    # Of a row of a file.
    "no_respondent": _("There is no respondent."),
    "other_score": _("An earlier row of the same respondent has another score."),
    "other_words": _("An earlier row of the same respondent has other words for the same question."),
    "too_many_cells": _("There are more cells than columns: a cell with a delimiter in it needs quotes."),
    "open_quote": _("A quote is opened and not closed."),
    "not_an_object": _("The line is not a JSON object."),
}


def explain(reason: str | None) -> tuple[LazyString | str, str]:
    """The sentence and the detail of a kept reason."""
    code, _colon, detail = (reason or "").partition(":")
    return TEXTS.get(code, code), detail
