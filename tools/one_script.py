"""Make the table by which a search finds Traditional words in Simplified ones.

    .venv/bin/python tools/one_script.py

A line is a character and its Simplified form, from OpenCC's conversion (Apache-2.0). A web process reads the table;
OpenCC itself would cost it 32 MB and four tenths of a second.
"""

from __future__ import annotations

from pathlib import Path

import opencc_pyo3

TABLE = Path(__file__).resolve().parent.parent / "voc" / "insights" / "verbatims" / "one_script.txt"
#: The ideographs and their extensions.
RANGES = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x31350))


def table() -> str:
    """The lines of the table, for every character that OpenCC changes into one other."""
    converter = opencc_pyo3.OpenCC("t2s")
    characters = (chr(code) for start, end in RANGES for code in range(start, end))
    changed = ((char, converter.convert(char)) for char in characters)
    return "".join(f"{char}{new}\n" for char, new in changed if new != char and len(new) == 1)


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
