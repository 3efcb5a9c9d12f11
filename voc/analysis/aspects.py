"""Mentions: what a text speaks of, and how it speaks of each."""

from collections.abc import Iterator, Sequence

from voc.analysis.clauses import Clause, Opinion, Target
from voc.analysis.themes import Codebook, Hit

# An opinion counts half when it stands this far from what it may be about, in characters.
NEAR = {"en": 24.0, "zh": 8.0}
#: Names of time, amount and people in general are what sentences are made of, not what customers judge.
GENERIC = frozenset(
    """
        time times day days week weeks month months year years hour hours minute minutes night nights morning
        evening today tomorrow yesterday weekend way thing things lot lots bit people person one ones
        something anything everything nothing someone anyone everyone none kind sort part reason fact case end
        start rest side point problem problems issue issues husband wife son daughter friend friends family
        mother father mum mom dad sister brother boyfriend girlfriend partner companion companions hubby colleagues
        baby kids child children guy guys man woman life world place home house
        experience visit stay trip job idea hand question questions matter number half couple lack thanks
        thank star stars love joke disappointment fan complaint complaints money anyone area areas sense fun
        shame waste name back place top pleasure dollar dollars pound pounds mins min hrs review reviews
        opinion feeling moment situation success failure chance mistake fault mess disaster improvement
        suggestion comment comments answer yes no please god wow lol times birthday anniversary
    """.split()
)
# "A glass of wine" is one thing.
_MEASURES = frozenset("glass glasses bottle bottles cup cups bowl bowls plate plates piece pieces slice slices".split())
_BEFORE_NOUNS = frozenset("the a an my our your his her their its this that these those some any no".split())


# Start, end, number of the clause, and theme: as places stand in a text.
_Place = tuple[int, int, int, str | None]


#: Theme, start, end and weight of a place in the repaired text that is spoken of; without a theme it is a noun that
#: somebody judges.
Subject = tuple[str | None, int, int, float]


def subjects(text: str, clauses: list[Clause], codebook: Codebook, language: str) -> list[Subject]:
    """What a repaired text speaks of, in order, with the weight (about -6..6; 0 is neutral) of what is said of each.

    Hits of the codebook's seeds, widened to the noun run they stand in; and noun runs that no theme knows when their
    clause judges. Each takes its weight from its own clause, near opinions more than far ones.
    """
    near = NEAR["en" if language == "en" else "zh"]
    if language == "en" and codebook.marks:
        marked = _marked(text, clauses, codebook)
        return [(theme, start, end, _weight(clauses, k, start, end, near)) for theme, start, end, k in marked]
    found: dict[_Place, None] = {}
    for theme, begin, stop, k in codebook.hits(text, clauses):
        start, end = _noun_run(clauses[k].nouns, begin, stop)
        found[start, end, k, theme] = None
    if codebook.is_discovered:
        found = _named(found, clauses)
    taken: dict[int, list[tuple[int, int]]] = {}
    for start, end, k, _ in found:
        taken.setdefault(k, []).append((start, end))
    for k, clause in enumerate(clauses):
        judged: Sequence[Target | tuple[int, int]] = clause.nouns if clause.opinions else ()
        for place in judged if clause.targets is None else clause.targets:
            start, end = place[0], place[1]
            if k in taken and _touches(taken[k], start, end):
                continue
            if _says_something(text[start:end], clause, start, end):
                found[start, end, k, None] = None
    # No place without a theme touches one with a theme, so that None is compared with nothing.
    return [(theme, start, end, _weight(clauses, k, start, end, near)) for start, end, k, theme in sorted(found)]


def _marked(text: str, clauses: list[Clause], codebook: Codebook) -> Iterator[tuple[str | None, int, int, int]]:
    """Aspect terms that discovery found, each with its theme or, lacking one, that of the nearest seed in its clause.

    Only where a text has none of them, verbs and adjectives among the seeds are mentions by themselves ("I waited").
    """
    hits: dict[int, list[Hit]] = {}
    for hit in codebook.hits(text, clauses):
        hits.setdefault(hit.clause, []).append(hit)
    terms = [(k, start, end) for k, clause in enumerate(clauses) for start, end in _terms(text, clause, codebook)]
    for k, start, end in terms:
        theme = codebook.marks[text[start:end].lower()]
        if theme is None and k in hits:
            theme = min(hits[k], key=lambda hit: (max(hit.start - end, start - hit.end), hit.start)).theme
        yield theme, start, end, k
    if not terms:
        for k, here in hits.items():
            nouns = clauses[k].nouns
            yield from ((h.theme, h.start, h.end, k) for h in here if not any(a <= h.start < b for a, b in nouns))


