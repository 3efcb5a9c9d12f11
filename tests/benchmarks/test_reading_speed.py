"""How many English verbatims a processor second reads, and where the time goes; `pytest -s tests/benchmarks`.

Seconds differ between machines, so that nothing is asserted of them, only that long texts cost no more for each word.
"""

import time
from collections.abc import Callable

from voc.analysis import aspects, english, languages, ngrams, tagging, themes
from voc.analysis.engine import read
from voc.analysis.text import repair, tokens

PARTS = (
    "The delivery was two days late and nobody answered the phone.",
    "Staff were lovely, but the room smelled of smoke.",
    "I can't log in since the update; please fix it!",
    "Great value and easy to use, would recommend to anyone.",
    "What time does the desk open on Sunday?",
)
TEXTS = [f"{PARTS[k % 5]} {PARTS[(k // 5) % 5]}" for k in range(500)]


def _seconds(work: Callable[[], object]) -> float:
    """The least processor time of three runs: the least disturbed."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def test_print_how_long_each_stage_takes() -> None:
    book = themes.starter()
    clauses = [english.clauses(text) for text in TEXTS]
    words = [[token.text for token in tokens(text)] for text in TEXTS]
    whole = _seconds(lambda: [read(text, language="en") for text in TEXTS])
    stages: dict[str, Callable[[], object]] = {
        "repair": lambda: [repair(text) for text in TEXTS],
        "language": lambda: [languages.detect(text, "en") for text in TEXTS],
        "tokens": lambda: [tokens(text) for text in TEXTS],
        "tags": lambda: [tagging.load().tags(each) for each in words],
        "clauses (with tokens, tags)": lambda: [english.clauses(text) for text in TEXTS],
        "n-grams": lambda: [ngrams.evidence(each) for each in clauses],
        "mentions": lambda: [aspects.subjects(t, c, book, "en") for t, c in zip(TEXTS, clauses, strict=True)],
    }
    lines = [f"{len(TEXTS) / whole:8,.0f} verbatims a second, of {sum(map(len, TEXTS)) / len(TEXTS):.0f} characters"]
    lines += [f"{_seconds(work) / whole:8.0%} {name}" for name, work in stages.items()]
    print("", *lines, sep="\n")  # noqa: T201 - what this is for


def test_a_text_a_hundred_times_as_long_costs_no_more_for_each_word() -> None:
    short, long = TEXTS[7], " ".join([TEXTS[7]] * 100)
    read(long, language="en")
    once = _seconds(lambda: [read(short, language="en") for _ in range(100)])
    assert _seconds(lambda: read(long, language="en")) < 5 * once
