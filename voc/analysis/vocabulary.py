"""English words apart from their sentences: what each judges, denies or strengthens, looked up once per spelling."""

import importlib.util
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from voc.analysis import tagging
from voc.analysis.clauses import lexicon
from voc.analysis.text import ENDS_SENTENCE, Token, tokens

NEGATIONS = frozenset(
    """
        not n't no never nothing none nobody nowhere neither nor without hardly barely scarcely rarely seldom
        cannot aint dont didnt wasnt isnt cant wont couldnt doesnt havent hasnt werent arent wouldnt shouldnt
        zero lack lacks lacked
    """.split()
)
DEGREES = {
    **dict.fromkeys(
        """
            very really so extremely absolutely incredibly exceptionally totally completely highly truly
            especially super particularly thoroughly entirely utterly remarkably amazingly insanely
            ridiculously deeply greatly hugely most always consistently real such damn fucking bloody
        """.split(),
        1.3,
    ),
    **dict.fromkeys(["quite", "pretty", "rather", "fairly", "more", "much", "too"], 1.1),
    **dict.fromkeys(
        """
            slightly somewhat bit little kinda sorta mildly partly partially occasionally sometimes almost
            marginally
        """.split(), 0.65
    ),
}  # fmt: skip
TURNS = frozenset("but however yet except unfortunately nevertheless nonetheless sadly".split())
CONCEDES = frozenset("although though despite while whilst whereas notwithstanding".split())
BREAKS = frozenset(',;:()[]—–-/"') | ENDS_SENTENCE
SUBJECTS = frozenset(
    """
        the a an my our your their his her its this that these those it they he she we i you there staff
        service food
    """.split()
)
# What we may expect of anybody who serves: it says something only where it is denied.
EXPECTED = frozenset(
    """
        work working worked help helped answer answers answered respond responds responded reply replies replied listen
        listens listened care
        cared arrive arrived understand come came turn call called ring fix resolve resolved deliver delivered
        receive received open start charge fit last hold support explain explains explained allow accept offer offered
        provide provided honor honour load connect update acknowledge contact bother picks
    """.split()
)
WISHES = frozenset("should must need needs ought wish hope suggest recommend".split())
COMPARATIVES = frozenset(
    """
        more less fewer better quicker faster shorter longer bigger larger smaller cheaper clearer easier
        earlier cleaner warmer improved increased reduced lower higher improve increase reduce provide
    """.split()
)
# How a suggestion begins that has no subject: "Answer the phone", "Ensure that somebody listens".
ADVICE = frozenset(
    """
        ensure make provide give tell get find offer respond answer add allow employ hire train retrain
        re-train change fix bring listen inform check reduce increase improve deal put send call speak ask
        speed include explain consider show update hurry lower introduce invest teach educate organise
        organize arrange clean replace cut build contact
    """.split()
)
BEST = frozenset("better more happier nicer easier friendlier faster quicker smoother improved kinder".split())
CAN = ("could", "can", "ca")
UNITS = frozenset("hours weeks months".split())
# A stay of nine days is no wait, nor a cruise that took them; a parcel that did is.
TOOK = frozenset("took taken".split())
WAITED_FOR = frozenset(
    """
        delivery shipping shipment dispatch order orders parcel package item items refund refunds replacement repair
        repairs reply response answer support service shop store seller courier exchange return installation
    """.split()
)
KINDS_OF_DAYS = frozenset("business working whole full long calendar".split())
# Whoever is not told what they should know misses it, as an answer. Nobody misses what they cannot tell.
TELLING = frozenset("tell tells told inform informed notify notified warn warned".split())
HEARERS = frozenset("me us customers passengers guests anyone anybody".split())
NO_ONE = frozenset("nobody none neither".split())
WAS = frozenset("was were been being am are is".split())
NO_DUTY = frozenset((*CAN, "need", "needed", "have", "has", "want", "wanted", "wait"))
# Whoever need not wait is pleased; who should not have to, or would rather not, is not.
WAITS = frozenset("wait waited waiting queue queued queuing queueing".split())
OWED = frozenset((*CAN, *"should would will wo shall ought must might may hope wish if so".split()))
QUICK = frozenset("within in under only just less lasts last lasted every open 24 first".split())
LACKLESS = frozenset("one doubt matter need idea wonder time longer more problem problems nonsense reason way".split())
KEEPS = frozenset("keeps kept keep".split())
# What may well go on: "keeps getting better", "kept smiling".
GOES_ON_WELL = frozenset("getting going working improving doing running coming growing smiling helping giving".split())
SPOILS = frozenset("removed remove removing removes ruined ruin ruins ruining destroyed spoiled spoils killed".split())
_SPEAK_IN_COMPANY = frozenset((*CAN, *UNITS, *KEEPS, *TELLING, "days", "too", "no"))
_STRETCHED = re.compile(r"([a-z])\1{2,}")
NOUNS = ("NOUN", "PROPN")
# Words that judge nothing as these parts of speech: "a kind of", "pretty much", "like the others".
MUTE = {
    **dict.fromkeys(("like", "likes", "liked"), ("ADP", "SCONJ", "ADV", "INTJ", "NOUN", "ADJ", "CCONJ")),
    **dict.fromkeys(("kind", "mean", "means"), ("NOUN", "VERB")),
    **dict.fromkeys(("pretty", "super", "damn"), ("ADV",)),
    "well": ("INTJ",),
}


