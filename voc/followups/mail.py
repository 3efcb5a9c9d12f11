"""What our messages say: to the colleague whose case it is, and from that colleague to the customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from voc.analysis import scores
from voc.core import bidi, i18n, letters, outbox, zones
from voc.core.our_words import to_respondent
from voc.followups import addressed, countdown, history
from voc.followups.addressed import Address
from voc.followups.models import Case, CaseEvent, CaseState
from voc.responses import masks
from voc.responses.models import Response
from voc.staff.models import User, Workspace
from voc.surveys import added_words, sentences

#: Longer words are cut in mail; the case shows them whole.
LONGEST_EXCERPT = 700

#: A person wrote it, so whoever is on holiday may answer automatically.
BY_HAND = {"Auto-Submitted": "no"}


@dataclass
class Signature:
    """A colleague who writes on behalf of the workspace: the sender that an outbox message names."""

    id: int
    name: str
    sends_mail: bool


def tell_owner(session: Session, case: Case, event: CaseEvent, now: datetime) -> None:
    """Tell the owner that a case is theirs. It leaves the console, so who the customer is stays out of it."""
    response = newest([link.response for link in case.responses])
    # Kept with its event: whoever was told of no words hears of them if they come.
    event.detail = {**event.detail, "told_words": bool(response and words_of(response))}
    reason_key = f"case-assigned:{case.id}:{case.owner.id}:{event.id}"
    _tell(session, case, response, "case_assigned", reason_key=reason_key, now=now)


def tell_words(session: Session, case: Case, response: Response, now: datetime) -> None:
    """Tell the owner once what the customer has written since, where the mail about the case had to do without."""
    event = history.given(session, case)
    if event and event.detail.get("told_words") is False:
        reason_key = f"case-words:{case.id}:{case.owner.id}:{event.id}"
        _tell(session, case, response, "case_words", reason_key=reason_key, now=now)


def _tell(
    session: Session, case: Case, response: Response | None, kind: str, *, reason_key: str, now: datetime
) -> None:
    owner, workspace = case.owner, session.get_one(Workspace, case.workspace_id)
    with i18n.speaking(owner.language, owner.zone):
        due = countdown.day_and_time(case.due_at, owner.zone)
        due_there = zones.on_its_clock(due, owner.zone)
        words = excerpt(masks.masked(words_of(response), case.contact, owner.name)) if response else ""
    letter = letters.render(
        kind,
        owner.language,
        owner.zone,
        score=response.score if response else None,
        highest=scores.METRICS[response.metric].highest if response else None,
        survey=response.survey.title_in(owner.language) if response else None,
        account=case.account.name if case.account else None,
        is_known=case.contact is not None or addressed.of(case) is not None,
        is_overdue=case.due_at < now,
        is_waited_for=case.state == CaseState.OPEN,
        link=link_to("followups.case", case_id=case.id),
        due=due,
        due_there=due_there,
        words=words,
    )
    outbox.queue(
        session,
        workspace,
        letter,
        kind=kind,
        reason_key=reason_key,
        to=(owner.email, owner.name),
        language=owner.language,
        now=now,
    )


def queue_reply(
    session: Session, case: Case, by: User, to: Address, text: str, *, reason_key: str, now: datetime
) -> outbox.Message | None:
    """Send the colleague's own words to the customer, who answers straight to the colleague; None if sent before."""
    workspace = session.get_one(Workspace, case.workspace_id)
    language = language_of(session, case, workspace)
    words = added_words.written(session, workspace.id, language)
    response = newest([link.response for link in case.responses if words_of(link.response)])
    quoted, direction = excerpt(words_of(response)) if response else "", bidi.direction(language)
    with i18n.speaking(language, case.team.zone, words):
        # Translators: who a reply comes from: a colleague's name, and the name of the workspace.
        sender = to_respondent("%(name)s, %(workspace)s", name=by.name, workspace=workspace.name)
    letter = letters.render(
        "case_reply",
        language,
        case.team.zone,
        ours=words,
        headers=BY_HAND,
        direction=direction,
        text=text.strip(),
        by=by,
        workspace=workspace,
        words=quoted,
        words_direction=bidi.direction_of(quoted, direction),
        answered_at=response.answered_at if response else None,
    )
    return outbox.queue(
        session,
        # Mail programs draw a sender's name by itself.
        Signature(workspace.id, bidi.without_borders(sender), workspace.sends_mail),
        letter,
        kind="case_reply",
        reason_key=reason_key,
        to=(to.email, to.name),
        language=language,
        now=now,
        reply_to=by.email,
    )


def greeting(session: Session, case: Case, workspace: Workspace) -> str:
    """How a reply to this customer begins, in their language; empty when we do not know their name."""
    name = case.contact.name.strip() if case.contact else ""
    if not name:
        return ""
    language = language_of(session, case, workspace)
    with i18n.speaking(language, case.team.zone, added_words.written(session, workspace.id, language)):
        # It becomes the colleague's own text, which holds what they typed and nothing else.
        return bidi.without_borders(to_respondent("Hello %(name)s,", name=name))


def language_of(session: Session, case: Case, workspace: Workspace) -> str:
    """The language we write to this customer in: their own, else the one they answered in, else the workspace's.

    One that the product does not speak counts where all that we say in a reply is written in it.
    """
    answered_in = [link.response.language for link in reversed(case.responses)]
    wanted = [case.contact.language if case.contact else None, *answered_in]
    others = {name for tag in wanted if (name := i18n.normalize(tag))} - i18n.LANGUAGES.keys()
    said = sentences.said_in(*sentences.REPLY) if others else frozenset()
    written = [name for name in sorted(others) if added_words.speaks(session, workspace.id, name, said)]
    return i18n.best(wanted, [*i18n.LANGUAGES, *written], workspace.language)


def their_language(case: Case) -> str | None:
    """What we know of the language that this customer reads: their own, else the one they answered in."""
    answered_in = (link.response.language for link in reversed(case.responses) if link.response.language)
    return (case.contact.language if case.contact else None) or next(answered_in, None)


def newest(responses: list[Response]) -> Response | None:
    """The response that was changed last."""
    return max(responses, key=lambda response: (response.touched_at, response.id), default=None)


def words_of(response: Response) -> str:
    """Everything the customer wrote in one response."""
    return "\n\n".join(answer.verbatim.text for answer in response.answers if answer.verbatim)


def excerpt(words: str) -> str:
    """The beginning of long words, ending in an ellipsis."""
    return words if len(words) <= LONGEST_EXCERPT else words[:LONGEST_EXCERPT].rstrip() + "…"


def link_to(endpoint: str, **values: object) -> str:
    """The address of a page as it stands in a mail. A job has no request, so `url_for` would not know the host."""
    public_url: str = current_app.config["VOC"].public_url
    return public_url + current_app.url_map.bind("").build(endpoint, values)
