"""What a company's own scores taught: a model that moves the general sentiment, compiled for the hot path.

`voc.analysis.learning` makes these; here they only read. A model is a frozen value of words and numbers, kept as npz.
"""

from __future__ import annotations

import io
import json
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import add
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from zipfile import BadZipFile

from voc.analysis.clauses import Clause
from voc.analysis.sentiment import NEUTRAL

if TYPE_CHECKING:
    from voc.analysis.languages import Language

#: Both scripts of Chinese are read in Simplified characters, so they are learned together.
Tongue = Literal["en", "zh"]

#: Texts with fewer n-grams than this count as if they had so many: three words are weak evidence.
FEWEST = 8
#: What is neutral stays inside the band, whatever is rounded.
_INNER = 0.98 * NEUTRAL
#: A sentiment of 1 would be infinitely many logits.
_SUREST = 0.999
_FORMAT = 1


class Unreadable(Exception):
    """These bytes are no model of ours; the message says why."""


def tongue(language: Language | str) -> Tongue | None:
    """Which model reads a text of this language; None if none can.

    >>> tongue("en"), tongue("zh-Hant"), tongue("und")
    ('en', 'zh', None)
    """
    if language == "en":
        return "en"
    return "zh" if language.startswith("zh") else None


def logit(sentiment: float) -> float:
    """A sentiment (-1..1) as log odds of praise against complaint, about -7.6..7.6; 0 stays 0.

    >>> round(logit(0.5), 3), logit(0.0), round(logit(1.0), 1)
    (1.099, 0.0, 7.6)
    """
    return 2 * math.atanh(max(-_SUREST, min(_SUREST, sentiment)))


def grams(language: Tongue, plain: str, clauses: Sequence[Clause]) -> list[str]:
    """The n-grams of a repaired (and Simplified) text, as often as they stand there.

    English: lower-case words and marks, and neighbouring pairs, the first word paired with the beginning. Chinese:
    characters and neighbouring pairs of them, which hold whatever a segmenter would cut (measured: adding the cut
    words changes nothing and costs their segmentation).

    >>> grams("zh", "很好", [])
    ['很', '好', '很好']
    """
    if language == "zh":
        return [*plain, *map(add, plain, plain[1:])]
    words = [word.lower for clause in clauses for word in clause.words]
    return words + [f"{a} {b}" for a, b in pairwise(["", *words])]


def weighed(sentiment: float) -> tuple[float, float, float]:
    """What a model makes its judgement of, besides n-grams: the general reading in logits, its size, and one.

    >>> weighed(0.0)
    (0.0, 0.0, 1.0)
    """
    said = logit(sentiment)
    return said, abs(said), 1.0


