"""What the clock starts here."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voc.core.jobs import job
from voc.insights import reading
from voc.insights.emerging import weekly
from voc.insights.evaluation import measuring
from voc.insights.learning import own_scores
from voc.insights.themes import discovering, teaching
from voc.insights.verbatims import indexing


@job(every=timedelta(seconds=2), once_per_slot=False)
def read_verbatims(session: Session, now: datetime) -> None:
    """Read what customers have written since."""
    reading.read_waiting(session, now)


@job(every=timedelta(minutes=1))
def reread_verbatims(session: Session, now: datetime) -> None:
    """After an upgrade of the engine, read everything again."""
    reading.reread_outdated(session, now)


@job(every=timedelta(seconds=5))
def reread_after_edits(session: Session, now: datetime) -> None:
    """After a change of the codebook, read again what it may say otherwise."""
    reading.reread_edited(session, now)


@job(every=timedelta(minutes=1))
def learn_from_corrections(session: Session, now: datetime) -> None:
    """Let each theme learn from what people said of its verbatims."""
    teaching.learn(session, now)


@job(every=timedelta(seconds=2), once_per_slot=False)
def index_verbatims(session: Session, now: datetime) -> None:
    """Let what customers have written since be found by its words."""
    indexing.index_waiting(session, now)


@job(every=timedelta(minutes=1))
def reindex_verbatims(session: Session, now: datetime) -> None:
    """After a change of what words are, or of what is hidden, index everything again."""
    indexing.reindex_outdated(session, now)


@job(every=timedelta(seconds=5))
def measure_samples(session: Session, now: datetime) -> None:
    """Work out how good the readings are where people have labelled, or where verbatims were read anew."""
    measuring.measure_due(session, now)


@job(every=timedelta(minutes=5))
def notice_withdrawn(session: Session, now: datetime) -> None:
    """Have samples measured anew whose figures count answers that were withdrawn."""
    measuring.notice_withdrawn(session)


@job(every=timedelta(minutes=5), once_per_slot=False)
def learn_from_scores(session: Session, now: datetime) -> None:
    """Once a day and workspace, learn from its own scores if there are enough new ones."""
    own_scores.learn_due(session, now)


@job(every=timedelta(seconds=2), once_per_slot=False)
def propose_themes(session: Session, now: datetime) -> None:
    """Where somebody asked for it, discover what the customers' words propose as themes."""
    discovering.discover_asked(session, now)


@job(every=timedelta(minutes=5))
def look_for_news(session: Session, now: datetime) -> None:
    """Once a week and workspace, look for what is suddenly spoken of."""
    weekly.look_at_due(session, now)


JOBS = (
    read_verbatims,
    reread_verbatims,
    reread_after_edits,
    learn_from_corrections,
    index_verbatims,
    reindex_verbatims,
    measure_samples,
    notice_withdrawn,
    learn_from_scores,
    propose_themes,
    look_for_news,
)
