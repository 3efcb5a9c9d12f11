"""What can be done to a survey: made, written, published, closed, reopened, written anew.

A version is a draft until it is published, and from then on it is history. Here that is a named error; the database
refuses it as well, whoever tries.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voc.core import i18n, tokens
from voc.staff import audit
from voc.surveys import branching, starters, translations
from voc.surveys.models import Question, Survey, SurveyVersion
from voc.surveys.starter_texts.starter import Starter
from voc.surveys.translations import Written

LONGEST_KEY = 60


class KeyTaken(Exception):
    """Another survey of this workspace has this key."""


class Published(Exception):
    """This version is no draft any more: published, so it never changes again, or thrown away by somebody."""


class SavedMeanwhile(Exception):
    """Somebody else saved this draft after it was read."""


class AlreadyAsked(Exception):
    """Customers have been asked already, so what they were told about anonymity stays."""


class NotPublished(Exception):
    """This survey was never published, so there is nothing to close."""


class Archived(Exception):
    """This survey is in the archive; it has to be taken out before customers can see it again."""


class OnlyLanguage(Exception):
    """A survey keeps at least one language."""


class Incomplete(Exception):
    """Texts are missing before this version can be published."""


def create_from_starter(
    session: Session,
    workspace_id: int,
    starter: Starter,
    now: datetime,
    *,
    company: str,
    title: str = "",
    languages: Sequence[str] = (),
    team_id: int | None = None,
    is_anonymous: bool | None = None,
) -> Survey:
    """A survey with a complete draft, under a key that is still free.

    `company` is the name customers know; `title` is what the console calls the survey, left empty the starter's name
    in each reader's language. The first of `languages` is the default one; none given: all the starter has. It is
    anonymous where the starter is, unless somebody says.
    """
    spoken = list(languages) or list(starter.languages)
    titles = {} if title.strip() else i18n.in_every_language(lambda: str(starter.name))
    title = title.strip() or str(starter.name)
    is_anonymous = starter.is_anonymous if is_anonymous is None else is_anonymous
    survey = Survey(
        workspace_id=workspace_id, written_title=title, titles=titles, public_id=tokens.public_id(),
        metric=starter.metric, starter=starter.key, is_anonymous=is_anonymous, team_id=team_id, created_at=now,
        closed_at=None, archived_at=None,
    )  # fmt: skip
    version = SurveyVersion(number=1, languages=spoken, texts={}, edition=0, published_at=None)
    version.questions = [
        Question(
            key=each.key,
            position=position,
            kind=each.kind or starter.metric,
            is_required=each.is_required,
            texts={},
            settings=dict(each.settings),
            shown_if=branching.kept(each.behind),
        )
        for position, each in enumerate(starter.questions, start=1)
    ]
    translations.write(version, {code: starters.written_for(starter, code, company) for code in spoken})
    survey.versions.append(version)
    add_under_free_key(session, survey, title)
    return survey


def add_under_free_key(session: Session, survey: Survey, title: str) -> None:
    """Add a survey under a key made of this title, or of its starter where the title has no Latin letters."""
    wanted = _slug(title) or survey.starter or survey.metric
    while True:
        survey.key = _free_key(session, survey.workspace_id, wanted)
        try:
            with session.begin_nested():
                session.add(survey)
        except IntegrityError:
            # Somebody took this key in the same moment; now that we see it, the next one is free.
            if _free_key(session, survey.workspace_id, wanted) == survey.key:
                raise
        else:
            return


def _slug(title: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[: LONGEST_KEY - 4].strip("-")


def _free_key(session: Session, workspace_id: int, wanted: str) -> str:
    similar = Survey.workspace_id == workspace_id, Survey.key.startswith(wanted, autoescape=True)
    taken = set(session.scalars(select(Survey.key).where(*similar)))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(key for key in numbered if key not in taken)


def save_settings(
    session: Session, survey: Survey, *, title: str, key: str, team_id: int | None, is_anonymous: bool
) -> None:
    """Change what the console knows about a survey. Raises `KeyTaken`, or `AlreadyAsked` for another anonymity."""
    if is_anonymous != survey.is_anonymous and survey.live:
        raise AlreadyAsked
    try:
        with session.begin_nested():
            survey.key, survey.team_id, survey.is_anonymous = key, team_id, is_anonymous
            # Its reader saw it in one language: sent back as it was, it stays what it is in the others.
            if title != survey.title:
                survey.title = title
    except IntegrityError as error:
        session.refresh(survey)
        if survey.live and is_anonymous != survey.is_anonymous:
            raise AlreadyAsked from error
        raise KeyTaken(key) from error


def save_texts(
    session: Session, version: SurveyVersion, written: Written, *, seen: int, link_is_for_all: bool | None = None
) -> None:
    """Replace the draft's texts and languages by these. An incomplete draft may be saved; it cannot be published.

    `link_is_for_all` says who sees the button under the thanks; None leaves that as it is. `seen` is the edition that
    the writer started from. Raises `Published`, `SavedMeanwhile` or `OnlyLanguage`.
    """
    if not written:
        raise OnlyLanguage
    take(session, version, seen)
    translations.write(version, written)
    if link_is_for_all is not None:
        version.link_is_for_all = link_is_for_all
    session.flush()


def take(session: Session, version: SurveyVersion, seen: int) -> None:
    """Take the turn of a draft's next edition, before any of it changes. Raises `Published` or `SavedMeanwhile`."""
    # One statement decides between two writers; the other one's edition no longer matches.
    draft = SurveyVersion.id == version.id, SurveyVersion.published_at.is_(None)
    mine = update(SurveyVersion).where(*draft, SurveyVersion.edition == seen).values(edition=seen + 1)
    if session.scalar(mine.returning(SurveyVersion.id)) is None:
        now_there = session.get(SurveyVersion, version.id, populate_existing=True)
        raise SavedMeanwhile if now_there and now_there.published_at is None else Published


