"""What a survey's texts may say of the person who reads them: who they are, and what they answered so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from voc.customers.models import Contact
from voc.surveys import placeholders, question_types
from voc.surveys.models import Question
from voc.surveys.question_types import Value


def of_person(contact: Contact | None) -> dict[str, str]:
    """What is known of a contact, by the names that stand in texts; nothing of nobody."""
    if contact is None:
        return {}
    columns = {
        f"{placeholders.COLUMN}{name}": str(value) for name, value in contact.attributes.items() if value is not None
    }
    account = contact.account.name if contact.account else ""
    return {"name": contact.name, "account": account, **columns}


def of_answers(questions: Sequence[Question], answers: Mapping[str, Value], language: str) -> dict[str, str]:
    """What was answered, in words of the language, by the key of the question."""
    return {
        question.key: _in_words(question, answers[question.key], language)
        for question in questions
        if question.key in answers
    }


def _in_words(question: Question, answer: Value, language: str) -> str:
    kind = question_types.of(question.kind, question.settings)
    if kind.photos(answer):
        return ""
    texts = question.texts.get(language) or {}
    picked = kind.picked(answer) if kind.options(texts) else []
    if picked:
        other = answer.get("other", "") if isinstance(answer, Mapping) else ""
        labels = [other if each == "other" and other else kind.options(texts).get(each, "") for each in picked]
        return ", ".join(filter(None, labels))
    return str(answer) if isinstance(answer, int | str) else ""
