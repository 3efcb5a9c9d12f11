"""How a migration step meets the database. Steps are small, two-way, and import no models."""

from alembic import context
from sqlalchemy import Connection, text

from voc.core.db import make_engine

#: A step that cannot get its lock must not block everybody behind it.
LOCK_TIMEOUT = "5s"


def run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
    context.configure(
        connection=connection,
        target_metadata=context.config.attributes.get("metadata"),
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        transactional_ddl=True,
        include_object=context.config.attributes.get("include_object"),
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with make_engine(context.config.attributes["url"]).begin() as own:
        run(own)
