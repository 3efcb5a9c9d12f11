"""What is hidden of a verbatim from those who may not see personal data, and what stands in its place."""

from __future__ import annotations

from flask_babel import gettext as _

from voc.analysis import masking
from voc.analysis.masking import Hit
from voc.customers.models import Contact


def masked(text: str, contact: Contact | None) -> str:
    """The words without personal data; the placeholders are in the reader's language."""
    return masking.mask(text, names=names_of(contact), labels=placeholders())


def hits(text: str, contact: Contact | None) -> tuple[Hit, ...]:
    """The places of personal data in the text."""
    return masking.find(text, names_of(contact))


def names_of(contact: Contact | None) -> list[str]:
    """The names that we know to belong to the text."""
    return [contact.name] if contact and contact.name.strip() else []


def placeholders() -> dict[str, str]:
    """Kind of personal data -> the word that stands for it."""
    return {
        "email": _("e-mail address"),
        "link": _("link"),
        "order": _("order number"),
        "account": _("account number"),
        "id": _("identity number"),
        "card": _("card number"),
        "phone": _("phone number"),
        "plate": _("number plate"),
        "address": _("address"),
        "name": _("name"),
        "number": _("number"),
    }
