"""Our compiled tagger and NLTK's own, on the same weights, agree on every word."""

from functools import cache
from itertools import product

import pytest
from nltk.tag.perceptron import PerceptronTagger

from voc.analysis import tagging
from voc.analysis.text import tokens

SUBJECTS = (
    "The delivery driver", "My new phone", "Nobody at the front desk", "Their customer-service team", "I", "It",
    "What we ordered in 2019", "Dr. O'Brien's nurse", "THE WEBSITE", "Half of the 3 rooms",
)  # fmt: skip
PREDICATES = (
    "was late again.", "doesn't work anymore!", "could not have been kinder to us.", "breaks every 2 days :(",
    "looks like a well-made product", "called me back within 24 hours, which I like.", "kept us waiting for ages...",
    "is cheap, cheerful and clean.", "never answered my 4 emails?", "would've been nicer with fries & a smile",
    "gave us what we paid $300 for.", "has improved since the last update 👍", "left quickly", "sells good coffee",
    "should train staff better, shouldn't they?", "ran out of gluten-free bread at 10:30am.", "met my needs 100%",
    "will be missed by John and Mary-Ann.", "(sort of) fixed the wi-fi", "got lost in Xuhui, Shanghai.",
)  # fmt: skip
ODD = ("", "!", "123", "-", "--", "2020", "a", "A-", "-a", "naïve café", "zzzxq qqqw", "No no no NO", "'s", "wo n't")


@cache
def _nltk() -> PerceptronTagger:
    ours = tagging.load()
    weights = {}
    for feature, line in ours.weights.items():
        pairs = (pair.split(":") for pair in line.split())
        weights[feature] = {ours.classes[int(number)]: int(weight) for number, weight in pairs}
    tagger = PerceptronTagger(load=False)
    known = {word: ours.classes[number] for word, number in ours.known.items()}
    tagger.decode_json_params((weights, known, ours.classes))
    return tagger


def _words(sentence: str) -> list[str]:
    return [token.text for token in tokens(sentence)]


def test_two_hundred_sentences_are_tagged_as_nltk_does() -> None:
    sentences = [_words(f"{subject} {predicate}") for subject, predicate in product(SUBJECTS, PREDICATES)]
    assert len(sentences) == 200
    for words in sentences:
        assert tagging.load().tags(words) == [tag for _, tag in _nltk().tag(words)]


@pytest.mark.parametrize("sentence", ODD)
def test_odd_sentences_are_tagged_as_nltk_does(sentence: str) -> None:
    words = sentence.split()
    assert tagging.load().tags(words) == [tag for _, tag in _nltk().tag(words)]


def test_an_easy_sentence_is_tagged_right() -> None:
    assert tagging.load().tags(["The", "food", "was", "great", "!"]) == ["DET", "NOUN", "AUX", "ADJ", "PUNCT"]


def test_a_full_memory_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagging, "_MEMORY", 3)
    words = "one two three four five six".split()
    assert tagging.load().tags(words) == [tag for _, tag in _nltk().tag(words)]
