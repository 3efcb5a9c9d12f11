"""English: which words judge, how strongly, and what negation, degree, contrast and wishes make of them."""

from itertools import pairwise

from voc.analysis import stance, tagging
from voc.analysis.clauses import Clause, Opinion
from voc.analysis.stance import Found
from voc.analysis.text import Token, tokens
from voc.analysis.vocabulary import (
    ADVICE,
    BEST,
    BREAKS,
    CAN,
    COMPARATIVES,
    CONCEDES,
    EXPECTED,
    GOES_ON_WELL,
    HEARERS,
    KEEPS,
    KINDS_OF_DAYS,
    LACKLESS,
    MUTE,
    NO_DUTY,
    NO_ONE,
    NOUNS,
    OWED,
    QUICK,
    SUBJECTS,
    TELLING,
    TOOK,
    TURNS,
    UNITS,
    VOCABULARY,
    WAITED_FOR,
    WAITS,
    WAS,
    Known,
    Phrases,
    Sentence,
    valences,
)

#: `valences` also for those who read English inside other languages.
__all__ = ["LONGEST_SENTENCE", "clauses", "valences"]

#: In words. Real ones have a tenth of this; hostile texts must not cost the square of their length.
LONGEST_SENTENCE = 250
# A negation reaches this many words to its right, unless the clause ends first.
REACH = 4
# "Did not have to wait".
SPARED = 1.8


def clauses(text: str, offset: int = 0) -> list[Clause]:
    """The clauses of a repaired English text with opinions and noun runs; `offset` is added to every place.

    >>> [round(c.weight, 1) for c in clauses("Great food, but not a friendly waiter.")]
    [3.0, -1.6]
    """
    found: list[Clause] = []
    words = tokens(text, offset)
    known = [VOCABULARY[word.text] for word in words]
    breaks_lines = "\n" in text
    begin = 0
    for i, each in enumerate(known):
        if (
            each.ends_sentence
            or i - begin + 1 >= LONGEST_SENTENCE
            or (breaks_lines and "\n" in text[words[i].end - offset : words[i].end - offset + 2])
        ):
            _read_sentence(words[begin : i + 1], known[begin : i + 1], found)
            begin = i + 1
    if begin < len(words):
        _read_sentence(words[begin:], known[begin:], found)
    return found


def _read_sentence(words: list[Token], known: list[Known], found: list[Clause]) -> None:
    tags = tagging.load().tags_of([each.tagged for each in known])
    sentence = Sentence(words, [word.lower for word in words], known, tags)
    spans = _split(sentence)
    emphasis = _emphasis(sentence, spans)
    loudness = 1 + 0.08 * min(4, words[-1].text.count("!"))
    speaking = [i for i, each in enumerate(known) if each.speaks]
    judged = [each for begin, end in spans for each in _opinions(sentence, begin, end, speaking)]
    heard = iter(stance.heard(sentence, judged))
    each = next(heard, None)
    for (begin, end), stress in zip(spans, emphasis, strict=True):
        opinions = []
        while each is not None and each[0] < end:
            opinions.append(Opinion(words[each[0]].start, words[each[1] - 1].end, each[2] * loudness))
            each = next(heard, None)
        nouns = [(words[start].start, words[stop - 1].end) for start, stop in _noun_runs(sentence, begin, end)]
        found.append(
            Clause(words[begin].start, words[end - 1].end, stress, opinions, nouns, words[begin:end], tags[begin:end])
        )
    found[-1].ends_sentence = True


def _split(sentence: Sentence) -> list[tuple[int, int]]:
    """Token ranges of the clauses: cut after marks, before contrast, and before "and" when a new subject follows."""
    cuts = [0]
    last = len(sentence.words)
    for i, known in enumerate(sentence.known):
        if not known.cuts:
            continue
        word = sentence.lowers[i]
        if word in BREAKS and i + 1 < last:
            # A hyphen inside a word is no break, a dash between words is.
            if word in "-/" and i and _touches(sentence.words, i):
                continue
            cuts.append(i + 1)
        elif i > cuts[-1] and (word in TURNS or word in CONCEDES or (word == "and" and _new_subject(sentence, i + 1))):
            cuts.append(i)
    return [(a, b) for a, b in zip(cuts, [*cuts[1:], last], strict=True) if b > a]


def _touches(words: list[Token], i: int) -> bool:
    return words[i].start == words[i - 1].end and words[i].end == words[i + 1].start


def _new_subject(sentence: Sentence, i: int) -> bool:
    if i >= len(sentence.lowers) or sentence.lowers[i] not in SUBJECTS:
        return False
    return any(tag in ("VERB", "AUX") for tag in sentence.tags[i : i + 5])


def _emphasis(sentence: Sentence, spans: list[tuple[int, int]]) -> list[float]:
    """What follows "but" counts more than what stands before it; what "although" concedes counts less."""
    stress = [1.0] * len(spans)
    for k, (begin, _) in enumerate(spans):
        word = sentence.lowers[begin]
        if word in TURNS and k:
            stress = [min(s, 0.6) for s in stress[:k]] + [1.4] * (len(spans) - k)
        elif word in CONCEDES:
            stress[k] = 0.6
    return stress


