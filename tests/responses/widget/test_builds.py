"""The script: small, what it is named after, and never changed once released."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re

import pytest

from tools import widget
from voc.responses.widget import builds

#: Bytes as `gzip -9` makes them.
MOST = 6_000


def test_the_newest_build_is_written_and_small(capsys: pytest.CaptureFixture[str]) -> None:
    build = widget.build()
    assert builds.newest() == build, "The script was changed: run `make widget`."
    size = len(gzip.compress(build.content, 9))
    with capsys.disabled():
        print(f"\nwidget: {len(build.content)} bytes, {size} with gzip -9 (at most {MOST})")  # noqa: T201  Wanted.
    assert size < MOST


def test_every_build_is_named_after_its_content() -> None:
    for path in builds.BUILDS.glob("*.js"):
        assert hashlib.sha256(path.read_bytes()).hexdigest()[:16] == path.stem
        found = builds.named(path.stem)
        assert found
        assert found.content == path.read_bytes()
        digest = hashlib.sha384(found.content).digest()
        assert found.integrity == f"sha384-{base64.b64encode(digest).decode()}"


def test_it_needs_nothing_that_strict_pages_forbid() -> None:
    source = builds.SOURCE.read_text("utf-8")
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", ".style.",
                      "setAttribute(\"style\"", "document.cookie", "sessionStorage", "indexedDB"):  # fmt: skip
        assert forbidden not in source
    # Its storage is reached in two places, and both ask for consent.
    reached = re.findall(r".*localStorage.*", source)
    assert len(reached) == 2
    assert all("mayKeep" in line for line in reached)