# Distinct spellings are remembered up to here; a corpus of a million verbatims has about this many.
_MEMORY = 100_000

#: Phrases that begin with the same two words, longest first: their words and valence.
Phrases = tuple[tuple[tuple[str, ...], float], ...]


@cache
def valences() -> dict[str, float]:
    """Lower-case words, emoticons and emoji with their valence (-4..4): our own list before vaderSentiment's."""
    spec = importlib.util.find_spec("vaderSentiment")
    assert spec is not None
    assert spec.origin is not None
    # The file, not the package: importing that costs an HTTP client.
    lines = (Path(spec.origin).parent / "vader_lexicon.txt").read_text(encoding="utf-8").splitlines()
    vader = {word.lower(): float(mean) for word, mean, *_ in (line.split("\t") for line in lines if line)}
    own = {word: value for word, value in lexicon("english").items() if " " not in word}
    return {word: v for word, v in {**vader, **lexicon("emoji"), **own}.items() if v}


@cache
def phrases() -> dict[str, dict[str, Phrases]]:
    """Phrases by their first word and then their second."""
    found: dict[str, dict[str, list[tuple[tuple[str, ...], float]]]] = {}
    for phrase, value in lexicon("english").items():
        words = tuple(token.lower for token in tokens(phrase))
        if len(words) > 1:
            found.setdefault(words[0], {}).setdefault(words[1], []).append((words, value))
    return {
        first: {second: tuple(sorted(group, key=lambda pair: -len(pair[0]))) for second, group in seconds.items()}
        for first, seconds in found.items()
    }


def _unstretched(word: str) -> tuple[str, ...]:
    """Plainer spellings of "soooo" and "gooood": runs of three letters and more as two, then as one; mostly none."""
    if not _STRETCHED.search(word):
        return ()
    return _STRETCHED.sub(r"\1\1", word), _STRETCHED.sub(r"\1", word)


def _value(word: str, known: dict[str, float]) -> float:
    value = known.get(word)
    if value is not None:
        return value
    return next((known[plain] for plain in _unstretched(word) if plain in known), 0.0)


@dataclass(slots=True)
class Known:
    """One spelling of a word, and all that holds of it in any sentence."""

    tagged: tagging.Word
    #: Valence -4..4; 0 for most words.
    value: float
    #: What it makes of the word after it: above 1 stronger, below 1 weaker.
    degree: float
    denies: bool
    #: Whether praise after it is gone: "removed the best part".
    spoils: bool
    #: Phrases that begin with it, by their second word.
    phrases: dict[str, Phrases] | None
    #: Whether an opinion may begin here.
    speaks: bool
    #: Whether a clause may be cut beside it.
    cuts: bool
    wishes: bool
    ends_sentence: bool


class Vocabulary(dict[str, Known]):
    """Spelling -> what is known of it, made when it is first met."""

    def __missing__(self, word: str) -> Known:
        if len(self) >= _MEMORY:
            self.clear()
        made = self[word] = _known(word)
        return made


def _known(word: str) -> Known:
    lower = word.lower()
    value = _value(lower, valences())
    starts = phrases().get(lower)
    return Known(
        tagged=tagging.load().word(word),
        value=value,
        degree=_value(lower, DEGREES) or 1.0,
        denies=lower in NEGATIONS,
        spoils=lower in SPOILS,
        phrases=starts,
        speaks=bool(value) or starts is not None or lower in EXPECTED or lower in _SPEAK_IN_COMPANY,
        cuts=lower in BREAKS or lower in TURNS or lower in CONCEDES or lower == "and",
        wishes=lower in WISHES,
        ends_sentence=word in ENDS_SENTENCE or word[0] in "!?",
    )


VOCABULARY = Vocabulary()


@dataclass(slots=True)
class Sentence:
    """The words of one sentence, in four lists of one length."""

    words: list[Token]
    lowers: list[str]
    known: list[Known]
    tags: list[str]
