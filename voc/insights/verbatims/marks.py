"""Cuts a verbatim into pieces for a page: which words decided, which themes are spoken of where, what is hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from voc.analysis import masking
from voc.analysis.masking import Hit
from voc.insights.models import Mention, Reading


@dataclass(frozen=True)
class Piece:
    """A stretch of text that is shown in one way."""

    text: str
    #: Names of the themes it speaks of, and how the first of them is judged; empty and None outside of mentions.
    themes: tuple[str, ...] = ()
    label: str | None = None
    #: Names of the themes whose mention ends here: where a page writes them.
    ending: tuple[str, ...] = ()
    #: What it adds to the sentiment, below or above 0; 0 when it did not decide.
    weight: float = 0.0
    is_hidden: bool = False
    #: Whether it is what somebody searched for.
    is_found: bool = False


def pieces(
    text: str,
    reading: Reading | None,
    hits: Sequence[Hit],
    labels: Mapping[str, str],
    language: str,
    *,
    found: Sequence[tuple[int, int]] = (),
) -> list[Piece]:
    """The text in pieces that follow one another; `hits` are replaced by their label in brackets.

    `found` are the places of what was searched for; what is hidden is never marked as found.
    """
    mentions = [mention for mention in reading.mentions if mention.theme] if reading else []
    words = reading.words if reading else []
    spans = [(m.start, m.end) for m in mentions] + [(w["start"], w["end"]) for w in words]
    spans += found
    cuts = {cut for span in spans for cut in span if not any(hit.start < cut < hit.end for hit in hits)}
    cuts |= {0, len(text)} | {cut for hit in hits for cut in (hit.start, hit.end)}
    borders = sorted(cut for cut in cuts if 0 <= cut <= len(text))
    hidden = dict(zip((hit.start for hit in hits), masking.placeholders(text, hits, labels), strict=True))
    made = []
    for start, end in pairwise(borders):
        here = [mention for mention in mentions if mention.start < end and mention.end > start]
        weight = next((float(word["weight"]) for word in words if word["start"] < end and word["end"] > start), 0.0)
        piece = _piece(hidden.get(start, text[start:end]), here, end, language, weight, is_hidden=start in hidden)
        is_found = not piece.is_hidden and any(a < end and b > start for a, b in found)
        made.append(replace(piece, is_found=is_found))
    return made


def _piece(text: str, here: list[Mention], end: int, language: str, weight: float, *, is_hidden: bool) -> Piece:
    return Piece(
        text=text,
        themes=_names(here, language),
        label=here[0].label if here else None,
        ending=_names([mention for mention in here if mention.end <= end], language),
        weight=weight,
        is_hidden=is_hidden,
    )


def _names(mentions: list[Mention], language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.theme.name_in(language) for mention in mentions if mention.theme))
