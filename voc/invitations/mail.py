"""What an invitation says, and the links in it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from config import Settings
from voc.core import bidi, letters, our_words, outbox, tokens
from voc.core.outbox import Letter
from voc.invitations import preferences
from voc.invitations.models import Campaign, Invitation
from voc.staff import branding
from voc.staff.models import Workspace
from voc.surveys import added_words, placeholders, question_types
from voc.surveys.models import SurveyVersion

KIND = "invitation"
#: Path under a personal link that no person can see; whoever opens it is a machine.
TRAP = "0x"
#: Longer names are cut: they would fill the reader's screen, or break the header.
MAX_NAME = 100


@dataclass
class Company:
    """On whose behalf an invitation goes out; the survey may give itself another name than the workspace."""

    id: int
    name: str
    sends_mail: bool


class Stationery:
    """Invitations of one run: rendered once for each version and language, then addressed to each person."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._rendered: dict[tuple[int, str], Letter] = {}
        # Stand for the personal parts of links. Random, so that no text can hold them by chance.
        self._answer_mark, self._preferences_mark = secrets.token_hex(16), secrets.token_hex(16)

    def letter(
        self,
        version: SurveyVersion,
        language: str,
        workspace: Workspace,
        invitation: Invitation,
        words: our_words.Source | None = None,
    ) -> Letter:
        """The letter to one person. `words` are ours in a language that the product does not speak."""
        key = (version.id, language)
        if key not in self._rendered:
            self._rendered[key] = self._render(version, language, workspace, words)
        secret = self._settings.secret_key
        unsubscribe = preferences.token(secret, invitation)
        marks = {
            self._answer_mark: tokens.signed(secret, "invitation", invitation.public_id),
            self._preferences_mark: unsubscribe,
        }
        rendered = self._rendered[key]
        return replace(
            rendered,
            text=_replaced(rendered.text, marks),
            html=_replaced(rendered.html, marks),
            headers=_headers(f"{self._settings.public_url}/u/{unsubscribe}", invitation, workspace),
        )

    def _render(
        self, version: SurveyVersion, language: str, workspace: Workspace, words: our_words.Source | None
    ) -> Letter:
        answer = f"{self._settings.public_url}/r/{self._answer_mark}"
        unsubscribe = f"{self._settings.public_url}/u/{self._preferences_mark}"
        site = self._settings.public_url
        return render(version, language, workspace, site=site, answer=answer, unsubscribe=unsubscribe, words=words)


def _replaced(text: str, marks: dict[str, str]) -> str:
    for mark, token in marks.items():
        text = text.replace(mark, token)
    return text


def render(
    version: SurveyVersion,
    language: str,
    workspace: Workspace,
    *,
    site: str,
    answer: str,
    unsubscribe: str,
    words: our_words.Source | None = None,
) -> Letter:
    """The letter in one language, leading to these addresses; `site` is where the logo is fetched.

    `words` are ours in a language that the product does not speak.
    """
    question = version.score_question
    points = question_types.of(question.kind).points
    return letters.render(
        KIND,
        language,
        workspace.zone,
        ours=words,
        texts=_texts(version.texts, version, language),
        question=_texts(question.texts, version, language),
        site=site,
        brand=branding.of(workspace),
        company=sender_name(version, language, workspace),
        is_anonymous=version.survey.is_anonymous,
        # Eleven buttons stand in two groups: side by side on a desk, one below the other on a phone.
        groups=(points[:6], points[6:]) if len(points) > 7 else (points,),
        points=points,
        direction=bidi.direction(language),
        answer=answer,
        trap=f"{answer}/{TRAP}",
        unsubscribe=unsubscribe,
    )


def _texts(by_language: dict[str, dict[str, str]], version: SurveyVersion, language: str) -> dict[str, str]:
    """The texts in one language, those of the first language where one is missing, and blanks for the rest.

    One letter is rendered for all readers, so what a text says of the person is left to the page.
    """
    first = by_language.get(version.default_language, {})
    wanted = {name: text for name, text in by_language.get(language, {}).items() if text}
    blank = dict.fromkeys(("title", "intro", "mail_subject", "mail_intro", "label", "low", "high"), "")
    return {name: placeholders.fill(text, {}) for name, text in {**blank, **first, **wanted}.items()}


def sender_name(version: SurveyVersion, language: str, workspace: Workspace) -> str:
    """Who the mail comes from."""
    return version.texts.get(language, {}).get("from_name") or workspace.name


def _headers(unsubscribe: str, invitation: Invitation, workspace: Workspace) -> dict[str, str]:
    return {
        # RFC 8058: the reader's mail program posts to this address; see `views.change_preferences`.
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        # How Gmail reports complaints back: by campaign, by sender, by kind of mail.
        "Feedback-ID": f"campaign-{invitation.campaign_id}:{workspace.slug}:{KIND}:voc",
        "Precedence": "bulk",
    }


def queue(
    session: Session,
    stationery: Stationery,
    invitation: Invitation,
    *,
    version: SurveyVersion,
    workspace: Workspace,
    now: datetime,
) -> None:
    """Put an invitation into the outbox. A second one for the same person and campaign cannot exist."""
    language, contact = invitation.language, invitation.contact
    words = partial(added_words.written, session, workspace.id, language)
    company = Company(workspace.id, sender_name(version, language, workspace), workspace.sends_mail)
    assert contact.email
    outbox.queue(
        session,
        company,
        stationery.letter(version, language, workspace, invitation, words),
        kind=KIND,
        reason_key=invitation.reason_key,
        to=(contact.email, " ".join(contact.name.split())[:MAX_NAME]),
        language=language,
        now=now,
    )


def preview(
    version: SurveyVersion,
    language: str,
    workspace: Workspace,
    settings: Settings,
    campaign: Campaign,
    *,
    words: our_words.Source | None = None,
) -> Letter:
    """The letter as its reader would see it; its links lead to the survey's open page and change nothing."""
    page = f"{settings.public_url}/s/{campaign.survey.public_id}"
    return render(
        version,
        language,
        workspace,
        site=settings.public_url,
        answer=page,
        unsubscribe=page,
        words=words,
    )
