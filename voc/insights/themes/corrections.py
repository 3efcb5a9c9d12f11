"""What people say of a reading: "not this theme", "this too", "that was meant well".

A correction is a row of its own. It changes the current reading at once, is applied to every later one, and is held
for as long as the customer's words stay as they were. The engine's reading of the same words never undoes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from voc.core import clock
from voc.insights.models import Correction, Mention, Reading, Theme
from voc.insights.themes import codebook
from voc.insights.themes.codebook import NotHere
from voc.responses.models import Verbatim
from voc.staff import audit

#: How much a sentiment that a person gave weighs, where the engine would have said how strong it is.
SENTIMENTS = {"positive": 0.6, "neutral": 0.0, "negative": -0.6}


class NoSuchPlace(Exception):
    """The verbatim is shorter than that, or was changed since."""


@dataclass(frozen=True)
class Place:
    """From one character to another; the whole verbatim when both are 0."""

    start: int = 0
    end: int = 0

    @property
    def is_whole(self) -> bool:
        return self.start == self.end == 0

    def meets(self, start: int, end: int) -> bool:
        """Whether it has a character in common with another place."""
        return self.is_whole or (start < self.end and self.start < end)


WHOLE = Place()


def approve(session: Session, verbatim: Verbatim, theme: Theme, place: Place = WHOLE, *, by: int | None = None) -> None:
    """Say that it speaks of the theme, there or at all: right, or this too. Raises `NoSuchPlace`, `NotHere`."""
    _hold(session, verbatim, theme, place)
    _forget(session, verbatim, _with_merged(session, theme), ("no",), place)
    _say(session, verbatim, [theme.id], "yes", place, by=by)
    _apply_now(session, verbatim, theme)


def reject(session: Session, verbatim: Verbatim, theme: Theme, place: Place = WHOLE, *, by: int | None = None) -> None:
    """Say that it does not speak of the theme, there or at all. Raises `NoSuchPlace`, `NotHere`.

    It holds for the themes that were merged into this one too: what their seeds found is what was rejected.
    """
    _hold(session, verbatim, theme, place)
    ids = _with_merged(session, theme)
    _forget(session, verbatim, ids, ("yes", "sentiment"), place)
    _say(session, verbatim, ids, "no", place, by=by)
    _apply_now(session, verbatim, theme)


def judge(
    session: Session, verbatim: Verbatim, theme: Theme, label: str, place: Place = WHOLE, *, by: int | None = None
) -> None:
    """Say how it speaks of the theme: `positive`, `neutral`, `negative`. Raises `NoSuchPlace`, `NotHere`."""
    _hold(session, verbatim, theme, place)
    ids = _with_merged(session, theme)
    _forget(session, verbatim, ids, ("sentiment",), place)
    _say(session, verbatim, ids, "sentiment", place, label=label, by=by)
    _apply_now(session, verbatim, theme)


def take_back(session: Session, verbatim: Verbatim, theme: Theme, *, by: int | None = None) -> int:
    """Forget what was said of this theme there; returns how many corrections that were.

    The verbatim is marked to be read again, which the reading job does within seconds.
    """
    _hold(session, verbatim, theme, WHOLE)
    number = _forget(session, verbatim, _with_merged(session, theme), ("yes", "no", "sentiment"), WHOLE)
    if number:
        verbatim.read_at = None
        about = {"workspace_id": theme.workspace_id, "user_id": by}
        audit.record(session, "correction.taken_back", f"theme:{theme.id}", clock.now(), **about, verbatim=verbatim.id)
        session.flush()
    return number


def of(session: Session, verbatim_ids: Iterable[int]) -> dict[int, list[Correction]]:
    """Verbatim id -> what was said of it, in the order in which it was said. One statement."""
    mine = select(Correction).where(Correction.verbatim_id.in_(list(verbatim_ids)))
    found: dict[int, list[Correction]] = {}
    for each in session.scalars(mine.order_by(Correction.made_at, Correction.id)):
        found.setdefault(each.verbatim_id, []).append(each)
    return found


def applied(
    mentions: Sequence[Mention], given: Sequence[Correction], text: str, reading: Reading,
    survivors: Mapping[int, int] = MappingProxyType({}),
) -> list[Mention]:  # fmt: skip
    """The mentions of a reading as people say they are; the rows given are changed, new ones are not in the session.

    `survivors` says which theme has the mentions of one that was merged: what speaks of either speaks of both.
    """
    made = list(mentions)
    digest = said_of(text)
    for each in given:
        if each.said_of != digest:
            continue
        place = Place(each.start, each.end)
        here = [m for m in made if m.theme_id == each.theme_id and place.meets(m.start, m.end)]
        if each.kind == "no":
            made = without(made, here, len(text))
        elif each.kind == "yes":
            one = survivors.get(each.theme_id, each.theme_id)
            themes = [survivors.get(m.theme_id, m.theme_id) for m in made if m.theme_id and place.meets(m.start, m.end)]
            made = made if one in themes else _with(made, each, text, reading)
        elif each.label:
            for mention in here:
                mention.label, mention.sentiment = each.label, SENTIMENTS[each.label]
    return sorted(made, key=lambda m: (m.start, m.end))


def said_of(text: str) -> str:
    """What tells these words from others."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def without(mentions: list[Mention], rejected: list[Mention], length: int) -> list[Mention]:
    """What was rejected is still spoken of, without a theme, unless another theme has the place anyway."""
    left = [m for m in mentions if m not in rejected]
    taken = {(m.start, m.end) for m in left} | {(0, length)}
    for mention in rejected:
        if (mention.start, mention.end) not in taken:
            mention.theme_id = None
            left.append(mention)
    return left


