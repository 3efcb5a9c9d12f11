"""English: which words judge, how strongly, and what negation, degree, contrast and wishes make of them."""

import importlib.util
import re
from functools import cache, lru_cache
from pathlib import Path

from voc.analysis import tagging
from voc.analysis.clauses import Clause, Opinion, lexicon
from voc.analysis.text import ENDS_SENTENCE, Token, tokens

NEGATIONS = frozenset(
    """
        not n't no never nothing none nobody nowhere neither nor without hardly barely scarcely rarely seldom
        cannot aint dont didnt wasnt isnt cant wont couldnt doesnt havent hasnt werent arent wouldnt shouldnt
        zero lack lacks lacked
    """.split()
)
#: In words. Real ones have a tenth of this; hostile texts must not cost the square of their length.
LONGEST_SENTENCE = 250
# A negation reaches this many words to its right, unless the clause ends first.
REACH = 4
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
        work working worked help helped answer answered respond responded reply replied listen listened care
        cared arrive arrived understand come came turn call called ring fix resolve resolved deliver delivered
        receive received open start charge fit last hold support explain explained allow accept offer offered
        provide provided honor honour load connect update acknowledge contact bother
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
_BEST = frozenset("better more happier nicer easier friendlier faster quicker smoother improved kinder".split())
_CAN = ("could", "can", "ca")
_UNITS = frozenset("hours weeks months".split())
_QUICK = frozenset("within in under only just less lasts last lasted every open 24 first".split())
_LACKLESS = frozenset("one doubt matter need idea wonder time longer more problem problems nonsense reason way".split())
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_NOUNS = ("NOUN", "PROPN")
# Words that judge nothing as these parts of speech: "a kind of", "pretty much", "like the others".
_MUTE = {
    **dict.fromkeys(("like", "likes", "liked"), ("ADP", "SCONJ", "ADV", "INTJ", "NOUN", "ADJ", "CCONJ")),
    **dict.fromkeys(("kind", "mean", "means"), ("NOUN", "VERB")),
    **dict.fromkeys(("pretty", "super", "damn"), ("ADV",)),
    "well": ("INTJ",),
}


# First token, token after the last, weight.
_Found = tuple[int, int, float]


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
def phrases() -> dict[tuple[str, str], tuple[tuple[tuple[str, ...], float], ...]]:
    """Phrases by their first two words, longest first."""
    found: dict[tuple[str, str], list[tuple[tuple[str, ...], float]]] = {}
    for phrase, value in lexicon("english").items():
        words = tuple(token.lower for token in tokens(phrase))
        if len(words) > 1:
            found.setdefault((words[0], words[1]), []).append((words, value))
    return {first: tuple(sorted(group, key=lambda pair: -len(pair[0]))) for first, group in found.items()}


def clauses(text: str, offset: int = 0) -> list[Clause]:
    """The clauses of a repaired English text with opinions and noun runs; `offset` is added to every place.

    >>> [round(c.weight, 1) for c in clauses("Great food, but not a friendly waiter.")]
    [3.0, -1.7]
    """
    found: list[Clause] = []
    sentence: list[Token] = []
    for token in tokens(text, offset):
        sentence.append(token)
        if (
            len(sentence) >= LONGEST_SENTENCE
            or token.text in ENDS_SENTENCE
            or token.text[0] in "!?"
            or "\n" in text[token.end - offset : token.end - offset + 2]
        ):
            _read_sentence(sentence, found)
            sentence = []
    if sentence:
        _read_sentence(sentence, found)
    return found


def _read_sentence(sentence: list[Token], found: list[Clause]) -> None:
    tags = tagging.load().tags([token.text for token in sentence])
    spans = _split(sentence, tags)
    emphasis = _emphasis(sentence, spans)
    loudness = 1 + 0.08 * min(4, sentence[-1].text.count("!"))
    asks = sentence[-1].text[0] == "?"
    for (begin, end), stress in zip(spans, emphasis, strict=True):
        clause = Clause(
            sentence[begin].start, sentence[end - 1].end, stress, words=sentence[begin:end], tags=tags[begin:end]
        )
        for start, stop, weight in _opinions(sentence, tags, begin, end):
            heard = weight * loudness * (0.6 if asks else 1)
            clause.opinions.append(Opinion(sentence[start].start, sentence[stop - 1].end, heard))
        clause.nouns = [
            (sentence[start].start, sentence[stop - 1].end) for start, stop in _noun_runs(sentence, tags, begin, end)
        ]
        found.append(clause)
    found[-1].ends_sentence = True


