"""Copies everything from one database to another, of either kind: all of it, as it was at one moment, or nothing.

The source is read in one transaction that sees one state of it, however long that takes and whoever writes meanwhile.
The target is written in one transaction, which is taken back when anything is wrong. Rows keep their ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    bindparam,
    func,
    inspect,
    null,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, IntegrityError

from voc.core import numbering, schema
from voc.core.db import make_engine

#: Rows that are read, sent and counted at a time.
BATCH = 1000
#: The same of rows that hold whole files.
FEW = 20

_STREAMED = {"stream_results": True, "max_row_buffer": BATCH}

#: Called with how many rows more are there, after each batch.
Advance = Callable[[int], object]


class Refused(Exception):
    """The copy cannot be made, or was taken back; the message says why, in a sentence."""


def copy(
    source_url: str, target_url: str, metadata: MetaData, begin: Callable[[int], Advance] = lambda total: lambda n: None
) -> dict[str, int]:
    """Copy all tables of `metadata`; returns table -> rows. `begin` is told how many rows there are. Raises `Refused`.

    The target has no rows; if it has no tables either, it gets them first. Both are at this version's newest step.
    """
    if _same(source_url, target_url):
        raise Refused("That is the same database.")
    _check_step(source_url, "The database")
    if _is_bare(target_url):
        schema.upgrade(target_url)
    _check_step(target_url, "The target")
    with _opened(source_url, only_reads=True) as source, _opened(target_url) as target:
        tables = metadata.sorted_tables
        _check_tables(source, tables)
        _keep_others_out(target, tables)
        if filled := next((table.name for table in tables if _rows(target, table)), None):
            raise Refused(f"The target is not empty: there are rows in {filled}. Nothing was copied.")
        counts = {table.name: _rows(source, table) for table in tables}
        advance = begin(sum(counts.values()))
        with _without_triggers(target, tables):
            for table in tables:
                _copy_table(source, target, table, advance)
        for name in _search_indexes(target):
            target.exec_driver_sql(f"INSERT INTO {name}({name}) VALUES ('rebuild')")  # noqa: S608  Our own name.
        _go_on_counting(target, tables)
        for table in tables:
            if (arrived := _rows(target, table)) != counts[table.name]:
                raise Refused(
                    f"Of the {counts[table.name]} rows of {table.name}, {arrived} arrived. Nothing was copied."
                )
        target.commit()
    return counts


def _same(source_url: str, target_url: str) -> bool:
    a, b = make_url(source_url), make_url(target_url)
    return (a.get_backend_name(), a.host, a.port, a.database) == (b.get_backend_name(), b.host, b.port, b.database)


def _check_step(url: str, whose: str) -> None:
    engine = make_engine(url)
    try:
        step = schema.current(engine)
    finally:
        engine.dispose()
    if step != schema.head():
        raise Refused(f"{whose} is at step {step or 'none'}, this version needs {schema.head()}: run `voc db upgrade`.")


def _is_bare(url: str) -> bool:
    engine = make_engine(url)
    try:
        return not inspect(engine).get_table_names()
    finally:
        engine.dispose()


@contextmanager
def _opened(url: str, *, only_reads: bool = False) -> Iterator[Connection]:
    """A connection in one transaction, which is taken back unless it is committed."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            options: dict[str, Any] = {"only_reads": True} if only_reads else {}
            if only_reads and connection.dialect.name == "postgresql":
                options = {"isolation_level": "REPEATABLE READ"}
            yield connection.execution_options(**options)
    finally:
        engine.dispose()


def _check_tables(source: Connection, tables: Sequence[Table]) -> None:
    """A table that nobody told us of would be left behind in silence."""
    unknown = set(inspect(source).get_table_names()) - {table.name for table in tables} - {"alembic_version"}
    indexes = _search_indexes(source)
    unknown = {name for name in unknown if not any(name == each or name.startswith(f"{each}_") for each in indexes)}
    if unknown:
        raise Refused(f"The database has tables that this version does not know: {', '.join(sorted(unknown))}.")


