"""From groups of texts to themes: what each is called, which words give it away, and which texts speak of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from voc.analysis import clusters, masking, naming, titles
from voc.analysis.background import stem
from voc.analysis.corpus import Corpus
from voc.analysis.spaces import Represented
from voc.analysis.themes import Codebook, Theme
from voc.analysis.titles import Title, Titles
from voc.analysis.vectors import Floats

#: Fewer texts are no theme.
LEAST = 3
#: A text also speaks of each theme that is nearly as near as its main one.
NEARLY = 0.8
#: Sub-themes of one theme, about.
CHILDREN = 2.4
#: Themes less alike than this (cosine) have no parent in common.
ALIKE = 0.15
#: A word is a seed where it is so much more telling than chance (z).
TELLING = 2.5
#: A group is explained by the known themes if they are found in this share of its texts.
EXPLAINED = 0.5
_SEEDS = 12
_TOP = 10
#: Texts of a theme that are told to be its most typical ones.
_TYPICAL = 40
_EXAMPLES = 3
_LONGEST_EXAMPLE = 300


@dataclass(frozen=True)
class Proposal:
    """One discovered theme.

    `theme` is ready for a codebook. `top` are its most telling words and phrases, `size` the number of texts that speak
    of it, `sentiment` their mean (-1..1; None without texts), `examples` a few typical verbatims, masked. `is_new` is
    false for a theme that was known.
    """

    theme: Theme
    top: tuple[str, ...]
    size: int
    sentiment: float | None
    examples: tuple[str, ...]
    is_new: bool = True


@dataclass(frozen=True)
class Assignment:
    """The themes of one text by key: the main one first, its sub-theme next, then others; none without content."""

    themes: tuple[str, ...]

    @property
    def main(self) -> str | None:
        """The theme that the text is most about."""
        return self.themes[0] if self.themes else None


@dataclass
class _Node:
    """A group of texts on its way to a theme: its leaves, its texts with the nearest first, and its words."""

    leaves: list[int]
    members: list[int]
    parent: "_Node | None" = None
    words: list[int] = field(default_factory=list)
    #: How telling each of them is.
    ranks: list[float] = field(default_factory=list)
    #: Corpus numbers of the words that give it away and no other node.
    seeds: list[int] = field(default_factory=list)
    top: list[str] = field(default_factory=list)
    title: Title = field(default_factory=Title)
    name: str = ""
    key: str = ""
    is_new: bool = True


def number_of_themes(texts: int) -> int:
    """How many sub-themes so many texts bear: a few for fifty, some thirty for ten thousand.

    >>> number_of_themes(50), number_of_themes(300), number_of_themes(10_000)
    (4, 8, 28)
    """
    return round(1.1 * float(texts) ** 0.35) if texts >= LEAST else 0


def proposed(
    made: Corpus, texts: Sequence[str], space: Represented, *, found: Sequence[str], known: Codebook | None, seed: int
) -> tuple[tuple[Proposal, ...], list[Assignment], tuple[str, ...], dict[str, list[int]]]:
    """Proposals, each text's themes in order, those of the `found` aspect terms that belong to no theme, and of each
    theme's key the numbers of its most typical texts."""
    filled = np.flatnonzero(space.rows.any(axis=1))
    scores, centres = _scores(space, filled, seed)
    nodes = _nodes(scores, centres, filled)
    for node in nodes:
        node.words, node.ranks = _words(space, node.members, filled)
    _share_out(space, nodes)
    _name(made, texts, space, nodes)
    _identify(made, space, nodes, known)
    assigned = _assigned(made, scores, filled, nodes, known)
    loose, terms = _terms(made, space, nodes, found)
    typical = {node.key: node.members[:_TYPICAL] for node in reversed(nodes)}
    return tuple(_proposals(made, texts, nodes, assigned, terms=terms, known=known)), assigned, loose, typical


