"""Lines of terms, as `terms.line` makes them: what is within one, and how a term is shown.

Web processes import this module: it knows nothing of languages, and needs no segmenter.
"""

import re
from itertools import pairwise

#: The same as `scripts.HAN`, whose module loads OpenCC.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
#: Stands where a clause ends: two words beside it make no phrase.
BORDER = "."
#: Between the words of a phrase.
BETWEEN = " "
#: They turn what follows, so they belong into phrases, and say nothing alone.
NEGATIONS = ("not", "不")


def within(terms: str) -> frozenset[str]:
    """The words of a line, and its phrases of two words with a space between.

    >>> sorted(within(" delivery late . nobody call "))
    ['call', 'delivery', 'delivery late', 'late', 'nobody', 'nobody call']
    """
    words = terms.split()
    alone = {word for word in words if word != BORDER and word not in NEGATIONS}
    pairs = {
        f"{first}{BETWEEN}{second}"
        for first, second in pairwise(words)
        if BORDER not in (first, second) and first != second and second not in NEGATIONS
    }
    return frozenset(alone | pairs)


def shown(term: str) -> str:
    """A term as people read it: Chinese words without the space between.

    >>> shown("物流 慢"), shown("delivery late")
    ('物流慢', 'delivery late')
    """
    return re.sub(rf"(?<=[{HAN}]) (?=[{HAN}])", "", term)
