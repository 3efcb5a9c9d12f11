"""What whoever answers a survey that is over is told: whether anything of theirs is kept, and where their words are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from voc.core.our_words import to_respondent
from voc.responses import wording


class Extent(Enum):
    """How much of an answer had come while the survey was open."""

    NOTHING = "nothing"
    PART = "part"
    ALL = "all"


@dataclass(frozen=True)
class Ended:
    """The sentences, named as the script knows them."""

    head: str
    #: The only one that earlier builds of the script show.
    error: str
    #: Over the words that were typed, and what to do with them; a script shows both only where there are some.
    wrote: str
    copy: str


def told(kept: Extent) -> Ended:
    """What to say of it, in the language that is spoken."""
    headline, nothing = wording.trouble(410)
    texts = {
        Extent.NOTHING: nothing,
        Extent.PART: to_respondent(
            "Thank you. We no longer collect answers here. What you had answered before is kept; what you added or "
            "changed since then was not stored."
        ),
        Extent.ALL: to_respondent(
            "Thank you. We no longer collect answers here, but what you answered had arrived before, and it is kept."
        ),
    }
    copy = (
        to_respondent(
            "We are sorry that we can no longer take it. It is stored nowhere, so copy it from here if you want to "
            "keep it."
        )
        if kept is Extent.NOTHING
        else to_respondent("Copy it from here if you want to keep it.")
    )
    return Ended(head=headline, error=texts[kept], wrote=to_respondent("What you wrote"), copy=copy)


def sentences() -> Iterator[str]:
    """All that may be said of it."""
    for each in Extent:
        said = told(each)
        yield from (said.head, said.error, said.wrote, said.copy)
