"""Shapes of what people say about customers: a file of contacts, the meaning of its columns, facts of an account."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, DecimalField, Field, HiddenField, SelectField, StringField
from wtforms.validators import AnyOf, DataRequired, Length, NumberRange, Optional

from voc.customers.columns import ATTRIBUTE, FIELDS, IGNORE, Columns, Unfit
from voc.customers.tables import ENCODINGS
from voc.staff.forms import options

#: What each field is called, in the order in which it is offered.
FIELD_LABELS = {
    "email": _("E-mail"),
    "name": _("Name"),
    "language": _("Language"),
    "role": _("Role: buyer, user, partner, payer, referrer"),
    "key": _("Your own id of the person"),
    "account": _("Account: the company’s name"),
    "account_key": _("Your own id of the account"),
    "revenue": _("Yearly revenue of the account"),
    "renews_on": _("Renewal date of the account"),
    "segment": _("Segment"),
    "owner": _("Account owner: a colleague’s e-mail"),
    ATTRIBUTE: _("Keep as it is, under its own name"),
    IGNORE: _("Leave it out"),
}


class FileForm(FlaskForm):
    file = FileField(
        _("CSV file"),
        [FileRequired(_("Choose a file."))],
        render_kw={"accept": ".csv,.tsv,.txt,text/csv,text/plain"},
    )


class ColumnsForm(FlaskForm):
    """The meaning of each column; the fields `column_0`, `column_1`, ... are those of one file."""

    #: The encoding in which the person saw the first rows.
    encoding = HiddenField(validators=[AnyOf(ENCODINGS)])

    def meanings(self) -> list[Field]:
        """The select fields of the columns, in the order of the file."""
        return [item for item in self if item.name.startswith("column_")]

    def columns(self, header: Sequence[str]) -> Columns | None:
        """What was chosen; None, and the mistakes said at their columns, where that cannot be imported."""
        chosen = tuple(str(item.data) for item in self.meanings())
        try:
            return Columns(tuple(header), chosen)
        except Unfit as unfit:
            if unfit.code == "twice":
                self._say_what_is_alike(chosen)
            else:
                nobody = gettext("Choose the column with the e-mail address or with your own id of the person.")
                self.meanings()[0].errors = [nobody]
            return None

    def _say_what_is_alike(self, chosen: Sequence[str]) -> None:
        for item, meaning in zip(self.meanings(), chosen, strict=True):
            if meaning in FIELDS and chosen.count(meaning) > 1:
                item.errors = [gettext("Two columns have this meaning. Choose it for one of them.")]


def columns_form(header: Sequence[str], guessed: Sequence[str]) -> type[ColumnsForm]:
    """The form for one file's columns."""
    choices = options(FIELD_LABELS.items())
    items = {
        f"column_{n}": SelectField(name or gettext("Column %(n)s", n=n + 1), choices=choices, default=meaning)
        for n, (name, meaning) in enumerate(zip(header, guessed, strict=True))
    }
    return type("FileColumnsForm", (ColumnsForm,), items)


class AccountForm(FlaskForm):
    name = StringField(_("Name of the company"), [DataRequired(), Length(max=200)])
    segment = StringField(_("Segment"), [Optional(), Length(max=200)])
    revenue = DecimalField(
        _("Yearly revenue"), [Optional(), NumberRange(min=0, max=10**12 - 1)], render_kw={"inputmode": "decimal"}
    )
    renews_on = DateField(_("Renewal date"), [Optional()])
    owner_id = SelectField(_("Owner: gets the account’s cases"), coerce=int)
