"""The worker's part of proposing themes: what somebody asked for is discovered in the customers' words, and kept.

A run is claimed with a lease, which is committed; then the words are loaded and compared while nobody waits for the
database; then one transaction says that the run is over and keeps all that it found. Whoever dies before that leaves
nothing, and another worker begins anew when the lease has ended; of two that worked on it, one keeps what it found.

What the codebook knows is not proposed again, nor what somebody dismissed. Proposals that nobody has decided on are
handed to the discovery as known: where customers still speak of them they keep their rows.
"""

from __future__ import annotations

import logging
import secrets
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from voc.analysis import corpus, discovery, masking, naming, quotes
from voc.analysis.discovery import Discovery, Text
from voc.analysis.themes import Codebook
from voc.analysis.themes import Theme as Subject
from voc.core import clock, jobs, weeks
from voc.core.db import only_reading
from voc.core.i18n import html_tag
from voc.insights.models import Theme
from voc.insights.themes import codebook, proposals
from voc.insights.themes import seeds as words
from voc.insights.themes.proposal_models import Proposal, ProposalRun, ProposalVerbatim, ThemeSuggestion
from voc.responses.models import Response, State, Verbatim

log = logging.getLogger(__name__)

#: Of more verbatims than this a part is looked at, chosen by their numbers and not by chance. So many of 150 characters
#: take 15 s of one core and 260 MB.
MOST = 6_000
#: Whoever began and has not ended after this is dead.
LEASE = jobs.LEASE
#: A run that ended so many workers is not begun again.
TRIES = 3
#: A word is chosen for a theme if at least this share of the verbatims that say it belong to the theme; below the
#: other share it is not even offered, and no more than so many that are not chosen are.
TELLING = 0.4
OFFERED = 0.1
MOST_OFFERED = 12
#: So many of the theme's most telling words are chosen where no more are.
FEWEST_CHOSEN = 2
#: Two proposals that share so much of their verbatims (Jaccard) are one.
SAME = 0.5
#: Verbatims, and the share of those looked at, that a theme is proposed for at least.
FEWEST, SMALLEST_SHARE = 3, 0.005
#: Verbatims that say a suggested word at least: fewer could tell who wrote.
FEWEST_SAYING = 8
#: Verbatims that are quoted for a proposal.
QUOTED = 3
#: Words suggested for a theme at most, and how alike (cosine) they are to its own at least.
SUGGESTED = 6
ALIKE = 0.35
#: Of a theme fewer of whose words customers use nothing can be said.
FEWEST_HEARD = 3
_BATCH = 500


#: A language and a word of it.
_Word = tuple[str, str]


@dataclass(frozen=True)
class Seed:
    """A word that may give a proposed theme away."""

    language: str
    seed: str
    #: Verbatims that say it, and the share of them that belong to the theme.
    verbatims: int
    share: float
    is_chosen: bool


@dataclass(frozen=True)
class Found:
    """A proposal as a run found it; `proposal_id` where it was there before."""

    name: str
    heading: str | None
    parent_id: int | None
    terms: tuple[str, ...]
    seeds: tuple[Seed, ...]
    #: Verbatim id -> its rank among the quoted ones, or None.
    verbatims: Mapping[int, int | None]
    proposal_id: int | None = None


@dataclass(frozen=True)
class Near:
    """A word that stands near a theme's words."""

    theme_id: int
    term: str
    alike: float
    verbatims: int


@dataclass(frozen=True)
class _Corpus:
    """The verbatims that a run looks at, and how many there were to choose from."""

    ids: list[int]
    texts: list[Text]
    total: int


@dataclass(frozen=True)
class _Known:
    """What is not to be proposed as something new, by the keys that discovery gives back."""

    themes: Mapping[str, Theme]
    proposals: Mapping[str, Proposal]
    #: Of themes and proposals.
    book: Codebook
    #: All themes that are looked for, whether known here or not.
    live: Sequence[Theme]

    def is_open(self, found: Found) -> bool:
        """Whether nobody has decided on what was found again."""
        return self.proposals[f"proposal:{found.proposal_id}"].state == "open"


