"""Aspect terms: which noun runs of a corpus are what its customers judge."""

from dataclasses import dataclass, field

from voc.analysis.clauses import Clause

_COPULAS = frozenset("is was are were 's be been looks looked tastes tasted works worked seems felt".split())
_ARTICLES = frozenset("the our my their your his her".split())
#: Longer runs are lists without commas.
LONGEST = 60


@dataclass
class Run:
    """How one noun run is used: its occurrences, and of these how many in each of some telling places."""

    count: int = 0
    judged: int = 0
    subject: int = 0
    definite: int = 0
    capital: int = 0


@dataclass
class Runs:
    """The noun runs of a corpus by their lower-case text."""

    found: dict[str, Run] = field(default_factory=dict)

    def add(self, plain: str, clauses: list[Clause]) -> None:
        """Count the noun runs of one text."""
        for clause in clauses:
            if not clause.nouns:
                continue
            starts = {token.start: k for k, token in enumerate(clause.words)}
            ends = {token.end: k for k, token in enumerate(clause.words)}
            for start, end in clause.nouns:
                if end - start > LONGEST:
                    continue
                text = plain[start:end]
                run = self.found.setdefault(text.lower(), Run())
                run.count += 1
                run.judged += any(o.end <= start or o.start >= end for o in clause.opinions)
                before, after = starts[start] - 1, ends[end] + 1
                run.definite += before >= 0 and clause.words[before].lower in _ARTICLES
                run.subject += after < len(clause.words) and clause.words[after].lower in _COPULAS
                run.capital += before >= 0 and text[0].isupper()


def discovered(runs: Runs) -> list[str]:
    """The noun runs that are aspect terms, most frequent first."""
    return sorted(
        (text for text, run in runs.found.items() if run.count >= 2 and run.judged),
        key=lambda t: (-runs.found[t].count, t),
    )
