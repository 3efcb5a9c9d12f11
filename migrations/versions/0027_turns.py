"""Which state of an answer that is not sent off yet is the newest, as the widget's script counts them."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("response", sa.Column("turn", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("response", "turn")
