"""Our own sentences in a language that the product does not speak, as a workspace has written them: once for all of its
surveys.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from voc.core import i18n
from voc.core.our_words import Words
from voc.staff.models import Workspace
from voc.surveys import sentences, translations
from voc.surveys.models import OurWords


@dataclass(frozen=True)
class Progress:
    """How many of our sentences are written in a language."""

    written: int
    of: int

    @property
    def missing(self) -> int:
        """How many stay English."""
        return self.of - self.written


@dataclass(frozen=True)
class Line:
    """One sentence as somebody wants it: what stood there when they opened the page, and what they wrote."""

    seen: str
    text: str


def is_writable(language: str) -> bool:
    """Whether our words can be written in it: a survey may be in this language, and the product does not speak it."""
    return language in translations.known_languages() and language not in i18n.LANGUAGES


def written(session: Session, workspace_id: int, language: str) -> Words:
    """Sentence -> how it is written; nothing in a language that the product speaks, and nothing is asked then."""
    if language in i18n.LANGUAGES:
        return {}
    mine = OurWords.workspace_id == workspace_id, OurWords.language == language
    rows = session.execute(select(OurWords.sentence, OurWords.text).where(*mine))
    return dict(rows.all())


def speaks(session: Session, workspace_id: int, language: str, wanted: Collection[str]) -> bool:
    """Whether all of these sentences are written in a language that the product does not speak."""
    if not is_writable(language):
        return False
    mine = OurWords.workspace_id == workspace_id, OurWords.language == language, OurWords.sentence.in_(list(wanted))
    return session.scalar(select(func.count()).select_from(OurWords).where(*mine)) == len(wanted)


def progress(session: Session, workspace_id: int, languages: Iterable[str]) -> dict[str, Progress]:
    """Language -> how far it is, of those that the product does not speak."""
    added = [language for language in languages if is_writable(language)]
    if not added:
        return {}
    known = sentences.every()
    mine = OurWords.workspace_id == workspace_id, OurWords.language.in_(added), OurWords.sentence.in_(list(known))
    counted = select(OurWords.language, func.count()).where(*mine).group_by(OurWords.language)
    counts = dict(session.execute(counted).all())
    return {language: Progress(counts.get(language, 0), len(known)) for language in added}


def fingerprint(text: str) -> str:
    """What tells whether somebody has changed a text meanwhile."""
    return sha256(text.encode()).hexdigest()[:12]


def save(session: Session, workspace_id: int, language: str, lines: Mapping[str, Line]) -> dict[str, str]:
    """Write these sentences; an empty one is English again. What somebody did not touch stays as it is by now.

    Gives sentence -> text of those that a colleague wrote otherwise meanwhile: they stay as the colleague has them.
    """
    # Two who write the same sentence come one after the other. Answers that come in meanwhile are not held up.
    session.execute(select(Workspace.id).where(Workspace.id == workspace_id).with_for_update(key_share=True))
    stored = dict(written(session, workspace_id, language))
    touched = {sentence: line for sentence, line in lines.items() if fingerprint(line.text) != line.seen}
    theirs = {
        sentence: there
        for sentence, line in touched.items()
        if (there := stored.get(sentence, "")) != line.text and fingerprint(there) != line.seen
    }
    for sentence, line in touched.items():
        if sentence not in theirs and line.text != stored.get(sentence, ""):
            _put(session, workspace_id, language, sentence, line.text)
    session.flush()
    return theirs


def _put(session: Session, workspace_id: int, language: str, sentence: str, text: str) -> None:
    mine = OurWords.workspace_id == workspace_id, OurWords.language == language, OurWords.sentence == sentence
    session.execute(delete(OurWords).where(*mine))
    if text:
        session.add(OurWords(workspace_id=workspace_id, language=language, sentence=sentence, text=text))
