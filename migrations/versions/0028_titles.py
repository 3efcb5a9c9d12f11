"""What a starter that named a survey is called in each language."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("survey", sa.Column("titles", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column("survey", "titles")