def _seeds_of(themes: Iterable[Theme]) -> set[str]:
    return {seed.casefold() for theme in themes for group in words.of(theme.seeds).values() for seed in group}


def discover_asked(session: Session, now: datetime) -> int:
    """Do what was asked for and nobody is doing; returns how many runs ended well."""
    done = 0
    while _is_due(session, now) and (run := _claim(session, now)):
        try:
            done += _discover(session, run)
        except Exception as error:
            # Told to whoever asked; the log has the place, without the customers' words that an error may quote.
            session.rollback()
            log.exception("proposing_failed", extra={"run": run.id, "error": type(error).__name__})
            _end(session, run, failure="error")
            session.commit()
    return done


def _due(now: datetime) -> ColumnElement[bool]:
    is_free = or_(ProposalRun.claimed_until.is_(None), ProposalRun.claimed_until < now)
    return and_(ProposalRun.finished_at.is_(None), is_free)


def _is_due(session: Session, now: datetime) -> bool:
    # Most of the time nobody has asked, and a look alone takes no lock.
    with only_reading(session):
        return session.scalar(select(ProposalRun.id).where(_due(now)).limit(1)) is not None


def _claim(session: Session, now: datetime) -> ProposalRun | None:
    """Take a run that waits; one that has ended too many workers fails instead."""
    died = and_(_due(now), ProposalRun.tries >= TRIES)
    over = update(ProposalRun).where(died).values(finished_at=now, failure="died", claimed_by=None)
    session.execute(over, execution_options={"synchronize_session": False})
    values = {
        "claimed_by": secrets.token_hex(8),
        "claimed_until": now + LEASE,
        "started_at": now,
        "tries": ProposalRun.tries + 1,
    }
    run = jobs.claim(session, ProposalRun, _due(now), values)
    session.commit()
    return run


def _discover(session: Session, run: ProposalRun) -> bool:
    given, known = _corpus(session, run), _known(session, run)
    found = discovery.discover(given.texts, known=known.book)
    made, near = _made(given, known, found)
    return _keep(session, run, given, made, near)


# What is looked at


def _corpus(session: Session, run: ProposalRun) -> _Corpus:
    """The verbatims of the survey and the days asked for. Of too many those with the smallest checksums of their ids:
    next week's are nearly the same ones, and none is preferred."""
    ids = select(Verbatim.id).join(Verbatim.response)
    ids = ids.where(Response.workspace_id == run.workspace_id, Response.state == State.FINAL)
    if run.survey_id is not None:
        ids = ids.where(Response.survey_id == run.survey_id)
    if run.first_on is not None:
        ids = ids.where(Response.answered_at >= _midnight(run.first_on, run.zone))
    if run.last_on is not None:
        ids = ids.where(Response.answered_at < _midnight(run.last_on + timedelta(days=1), run.zone))
    with only_reading(session):
        everything = list(session.scalars(ids.order_by(Verbatim.id)))
        chosen = sorted(sorted(everything, key=lambda each: (zlib.crc32(str(each).encode()), each))[:MOST])
        rows = [row for batch in _batches(chosen) for row in _texts(session, batch)]
    return _Corpus([each for each, _ in rows], [text for _, text in rows], len(everything))


def _midnight(day: date, zone: str) -> datetime:
    return weeks.instant(datetime.combine(day, time()), zone)


def _texts(session: Session, ids: Sequence[int]) -> list[tuple[int, Text]]:
    columns = select(Verbatim.id, Verbatim.text, Response.language).join(Verbatim.response)
    rows = session.execute(columns.where(Verbatim.id.in_(ids)).order_by(Verbatim.id))
    return [(each, Text(text, html_tag(language or "") or None)) for each, text, language in rows]


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + _BATCH] for at in range(0, len(ids), _BATCH))