def _split(sentence: list[Token], tags: list[str]) -> list[tuple[int, int]]:
    """Token ranges of the clauses: cut after marks, before contrast, and before "and" when a new subject follows."""
    cuts = [0]
    last = len(sentence)
    for i, token in enumerate(sentence):
        word = token.lower
        if word in BREAKS and i + 1 < last:
            # A hyphen inside a word is no break, a dash between words is.
            if word in "-/" and i and token.start == sentence[i - 1].end and token.end == sentence[i + 1].start:
                continue
            cuts.append(i + 1)
        elif i > cuts[-1] and (
            word in TURNS or word in CONCEDES or (word == "and" and _new_subject(sentence, tags, i + 1))
        ):
            cuts.append(i)
    return [(a, b) for a, b in zip(cuts, [*cuts[1:], last], strict=True) if b > a]


def _new_subject(sentence: list[Token], tags: list[str], i: int) -> bool:
    if i >= len(sentence) or sentence[i].lower not in SUBJECTS:
        return False
    return any(tag in ("VERB", "AUX") for tag in tags[i : i + 5])


def _emphasis(sentence: list[Token], spans: list[tuple[int, int]]) -> list[float]:
    """What follows "but" counts more than what stands before it; what "although" concedes counts less."""
    stress = [1.0] * len(spans)
    for k, (begin, _) in enumerate(spans):
        word = sentence[begin].lower
        if word in TURNS and k:
            stress = [min(s, 0.6) for s in stress[:k]] + [1.4] * (len(spans) - k)
        elif word in CONCEDES:
            stress[k] = 0.6
    return stress


def _opinions(sentence: list[Token], tags: list[str], begin: int, end: int) -> list[_Found]:
    """Token range and weight of each judging word or phrase between begin and end."""
    known, starts = valences(), phrases()
    found: list[_Found] = []
    advises = begin == 0 and _advises(sentence, tags)
    i = begin
    while i < end:
        word = sentence[i].lower
        if word in _CAN and (stop := _unsurpassed(sentence, i, end)):
            found.append((i, stop, 2.8))
            # "Could not have been more pleased": the denial is used up.
            i = begin = stop
            continue
        group = starts.get((word, sentence[i + 1].lower)) if i + 1 < end else None
        if group is not None and (hit := _phrase(sentence, i, end, group)) is not None:
            length, value = hit
            denied = not _denies(sentence, i, i + length) and _negated(sentence, begin, i)
            weight = value * _degree(sentence, begin, i)
            found.append((i, i + length, _denied(weight) if denied else weight))
            i += length
            continue
        value = _value(word, known)
        if value and (value := _in_sense(sentence, tags, i, value)):
            found.append((i, i + 1, _turned(sentence, begin, i, value)))
        elif implied := _implied(sentence, tags, begin, i, end):
            found.append(implied)
        i = max(i + 1, found[-1][1] if found else 0)
    found = [place for place in found if place[2]]
    return _wished(sentence, tags, found, begin, end, advises=advises)


def _implied(sentence: list[Token], tags: list[str], begin: int, i: int, end: int) -> _Found | None:
    """What a word without a valence of its own says here: too large, no seats, does not load, three hours."""
    word = sentence[i].lower
    if i + 1 < end:
        if word == "too" and tags[i + 1] in ("ADJ", "ADV") and sentence[i + 1].lower not in valences():
            return i, i + 2, 0.3 if _negated(sentence, begin, i) else -1.3
        if word == "no" and tags[i + 1] in _NOUNS and not _is_judged(sentence[i + 1].lower):
            return i, i + 2, -0.7
    if word in EXPECTED and _negated(sentence, begin, i):
        return i, i + 1, -1.4
    if word in _UNITS and _took_long(sentence, tags, begin, i):
        return i, i + 1, -0.6
    return None


def _is_judged(word: str) -> bool:
    return word in _LACKLESS or word in valences()


def _wished(
    sentence: list[Token], tags: list[str], found: list[_Found], begin: int, end: int, *, advises: bool
) -> list[_Found]:
    """The opinions of a clause with what it wishes for: who wishes lacks something, and naming it is no praise."""
    if advises:
        damped = [(start, stop, 0.2 * weight if weight > 0 else weight) for start, stop, weight in found]
        return [(begin, begin + 1, -0.8), *(place for place in damped if place[0] > begin)]
    taken = {k for start, stop, _ in found for k in range(start, stop)}
    for i in range(begin, end):
        wishes = (sentence[i].lower in WISHES and i + 1 < end) or (i == 0 and _suggests(sentence, tags))
        if wishes and i not in taken:
            return sorted([*found, (i, i + 1, -0.6)])
    return found