@dataclass(frozen=True)
class Model:
    """A maximum a posteriori logistic model of one language on top of the general reading.

    With `lean` (praise against complaint) and `calm` (neither against both), in logits: p(positive), p(neutral) and
    p(negative) stand to one another as exp(lean / 2), exp(calm) and exp(-lean / 2). Calibration is already within.
    A model without examples gives back every sentiment as it was.
    """

    language: Tongue
    #: Examples that it was made from.
    examples: int = 0
    #: N-gram -> what it adds to lean, as the real part, and to calm, as the imaginary part: one addition for both.
    weights: Mapping[str, complex] = field(default_factory=dict)
    #: The same for each of `weighed`.
    general: tuple[complex, complex, complex] = (1 + 0j, 0j, 0j)
    #: Whether the labels had a neutral class. Without one, calm means nothing and only a tie is neutral.
    has_neutral: bool = False
    #: Words and phrases that speak for praise (above 0) and for complaint, strongest first.
    learned_words: tuple[tuple[str, float], ...] = ()

    def sentiment(self, general: float, plain: str, clauses: Sequence[Clause]) -> float:
        """The sentiment (-1..1) of a text whose general sentiment is known: p(positive) - p(negative), moved so that
        what is neutral, and nothing else, lies within the neutral band.

        >>> Model("en").sentiment(0.37, "Good", [])
        0.37
        """
        if not self.examples:
            return general
        total = self._said(general, plain, clauses)
        return _placed(total.real, total.imag) if self.has_neutral else math.tanh(total.real / 2)

    def _said(self, general: float, plain: str, clauses: Sequence[Clause]) -> complex:
        found = grams(self.language, plain, clauses)
        known = self.weights
        heard = sum([known[gram] for gram in set(found) if gram in known], 0j) / math.sqrt(max(len(found), FEWEST))
        said, size, one = weighed(general)
        mine = self.general
        return heard + mine[0] * said + mine[1] * size + mine[2] * one

    def words(self, most: int = 40) -> list[tuple[str, float]]:
        """The words that it learned with their weights in logits (above 0: praise), strongest first, at most so many.

        >>> Model("en").words()
        []
        """
        return list(self.learned_words[:most])

    def to_bytes(self) -> bytes:
        """The model as compressed npz, without pickle; the same model gives the same bytes."""
        import numpy as np  # noqa: PLC0415 - only who keeps or loads models needs it.

        names = sorted(self.weights)
        about = {
            "format": _FORMAT,
            "language": self.language,
            "examples": self.examples,
            "general": [[each.real, each.imag] for each in self.general],
            "has_neutral": self.has_neutral,
            "words": self.learned_words,
        }
        values = np.array([[self.weights[name].real, self.weights[name].imag] for name in names], dtype=np.float32)
        out = io.BytesIO()
        np.savez_compressed(
            out,
            about=np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), dtype=np.uint8),
            # JSON, because an n-gram of Chinese may be a line break.
            grams=np.frombuffer(json.dumps(names, ensure_ascii=False).encode(), dtype=np.uint8),
            weights=values.reshape(len(names), 2),
        )
        return out.getvalue()

    @classmethod
    def from_bytes(cls, kept: bytes) -> Model:
        """The model that was kept. Raises `Unreadable` for anything else; nothing of it is ever executed."""
        import numpy as np  # noqa: PLC0415

        try:
            with np.load(io.BytesIO(kept), allow_pickle=False) as parts:
                about: dict[str, Any] = json.loads(parts["about"].tobytes())
                names: list[str] = json.loads(parts["grams"].tobytes())
                values = parts["weights"].astype(np.float64)
            if about["format"] != _FORMAT or values.shape != (len(names), 2) or not np.isfinite(values).all():
                raise Unreadable("another format")
            first, second, third = (complex(*pair) for pair in about["general"])
            return cls(
                language=about["language"],
                examples=int(about["examples"]),
                weights=dict(zip(names, map(complex, values[:, 0], values[:, 1]), strict=True)),
                general=(first, second, third),
                has_neutral=bool(about["has_neutral"]),
                learned_words=tuple((str(word), float(weight)) for word, weight in about["words"]),
            )
        except (ValueError, KeyError, TypeError, OSError, EOFError, AttributeError, BadZipFile, zlib.error) as error:
            raise Unreadable(type(error).__name__) from error


#: The models that are switched on, by language; an empty mapping is the general engine.
Models: TypeAlias = Mapping[Tongue, Model]


def _placed(lean: float, calm: float) -> float:
    """p(positive) - p(negative), with the neutral inside the neutral band and everything else outside.

    >>> round(_placed(0.4, 1.0), 3), round(_placed(0.4, -3.0), 3)
    (0.004, 0.233)
    """
    lean = max(-40.0, min(40.0, lean))
    good, bad, neither = math.exp(lean / 2), math.exp(-lean / 2), math.exp(max(-40.0, min(40.0, calm)))
    share = (good - bad) / (good + bad + neither)
    if neither >= max(good, bad):
        return _INNER * share
    return math.copysign(NEUTRAL + (1 - NEUTRAL) * abs(share), lean)


def applied(models: Models, language: Language | str, general: float, plain: str, clauses: Sequence[Clause]) -> float:
    """The sentiment by the model of this language; the general one where there is none."""
    name = tongue(language)
    model = models.get(name) if name else None
    return model.sentiment(general, plain, clauses) if model is not None else general
