"""Answers whose question is asked no longer, since an earlier one was changed."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Before this nobody looked: what an earlier change left behind counts until the response is changed once more.
    op.add_column("answer", sa.Column("is_asked", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    op.drop_column("answer", "is_asked")