def _scores(space: Represented, filled: NDArray[np.intp], seed: int) -> tuple[Floats, Floats]:
    """Cosine of each text with each group's centre, biggest group first; groups of too few texts are left out."""
    rows = space.rows[filled]
    centres = clusters.kmeans(rows, number_of_themes(len(filled)), seed=seed)
    if len(centres):
        sizes = np.bincount((rows @ centres.T).argmax(axis=1), minlength=len(centres))
        order = np.argsort(-sizes, kind="stable")
        centres = centres[[k for k in order if sizes[k] >= LEAST]]
    scores = np.zeros((len(space.rows), len(centres)), np.float32)
    scores[filled] = rows @ centres.T
    return scores, centres


def _nodes(scores: Floats, centres: Floats, filled: NDArray[np.intp]) -> list[_Node]:
    """Parents with their children behind them, biggest first; a branch of one leaf is a theme without children."""
    if not len(centres):
        return []
    main = scores[filled].argmax(axis=1)
    sizes = np.bincount(main, minlength=len(centres)).astype(np.float32)
    branches = clusters.tree(centres, sizes, max(3, round(len(centres) / CHILDREN)), ALIKE)
    nodes: list[_Node] = []
    for branch in sorted(set(branches), key=lambda b: -sum(sizes[k] for k, of in enumerate(branches) if of == b)):
        leaves = [k for k, of in enumerate(branches) if of == branch]
        children = [_Node([k], _nearest(scores[:, k], filled[main == k])) for k in leaves]
        if len(children) == 1:
            nodes += children
            continue
        everyone = sorted(
            ((scores[i, c.leaves[0]], i) for c in children for i in c.members), key=lambda p: (-p[0], p[1])
        )
        parent = _Node(leaves, [i for _, i in everyone])
        for child in children:
            child.parent = parent
        nodes += [parent, *children]
    return nodes


def _nearest(scores: Floats, members: NDArray[np.intp]) -> list[int]:
    return [int(i) for i in members[np.lexsort((members, -scores[members]))]]


def _words(space: Represented, members: Sequence[int], filled: NDArray[np.intp]) -> tuple[list[int], list[float]]:
    """The vocabulary numbers that tell this group's texts from the others, most telling first, and how telling."""
    size = len(space.vocabulary)
    inside = _counts(space, members, size)
    outside = _counts(space, filled, size) - inside
    z = naming.telling(inside, outside)
    rank = z * np.sqrt(inside / max(len(members), 1))
    found = [int(k) for k in np.lexsort((np.arange(size), -rank)) if z[k] >= TELLING and inside[k] >= 2]
    if len(found) < 2:
        # Few texts, or nothing to tell them from: their most frequent words, the rarer ones of ordinary English before.
        found = [int(k) for k in np.lexsort((np.arange(size), -inside * space.weights)) if inside[k] >= 2][:_TOP]
    return found, [float(rank[k]) for k in found]


def _counts(space: Represented, members: "Sequence[int] | NDArray[np.intp]", size: int) -> Floats:
    """How many of the members have each word."""
    if not len(members):
        return np.zeros(size, np.float32)
    return np.bincount(np.concatenate([space.bags[i] for i in members]), minlength=size).astype(np.float32)


def _share_out(space: Represented, nodes: Sequence[_Node]) -> None:
    """Give each telling word to the one leaf where it ranks first: a word in two seed lists would tell nothing."""
    leaves = [node for node in nodes if len(node.leaves) == 1]
    ranks: dict[int, tuple[int, int]] = {}
    for number, node in enumerate(leaves):
        for rank, word in enumerate(node.words[: 3 * _SEEDS]):
            ranks[word] = min(ranks.get(word, (rank, number)), (rank, number))
    for number, node in enumerate(leaves):
        mine = [word for word in node.words[: 3 * _SEEDS] if ranks[word][1] == number]
        node.seeds = [space.vocabulary[word] for word in mine[:_SEEDS]]


