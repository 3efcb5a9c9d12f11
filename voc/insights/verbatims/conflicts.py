"""Answers whose score and words disagree: a 9 with angry words, a 2 with praise. They are shown, never corrected."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_

from voc.insights.models import Reading
from voc.responses.models import Response

#: How far from 0 a sentiment must be to contradict a score. Between, the words are mixed or the engine is not sure.
CLEAR = 0.3
#: A good score with complaining words; a bad score with praising words.
KINDS = ("angry_words", "kind_words")


def holds(kind: str) -> ColumnElement[bool]:
    """Whether a response and its current reading disagree, as SQL: one of `KINDS`, or `any` of them."""
    angry = and_(Response.band == "promoter", Reading.sentiment <= -CLEAR)
    kind_words = and_(Response.band == "detractor", Reading.sentiment >= CLEAR)
    return {"angry_words": angry, "kind_words": kind_words}.get(kind, or_(angry, kind_words))