def _with(mentions: list[Mention], said: Correction, text: str, reading: Reading) -> list[Mention]:
    start, end = (said.start, said.end) if said.end else (0, len(text))
    for mention in mentions:
        if mention.theme_id is None and (mention.start, mention.end) == (start, end):
            mention.theme_id = said.theme_id
            return mentions
    if not said.end:
        return [*mentions, of_whole(said.theme_id, text, reading)]
    near = next((m for m in mentions if m.start < end and start < m.end), reading)
    new = Mention(
        theme_id=said.theme_id, term=text[start:end], start=start, end=end, sentiment=near.sentiment, label=near.label
    )
    return [*mentions, new]


def of_whole(theme_id: int, text: str, reading: Reading) -> Mention:
    """A mention that is the whole verbatim, and is judged as it is."""
    return Mention(
        theme_id=theme_id, term=text, start=0, end=len(text), sentiment=reading.sentiment, label=reading.label
    )


def _hold(session: Session, verbatim: Verbatim, theme: Theme, place: Place) -> None:
    # The reading job locks the verbatims that it writes: it comes before us, or after us and sees what we say.
    session.execute(select(Verbatim.id).where(Verbatim.id == verbatim.id).with_for_update())
    session.refresh(verbatim, ["text", "read_at"])
    if not theme.is_live:
        raise NotHere
    if not (place.is_whole or 0 <= place.start < place.end <= len(verbatim.text)):
        raise NoSuchPlace


def _with_merged(session: Session, theme: Theme) -> list[int]:
    return [theme.id, *(each.id for each in codebook.merged_in(session, theme))]


def _forget(session: Session, verbatim: Verbatim, ids: list[int], kinds: tuple[str, ...], place: Place) -> int:
    mine = and_(Correction.verbatim_id == verbatim.id, Correction.theme_id.in_(ids), Correction.kind.in_(kinds))
    if not place.is_whole:
        meets = and_(Correction.start < place.end, Correction.end > place.start)
        mine = and_(mine, or_(Correction.end == 0, meets))
    gone = session.execute(delete(Correction).where(mine).returning(Correction.id)).all()
    return len(gone)


def _say(
    session: Session, verbatim: Verbatim, ids: list[int], kind: str, place: Place, *, by: int | None,
    label: str | None = None,
) -> None:  # fmt: skip
    now = clock.now()
    _forget_same(session, verbatim, ids, kind, place)
    for theme_id in ids:
        session.add(
            Correction(
                verbatim_id=verbatim.id, theme_id=theme_id, kind=kind, start=place.start, end=place.end, label=label,
                said_of=said_of(verbatim.text), user_id=by, made_at=now,
            )
        )  # fmt: skip
    session.execute(
        update(Theme).where(Theme.id.in_(ids)).values(corrected_at=now),
        execution_options={"synchronize_session": False},
    )
    session.flush()


def _forget_same(session: Session, verbatim: Verbatim, ids: list[int], kind: str, place: Place) -> None:
    same = and_(Correction.kind == kind, Correction.start == place.start, Correction.end == place.end)
    mine = and_(Correction.verbatim_id == verbatim.id, Correction.theme_id.in_(ids), same)
    session.execute(delete(Correction).where(mine))


def _apply_now(session: Session, verbatim: Verbatim, theme: Theme) -> None:
    """Let the current reading say it at once; its mentions are already those of the themes that others went into."""
    mine = select(Reading).where(Reading.verbatim_id == verbatim.id, Reading.is_current)
    reading = session.scalars(mine).first()
    if reading is None:
        return
    session.refresh(reading, ["mentions"])
    newest = [each for each in of(session, [verbatim.id]).get(verbatim.id, []) if each.theme_id == theme.id]
    reading.mentions = applied(reading.mentions, newest, verbatim.text, reading)
    session.flush()
