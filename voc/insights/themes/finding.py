"""What a run makes of a discovery: proposals with the words that give them away, and words near those of the themes.

Values in, values out: nothing here knows the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from voc.analysis import corpus, masking, naming, quotes
from voc.analysis.discovery import Discovery
from voc.analysis.themes import Codebook
from voc.analysis.themes import Theme as Subject
from voc.insights.themes import seeds as words
from voc.insights.themes.gathering import Gathered, Known, KnownProposal, KnownTheme

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
#: Of a proposal without typical verbatims so many are looked at for quotes.
_QUOTABLE = 500


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


def made(given: Gathered, known: Known, found: Discovery) -> tuple[list[Found], list[Near]]:
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
    undecided = [each for each in again if known.proposals[f"proposal:{each.proposal_id}"].is_open]
    return [*fresh, *undecided], _first([each for each in heard if each.verbatims >= FEWEST_SAYING])


def _unidentified(name: str, words: Sequence[str]) -> str:
    """The name, or one of these words where it tells who somebody is."""
    return naming.begun(naming.name(words, [])) if masking.find(name) and words else name


def _again(
    given: Gathered, proposal: KnownProposal, said: Mapping[_Word, frozenset[int]], found: Discovery, key: str
) -> Found:
    """A proposal that was there before, as these verbatims speak of it; without verbatims if they do not."""
    seeds = tuple(Seed(**each) for each in proposal.seeds)
    members = _members(given, seeds, said, found.typical.get(key, ()))
    return Found(proposal.name, proposal.heading, proposal.parent_id, proposal.terms, seeds, members, proposal.id)


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


def _said(given: Gathered, wanted: Iterable[_Word]) -> dict[_Word, frozenset[int]]:
    """Language and word -> the numbers of the texts that say it, in any of its forms, as a reading finds them."""
    distinct = list(dict.fromkeys(wanted))
    book = Codebook(tuple(Subject(str(n), {}, {"en": (word,)}) for n, (_, word) in enumerate(distinct)))
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
    given: Gathered, seeds: Sequence[Seed], said: Mapping[_Word, frozenset[int]], typical: Sequence[int]
) -> dict[int, int | None]:
    """Verbatim id -> rank: the verbatims that say a chosen word, the few that stand for them first; none if too few."""
    chosen = [(seed.language, seed.seed) for seed in seeds if seed.is_chosen]
    numbers = sorted(set[int]().union(*(said.get(word, frozenset()) for word in chosen)))
    if len(numbers) < max(FEWEST, SMALLEST_SHARE * len(given.ids)):
        return {}
    inside = set(numbers)
    nearest = [number for number in typical if number in inside] or numbers[:_QUOTABLE]
    quoted = [nearest[k] for k in quotes.choose([given.texts[number].text for number in nearest], QUOTED)]
    ranks = {given.ids[number]: rank for rank, number in enumerate(quoted, 1)}
    return {given.ids[number]: ranks.get(given.ids[number]) for number in numbers}


def _near(known: Known, found: Discovery) -> list[tuple[int, str, float]]:
    """Theme id, word and likeness; no word that belongs to a theme or tells who somebody is."""
    taken, spoken = _seeds_of(known.live), set(found.space.words)
    near = []
    for theme in known.live:
        mine = [seed.lower() for group in theme.seeds.values() for seed in group]
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


def _seeds_of(themes: Iterable[KnownTheme]) -> set[str]:
    return {seed.casefold() for theme in themes for group in theme.seeds.values() for seed in group}
