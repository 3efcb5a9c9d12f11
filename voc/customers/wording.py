"""What the codes of an import mean to the person who looks at its report."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

#: Why a row was refused.
REASONS = {
    "bad_email": _("The e-mail address is not one that mail could reach."),
    "bad_revenue": _("The revenue is not a clear amount. Write it like 12000.50."),
    "bad_date": _("The renewal date is no date. Write it like 2026-05-31."),
    "ambiguous_date": _("The renewal date could mean two days. Write it like 2026-05-31."),
    "nobody": _("There is neither an e-mail address nor your own id, so nobody could tell who this is."),
    "repeated": _("An earlier row of the file is about the same person."),
    "two_people": _("The id belongs to one contact and the e-mail address to another."),
    "key_taken": _("A contact with this e-mail address has another id already."),
    "too_long": _("A cell is longer than anything we keep."),
    "too_many_cells": _("There are more cells than columns: a cell with a delimiter in it needs quotes."),
    "open_quote": _("A quote is opened and not closed."),
    "unreadable": _("It holds characters that cannot be read."),
}

#: What was left out of rows that were taken.
NOTES = {
    "unknown_language": _("Rows with a language that we do not know; they get the survey’s first language."),
    "unknown_role": _("Rows with a role that is none of buyer, user, partner, payer, referrer; it was left out."),
    "unknown_owner": _("Rows with an account owner who is no colleague here yet; the account keeps the one it has."),
    "accounts_disagree": _(
        "Rows that say something else of their account than an earlier row; the earlier one counts."
    ),
}

#: Why a file was not taken at all.
NO_TABLE = {
    "empty": _("The file is empty."),
    "spreadsheet": _("This is a spreadsheet. Save it as CSV (in Excel: CSV UTF-8) and choose that file."),
    "not_text": _("This is not a text file. Choose a CSV file."),
    "too_wide": _("The file has more than 200 columns. Choose one with a row for each person."),
}

ROLES = {
    "buyer": _("Buyer"),
    "user": _("User"),
    "partner": _("Partner"),
    "payer": _("Payer"),
    "referrer": _("Referrer"),
}
