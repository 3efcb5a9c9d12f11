"""Themes that a corpus proposes by itself: named in the customers' words, in two levels, the same ones every time.

Each text becomes one vector of three parts: what its words share with one another (TF-IDF factored), what they stand
near in this corpus (PPMI factored), and which themes of the starter codebooks they touch, which joins languages and
lets small surveys borrow what is known of customers anywhere. Groups of like texts are themes; alike themes have one
parent. No model from outside, no number of themes to choose.

`discover` proposes; with `known` themes these keep their keys and only new ones are added; `suggest` finds words for a
theme that people edit, and applies none of them.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from voc.analysis import aspect_terms, corpus, proposing, spaces
from voc.analysis.corpus import Corpus, Text
from voc.analysis.proposing import Assignment, Proposal
from voc.analysis.spaces import Represented
from voc.analysis.themes import Codebook
from voc.analysis.vectors import Space

__all__ = ["Assignment", "Discovery", "Proposal", "Text", "discover", "space", "suggest"]

#: Themes are learned from so many texts at most, chosen by the texts and not by their order; all are assigned.
LEARNED_FROM = 20_000


@dataclass(frozen=True)
class Discovery:
    """Proposed themes, biggest first and children behind their parents, and each given text's themes in order."""

    proposals: tuple[Proposal, ...]
    assignments: tuple[Assignment, ...]
    #: Aspect terms that belong to no theme, by language.
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Of each theme's key the numbers of given texts that stand nearest to its middle, nearest first.
    typical: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    #: The word vectors that were learned on the way, for `suggest`.
    space: Space = field(default_factory=lambda: Space((), np.zeros((0, 1), np.float32)))

    @property
    def codebook(self) -> Codebook:
        """The proposals as a codebook: what `voc themes` writes and `voc read --themes` looks for."""
        return Codebook(tuple(proposal.theme for proposal in self.proposals), terms=self.terms, is_discovered=True)

    def as_dict(self) -> dict[str, Any]:
        """The codebook as plain values for JSON, with what is known of each theme; `themes.parse` reads it back."""
        made: dict[str, Any] = {"discovered": True, "themes": [_plain(proposal) for proposal in self.proposals]}
        if self.terms:
            made["terms"] = {language: list(terms) for language, terms in self.terms.items()}
        return made


def discover(
    texts: Sequence[Text],
    *,
    known: Codebook | None = None,
    seed: int = 0,
    advance: Callable[[int], object] = lambda _: None,
) -> Discovery:
    """The themes of these texts.

    Deterministic; the order of the texts changes nothing. With `known`, its themes keep keys, names and seeds, are
    found again where texts speak of them, and only groups of texts that none of them explains become new themes.
    No texts, or none with content: no proposals beyond the known ones. Time and memory grow linearly with the texts.
    `advance` is called with 1 after each text was read.

    >>> found = discover([Text("A long queue."), Text("The soup was cold."), Text("Long queue again."), Text("")] * 9)
    >>> queue, soup, again, nothing = (assignment.main for assignment in found.assignments[:4])
    >>> queue == again != soup, nothing
    (True, None)
    """
    order = sorted(range(len(texts)), key=lambda k: (texts[k].text, texts[k].language or ""))
    given = [texts[k] for k in order]
    made = corpus.analysed(given, known=known, advance=advance)
    represented = spaces.represented(made, _sample(given))
    found = aspect_terms.discovered(made.runs)
    proposals, assigned, loose, typical = proposing.proposed(
        made, [text.text for text in given], represented, found=found, known=known, seed=seed
    )
    back = dict(zip(order, assigned, strict=True))
    return Discovery(
        proposals,
        tuple(back[k] for k in range(len(texts))),
        {"en": loose} if loose else {},
        {key: tuple(order[k] for k in numbers) for key, numbers in typical.items()},
        _space(made, represented),
    )


def _plain(proposal: Proposal) -> dict[str, Any]:
    theme = proposal.theme
    made: dict[str, Any] = {"key": theme.key, "name": next(iter(theme.names.values())), "names": dict(theme.names)}
    if theme.parent:
        made["parent"] = theme.parent
    made["seeds"] = {language: list(group) for language, group in theme.seeds.items()}
    if theme.terms:
        made["terms"] = {language: list(group) for language, group in theme.terms.items()}
    return made | {
        "top": list(proposal.top),
        "size": proposal.size,
        "sentiment": proposal.sentiment,
        "examples": list(proposal.examples),
    }


def space(texts: Sequence[Text]) -> Space:
    """The word vectors of a corpus, for `suggest`: learn them once, ask for many themes."""
    ordered = sorted(texts, key=lambda each: (each.text, each.language or ""))
    made = corpus.analysed(ordered)
    return _space(made, spaces.represented(made, _sample(ordered)))


def _space(made: Corpus, learned: Represented) -> Space:
    return Space(tuple(made.spelling(word) for word in learned.vocabulary), learned.space.vectors)


def suggest(seeds: Sequence[str], learned: Space, count: int = 10) -> tuple[str, ...]:
    """Words that customers use near these seeds and that are not among them; never applied unasked, because they drift.

    Nothing for seeds that the corpus does not know.

    >>> texts = [Text("The waiter brought tea."), Text("Parking costs money."), Text("Wifi was down.")] * 5
    >>> sorted(suggest(["waiter"], space(texts), 2))
    ['brought', 'tea']
    """
    return tuple(word for word, alike in learned.near([seed.lower() for seed in seeds], count) if alike > 0)


def _sample(texts: Sequence[Text]) -> Sequence[int]:
    """Numbers of the texts that are learned from: all, or those with the smallest checksums."""
    if len(texts) <= LEARNED_FROM:
        return range(len(texts))
    sums = [(zlib.crc32(each.text.encode("utf-8", "replace")), k) for k, each in enumerate(texts)]
    return sorted(k for _, k in sorted(sums)[:LEARNED_FROM])
