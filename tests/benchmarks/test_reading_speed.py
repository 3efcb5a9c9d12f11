"""How many verbatims a processor second reads, what memory that takes, and where the time goes.

    python -m pytest -s tests/benchmarks

Seconds differ between machines, so that nothing is asserted of them, only that long texts cost no more for each word.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from voc.analysis import aspects, chinese, engine, english, languages, ngrams, sentiment, tagging, themes
from voc.analysis.chinese_words import _parted, _segmenter, cut, letters_of
from voc.analysis.clauses import lexicon
from voc.analysis.engine import read
from voc.analysis.scripts import simplified
from voc.analysis.text import repair, tokens

PARTS = {
    "en": (
        "The delivery was two days late and nobody answered the phone.",
        "Staff were lovely, but the room smelled of smoke.",
        "I can't log in since the update; please fix it!",
        "Great value and easy to use, would recommend to anyone.",
        "What time does the desk open on Sunday?",
    ),
    "zh": (
        "快递晚了两天才到，客服电话一直没人接，体验很不好。",
        "服务员很热情，就是房间里有一股烟味，窗户也打不开。",
        "更新以后一直登录不了，希望尽快解决，等了三天了！",
        "性价比很高，用起来也方便，会推荐给朋友，包装不错。",
        "请问周日前台几点开始办理入住，可以提前寄存行李吗？",
    ),
}
TEXTS = {
    language: [f"{parts[k % 5]} {parts[(k // 5) % 5]}" if language == "en" else parts[k % 5] + parts[(k // 5) % 5]
               for k in range(500)]
    for language, parts in PARTS.items()
}  # fmt: skip


def _seconds(work: Callable[[], object]) -> float:
    """The least processor time of three runs: the least disturbed."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def _english(texts: list[str]) -> dict[str, Callable[[], object]]:
    book = themes.starter()
    clauses = [english.clauses(text) for text in texts]
    words = [[token.text for token in tokens(text)] for text in texts]
    return {
        "repair": lambda: [repair(text) for text in texts],
        "language": lambda: [languages.detect(text, "en") for text in texts],
        "tokens": lambda: [tokens(text) for text in texts],
        "tags": lambda: [tagging.load().tags(each) for each in words],
        "clauses (with tokens, tags)": lambda: [english.clauses(text) for text in texts],
        "n-grams": lambda: [ngrams.evidence(each) for each in clauses],
        "mentions": lambda: [aspects.subjects(t, c, book, "en") for t, c in zip(texts, clauses, strict=True)],
    }


def _chinese(texts: list[str]) -> dict[str, Callable[[], object]]:
    book = themes.starter()
    clauses = [chinese.clauses(text) for text in texts]
    return {
        "repair": lambda: [repair(text) for text in texts],
        "language": lambda: [languages.detect(text) for text in texts],
        "script": lambda: [simplified(text) for text in texts],
        "words": lambda: [cut(text) for text in texts],
        "clauses (with words, chunks)": lambda: [chinese.clauses(text) for text in texts],
        "sentiment": lambda: [sentiment.of_chinese(each) for each in clauses],
        "mentions": lambda: [aspects.subjects(t, c, book, "zh-Hans") for t, c in zip(texts, clauses, strict=True)],
    }


@pytest.mark.parametrize("language", TEXTS)
def test_print_how_long_each_stage_takes(language: str) -> None:
    texts = TEXTS[language]
    stages = _english(texts) if language == "en" else _chinese(texts)
    whole = _seconds(lambda: [read(text) for text in texts])
    lines = [f"{len(texts) / whole:8,.0f} verbatims a second, of {sum(map(len, texts)) / len(texts):.0f} characters"]
    lines += [f"{_seconds(work) / whole:8.0%} {name}" for name, work in stages.items()]
    print("", *lines, sep="\n")  # noqa: T201 - what this is for


def test_print_what_a_new_chinese_word_takes() -> None:
    """A short file is full of them: JD's 724 verbatims bring four each, one of which is not common."""
    engine.load("zh-Hans")
    words = [first[1] + second[0] for first, second in pairwise(lexicon("chinese")) if len(first) > 1]
    for name, work in (("cut further", _parted), ("letter", letters_of), ("of it the tag", _segmenter().tag)):
        taken = _seconds(lambda work=work: [work(word) for word in words])  # type: ignore[misc]
        print(f"{taken / len(words) * 1e6:8.1f} microseconds: {name}")  # noqa: T201 - what this is for


@pytest.mark.parametrize("language", TEXTS)
def test_print_what_the_command_says(language: str) -> None:
    """In a process of its own, whose caches begin empty and whose input and output count."""
    lines = "\n".join(json.dumps({"text": f"{text} {k}"}) for k, text in enumerate(TEXTS[language]))
    command = [sys.executable, "-m", "voc", "read"]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    print(done.stderr)  # noqa: T201 - what this is for
    assert len(done.stdout.splitlines()) == len(TEXTS[language])


def test_print_the_memory_of_the_command(tmp_path: Path) -> None:
    """The most that `voc read` holds after a start, and after 5,000 verbatims of both languages."""
    for count in (2, 5_000):
        lines = [json.dumps({"text": TEXTS["en" if k % 2 else "zh"][k % 500]}) for k in range(count)]
        (tmp_path / "texts.jsonl").write_text("\n".join(lines), encoding="utf-8")
        with (tmp_path / "texts.jsonl").open("rb") as texts:
            command = [sys.executable, "-c", _MEASURED, str(count)]
            done = subprocess.run(command, stdin=texts, capture_output=True, text=True, check=True)
        print(f"{done.stderr.splitlines()[-1]} after {count:,} verbatims")  # noqa: T201 - what this is for
        assert len(done.stdout.splitlines()) == count


_MEASURED = f"""
import resource, sys
from voc.insights.pipes.read import read
read(["--quiet"], standalone_mode=False)
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / {1024 if sys.platform != "darwin" else 1024 * 1024}
print(f"{{most:8.0f}} MB", file=sys.stderr)
"""


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_a_hundred_times_as_long_costs_no_more_for_each_word(language: str) -> None:
    short, long = TEXTS[language][7], " ".join([TEXTS[language][7]] * 100)
    read(long)
    once = _seconds(lambda: [read(short) for _ in range(100)])
    assert _seconds(lambda: read(long)) < 5 * once