def _search_indexes(connection: Connection) -> list[str]:
    """SQLite's full text indexes. They are tables to it, with further ones behind them, all made of rows of ours."""
    if connection.dialect.name != "sqlite":
        return []
    virtual = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%' ORDER BY name"
    return list(connection.scalars(text(virtual)))


def _keep_others_out(target: Connection, tables: Sequence[Table]) -> None:
    # On SQLite the transaction holds the only write lock from its first statement on.
    if target.dialect.name == "postgresql":
        names = ", ".join(target.dialect.identifier_preparer.format_table(table) for table in tables)
        target.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


@contextmanager
def _without_triggers(target: Connection, tables: Sequence[Table]) -> Iterator[None]:
    """They guard what people do, for example to a published survey; what is copied they have let pass before."""
    if target.dialect.name == "postgresql":
        names = [target.dialect.identifier_preparer.format_table(table) for table in tables]
        for name in names:
            target.execute(text(f"ALTER TABLE {name} DISABLE TRIGGER USER"))
        yield
        for name in names:
            target.execute(text(f"ALTER TABLE {name} ENABLE TRIGGER USER"))
        return
    triggers = target.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")).all()
    for name, _ in triggers:
        target.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, statement in triggers:
        target.exec_driver_sql(statement)


def _rows(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _copy_table(source: Connection, target: Connection, table: Table, advance: Advance) -> None:
    later = _references_to_itself(table)
    insert = table.insert().values({column.name: _bound(column) for column in table.columns})
    insert = insert.values(dict.fromkeys(later, null()))
    names = [f"given_{column.name}" for column in table.columns]
    size = FEW if any(isinstance(column.type, LargeBinary) for column in table.columns) else BATCH
    # By number, not as they lie in the source's files: those are in the order in which anonymous answers came.
    in_order = select(table).order_by(*table.primary_key.columns)
    with source.execute(in_order, execution_options={**_STREAMED, "max_row_buffer": size}) as rows:
        for batch in rows.partitions(size):
            _send(target, insert, [dict(zip(names, row, strict=True)) for row in batch], table)
            advance(len(batch))
    for name in later:
        _refer(source, target, table, name)


def _bound(column: Column[Any]) -> Any:
    # Nothing stays nothing: SQLAlchemy would make it JSON's own null, which is something.
    nothing = isinstance(column.type, JSON) and column.nullable
    return bindparam(f"given_{column.name}", type_=JSON(none_as_null=True) if nothing else column.type)


def _send(target: Connection, statement: Any, rows: list[dict[str, Any]], table: Table) -> None:
    try:
        target.execute(statement, rows)
    except (DataError, IntegrityError, ValueError) as error:
        # PostgreSQL takes no NUL in a text, and numbers only in their range. Its own words would quote the customer.
        raise Refused(
            f"A row of {table.name} cannot be kept there ({type(error).__name__}). Nothing was copied."
        ) from None


def _references_to_itself(table: Table) -> list[str]:
    """Columns that refer to rows of the same table: they are set when all its rows are there."""
    return [column.name for column in table.columns for key in column.foreign_keys if key.column.table is table]


def _refer(source: Connection, target: Connection, table: Table, name: str) -> None:
    column = table.columns[name]
    referring = select(table.columns.id, column).where(column.is_not(None))
    set_it = update(table).where(table.columns.id == bindparam("row_id")).values({name: bindparam("refers_to")})
    with source.execute(referring, execution_options=_STREAMED) as pairs:
        for batch in pairs.partitions(BATCH):
            target.execute(set_it, [{"row_id": row_id, "refers_to": other} for row_id, other in batch])


def _go_on_counting(target: Connection, tables: Sequence[Table]) -> None:
    """Let PostgreSQL give new rows the ids after those that came."""
    if target.dialect.name != "postgresql":
        return
    for table in tables:
        column = table.columns.get("id")
        if column is None or not isinstance(column.type, Integer):
            continue
        sequence = target.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
        # Rows numbered at random have no place in that order.
        beside = or_(column < numbering.AT_RANDOM.start, column >= numbering.AT_RANDOM.stop)
        last = target.scalar(select(func.max(column)).where(beside))
        if sequence and last:
            target.execute(select(func.setval(sequence, last)))
