"""What a whole sentence makes of its opinions: questions want to know, mock thanks mean the opposite."""

from voc.analysis.vocabulary import Sentence

#: Begin token, token after the last, weight.
Found = tuple[int, int, float]

# How much of an opinion is left in a question that wants an answer, and in one that wants none.
_ASKED = 0.3
_RHETORICAL = 0.6
_BEFORE_ALL = frozenset(
    "hi hey hello so and ok okay also well oh yeah yes wow just , ! . @ # - : quick question".split()
)
_WH = frozenset("what when where who whom which whose how".split())
_AUXILIARY = frozenset(
    "do does did is are was were can could will would may shall should has have am any anyone".split()
)
_PRONOUNS = frozenset("i we you they it he she there this that these the my your any anyone".split())
# "How is this acceptable?" and "Why would you?" ask nothing.
_NO_QUESTION = frozenset("why seriously really honestly".split())
_AFTER_HOW = frozenset("is are come hard dare can could".split())

_OPENERS = frozenset(
    """
        great cool awesome nice wonderful lovely fantastic perfect brilliant thanks thank good bravo way kudos well
        excellent amazing super
    """.split()
)
_MOCKS = frozenset(", . .. ... ! another now for start job work going way - — – waiting being how when".split())
_TURNS = frozenset("but however though although except yet while".split())
# Who is thanked for these is thanked in earnest, whatever was broken.
_MENDS = frozenset(
    """
        fix fixing fixed help helping helped resolve resolving resolved solve solving solved sort sorting sorted
        refund refunding refunded reply replying replied respond responding response update updating letting
        getting understanding patience answering explaining rebooking finding taking making looking checking
    """.split()
)
#: A negative rest must weigh this much before a praise in front of it is taken for mockery.
_ENOUGH = -1.0


def heard(sentence: Sentence, found: list[Found]) -> list[Found]:
    """The opinions of a sentence with the weights that its stance leaves them; none, none."""
    if not found:
        return found
    quoted = [(start, stop, -0.3 * w if w > 0 and _in_quotes(sentence, start, stop) else w) for start, stop, w in found]
    if _mocks(sentence, quoted):
        start, stop, weight = quoted[0]
        quoted[0] = start, stop, -0.5 * weight
    elif _thanks(sentence, quoted[0]):
        quoted = [(start, stop, 0.3 * w if w < 0 else w) for start, stop, w in quoted]
    factor = _asking(sentence)
    return [(start, stop, factor * weight) for start, stop, weight in quoted] if factor != 1 else quoted


def _in_quotes(sentence: Sentence, start: int, stop: int) -> bool:
    words = sentence.words
    return start > 0 and stop < len(words) and words[start - 1].text in '"“' and words[stop].text in '"”'


def _first(sentence: Sentence) -> int:
    """Where the sentence begins once greetings and the name it is addressed to are passed."""
    lowers = sentence.lowers
    i = 0
    while i < len(lowers) - 1 and lowers[i] in _BEFORE_ALL:
        i += 2 if lowers[i] == "@" and i + 2 < len(lowers) else 1
    return i


def _asking(sentence: Sentence) -> float:
    """What is left of each opinion: 1 where nothing is asked."""
    lowers = sentence.lowers
    mark = lowers[-1]
    asks = mark[0] == "?"
    i = _first(sentence)
    word, after = lowers[i], lowers[i + 1] if i + 1 < len(lowers) else ""
    if word in _NO_QUESTION or (word == "how" and after in _AFTER_HOW) or len(mark) > 1 or "!" in mark:
        return _RHETORICAL if asks else 1.0
    begins = word in _WH or (word in _AUXILIARY and after in _PRONOUNS)
    if asks:
        return (
            _ASKED if begins or any(each in _WH or each in _AUXILIARY for each in lowers[i : i + 12]) else _RHETORICAL
        )
    # Without its mark only what cannot be anything else: "what time does it open", "can you tell me".
    is_open = word in ("do", "does", "did", "can", "could", "will", "is", "are") and after in _PRONOUNS
    return _ASKED if is_open and lowers[i + 2 : i + 3] != ["n't"] else 1.0


def _mocks(sentence: Sentence, found: list[Found]) -> bool:
    """ "Great, another delay", "thanks for losing my bag": praise in front, and after it nothing but trouble."""
    start, stop, weight = found[0]
    lowers = sentence.lowers
    if weight <= 0 or len(found) < 2 or lowers[start] not in _OPENERS or start > _first(sentence) + 1:
        return False
    rest = [w for _, _, w in found[1:]]
    if max(rest) > 0.5 or sum(rest) > _ENOUGH:
        return False
    if not any(word in _MOCKS for word in lowers[stop - 1 : stop + 1]):
        return False
    return not any(word in _TURNS or word in _MENDS for word in lowers)


def _thanks(sentence: Sentence, first: Found) -> bool:
    """ "Thanks for fixing the broken link": what was broken is over."""
    lowers = sentence.lowers
    return lowers[first[0]] in ("thanks", "thank") and any(word in _MENDS for word in lowers[first[1] : first[1] + 4])