def with_language(survey: Survey, written: Written, language: str) -> dict[str, dict[str, str]]:
    """The texts and one more language: the starter's words where it has them, else empty ones to write."""
    texts = {code: dict(mine) for code, mine in written.items()}
    if language in texts:
        return texts
    starter = starters.STARTERS.get(survey.starter or "")
    company = next((mine["from_name"] for mine in texts.values() if mine.get("from_name")), "")
    texts[language] = starters.written_for(starter, language, company) if starter and company else {}
    return texts


def without_language(written: Written, language: str) -> dict[str, dict[str, str]]:
    """The texts without one language. Raises `OnlyLanguage` for the last one."""
    left = {code: dict(mine) for code, mine in written.items() if code != language}
    if not left:
        raise OnlyLanguage
    return left


def publish(session: Session, version: SurveyVersion, now: datetime, *, seen: int, by: int | None = None) -> None:
    """Make the draft what customers are asked from now on. `seen` is the edition that its publisher read.

    Raises `Published` when it already is, `SavedMeanwhile` when it is no longer what was read, `Incomplete`, or
    `Archived`.
    """
    survey = version.survey
    if survey.archived_at is not None:
        raise Archived
    if version.published_at is None and (gaps := translations.gaps(version)):
        raise Incomplete(gaps)
    take(session, version, seen)
    version.published_at = now
    session.flush()
    keep(session, "survey.published", survey, now, by, version=version.number)


def new_draft(session: Session, survey: Survey) -> SurveyVersion:
    """The survey's draft; where there is none, a copy of the live version with the same question keys."""
    if survey.draft:
        return survey.draft
    live = survey.live
    assert live is not None
    draft = draft_like(live, survey_id=survey.id, number=survey.versions[-1].number + 1)
    try:
        with session.begin_nested():
            session.add(draft)
    except IntegrityError:
        # A colleague began one in the same moment; both now write in theirs.
        draft = session.scalars(select(SurveyVersion).filter_by(survey_id=survey.id, number=draft.number)).one()
    session.refresh(survey, ["versions"])
    return draft


def draft_like(version: SurveyVersion, *, survey_id: int, number: int) -> SurveyVersion:
    """A draft that says what this version says, with the same question keys; not added yet."""
    draft = SurveyVersion(
        survey_id=survey_id, number=number, languages=list(version.languages), texts=dict(version.texts),
        link_is_for_all=version.link_is_for_all, edition=0, published_at=None,
    )  # fmt: skip
    draft.questions = [
        Question(
            key=q.key,
            position=q.position,
            kind=q.kind,
            is_required=q.is_required,
            texts=dict(q.texts),
            settings=dict(q.settings),
            shown_if=list(q.shown_if),
        )
        for q in version.questions
    ]
    return draft


def discard_draft(session: Session, survey: Survey) -> None:
    """Throw the draft of a survey away that has been published before. Raises `NotPublished` where it has not."""
    if survey.live is None:
        raise NotPublished
    if survey.draft:
        session.delete(survey.draft)
        session.flush()
        session.refresh(survey, ["versions"])


def close(session: Session, survey: Survey, now: datetime, *, by: int | None = None) -> None:
    """Take no more answers. Raises `NotPublished`; a closed survey stays closed since when it was."""
    if survey.live is None:
        raise NotPublished
    if survey.closed_at is None:
        survey.closed_at = now
        session.flush()
        keep(session, "survey.closed", survey, now, by)


def reopen(session: Session, survey: Survey, now: datetime, *, by: int | None = None) -> None:
    """Take answers again. Raises `Archived`."""
    if survey.archived_at is not None:
        raise Archived
    if survey.closed_at is not None:
        survey.closed_at = None
        session.flush()
        keep(session, "survey.reopened", survey, now, by)


def keep(session: Session, action: str, survey: Survey, now: datetime, by: int | None, **detail: int) -> None:
    """Keep what was done to a survey, and by whom."""
    subject = f"survey:{survey.id}"
    audit.record(session, action, subject, now, workspace_id=survey.workspace_id, user_id=by, **detail)
