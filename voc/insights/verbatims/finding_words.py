"""Which verbatims say some words, by each database's own index.

The index holds words, single characters and pairs (`search_words`). One look into it finds every verbatim that may say
the words; where neighbours must stand in a row, or a phrase is asked for, the text itself is looked at once more. What
nobody has indexed yet is looked through as it is, by those who may see it as it is: that is the last seconds' answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, bindparam, cast, column, literal_column, select, table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from voc.core.db import dialect_name
from voc.insights.models import SEEN_BY_ALL, SEEN_WITH_RAW, VerbatimWords
from voc.insights.verbatims import search_words
from voc.insights.verbatims.search_words import Term
from voc.responses.models import Verbatim

#: SQLite's index (FTS5), made by the migration.
_SEARCH = table("verbatim_search", column("rowid"))


def that_say(session: Session, query: str, *, sees_raw: bool, inside: bool = False) -> Subquery:
    """The ids of verbatims that say everything that is asked for: each word from its beginning, each phrase as it is.

    With `inside` also where a word only contains it, which looks at every text. A query of signs alone is looked for
    as it stands. Each id once, in a column `verbatim_id`: join it, and let nothing else be looked up first.
    """
    terms = search_words.terms(query)
    if not terms:
        signs = Verbatim.text.icontains(search_words.cleaned(query).strip(), autoescape=True)
        return select(Verbatim.id.label("verbatim_id")).where(signs).subquery("said")
    audiences = SEEN_WITH_RAW if sees_raw else SEEN_BY_ALL
    found = select(VerbatimWords.verbatim_id).where(VerbatimWords.audience.in_(audiences))
    if inside:
        found = found.where(*(_contains(term, inside=True) for term in terms))
    else:
        found = found.where(_index_has(session, terms))
        found = found.where(*(_contains(term) for term in terms if not term.is_certain))
    return (found.union(_not_indexed_yet(terms)) if sees_raw else found).subquery("said")


def _not_indexed_yet(terms: Sequence[Term]) -> Select[int]:
    says_all = (Verbatim.text.icontains(term.typed, autoescape=True) for term in terms)
    return select(Verbatim.id).where(Verbatim.indexed_at.is_(None), *says_all)


def _contains(term: Term, *, inside: bool = False) -> ColumnElement[bool]:
    """Whether the tokens stand in the text one after the other."""
    before, after = ("" if inside else " "), ("" if inside or not term.is_whole else " ")
    spaced = literal_column("' '").concat(VerbatimWords.words).concat(literal_column("' '"))
    return spaced.contains(f"{before}{term.words}{after}", autoescape=True)


def _index_has(session: Session, terms: Sequence[Term]) -> ColumnElement[bool]:
    return _fts5_has(terms) if dialect_name(session) == "sqlite" else _gin_has(terms)


def _fts5_has(terms: Sequence[Term]) -> ColumnElement[bool]:
    # A key is letters, digits or one sign, never a quotation mark: nothing in it can be taken for syntax.
    asked = " AND ".join(f'"{key}"{" *" if key == term.prefix else ""}' for term in terms for key in term.keys)
    matches = literal_column("verbatim_search").op("MATCH")(bindparam(None, asked))
    return VerbatimWords.id.in_(select(_SEARCH.c.rowid).where(matches))


def _gin_has(terms: Sequence[Term]) -> ColumnElement[bool]:
    asked = " & ".join(f"'{key}'{':*' if key == term.prefix else ''}" for term in terms for key in term.keys)
    # Word for word what the index is about, or PostgreSQL does not see that they are the same.
    indexed: ColumnElement[Any] = literal_column(
        "array_to_tsvector(string_to_array(btrim(words || ' ' || pairs), ' '))"
    )
    return indexed.op("@@", is_comparison=True)(cast(bindparam(None, asked), TSQUERY))