def _name(made: Corpus, texts: Sequence[str], space: Represented, nodes: list[_Node]) -> None:
    """Give each node its top words and a name that no other node has; headings are named after what they hold."""
    pairs = naming.phrases(made, LEAST)
    names = Titles(made, texts)
    taken: set[str] = set()
    for node in nodes:
        words = [space.vocabulary[k] for k in node.words[: 2 * _TOP]]
        phrases = _phrases(made, node, words[:6], pairs)
        spelt = [made.spelling(word) for word in words]
        # "waiting" and "time" say nothing beside "waiting time".
        inside = {part for phrase in phrases[:2] for part in phrase.split()}
        node.top = [*phrases[:2], *(word for word in spelt if word not in inside)][:_TOP]
        node.title = names.of(node.members, list(zip(words, node.ranks, strict=False)), phrases)
    for node in sorted(nodes, key=lambda each: len(each.leaves)):
        held = [each.title.short for each in nodes if each.parent is node and each.title.short]
        choices = [*(titles.both(held) if len(node.leaves) > 1 else ()), *node.title.names]
        node.name = titles.free(choices or node.top[:1], taken)
        taken.add(node.name.lower())


def _phrases(made: Corpus, node: _Node, words: Sequence[int], pairs: Mapping[tuple[int, int], int]) -> list[str]:
    """Phrases with one of these words that enough of the word's texts in the group use, most frequent first."""
    counted: Counter[tuple[int, int]] = Counter()
    single: Counter[int] = Counter()
    chosen = set(words)
    for i in node.members:
        line = made.documents[i].words
        single.update(set(line))
        here = set(made.documents[i].pairs())
        counted.update({pair for pair in here if pair in pairs and not chosen.isdisjoint(pair)})
    found = []
    for (a, b), count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
        if count >= LEAST and count >= 0.25 * max(single[word] for word in (a, b) if word in chosen):
            found.append(naming.joined(made.spelling(a), made.spelling(b)))
    return found


def _identify(made: Corpus, space: Represented, nodes: list[_Node], known: Codebook | None) -> None:
    """Keys: a known theme's where the group speaks of it, else made from the name."""
    taken = {theme.key for theme in known.themes} if known else set()
    for node in nodes:
        match = _match(made, space, node, known) if known else None
        if match is not None:
            node.key, node.is_new = match, False
            continue
        node.key = naming.unlike(naming.slug(node.name), taken)
        taken.add(node.key)


def _match(made: Corpus, space: Represented, node: _Node, known: Codebook) -> str | None:
    """The known theme that explains a group: one of its seeds is among the most telling words, or most texts hit it."""
    hits = Counter(theme for i in node.members for theme in set(made.documents[i].known))
    best = min(hits, key=lambda theme: (-hits[theme], theme), default=None)
    if best is not None and hits[best] >= EXPLAINED * len(node.members):
        return known.themes[best].key
    seeds = _seed_stems(known)
    for k in node.words[:3]:
        if numbers := seeds.get(space.space.words[k]):
            return known.themes[max(numbers, key=lambda theme: (hits[theme], -theme))].key
    return None


def _seed_stems(known: Codebook) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, theme in enumerate(known.themes):
        for seed in {seed for group in theme.seeds.values() for seed in group}:
            found.setdefault(stem(seed.lower()) if seed.isascii() else seed, []).append(number)
    return found


