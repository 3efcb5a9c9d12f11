"""Who sees the button under the thanks, which surveys are put away, and a workspace's colour and logo."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Columns added one by one: a rebuilt table would lose its triggers on SQLite.
    op.add_column(
        "survey_version", sa.Column("link_is_for_all", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("survey", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("workspace", sa.Column("brand", sa.JSON(), nullable=True))
    op.create_table(
        "logo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_logo_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logo")),
        sa.UniqueConstraint("workspace_id", "name", name="a_logo_is_kept_once"),
    )
    op.create_index("ix_logo_name", "logo", ["name"], unique=False)


def downgrade() -> None:
    op.drop_table("logo")
    op.drop_column("workspace", "brand")
    op.drop_column("survey", "archived_at")
    op.drop_column("survey_version", "link_is_for_all")
