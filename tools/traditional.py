"""Make the catalogue in Traditional Chinese (Taiwan's words) from the one in Simplified.

    .venv/bin/python tools/traditional.py [--check]

OpenCC converts characters and the common words; `traditional.tsv` beside this file says what it cannot know: our own
terms, words that go by their sense, and sentences that are better said otherwise. Each line there is what OpenCC makes
of it, a tab, and what we say; the longest match wins, and a line that begins with `=` is for a whole text only. So
correct a word in the table and run this again: what is written into the catalogue by hand is lost.
"""

from __future__ import annotations

import argparse
import re
import sys
from functools import cache
from io import BytesIO
from pathlib import Path

import opencc_pyo3
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
TRANSLATIONS = HERE.parent / "voc" / "translations"
SIMPLIFIED = TRANSLATIONS / "zh_Hans" / "LC_MESSAGES" / "messages.po"
TRADITIONAL = TRANSLATIONS / "zh_Hant" / "LC_MESSAGES" / "messages.po"
TABLE = HERE / "traditional.tsv"

#: Taiwan and Hong Kong quote with corner brackets.
QUOTES = str.maketrans("“”‘’", "「」『』")
#: What must come through as it is: named parts, addresses, markup.
_KEPT = re.compile(r"%\(\w+\)[sd]|\{\w+\}|<[^>]+>")


@cache
def converter() -> opencc_pyo3.OpenCC:
    return opencc_pyo3.OpenCC("s2twp")


@cache
def table() -> dict[str, str]:
    """What OpenCC makes of it -> what we say."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return dict(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


@cache
def _words() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in table() if not word.startswith("=")))


def convert(text: str) -> str:
    """The text in Traditional Chinese, its named parts untouched."""
    converted = converter().convert(text).translate(QUOTES)
    if _KEPT.findall(converted) != _KEPT.findall(text):
        raise ValueError(f"a named part was changed: {converted}")
    whole = table().get(f"={converted}")
    return whole or _words().sub(lambda match: table()[match.group()], converted)


def catalogue(simplified: Catalog) -> Catalog:
    """The same catalogue in Traditional Chinese."""
    made = Catalog(
        locale="zh_Hant",
        project=simplified.project,
        version=simplified.version,
        msgid_bugs_address="",
        copyright_holder=simplified.copyright_holder,
        header_comment=simplified.header_comment.replace("Simplified", "Traditional"),
        creation_date=simplified.creation_date,
        revision_date=simplified.revision_date,
        last_translator=simplified.last_translator,
        language_team="Traditional Chinese",
        fuzzy=False,
    )
    for message in simplified:
        if message.id:
            made[message.id] = _converted(message)
    return made


def _converted(message: Message) -> Message:
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    converted = tuple(convert(text or "") for text in texts)
    return Message(
        message.id,
        converted if message.pluralizable else converted[0],
        message.locations,
        message.flags,
        message.auto_comments,
        message.user_comments,
        context=message.context,
    )


def written() -> bytes:
    """The file as it should be."""
    with SIMPLIFIED.open("rb") as file:
        made = catalogue(read_po(file, locale="zh_Hans"))
    buffer = BytesIO()
    write_po(buffer, made, width=0, sort_by_file=True)
    return buffer.getvalue()


def main() -> int:
    """Write the file, or with `--check` say whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when it is not up to date")
    if parser.parse_args().check:
        return int(not TRADITIONAL.exists() or TRADITIONAL.read_bytes() != written())
    TRADITIONAL.parent.mkdir(parents=True, exist_ok=True)
    TRADITIONAL.write_bytes(written())
    return 0


if __name__ == "__main__":
    sys.exit(main())
