"""What the script is told when a page opens: how to look, what to ask, and whether it may ask this person at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import pgettext
from sqlalchemy.orm import Session

from voc.core import bidi, i18n, our_words
from voc.core.our_words import to_respondent
from voc.customers import recognising
from voc.invitations import fatigue
from voc.invitations.fatigue import Somebody
from voc.responses import ended, wording
from voc.responses.widget import identities
from voc.responses.widget.appearance import Appearance
from voc.responses.widget.identities import Claim
from voc.staff.models import Workspace
from voc.surveys import added_words, branching, placeholders, question_types
from voc.surveys.models import Question, Survey, SurveyVersion


@dataclass(frozen=True)
class Visitor:
    """Who looks at the page, as far as its script knows."""

    #: Random, kept by the browser; None before consent.
    key: str | None = None
    #: Only one that was signed.
    claim: Claim | None = None


def speak(session: Session, version: SurveyVersion, wanted: Sequence[str | None]) -> str:
    """The language of this survey that suits best; gettext speaks it from here on."""
    language = i18n.best(wanted, version.languages, version.default_language)
    i18n.speak(language, added_words.written(session, version.survey.workspace_id, language))
    return language


def decide(session: Session, survey: Survey, visitor: Visitor, now: datetime) -> str | None:
    """Why not to ask now, with a row in the ledger that says so; None where we may.

    Somebody whom nothing tells from others has no budget that could be used up. Who was asked as a stranger and is
    signed in by now has been asked.
    """
    known = _known(session, survey.workspace_id, visitor)
    reasons = (fatigue.reason_on_page(session, survey.workspace_id, who, now) for who in known)
    reason = next(filter(None, reasons), None)
    if reason:
        fatigue.note_on_page(session, survey, known[0], reason, now)
    return reason


def note_shown(session: Session, survey: Survey, visitor: Visitor, now: datetime) -> None:
    """Count that this person was asked. The second of two tabs that open at once counts no second time."""
    who = next(iter(_known(session, survey.workspace_id, visitor)), None)
    if visitor.claim and not (who and who.contact_id):
        contact = recognising.find_or_add(session, survey.workspace_id, visitor.claim.person(), now)
        who = Somebody(contact_id=contact.id) if contact else who
    if who is None:
        return
    if who.contact_id:
        fatigue.hold(session, [who.contact_id])
    if fatigue.reason_on_page(session, survey.workspace_id, who, now) is None:
        fatigue.note_on_page(session, survey, who, None, now)


def _known(session: Session, workspace_id: int, visitor: Visitor) -> list[Somebody]:
    """The contact, where one is signed in whom we know, then the browser."""
    contact = identities.known(session, workspace_id, visitor.claim) if visitor.claim else None
    known = [Somebody(contact_id=contact.id)] if contact else []
    return [*known, fatigue.visitor(workspace_id, visitor.key)] if visitor.key else known


def description(
    version: SurveyVersion,
    looks: Appearance,
    language: str,
    workspace: Workspace,
    *,
    is_known: bool,
    reason: str | None,
    opened: str,
) -> dict[str, Any]:
    """Everything the script shows and when, in one language."""
    texts = _filled(version.texts.get(language) or version.texts[version.default_language])
    company = texts.get("from_name") or workspace.name
    title = texts.get("title") or company
    questions = [_question(question, version, language) for question in drawn(version)]
    back = {"opened": opened, "version": version.number, "lang": language}
    note, words = _note(version.survey, company, is_known=is_known), _words(title)
    return {
        "ask": reason is None or not looks.interrupts,
        "why": reason,
        "asks": looks.interrupts,
        "kind": looks.kind,
        "side": looks.side,
        "trigger": {"on": looks.on, "after": looks.after, "event": looks.event},
        "here": looks.here,
        "theme": looks.theme,
        **looks.sheets,
        "consent": looks.needs_consent,
        # What comes back with each answer: it belongs to what was shown, also when another version is published before
        # it comes.
        "back": back,
        # Builds that pages may have pinned make of these what the newest one is told ready-made, above and below.
        **back,
        "pages": list(looks.pages),
        "colours": [looks.light.accent, looks.light.ink, looks.dark.accent, looks.dark.ink],
        "dir": bidi.direction(language),
        # The survey's own language.
        "own": {"lang": i18n.html_tag(language), "dir": bidi.direction(language)},
        "title": title,
        "intro": texts.get("intro") or "",
        # Builds that pages may have pinned say this while the answer waits for the line: what they would thank for has
        # not arrived yet. Without it they would say "undefined". What they say once it has comes with the answer.
        "thanks": "",
        "questions": questions,
        # The language of what follows, which need not be the survey's.
        "ours": _tongue(language, [note, *words.values(), *(question["need"] for question in questions), *_refusals()]),
        "note": note,
        "words": words,
    }


#: What a card needs to be drawn anew when it has nothing to ask any more.
_FRAME = ("side", "theme", "pages", "here", "lang", "dir", "own", "title", "ours", "words")


def over(told: Mapping[str, Any]) -> dict[str, Any]:
    """The same once nothing is asked any more: what is still on somebody's page stays as it looked, and can say so."""
    # Earlier builds would put up their button again, with nothing behind it.
    frame = (*_FRAME, "kind") if told["kind"] != "button" else _FRAME
    return {"ask": False, "why": "not_live", **{name: told[name] for name in frame}}


