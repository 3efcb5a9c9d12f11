"""Make the list of names that masking looks in, out of the lists of the package Faker.

    pip install Faker==40.63.0
    python -m voc.analysis.training.people --treebank DIR

Given names and surnames of some eighty locales, in plain lower-case Latin letters; Cyrillic, Greek and Korean ones are
spelled in Latin. A name that is also an English word or a place goes to a list of its own: it needs company to be taken
for a person. Common English words come from the treebank, rarer ones from simplemma as far as their form does not tell
already that they are words, places from the time zones and from Faker. The result, `lexicons/people.txt.gz`, has the
same sections every time.
"""

import gzip
import importlib
import pkgutil
import re
import zoneinfo
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from voc.analysis.personal import lists
from voc.analysis.personal.english_words import LIKE_A_WORD

FOUND_IN = Path(lists.__file__).parent.parent / "lexicons" / "people.txt.gz"
HEAD = "# Made by voc.analysis.training.people out of Faker's lists (MIT); see SOURCES.md."

_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґўјљњћђџѓќѕәіңғүұқөһ",
        (
            "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya "
            "i yi ye g u j lj nj c dj dz g k dz a i n g u u k o h"
        ).split(" "),
        strict=True,
    )
)
_GREEK = dict(
    zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(), strict=True)
)
_KOREAN = (
    "g kk n d tt r m b pp s ss  j jj ch k t p h".split(" "),
    "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split(" "),
    " k k k n n n t l l l l l l l l m p p t t ng t t k t p t".split(" "),
)


def spelled(name: str) -> str:
    """A name in plain lower-case Latin letters as it is commonly spelled, or "" for a script that we cannot spell.

    >>> spelled("Łukasz"), spelled("Дмитрий"), spelled("Ελένη"), spelled("민준")
    ('lukasz', 'dmitriy', 'eleni', 'minjun')
    """
    letters = []
    for sign in name.strip().lower().replace("’", "'"):
        if "가" <= sign <= "힣":
            code = ord(sign) - 0xAC00
            parts = (code // 588, code % 588 // 28, code % 28)
            letters.append("".join(table[at] for table, at in zip(_KOREAN, parts, strict=True)))
        else:
            bare = sign if sign in _CYRILLIC else lists.plain(sign)
            letters.append(_CYRILLIC.get(bare, _GREEK.get(bare, bare)))
    word = "".join(letters)
    return word if re.fullmatch(r"[a-z][a-z' -]*", word) else ""


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple | set | frozenset):
        for each in value:
            yield from _strings(each)


def listed(kind: str) -> Counter[str]:
    """In how many of Faker's locales each name of a kind ("first" or "last") is listed."""
    people = importlib.import_module("faker.providers.person")
    found: Counter[str] = Counter()
    for locale in pkgutil.iter_modules(people.__path__):
        provider = importlib.import_module(f"{people.__name__}.{locale.name}").Provider
        names = {
            spelled(name)
            for attribute in dir(provider)
            if kind in attribute and "format" not in attribute and not callable(getattr(provider, attribute))
            for name in _strings(getattr(provider, attribute))
        }
        found.update(part for name in names for part in name.split() if len(part.strip("'-")) > 2)
    return found


def places() -> set[str]:
    """Cities and countries in lower case, as far as time zones and Faker know them."""
    zones = {part for zone in zoneinfo.available_timezones() for part in zone.split("/")[1:]}
    geo = importlib.import_module("faker.providers.geo").Provider
    address = importlib.import_module("faker.providers.address.en_US").Provider
    names = {*zones, *(row[2] for row in geo.land_coords), *address.states, *_strings(address.countries)}
    return {word for name in names for word in spelled(name.replace("_", " ")).split()}


def words(treebank: Path) -> tuple[set[str], set[str], set[str]]:
    """English words met in lower case in a treebank, with their inflections; a whole dictionary; its lemmas."""
    common: Counter[str] = Counter()
    for path in sorted(treebank.glob("en_ewt-*.tsv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = (line.split("\t") for line in lines if line.strip())
            common.update(row[0] for row in rows if row[0].islower() and row[2] != "PROPN")
    known = DefaultDictionaryFactory().get_dictionary("en")
    pairs = [(_text(form), _text(lemma)) for form, lemma in known.items()]
    inflected = {form for form, lemma in pairs if lemma in common and form.islower()}
    ordinary = {word for word in {*common, *inflected} if word.isascii() and word.isalpha() and len(word) > 2}
    return ordinary, {word for pair in pairs for word in pair}, {lemma for _, lemma in pairs}


def _text(word: str | bytes) -> str:
    return word.decode() if isinstance(word, bytes) else word


def _is_plain(word: str) -> bool:
    return word.isascii() and word.isalpha() and word.islower() and 2 < len(word) < 13


def sections(treebank: Path) -> dict[str, list[str]]:
    """The sections of the list: what stands under each headline, sorted."""
    common, dictionary, lemmas = words(treebank)
    by_hand = lists.words("names", "given names that are little else") | lists.words(
        "names", "surnames that are little else"
    )
    ambiguous = (common | {word for word in dictionary if word.islower()} | places()) - by_hand
    given, surnames = set(listed("first")), set(listed("last"))
    known = common | given | (surnames - ambiguous) | by_hand
    return {
        "given": sorted(given - ambiguous),
        "given, also words": sorted(given & ambiguous),
        "surnames": sorted(surnames - ambiguous),
        "surnames, also words": sorted(surnames & ambiguous),
        "words": sorted(common - by_hand),
        "rarer words": sorted(word for word in lemmas - known if _is_plain(word) and not LIKE_A_WORD.fullmatch(word)),
        "places": sorted(places() - by_hand),
    }


def written(found: Mapping[str, Iterable[str]]) -> bytes:
    """The file, the same bytes for the same sections."""
    text = "\n".join([HEAD, *(f"[{name}]\n{' '.join(under)}" for name, under in found.items()), ""])
    return gzip.compress(text.encode("utf-8"), compresslevel=9, mtime=0)


@click.command()
@click.option("--treebank", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
def main(treebank: Path) -> None:
    """Write the list, and print how many names it has."""
    found = sections(treebank)
    FOUND_IN.write_bytes(written(found))
    click.echo("\n".join(f"{len(under):>7,} {name}" for name, under in found.items()))
    click.echo(f"{FOUND_IN.stat().st_size:>7,} bytes")


if __name__ == "__main__":
    main()
