"""The words and phrases that give a theme away, by the language they are in, as people type them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

#: The languages that have seeds of their own: both Chinese scripts share theirs.
LANGUAGES = ("en", "zh")
#: A seed is a word or a phrase, not a sentence.
LONGEST = 60
#: More than this nobody can keep in mind.
MOST = 400

Seeds = Mapping[str, Sequence[str]]


class Unusable(Exception):
    """These seeds are too long or too many; `seed` is the one that is too long, or None."""

    def __init__(self, seed: str | None = None) -> None:
        super().__init__(seed)
        self.seed = seed


def cleaned(given: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """The seeds without blanks and repetitions, in the order given. Raises `Unusable`.

    >>> cleaned({"en": [" late  delivery", "Late delivery", ""], "zh": ["配送"]})
    {'en': ['late delivery'], 'zh': ['配送']}
    """
    made = {}
    for language in LANGUAGES:
        words = [" ".join(seed.split()) for seed in given.get(language, ())]
        unlike = list({word.casefold(): word for word in reversed(words) if word}.values())[::-1]
        if too_long := next((word for word in unlike if len(word) > LONGEST), None):
            raise Unusable(too_long)
        if len(unlike) > MOST:
            raise Unusable
        made[language] = unlike
    return made


def of(stored: Mapping[str, Any] | None) -> dict[str, list[str]]:
    """A theme's seeds as its row has them; empty lists where it has none."""
    return {language: [str(seed) for seed in (stored or {}).get(language, ())] for language in LANGUAGES}


def without(seeds: Seeds, chosen: Seeds) -> dict[str, list[str]]:
    """The seeds that are not among the chosen ones."""
    taken = {seed.casefold() for group in chosen.values() for seed in group}
    return {language: [seed for seed in group if seed.casefold() not in taken] for language, group in seeds.items()}


def number(seeds: Seeds) -> int:
    """How many there are, of all languages."""
    return sum(len(group) for group in seeds.values())
