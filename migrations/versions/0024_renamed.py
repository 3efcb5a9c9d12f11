"""Contacts and accounts that have another name than before, for whoever keeps it beside something else."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLES = ("account", "contact")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("is_renamed", sa.Boolean(), server_default=sa.text("false"), nullable=False))
        where = sa.text("is_renamed")
        op.create_index(f"ix_{table}_renamed", table, ["id"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_renamed", table)
        op.drop_column(table, "is_renamed")
