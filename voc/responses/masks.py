"""What is hidden of a verbatim from those who may not see personal data, and what stands in its place.

The stored words are never edited: a masked view is made for each reader without the right, and who has it sees the
original.
"""

from __future__ import annotations

from flask_babel import gettext as _

from voc.analysis import masking
from voc.analysis.masking import Hit
from voc.customers.models import Contact


def masked(text: str, contact: Contact | None, *others: str) -> str:
    """The words without personal data, `others` being more names to hide; placeholders in the reader's language."""
    names, firms = [*names_of(contact), *filter(str.strip, others)], firms_of(contact)
    return masking.mask(text, names=names, firms=firms, labels=placeholders())


def shown(text: str, contact: Contact | None, *, sees_raw: bool) -> str:
    """The words as somebody may see them."""
    return text if sees_raw else masked(text, contact)


def hits(text: str, contact: Contact | None) -> tuple[Hit, ...]:
    """The places of personal data in the text."""
    return masking.find(text, names_of(contact), firms_of(contact))


def names_of(contact: Contact | None) -> list[str]:
    """The names that we know to belong to the text."""
    return [contact.name] if contact and contact.name.strip() else []


def firms_of(contact: Contact | None) -> list[str]:
    """The company that the person works for: in a small one, its name says who they are."""
    account = contact.account if contact else None
    return [account.name] if account and account.name.strip() else []


def placeholders() -> dict[str, str]:
    """Kind of personal data -> the word that stands for it."""
    return {
        "email": _("e-mail address"),
        "url": _("link"),
        "order": _("order number"),
        "handle": _("user name"),
        "id": _("identity number"),
        "card": _("card or account number"),
        "phone": _("phone number"),
        "plate": _("number plate"),
        "address": _("address"),
        "name": _("name"),
        "number": _("number"),
        "photo": _("photo"),
    }