def _known(session: Session, run: ProposalRun) -> _Known:
    with only_reading(session):
        everything = [theme for theme in codebook.themes_of(session, run.workspace_id) if theme.retired_at is None]
        untouched = proposals.untouched(session, run.workspace_id) if run.is_anew else set[int]()
        themes = {f"theme:{theme.id}": theme for theme in everything if theme.id not in untouched}
        live = [theme for theme in everything if theme.is_live]
        ids = {theme.id for theme in live}
        mine = select(Proposal).where(Proposal.workspace_id == run.workspace_id).order_by(Proposal.id)
        # Those that became part of the codebook are known by it, unless they were taken out of it again.
        told = {f"proposal:{each.id}": each for each in session.scalars(mine) if each.theme_id not in ids}
    subjects = [_subject(key, theme.name_in("en"), words.of(theme.seeds)) for key, theme in themes.items()]
    subjects += [_subject(key, each.name, each.chosen_seeds()) for key, each in told.items()]
    return _Known(themes, told, Codebook(tuple(subjects)), live)


def _subject(key: str, name: str, seeds: Mapping[str, Sequence[str]]) -> Subject:
    return Subject(key, {"en": name}, {language: tuple(group) for language, group in seeds.items() if group})


# What is found


def _made(given: _Corpus, known: _Known, found: Discovery) -> tuple[list[Found], list[Near]]:
    """Proposals in the order in which they are shown, and words near those of the themes."""
    near, taken = _near(known, found), _seeds_of(known.themes.values())
    new = [each for each in found.proposals if each.is_new and each.theme.seeds]
    offered = {each.theme.key: _offered(each.theme.seeds, taken) for each in new}
    said = _said(given, [
        *(seed for group in offered.values() for seed in group),
        *((each["language"], each["seed"]) for proposal in known.proposals.values() for each in proposal.seeds),
        *(("", term) for _, term, _ in near),
    ])  # fmt: skip
    before = [_again(given, proposal, said, found, key) for key, proposal in known.proposals.items()]
    again = [each for each in before if each.verbatims]
    belongs = _belongs(found)
    headings = {
        each.theme.key: each.theme.names["en"]
        for each in found.proposals
        if not each.theme.seeds and not masking.find(each.theme.names["en"])
    }
    fresh = []
    for each in new:
        key, above = each.theme.key, known.themes.get(each.theme.parent or "")
        seeds = _weighed(offered[key], said, belongs.get(key, frozenset()))
        made = Found(
            name=_unidentified(each.theme.names["en"], [seed.seed for seed in seeds if seed.is_chosen]),
            heading=headings.get(each.theme.parent or ""),
            parent_id=above.id if above else None,
            terms=tuple(term for term in each.top if not masking.find(term)),
            seeds=seeds,
            verbatims=_members(given, seeds, said, found.typical.get(key, ())),
        )
        if made.verbatims and not any(_is_same(made, other) for other in again):
            fresh.append(made)
    heard = [Near(theme_id, term, alike, len(said.get(("", term), ()))) for theme_id, term, alike in near]
    undecided = [each for each in again if known.is_open(each)]
    return [*fresh, *undecided], _first([each for each in heard if each.verbatims >= FEWEST_SAYING])


def _unidentified(name: str, words: Sequence[str]) -> str:
    """The name, or one of these words where it tells who somebody is."""
    return naming.begun(naming.name(words, [])) if masking.find(name) and words else name


def _again(
    given: _Corpus, proposal: Proposal, said: Mapping[_Word, frozenset[int]], found: Discovery, key: str
) -> Found:
    """A proposal that was there before, as these verbatims speak of it; without verbatims if they do not."""
    seeds = tuple(Seed(**each) for each in proposal.seeds)
    members = _members(given, seeds, said, found.typical.get(key, ()))
    terms = tuple(proposal.terms)
    return Found(proposal.name, proposal.heading, proposal.parent_id, terms, seeds, members, proposal.id)


