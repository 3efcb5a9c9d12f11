"""What a theme is called: its most telling words and phrases, in the customers' own spelling."""

import re
from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
from nltk.metrics.association import BigramAssocMeasures

from voc.analysis.corpus import Corpus
from voc.analysis.scripts import HAN
from voc.analysis.vectors import Floats

_HAN = re.compile(f"[{HAN}]")
#: Twice the log-likelihood ratio (Dunning 1993) beyond which two words are one phrase: p < .001 on one degree.
_BOUND = 10.83
#: Spellings of one stem that a seed list takes over.
_SPELLINGS = 4


def telling(inside: Floats, outside: Floats) -> Floats:
    """How much more often each word stands inside than outside a theme: z-scores of the log odds.

    Counts of texts. The prior is the words' share in both (Monroe, Colaresi and Quinn 2008, equations 15, 16 and 22),
    a hundredth of all counts strong.

    >>> telling(np.array([9, 1], np.float32), np.array([1, 9], np.float32)).astype(float).round(1).tolist()
    [4.2, -4.2]
    """
    both = inside + outside
    prior = both * 0.01 + 0.01
    a, b = inside + prior, outside + prior
    odds_in = np.log(a / np.maximum(a.sum() - a, 1e-3))
    odds_out = np.log(b / np.maximum(b.sum() - b, 1e-3))
    return np.asarray((odds_in - odds_out) / np.sqrt(1 / a + 1 / b), np.float32)


def phrases(corpus: Corpus, least: int) -> dict[tuple[int, int], int]:
    """Pairs of neighbouring words that belong together by NLTK's likelihood ratio, with their counts."""
    pairs: Counter[tuple[int, int]] = Counter()
    singles: Counter[int] = Counter()
    for document in corpus.documents:
        singles.update(document.words)
        pairs.update(document.pairs())
    total = sum(pairs.values())
    return {
        (a, b): count
        for (a, b), count in pairs.items()
        if count >= least
        and a != b
        and count * total > singles[a] * singles[b]
        and BigramAssocMeasures.likelihood_ratio(count, (singles[a], singles[b]), total) > _BOUND
    }


#: Words that say how it was and not what: no names, unless there is nothing else.
VERDICTS = frozenset(
    """
        good great excellent better best bad worse worst nice amazing fine perfect lovely fantastic brilliant awful
        terrible horrible poor happy satisfied wonderful awesome superb outstanding love loved like liked pretty decent
        okay disappointed disappointing recommend recommended improve improved improvement fault sure pleased thank
        thanks
        好 不错 很好 满意 差 喜欢 推荐 挺好 还不错 很差 太差 很棒 棒 一般般 还可以 还行 失望 好评 差评 完美 无敌
    """.split()
)


def joined(first: str, second: str) -> str:
    """Two neighbouring words as they are written: Chinese without a space."""
    return first + second if is_chinese(first) and is_chinese(second) else f"{first} {second}"


def spellings(corpus: Corpus, word: int) -> list[str]:
    """The spellings of a word that are frequent enough to be no slips, most frequent first."""
    found = sorted(corpus.spellings[word].items(), key=lambda pair: (-pair[1], pair[0]))
    least = found[0][1] * 0.03
    return [text for text, count in found[:_SPELLINGS] if count >= least]


def name(words: Sequence[str], pairs: Sequence[str]) -> str:
    """A short name: the best phrase if there is one, else the two most telling words.

    >>> name(["bag", "lost"], []), name(["hold", "phone"], ["on hold"]), name(["排队", "等位"], [])
    ('Bag, lost', 'On hold', '排队、等位')
    """
    if pairs:
        return begun(pairs[0])
    if len(words) < 2:
        return begun(words[0]) if words else ""
    return begun(("、" if is_chinese(words[0]) and is_chinese(words[1]) else ", ").join(words[:2]))


def begun(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def is_chinese(text: str) -> bool:
    """Whether a word has Han characters."""
    return _HAN.search(text) is not None


def unlike(text: str, taken: Collection[str]) -> str:
    """The text, with a number behind it if it is taken already or empty.

    >>> unlike("food", {"food", "food-2"}), unlike("", ())
    ('food-3', 'theme')
    """
    text = text or "theme"
    return next(choice for k in range(1, len(taken) + 2) if (choice := f"{text}-{k}" if k > 1 else text) not in taken)


def slug(text: str) -> str:
    """A key from a name: lower case, words joined by hyphens.

    >>> slug("On hold, phone")
    'on-hold-phone'
    """
    return "-".join(re.findall(r"\w+", text.lower())) or "theme"
