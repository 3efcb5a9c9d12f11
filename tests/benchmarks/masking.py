"""How fast masking is, on one core: texts of 100 characters a second, by language.

    python -m tests.benchmarks.masking

The texts are the examples of the tests, joined and cut: half of them hold personal data, far more than customers'
words do, so that real texts are faster.
"""

import sys
import time
from itertools import cycle, islice
from pathlib import Path

from voc.analysis.masking import find
from voc.analysis.training import masking as measured

EXAMPLES = Path(__file__).parents[1] / "analysis" / "masking_examples.jsonl"
LENGTH, TEXTS = 100, 5000


def pieces(*, chinese: bool) -> list[str]:
    """So many different texts of that length, of examples with or without Chinese."""
    texts = [each.text for each in measured.load(EXAMPLES) if ("\u4e00" <= max(each.text) <= "\u9fff") == chinese]
    whole = "。".join(texts) if chinese else ". ".join(texts)
    starts = islice(cycle(range(0, len(whole) - LENGTH, 7)), TEXTS)
    return [whole[start : start + LENGTH] for start in starts]


def per_second(texts: list[str]) -> float:
    """Texts masked in a second of processor time."""
    find(texts[0])
    started = time.process_time()
    for text in texts:
        find(text)
    return len(texts) / (time.process_time() - started)


if __name__ == "__main__":
    for name, is_chinese in (("English", False), ("Chinese", True)):
        sys.stdout.write(f"masking, {name}: {per_second(pieces(chinese=is_chinese)):,.0f} texts a second\n")