def _is_same(made: Found, other: Found) -> bool:
    """Whether a group of verbatims that no word explained is after all what was proposed before."""
    shared = len(made.verbatims.keys() & other.verbatims.keys())
    either = len(made.verbatims) + len(other.verbatims) - shared
    return made.name.casefold() == other.name.casefold() or shared >= SAME * either


def _offered(seeds: Mapping[str, Sequence[str]], taken: set[str]) -> list[tuple[str, str]]:
    """The words that may be chosen: none that a theme has, none that is too long or tells who somebody is."""
    return [
        (language, seed)
        for language in words.LANGUAGES
        for seed in seeds.get(language, ())
        if seed.casefold() not in taken and len(seed) <= words.LONGEST and not masking.find(seed)
    ]


def _said(given: _Corpus, wanted: Iterable[_Word]) -> dict[_Word, frozenset[int]]:
    """Language and word -> the numbers of the texts that say it, in any of its forms, as a reading finds them."""
    distinct = list(dict.fromkeys(wanted))
    book = Codebook(tuple(_subject(str(n), word, {"en": (word,)}) for n, (_, word) in enumerate(distinct)))
    found: dict[_Word, set[int]] = {word: set() for word in distinct}
    for number, keys in enumerate(corpus.spoken_of(given.texts, book)):
        for key in keys:
            found[distinct[int(key)]].add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def _belongs(found: Discovery) -> dict[str, frozenset[int]]:
    members: dict[str, set[int]] = {}
    for number, assignment in enumerate(found.assignments):
        for key in assignment.themes:
            members.setdefault(key, set()).add(number)
    return {key: frozenset(numbers) for key, numbers in members.items()}


def _weighed(
    offered: Sequence[_Word], said: Mapping[_Word, frozenset[int]], members: frozenset[int]
) -> tuple[Seed, ...]:
    """The offered words, most telling first, each form of a word once; chosen are those that mostly mean this theme."""
    seen: set[frozenset[int]] = set()
    unlike = []
    for word in offered:
        numbers = said[word]
        if numbers and numbers not in seen:
            seen.add(numbers)
            unlike.append((word, len(numbers), len(numbers & members) / len(numbers)))
    chosen = {word for word, count, share in unlike if share >= TELLING and count > 1}
    if len(chosen) < FEWEST_CHOSEN:
        chosen = {word for word, _, _ in unlike[:FEWEST_CHOSEN]}
    others = [word for word, _, share in unlike if word not in chosen and share >= OFFERED][:MOST_OFFERED]
    return tuple(
        Seed(word[0], word[1], count, round(share, 3), is_chosen=word in chosen)
        for word, count, share in unlike
        if word in chosen or word in others
    )


def _members(
    given: _Corpus, seeds: Sequence[Seed], said: Mapping[_Word, frozenset[int]], typical: Sequence[int]
) -> dict[int, int | None]:
    """Verbatim id -> rank: the verbatims that say a chosen word, the few that stand for them first; none if too few."""
    chosen = [(seed.language, seed.seed) for seed in seeds if seed.is_chosen]
    numbers = sorted(set[int]().union(*(said.get(word, frozenset()) for word in chosen)))
    if len(numbers) < max(FEWEST, SMALLEST_SHARE * len(given.ids)):
        return {}
    inside = set(numbers)
    nearest = [number for number in typical if number in inside] or numbers[:_BATCH]
    quoted = [nearest[k] for k in quotes.choose([given.texts[number].text for number in nearest], QUOTED)]
    ranks = {given.ids[number]: rank for rank, number in enumerate(quoted, 1)}
    return {given.ids[number]: ranks.get(given.ids[number]) for number in numbers}


