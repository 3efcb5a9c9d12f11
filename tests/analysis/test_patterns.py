"""Patterns of personal data are compiled late, all the same each can be compiled."""

import gc
import re
import subprocess
import sys

import pytest

from voc.analysis import masking  # noqa: F401 (its patterns are looked at)
from voc.analysis.personal.patterns import Pattern

COMPILED_AT_IMPORT = """
import gc
from voc.analysis import masking
from voc.analysis.personal.patterns import Pattern
kept = [each for each in gc.get_objects() if type(each) is Pattern]
print(len(kept) > 100, sum(each._compiled is not None for each in kept))
"""


def test_a_pattern_answers_as_a_compiled_one_does() -> None:
    late, early = Pattern(r"(?P<it>[a-z])(\d)", re.IGNORECASE), re.compile(r"(?P<it>[a-z])(\d)", re.IGNORECASE)
    assert late.sub("-", "A1 b2") == early.sub("-", "A1 b2")
    assert [match.span("it") for match in late.finditer("xA1b2", 1, 4)] == [(1, 2)]
    assert (late.groupindex, late.groups, late.pattern, late.flags) == (
        early.groupindex,
        early.groups,
        early.pattern,
        early.flags,
    )


def test_a_mistake_in_a_pattern_is_told_at_its_first_use() -> None:
    late = Pattern("(")
    with pytest.raises(re.error):
        late.search("")


def test_every_pattern_can_be_compiled() -> None:
    # What was loaded before the tests is out of the collector's sight.
    gc.unfreeze()
    kept = [each for each in gc.get_objects() if type(each) is Pattern and each.pattern != "("]
    gc.freeze()
    assert len(kept) > 100
    assert all(each.groups >= 0 for each in kept)


def test_none_is_compiled_before_it_is_used() -> None:
    told = subprocess.run([sys.executable, "-c", COMPILED_AT_IMPORT], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["True", "0"]