def _refusals() -> list[str]:
    """What a sender may be told of an answer that was not taken."""
    return [wording.not_acceptable(), *ended.sentences()]


def _tongue(language: str, ours: Sequence[str]) -> dict[str, str]:
    """Language and direction of our words. Scripts know one for all: half-written, each goes its own way."""
    in_english = {our_words.is_english(text) for text in ours if text}
    if in_english == {True, False}:
        return {"lang": "", "dir": "auto"}
    if in_english == {True}:
        return {"lang": "en", "dir": "ltr"}
    return {"lang": i18n.html_tag(language), "dir": bidi.direction(language)}


def drawn(version: SurveyVersion) -> list[Question]:
    """The questions that a widget asks: all but those that it leaves out."""
    missing = left_out(version)
    return [question for question in version.questions if question not in missing]


def left_out(version: SurveyVersion) -> list[Question]:
    """The questions that want a file, which only a page can send, and those that depend on them."""
    found: dict[str, Question] = {}
    for question in version.questions:
        behind = {each.question for each in branching.conditions(question)}
        if question_types.TYPES[question.kind].takes_file or behind & found.keys():
            found[question.key] = question
    return list(found.values())


def _question(question: Question, version: SurveyVersion, language: str) -> dict[str, Any]:
    kind = question_types.of(question.kind, question.settings)
    texts = _filled(question.texts.get(language) or question.texts[version.default_language])
    mark = "" if question.is_required else _if_you_like()
    # The mark keeps together and so drops a space that it begins with. Chinese brackets bring their own room.
    room = " " if mark and not language.startswith("zh") else ""
    asked = (texts["label"] + room, mark)
    return {
        "key": question.key,
        # What is asked, and what stands behind it more quietly; earlier builds say both in one breath.
        "asked": asked,
        "label": "".join(asked),
        "help": texts.get("help", ""),
        "required": question.is_required,
        "need": kind.need,
        "if": [(each.question, [str(answer) for answer in each.answers]) for each in branching.conditions(question)],
        **kind.drawn(texts),
    }


def _if_you_like() -> str:
    """What the page says behind the words of a question that may be passed over."""
    mark = to_respondent("(if you like)")
    # Inside a text of another language nothing can say that it is English.
    return "" if our_words.is_english(mark) else mark


def _filled(texts: Mapping[str, str]) -> dict[str, str]:
    # All questions are drawn at once, before anything is answered, and whose name it is need not be whose eyes: what
    # stands for the unknown is right for everybody.
    return {key: placeholders.fill(text, {}) for key, text in texts.items()}


def _note(survey: Survey, company: str, *, is_known: bool) -> str:
    if survey.is_anonymous:
        return to_respondent("Your answer is anonymous: it is kept without your name, your address or the time of day.")
    if is_known:
        return to_respondent("%(company)s will know that the answer comes from you.", company=company)
    return ""


def _words(title: str) -> dict[str, str]:
    return {
        # Translators: the button at the edge of a page that opens the survey.
        "open": to_respondent("Feedback"),
        "close": to_respondent("Close"),
        "send": pgettext("an answer", "Send"),
        # Translators: on a button that was pressed, until the answer has arrived.
        "sending": to_respondent("Sending …"),
        # Earlier builds say this over both of what follows, and over the company's own thanks.
        "thanks": to_respondent("Thank you"),
        "arrived": to_respondent("Your answer has arrived"),
        # Translators: over what tells that there is no connection just now, and that the answer is kept until then.
        "unsent": to_respondent("Your answer has not been sent yet"),
        "later": to_respondent(
            "There is no connection just now. Your answer is kept and sent as soon as there is one."
        ),
        "need": to_respondent("Please pick a number, or write a few words."),
        # Translators: read out by a screen reader when the survey appears at the edge of the page.
        "asks": to_respondent("A short question has appeared at the end of this page: %(title)s", title=title),
    }