def _near(known: _Known, found: Discovery) -> list[tuple[int, str, float]]:
    """Theme id, word and likeness; no word that belongs to a theme or tells who somebody is."""
    taken, spoken = _seeds_of(known.live), set(found.space.words)
    near = []
    for theme in known.live:
        mine = [seed.lower() for group in words.of(theme.seeds).values() for seed in group]
        if theme.is_counted and len(spoken.intersection(mine)) >= FEWEST_HEARD:
            for term, alike in found.space.near(mine, 4 * SUGGESTED):
                if alike >= ALIKE and term not in taken and term not in naming.VERDICTS and not masking.find(term):
                    near.append((theme.id, term, alike))
    return near


def _first(near: Sequence[Near]) -> list[Near]:
    kept: dict[int, list[Near]] = {}
    for each in near:
        kept.setdefault(each.theme_id, []).append(each)
    return [each for group in kept.values() for each in group[:SUGGESTED]]


# What is kept


def _keep(session: Session, run: ProposalRun, given: _Corpus, made: Sequence[Found], near: Sequence[Near]) -> bool:
    """Keep everything in one transaction, unless somebody else has ended this run."""
    new = sum(each.proposal_id is None for each in made)
    figures = {"verbatims": given.total, "looked_at": len(given.ids), "new": new, "again": len(made) - new}
    if not _end(session, run, **figures):
        session.rollback()
        return False
    open_ones = select(Proposal).where(Proposal.workspace_id == run.workspace_id, Proposal.state == "open")
    rows = {each.id: each for each in session.scalars(open_ones.with_for_update())}
    there = _still_there(session, {each for found in made for each in found.verbatims})
    now = clock.now()
    for position, each in enumerate(made):
        row = rows.get(each.proposal_id) if each.proposal_id is not None else _row(run, each)
        if row is None:  # Decided while we worked.
            continue
        row.position, row.found_at, row.run_id = position, now, run.id
        session.add(row)
        session.flush()
        session.execute(delete(ProposalVerbatim).where(ProposalVerbatim.proposal_id == row.id))
        values = [
            {"proposal_id": row.id, "verbatim_id": verbatim_id, "rank": rank}
            for verbatim_id, rank in each.verbatims.items()
            if verbatim_id in there
        ]
        if values:
            session.execute(insert(ProposalVerbatim), values)
    _suggest(session, run.workspace_id, near, now)
    session.commit()
    log.info("themes_proposed", extra={"run": run.id, **figures})
    return True


def _end(session: Session, run: ProposalRun, **values: object) -> bool:
    mine = and_(ProposalRun.id == run.id, ProposalRun.claimed_by == run.claimed_by, ProposalRun.finished_at.is_(None))
    over = update(ProposalRun).where(mine).values(finished_at=clock.now(), **values).returning(ProposalRun.id)
    return session.scalar(over, execution_options={"synchronize_session": False}) is not None


def _still_there(session: Session, ids: set[int]) -> set[int]:
    """Those of the verbatims that nobody has erased meanwhile."""
    found = (session.scalars(select(Verbatim.id).where(Verbatim.id.in_(batch))) for batch in _batches(sorted(ids)))
    return {each for batch in found for each in batch}


def _row(run: ProposalRun, found: Found) -> Proposal:
    return Proposal(
        workspace_id=run.workspace_id,
        name=found.name,
        language="zh" if naming.is_chinese(found.name) else "en",
        heading=found.heading,
        parent_id=found.parent_id,
        terms=list(found.terms),
        seeds=[asdict(seed) for seed in found.seeds],
        state="open",
    )


def _suggest(session: Session, workspace_id: int, near: Sequence[Near], now: datetime) -> None:
    """These words for the workspace's themes, in place of those of the run before."""
    mine = select(Theme.id).where(Theme.workspace_id == workspace_id)
    session.execute(
        delete(ThemeSuggestion).where(ThemeSuggestion.theme_id.in_(mine)),
        execution_options={"synchronize_session": False},
    )
    if near:
        session.execute(insert(ThemeSuggestion), [{**asdict(each), "found_at": now} for each in near])
