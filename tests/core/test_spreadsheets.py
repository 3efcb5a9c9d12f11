"""What people wrote stays text in whatever spreadsheet opens the file, and is changed no more than that takes."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from voc.core import spreadsheets
from voc.core.spreadsheets import Cell, harmless
from voc.intake import files


@dataclass(frozen=True)
class Written:
    """A table of what people wrote, beside a number."""

    texts: Sequence[str]

    def head(self) -> Sequence[str]:
        return ["Comment", "Score", "Again"]

    def wide(self) -> Collection[int]:
        return [0]

    def rows(self, session: Session) -> Iterator[Sequence[Cell]]:
        return ([text, 7, text] for text in self.texts)


def as_csv(*texts: str) -> bytes:
    return b"".join(spreadsheets.to_csv(Session(), Written(texts)))


def split_at(delimiter: str, made: bytes) -> list[str]:
    """The cells that a program finds which splits there: quotes count at a cell's beginning only, as in Excel."""
    rows = csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""), delimiter=delimiter)
    return [cell for row in rows for cell in row]


PLAIN = [
    "Great ;-)", "Late; rude; never again", "- slow\n- rude, and I don't know why!\n+ good price", "It costs 5,-",
    "warm, -5 degrees", "A@B", "1+1=2", "Thanks.\n\n--\nAnna", "a;b\tc", 'Says "no"', "'quoted'",
]  # fmt: skip
FORMULAS = {
    "=1+1": "'=1+1",
    "a;=1+1": "a;'=1+1",
    "a;=1+1;b": "a;'=1+1;b",
    'a;"=1+1;': "a;\"'=1+1;",
    "a\t+1": "a\t'+1",
    "fine\n@SUM(A1)": "fine\n'@SUM(A1)",
    "a;-cmd|' /C calc'!A0": "a;'-cmd|' /C calc'!A0",
    "a;- cmd|' /C calc'!A0": "a;'- cmd|' /C calc'!A0",
    "a\r- HYPERLINK(A1)": "a\r'- HYPERLINK(A1)",
    "a;＝1+1": "a;'＝1+1",
    ";=1;=2": ";'=1;'=2",
}


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_is_not_touched(text: str) -> None:
    assert harmless(text).removeprefix("'" if text.startswith("-") else "") == text


@pytest.mark.parametrize(("text", "kept"), FORMULAS.items())
def test_a_formula_anywhere_in_a_text_is_text(text: str, kept: str) -> None:
    assert harmless(text) == kept


@given(st.lists(st.text("=+-@＝;\t\n\r\"', (|1a", max_size=12), max_size=3))
def test_no_program_finds_a_formula(texts: list[str]) -> None:
    made = as_csv(*texts)
    for delimiter in ",;\t":
        for cell in split_at(delimiter, made):
            assert not cell.startswith(("=", "@", "＝"))
            is_call = cell.startswith(("+", "-")) and any(sign in cell for sign in "(|")
            assert not is_call or cell.lstrip("+-").startswith(")")


def test_every_text_stands_between_quotes() -> None:
    assert as_csv("fine").decode("utf-8-sig") == '"Comment","Score","Again"\r\n"fine",7,"fine"\r\n'


def test_our_own_import_reads_plain_texts_back_as_they_were(tmp_path: Path) -> None:
    texts = [text for text in PLAIN if not text.startswith("-")]
    path = tmp_path / "ours.csv"
    path.write_bytes(as_csv(*texts))
    with files.File(path) as file:
        assert [row.cells and row.cells["Comment"] for row in file] == texts
