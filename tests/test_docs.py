"""The documents tell the truth: each setting, command and link in them is there, and none is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import config
from voc.cli import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


def test_every_setting_is_explained() -> None:
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `(VOC_[A-Z_]+)`", text, re.MULTILINE))
    assert explained == {variable for variable, _, _ in config.VARIABLES.values()}


def test_no_document_names_a_setting_that_is_not() -> None:
    known = {variable for variable, _, _ in config.VARIABLES.values()}
    known |= {f"{variable}_FILE" for variable in known} | {"VOC_REQUIRE_BROWSER", "VOC_CHROMIUM"}
    for document in DOCUMENTS:
        named = set(re.findall(r"\bVOC_[A-Z_]+\b", document.read_text(encoding="utf-8")))
        assert named <= known, document.name


def test_every_command_stands_in_a_document() -> None:
    text = "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    assert [name for name in COMMANDS if f"voc {name}" not in text] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_and_path_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)\)", text) if "://" not in link]
    missing = [link for link in links if not (document.parent / link).exists()]
    paths = re.findall(r"`((?:voc|tests|docs|deploy|migrations)/[\w./-]+\.\w+)`", text)
    assert missing + [path for path in paths if not (ROOT / path).exists()] == []