def _opinions(sentence: Sentence, begin: int, end: int, speaking: list[int]) -> list[Found]:
    """Token range and weight of each judging word or phrase between begin and end."""
    lowers = sentence.lowers
    found: list[Found] = []
    first = begin
    free = begin
    for i in speaking:
        if i < free:
            continue
        if i >= end:
            break
        known = sentence.known[i]
        if lowers[i] in CAN and (stop := _unsurpassed(sentence, i, end)):
            found.append((i, stop, 2.8))
            # "Could not have been more pleased": the denial is used up.
            free = begin = stop
            continue
        group = known.phrases.get(lowers[i + 1]) if known.phrases is not None and i + 1 < end else None
        if group is not None and (hit := _phrase(lowers, i, end, group)) is not None:
            length, value = hit
            denied = not _denies(sentence, i, i + length) and _negated(sentence, begin, i)
            weight = value * _degree(sentence, begin, i)
            found.append((i, i + length, _denied(weight) if denied else weight))
            free = i + length
            continue
        value = _in_sense(sentence, i, known.value) if known.value else 0.0
        if value:
            found.append((i, i + 1, _turned(sentence, begin, i, value)))
        elif implied := _implied(sentence, begin, i, end):
            found.append(implied)
            free = implied[1]
    return _wished(sentence, found, begin, end, advises=first == 0 and _advises(sentence))


def _implied(sentence: Sentence, begin: int, i: int, end: int) -> Found | None:
    """What a word without a valence of its own says here: too large, no seats, does not load, three hours."""
    word = sentence.lowers[i]
    if i + 1 < end:
        if word == "too" and sentence.tags[i + 1] in ("ADJ", "ADV") and not _has_valence(sentence, i + 1):
            return i, i + 2, 0.3 if _negated(sentence, begin, i) else -1.3
        if word == "no" and sentence.tags[i + 1] in NOUNS and not _is_judged(sentence, i + 1):
            return i, i + 2, -0.7
    if (word in EXPECTED and _negated(sentence, begin, i)) or (word in TELLING and _untold(sentence, begin, i, end)):
        return i, i + 1, -1.4
    if word in KEEPS and i > begin and _goes_on(sentence, i + 1, end):
        return i, i + 2, -1.0
    if (word in UNITS and _took_long(sentence, begin, i)) or (word == "days" and _waited_days(sentence, begin, i)):
        return i, i + 1, -0.6
    return None


def _untold(sentence: Sentence, begin: int, i: int, end: int) -> bool:
    """Whether it is said at i that somebody was left in the dark: "nobody told me", "were not informed"."""
    lowers = sentence.lowers
    before, after = lowers[max(begin, i - REACH) : i], lowers[i + 1 : min(end, i + 3)]
    is_to_somebody = bool(after) and after[0] in HEARERS
    if is_to_somebody and after[1:] == ["nothing"]:
        return not _negated(sentence, begin, i)
    if not _negated(sentence, begin, i) or not NO_DUTY.isdisjoint(before):
        return False
    is_nobody = not NO_ONE.isdisjoint(before) or any(pair == ("no", "one") for pair in pairwise(before))
    return is_to_somebody or is_nobody or not WAS.isdisjoint(before)


def _waited_days(sentence: Sentence, begin: int, i: int) -> bool:
    """Whether something that customers wait for took the days at i."""
    at = i - 1 if i > begin and sentence.lowers[i - 1] in KINDS_OF_DAYS else i
    if at - begin < 2 or sentence.lowers[at - 2] not in TOOK or not _took_long(sentence, begin, at):
        return False
    return not WAITED_FOR.isdisjoint(sentence.lowers[begin : at - 2])


def _goes_on(sentence: Sentence, i: int, end: int) -> bool:
    """Whether a verb at i goes on that nobody wants: "keeps buffering"."""
    if i >= end or sentence.tags[i] != "VERB" or sentence.known[i].value:
        return False
    return sentence.lowers[i].endswith("ing") and sentence.lowers[i] not in GOES_ON_WELL


def _has_valence(sentence: Sentence, i: int) -> bool:
    return sentence.lowers[i] in valences()


def _is_judged(sentence: Sentence, i: int) -> bool:
    return sentence.lowers[i] in LACKLESS or _has_valence(sentence, i)


def _wished(sentence: Sentence, found: list[Found], begin: int, end: int, *, advises: bool) -> list[Found]:
    """The opinions of a clause with what it wishes for: who wishes lacks something, and naming it is no praise."""
    found = [place for place in found if place[2]]
    if advises:
        damped = [(start, stop, 0.2 * weight if weight > 0 else weight) for start, stop, weight in found]
        return [(begin, begin + 1, -0.8), *(place for place in damped if place[0] > begin)]
    at = next((i for i in range(begin, end - 1) if sentence.known[i].wishes), -1)
    if at < 0 and begin == 0 and _suggests(sentence):
        at = 0
    if at < 0 or any(start <= at < stop for start, stop, _ in found):
        return found
    # "I need to change my booking" asks for something, and blames nobody.
    asks = at > begin and sentence.lowers[at] == "need" and sentence.lowers[at - 1] in ("i", "we")
    return sorted([*found, (at, at + 1, -0.2 if asks else -0.6)])


