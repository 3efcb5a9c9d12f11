"""The blueprint of this package, and how a verbatim is shown on any of its pages.

The pages stand in the rooms and add themselves when they are loaded. They never load the engine: what it said is in
the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, g

from voc.core import i18n
from voc.insights.models import Reading
from voc.insights.verbatims import marks, search_words
from voc.insights.verbatims.marks import Piece
from voc.insights.verbatims.search import Found
from voc.insights.verbatims.search_words import Term
from voc.responses import masks
from voc.responses.models import Response as Answered
from voc.staff import access

bp = Blueprint("insights", __name__)

PAGE = 50


@dataclass(frozen=True)
class Row:
    """One verbatim as this reader may see it."""

    response: Answered
    reading: Reading | None
    language: str | None
    pieces: list[Piece]
    #: Whether the engine could read the words; False too where it has not tried yet.
    is_read: bool


def row_of(found: Found, terms: Sequence[Term] = (), *, inside: bool = False) -> Row:
    """A verbatim as the signed-in reader may see it, with the places of the terms that were searched for."""
    text, response, reading = found.verbatim.text, found.verbatim.response, found.reading
    places = search_words.places(text, terms, inside=inside)
    hits = () if access.may("raw") else masks.hits(text, response.contact)
    read_as = i18n.normalize(reading.language) if reading else None
    name = i18n.language_name(read_as, g.language) if read_as in i18n.LANGUAGES else None
    pieces = marks.pieces(text, reading, hits, masks.placeholders(), g.language, found=places)
    return Row(response, reading, name, pieces, is_read=reading is not None and reading.made_sense_of(text))
