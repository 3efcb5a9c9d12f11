"""Questions with settings and conditions, answers that are neither a number nor words, and answers half given."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: rebuilding `question` on SQLite would lose its triggers.
    op.add_column("question", sa.Column("settings", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("question", sa.Column("shown_if", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("answer", sa.Column("value", sa.JSON(), nullable=True))
    op.add_column("revision", sa.Column("answers", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("response", sa.Column("is_partial", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("response", "is_partial")
    op.drop_column("revision", "answers")
    op.drop_column("answer", "value")
    op.drop_column("question", "shown_if")
    op.drop_column("question", "settings")