def _advises(sentence: list[Token], tags: list[str]) -> bool:
    return sentence[0].lower in ADVICE and tags[0] == "VERB" and len(sentence) > 2


def _unsurpassed(sentence: list[Token], i: int, end: int) -> int:
    """Where "could not have been better" ends, if it begins at i; else 0."""
    if i + 2 < end and sentence[i + 1].lower in ("not", "n't"):
        for k in range(i + 2, min(end, i + 7)):
            if sentence[k].lower in _BEST:
                return k + 1
    return 0


def _took_long(sentence: list[Token], tags: list[str], begin: int, i: int) -> bool:
    """Whether "two hours" stands at i - 1, and nothing before says that this is quick."""
    if i == begin or not (tags[i - 1] == "NUM" or sentence[i - 1].lower in ("several", "many", "few")):
        return False
    return not any(sentence[k].lower in _QUICK for k in range(max(begin, i - 4), i))


def _suggests(sentence: list[Token], tags: list[str]) -> bool:
    """ "Better signage", "More staff please": a wish without a verb."""
    return sentence[0].lower in COMPARATIVES and len(sentence) > 1 and any(tag in _NOUNS for tag in tags[1:4])


def _phrase(
    sentence: list[Token], i: int, end: int, group: tuple[tuple[tuple[str, ...], float], ...]
) -> tuple[int, float] | None:
    for words, value in group:
        length = len(words)
        if i + length <= end and all(sentence[i + k].lower == words[k] for k in range(2, length)):
            return length, value
    return None


@lru_cache(maxsize=50_000)
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


def _in_sense(sentence: list[Token], tags: list[str], i: int, value: float) -> float:
    """The valence of a word that judges only as one part of speech; 0 in its other senses."""
    word, tag = sentence[i].lower, tags[i]
    if tag in _MUTE.get(word, ()) or (word == "well" and i == 0):
        return 0.0
    if word == "better" and i == 0 and len(sentence) > 1:
        return -0.8  # "Better signage": it is not good yet.
    return value


def _negated(sentence: list[Token], begin: int, i: int) -> bool:
    times = 0
    for k in range(i - 1, max(begin, i - REACH) - 1, -1):
        word = sentence[k].lower
        if word in NEGATIONS and not (k + 1 < len(sentence) and sentence[k + 1].lower in ("only", "just")):
            times += 1
    return times % 2 == 1


def _turned(sentence: list[Token], begin: int, i: int, value: float) -> float:
    """The valence at i after negation and degree."""
    value *= _degree(sentence, begin, i)
    if len(sentence[i].text) > 2 and sentence[i].text.isupper() and not _shouting(sentence):
        value *= 1.2
    return _denied(value) if _negated(sentence, begin, i) else value


def _denied(value: float) -> float:
    """ "Not good" is bad; "not bad" is little praise."""
    return -0.6 * value - 0.3 if value > 0 else -0.3 * value


def _denies(sentence: list[Token], begin: int, end: int) -> bool:
    """Whether a phrase has its own negation inside, as "ca n't fault": what stands before it then changes nothing."""
    return any(sentence[k].lower in NEGATIONS for k in range(begin, end))


def _shouting(sentence: list[Token]) -> bool:
    return all(token.text.isupper() for token in sentence if token.text.isalpha() and len(token.text) > 1)


def _degree(sentence: list[Token], begin: int, i: int) -> float:
    factor = 1.0
    for k in (i - 1, i - 2):
        if k >= begin:
            factor *= _value(sentence[k].lower, DEGREES) or 1.0
    return factor


def _noun_runs(sentence: list[Token], tags: list[str], begin: int, end: int) -> list[tuple[int, int]]:
    """Ranges of neighbouring nouns, with hyphens and 's inside them: "waiting time", "check-in desk"."""
    runs = []
    i = begin
    while i < end:
        if tags[i] not in _NOUNS or not sentence[i].text[0].isalpha():
            i += 1
            continue
        stop = i + 1
        while stop < end:
            if tags[stop] in _NOUNS and sentence[stop].text[0].isalnum():
                stop += 1
            elif (
                sentence[stop].text == "-"
                and stop + 1 < end
                and sentence[stop].start == sentence[stop - 1].end
                and tags[stop + 1] in _NOUNS
            ):
                stop += 2
            else:
                break
        runs.append((i, stop))
        i = stop
    return runs
