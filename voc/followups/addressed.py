"""Where a customer can be written to: at the address that we know of them, else at the one they left with an answer."""

from __future__ import annotations

from typing import NamedTuple

from voc.analysis import masking
from voc.followups.models import Case, CaseResponse
from voc.responses.models import Response


class Address(NamedTuple):
    """Whom a reply goes to."""

    email: str
    #: Empty where we do not know it.
    name: str
    #: Whether it was left with an answer: the person wants to be written to, and nobody has checked whose it is.
    is_left: bool


def of(case: Case) -> Address | None:
    """The address of the case's customer; None where there is none. The newest of several that were left."""
    contact = case.contact
    if contact and contact.email:
        return Address(contact.email, contact.name, is_left=False)
    for link in reversed(case.responses):
        if left := _left_with(link.response):
            return Address(left, contact.name if contact else "", is_left=True)
    return None


def may_be_called(case: Case) -> bool:
    """Whether a call can come about: with somebody we know, who left an address, or who wrote a number to call."""
    return case.contact is not None or of(case) is not None or any(_wrote_a_number(link) for link in case.responses)


def _wrote_a_number(link: CaseResponse) -> bool:
    if link.response.is_anonymous:
        return False
    answers = link.response.answers
    words = [each.verbatim.text if each.verbatim else str(each.value) for each in answers if each.is_asked]
    words += (str(each) for each in link.response.fields.values())
    return any(hit.kind == "phone" for text in words for hit in masking.find(text))


def _left_with(response: Response) -> str | None:
    # Who answers anonymously was promised that nobody comes back to them.
    if response.is_anonymous:
        return None
    asked = {question.key for question in response.version.questions if question.kind == "email"}
    left = [each.value for each in response.answers if each.question_key in asked and each.is_asked]
    return next((value for value in left if isinstance(value, str)), None)