def _terms(text: str, clause: Clause, codebook: Codebook) -> Iterator[tuple[int, int]]:
    """The longest term that covers a noun run; it may begin before the run, as in "iced tea"."""
    taken = 0
    for first, last in noun_runs(clause):
        end = clause.words[last].end
        for begin in range(max(taken, last - codebook.longest_mark + 1), first + 1):
            start = clause.words[begin].start
            if text[start:end].lower() in codebook.marks:
                yield start, end
                break
        taken = last + 1


def noun_runs(clause: Clause) -> list[tuple[int, int]]:
    """First and last word of each noun run, without "our" before it; a measure of something is one run with it."""
    starts = {token.start: k for k, token in enumerate(clause.words)}
    ends = {token.end: k for k, token in enumerate(clause.words)}
    runs: list[tuple[int, int]] = []
    for start, end in clause.nouns:
        first, last = starts[start], ends[end]
        # The tagger takes a capital at the beginning for a name.
        while first < last and clause.words[first].lower in _BEFORE_NOUNS:
            first += 1
        joins = runs and first == runs[-1][1] + 2 and clause.words[first - 1].lower == "of"
        if joins and clause.words[runs[-1][1]].lower in _MEASURES:
            first, _ = runs.pop()
        runs.append((first, last))
    return runs


def _named(places: dict[_Place, None], clauses: list[Clause]) -> dict[_Place, None]:
    """The places that are nouns; all of them in a text that judges no noun."""
    if not any(clause.nouns and clause.opinions for clause in clauses):
        return places
    return {p: None for p in places if any(a <= p[0] < b for a, b in clauses[p[2]].nouns)}


def _touches(places: list[tuple[int, int]], start: int, end: int) -> bool:
    for first, last in places:  # noqa: SIM110  A generator costs twice as much.
        if first < end and start < last:
            return True
    return False


def _noun_run(nouns: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """The noun run that a place lies in, unless it is a very long one; else the place."""
    for run in nouns:
        if run[0] <= start and end <= run[1] and run[1] - run[0] <= 40:
            return run
    return start, end


def _says_something(term: str, clause: Clause, start: int, end: int) -> bool:
    if term.lower() in GENERIC or len(term) > 60:
        return False
    # An opinion may end with what it is about, as 没有筷子 does; inside of one a noun is not spoken of.
    for first, last, _ in clause.opinions:
        if first < end and start < last and not first < start < end == last:
            return False
    return True


def weight_at(clauses: list[Clause], k: int, start: int, end: int, language: str) -> float:
    """The weight (about -6..6; 0 is neutral) of what is said of the place start:end in clause k of a repaired text."""
    return _weight(clauses, k, start, end, NEAR["en" if language == "en" else "zh"])


def _weight(clauses: list[Clause], k: int, start: int, end: int, near: float) -> float:
    clause = clauses[k]
    if clause.targets:
        for first, last, by in clause.targets:
            if by is not None and first < end and start < last:
                return 0.8 * _nearby(by.opinions, start, end, near)
    if clause.opinions:
        return _nearby(clause.opinions, start, end, near) + clause.learned
    # "The staff, as always, were lovely": the judgement may stand in the next clause, if that has no noun of its own.
    if k + 1 < len(clauses) and not clause.ends_sentence and clauses[k + 1].opinions and not clauses[k + 1].nouns:
        return 0.8 * _nearby(clauses[k + 1].opinions, start, end, near)
    return clause.learned


def _nearby(opinions: list[Opinion], start: int, end: int, near: float) -> float:
    total = 0.0
    for first, last, weight in opinions:
        distance = first - end if first > end else start - last if start > last else 0
        total += weight * near / (near + distance)
    return total