def _advises(sentence: Sentence) -> bool:
    # "Put me at ease" tells what somebody did: nobody advises a company to put them somewhere.
    if sentence.lowers[:1] == ["put"] and sentence.lowers[1:2] in (["me"], ["us"], ["my"], ["our"]):
        return False
    return sentence.lowers[0] in ADVICE and sentence.tags[0] == "VERB" and len(sentence.lowers) > 2


def _unsurpassed(sentence: Sentence, i: int, end: int) -> int:
    """Where "could not have been better" ends, if it begins at i; else 0."""
    if i + 2 < end and sentence.lowers[i + 1] in ("not", "n't"):
        for k in range(i + 2, min(end, i + 7)):
            if sentence.lowers[k] in BEST:
                return k + 1
    return 0


def _took_long(sentence: Sentence, begin: int, i: int) -> bool:
    """Whether "two hours" stands at i - 1, and nothing before says that this is quick."""
    if i == begin or not (sentence.tags[i - 1] == "NUM" or sentence.lowers[i - 1] in ("several", "many", "few")):
        return False
    return not any(word in QUICK for word in sentence.lowers[max(begin, i - 4) : i])


def _suggests(sentence: Sentence) -> bool:
    """ "Better signage", "More staff please": a wish without a verb."""
    return (
        sentence.lowers[0] in COMPARATIVES
        and len(sentence.lowers) > 1
        and any(tag in NOUNS for tag in sentence.tags[1:4])
    )


def _phrase(lowers: list[str], i: int, end: int, group: Phrases) -> tuple[int, float] | None:
    for words, value in group:
        length = len(words)
        if i + length <= end and (length == 2 or tuple(lowers[i : i + length]) == words):
            return length, value
    return None


def _in_sense(sentence: Sentence, i: int, value: float) -> float:
    """The valence of a word that judges only as one part of speech; 0 in its other senses."""
    word = sentence.lowers[i]
    if sentence.tags[i] in MUTE.get(word, ()) or (word == "well" and i == 0):
        return 0.0
    if word == "better" and i == 0 and len(sentence.lowers) > 1:
        return -0.8  # "Better signage": it is not good yet.
    return value


def _negated(sentence: Sentence, begin: int, i: int) -> bool:
    times = 0
    for k in range(i - 1, max(begin, i - REACH) - 1, -1):
        if sentence.known[k].denies and sentence.lowers[k + 1] not in ("only", "just"):
            times += 1
    return times % 2 == 1


def _turned(sentence: Sentence, begin: int, i: int, value: float) -> float:
    """The valence at i after negation and degree."""
    value *= _degree(sentence, begin, i)
    text = sentence.words[i].text
    if len(text) > 2 and text.isupper() and not _shouting(sentence.words):
        value *= 1.2
    if value > 0 and any(known.spoils for known in sentence.known[max(begin, i - 3) : i]):
        return _denied(value)
    if not _negated(sentence, begin, i):
        return value
    if value < 0 and sentence.lowers[i] in WAITS and OWED.isdisjoint(sentence.lowers[begin:i]):
        return SPARED
    # "No ads", "never a problem" are more praise than "not slow".
    return -0.6 * value if value < 0 and sentence.tags[i] in NOUNS else _denied(value)


def _denied(value: float) -> float:
    """ "Not good" is bad; "not bad" is little praise."""
    return -0.6 * value - 0.3 if value > 0 else -0.3 * value


def _denies(sentence: Sentence, begin: int, end: int) -> bool:
    """Whether a phrase has its own negation inside, as "ca n't fault": what stands before it then changes nothing."""
    return any(known.denies for known in sentence.known[begin:end])


def _shouting(words: list[Token]) -> bool:
    return all(token.text.isupper() for token in words if token.text.isalpha() and len(token.text) > 1)


def _degree(sentence: Sentence, begin: int, i: int) -> float:
    factor = 1.0
    for k in range(max(begin, i - 2), i):
        factor *= sentence.known[k].degree
    return factor


def _noun_runs(sentence: Sentence, begin: int, end: int) -> list[tuple[int, int]]:
    """Ranges of neighbouring nouns, with hyphens and 's inside them: "waiting time", "check-in desk"."""
    words, tags = sentence.words, sentence.tags
    runs = []
    i = begin
    while i < end:
        if tags[i] not in NOUNS or not words[i].text[0].isalpha():
            i += 1
            continue
        stop = i + 1
        while stop < end:
            if tags[stop] in NOUNS and words[stop].text[0].isalnum():
                stop += 1
            elif (
                words[stop].text == "-"
                and stop + 1 < end
                and words[stop].start == words[stop - 1].end
                and tags[stop + 1] in NOUNS
            ):
                stop += 2
            else:
                break
        runs.append((i, stop))
        i = stop
    return runs