def _assigned(
    made: Corpus, scores: Floats, filled: NDArray[np.intp], nodes: Sequence[_Node], known: Codebook | None
) -> list[Assignment]:
    """Each text's themes: its branch, its leaf, then the leaves that are nearly as near with their branches."""
    of_leaf = {node.leaves[0]: node for node in nodes if len(node.leaves) == 1}
    parents = {theme.key: theme.parent for theme in known.themes if theme.parent} if known else {}
    found = [Assignment(())] * len(scores)
    for i in filled if of_leaf else ():
        row = scores[i]
        order = sorted(of_leaf, key=lambda k: (-row[k], k))
        near = [k for k in order if row[k] >= NEARLY * row[order[0]]]
        keys = [key for k in near for key in _path(of_leaf[k])]
        if known:
            keys += [known.themes[number].key for number in made.documents[i].known]
            keys = [each for key in keys for each in (*_ancestors(parents, key), key)]
        found[i] = Assignment(tuple(dict.fromkeys(keys)))
    return found


def _ancestors(parents: Mapping[str, str], key: str) -> list[str]:
    """The themes above a known one, topmost first."""
    above: list[str] = []
    while (key := parents.get(key, "")) and key not in above:
        above.insert(0, key)
    return above


def _path(leaf: _Node) -> tuple[str, ...]:
    return (leaf.parent.key, leaf.key) if leaf.parent else (leaf.key,)


def _terms(
    made: Corpus, space: Represented, nodes: Sequence[_Node], found: Sequence[str]
) -> tuple[tuple[str, ...], dict[str, list[str]]]:
    """Aspect terms of no theme, and those of each node's key whose last word is telling for it."""
    telling: dict[str, str] = {}
    for node in reversed([node for node in nodes if len(node.leaves) == 1]):
        telling |= {space.space.words[k]: node.key for k in node.words}
    loose: list[str] = []
    of_key: dict[str, list[str]] = {}
    for term in found:
        key = telling.get(stem(term.split()[-1]))
        (of_key.setdefault(key, []) if key else loose).append(term)
    return tuple(loose), of_key


def _proposals(
    made: Corpus,
    texts: Sequence[str],
    nodes: Sequence[_Node],
    assigned: Sequence[Assignment],
    *,
    terms: Mapping[str, Sequence[str]],
    known: Codebook | None,
) -> Iterator[Proposal]:
    speaking: dict[str, list[int]] = {}
    for i, assignment in enumerate(assigned):
        for key in assignment.themes:
            speaking.setdefault(key, []).append(i)
    old = {theme.key: theme for theme in known.themes} if known else {}
    top = {node.key: node for node in reversed(nodes)}
    for key in [*old, *(node.key for node in nodes if node.is_new)]:
        node = top.get(key)
        members = speaking.get(key, [])
        theme = old.get(key) or _theme(made, top[key])
        if found := tuple(dict.fromkeys([*theme.terms.get("en", ()), *terms.get(key, ())])):
            theme = replace(theme, terms={**theme.terms, "en": found})
        yield Proposal(
            theme,
            tuple(node.top) if node else (),
            len(members),
            round(float(np.mean([made.documents[i].sentiment for i in members])), 4) if members else None,
            tuple(_examples(texts, node.members)) if node else (),
            key not in old,
        )


def _theme(made: Corpus, node: _Node) -> Theme:
    seeds: dict[str, list[str]] = {"en": [], "zh": []}
    if len(node.leaves) == 1:
        for number in node.seeds:
            for spelling in naming.spellings(made, number):
                # "good" stands beside every subject.
                if spelling not in naming.VERDICTS:
                    seeds["zh" if naming.is_chinese(spelling) else "en"].append(spelling)
    parent = node.parent.key if node.parent and node.parent.key != node.key else None
    return Theme(node.key, {"en": node.name}, {lang: tuple(group) for lang, group in seeds.items() if group}, parent)


def _examples(texts: Sequence[str], members: Sequence[int]) -> Iterator[str]:
    """Typical verbatims: the nearest that are neither too short to understand nor too long to read."""
    shown: set[str] = set()
    for i in members:
        text = " ".join(texts[i].split())
        if 12 <= len(text) <= _LONGEST_EXAMPLE and text.lower() not in shown:
            shown.add(text.lower())
            yield masking.mask(text)
        if len(shown) == _EXAMPLES:
            return
