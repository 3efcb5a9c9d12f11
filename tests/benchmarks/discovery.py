"""How fast discovery is, and what it holds: python tests/benchmarks/discovery.py [FILE.jsonl[.gz] ...]

Each file is read as `voc themes` reads it; without files a corpus is made up. One line for each: texts, processor
seconds in all and for 10,000 texts, peak memory of the process that did it, themes and texts without one.
"""

import gzip
import json
import multiprocessing
import os
import random
import resource
import sys
import time
from pathlib import Path


def made_up(count: int) -> list[str]:
    """Texts of about 20 words, drawn from a vocabulary as skewed as a real one."""
    rng = random.Random(1)
    words = [f"w{chr(97 + k % 26)}{chr(97 + k // 26 % 26)}{chr(97 + k // 676)}" for k in range(4_000)]
    weights = [1 / (k + 5) for k in range(4_000)]
    return [f"The {' '.join(rng.choices(words, weights, k=18))} was good." for _ in range(count)]


def texts(path: str) -> list[str]:
    """The texts of a JSON Lines file."""
    raw = Path(path).read_bytes()
    lines = (gzip.decompress(raw) if path.endswith(".gz") else raw).splitlines()
    return [json.loads(line)["text"] for line in lines if line.strip()]


def measure(name: str, given: list[str]) -> None:
    """Discover in them and print the line."""
    from voc.analysis.discovery import Text, discover

    began = time.process_time()
    found = discover([Text(text) for text in given])
    took = time.process_time() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    without = sum(not assignment.themes for assignment in found.assignments)
    print(  # noqa: T201 - it speaks to the person at the terminal
        f"{name:40s} {len(given):7,} texts {took:6.1f} s, {took / max(len(given), 1) * 10_000:5.1f} s per 10,000; "
        f"{megabytes:4.0f} MB; {len(found.proposals)} themes, {without} texts without"
    )


if __name__ == "__main__":
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    context = multiprocessing.get_context("spawn")
    for each in sys.argv[1:] or ["made up"]:
        given = made_up(10_000) if each == "made up" else texts(each)
        process = context.Process(target=measure, args=(Path(each).name, given))
        process.start()
        process.join()
