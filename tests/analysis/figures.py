"""Where tests say what they measured: read it with `pytest -s`, or in the report of a test that failed.

Rates need thousands of simulated runs, which take minutes. A run of all tests makes a tenth of them, enough to see that
something broke; `FIGURES=whole` makes all, and holds the figures to what is promised.
"""

import os
import sys

IS_WHOLE = os.environ.get("FIGURES") == "whole"


def runs(whole: int) -> int:
    """How many of so many runs are made this time."""
    return whole if IS_WHOLE else max(1, whole // 10)


def report(line: str) -> None:
    """One line for whoever reads the figures."""
    sys.stdout.write(f"{line}\n")
