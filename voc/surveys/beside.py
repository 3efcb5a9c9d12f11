"""Which texts stand on the page where they are written: two languages side by side, all of it or what is missing.

What does not stand there is hidden, not left out: the form sends it back as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voc.surveys import translations
from voc.surveys.models import Question
from voc.surveys.translations import Place, Written

#: Stands for no language in particular.
ALL = "all"


@dataclass(frozen=True)
class Choice:
    """What somebody wants to see."""

    #: The language beside the default one, or `ALL`.
    beside: str
    only_missing: bool
    #: Language -> names of the texts that it lacks.
    lacks: Mapping[str, frozenset[str]]
    #: The languages in their order, the default one first.
    languages: tuple[str, ...]

    def shows_language(self, language: str) -> bool:
        """Whether a language stands on the page."""
        return self.beside in (ALL, language) or language == self.languages[0]

    def shows(self, name: str) -> bool:
        """Whether a text stands on the page."""
        return not self.only_missing or any(
            name in self.lacks[language] for language in self.languages if self.shows_language(language)
        )

    def shows_any(self, places: Sequence[Place]) -> bool:
        """Whether one of these texts stands on the page."""
        return any(self.shows(place.name) for place in places)


def choice(values: Mapping[str, str], written: Written, questions: list[Question]) -> Choice:
    """What the address or the form asks for; nothing asked: the language that lacks most."""
    languages, missing = tuple(written), lacks(written, questions)
    others = languages[1:]
    wanted = values.get("beside", "")
    if len(languages) <= 2:
        wanted = ALL
    elif wanted not in (ALL, *others):
        wanted = max(others, key=lambda language: len(missing[language]))
    return Choice(wanted, values.get("only_missing") == "y", missing, languages)


def lacks(written: Written, questions: list[Question]) -> dict[str, frozenset[str]]:
    """Language -> what has to be written there, or is written in the default language alone.

    An address may do for all languages, so it is not missed.
    """
    default = next(iter(written.values()), {})
    gaps = translations.gaps_in(written, questions)
    return {
        language: frozenset(gap.place.name for gap in gaps[language])
        | {name for name, text in default.items() if text and not texts.get(name) and name != translations.LINK}
        for language, texts in written.items()
    }
