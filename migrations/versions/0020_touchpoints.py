"""Places where a survey is answered, and what a link brought along, kept on the response."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "touchpoint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("link_fields", sa.JSON(), nullable=False),
        sa.Column("origins", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_touchpoint_workspace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_touchpoint_survey_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touchpoint")),
        sa.UniqueConstraint("public_id", name=op.f("uq_touchpoint_public_id")),
        sa.UniqueConstraint("survey_id", "name", name="touchpoint_names_differ"),
    )
    op.create_index("ix_touchpoint_workspace_id", "touchpoint", ["workspace_id"], unique=False)
    # A constant default is kept with the table on both databases: no row is written for it.
    op.add_column("survey", sa.Column("link_fields", sa.JSON(), server_default="[]", nullable=False))
    with op.batch_alter_table("response") as batch_op:
        batch_op.add_column(sa.Column("touchpoint_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("fields", sa.JSON(), server_default="{}", nullable=False))
        batch_op.create_foreign_key(
            op.f("fk_response_touchpoint_id"), "touchpoint", ["touchpoint_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index(
        "ix_response_touchpoint_id",
        "response",
        ["touchpoint_id", "answered_at"],
        unique=False,
        sqlite_where=sa.text("touchpoint_id IS NOT NULL"),
        postgresql_where=sa.text("touchpoint_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_response_touchpoint_id", table_name="response")
    with op.batch_alter_table("response") as batch_op:
        batch_op.drop_constraint(op.f("fk_response_touchpoint_id"), type_="foreignkey")
        batch_op.drop_column("touchpoint_id")
        batch_op.drop_column("fields")
    op.drop_column("survey", "link_fields")
    op.drop_index("ix_touchpoint_workspace_id", table_name="touchpoint")
    op.drop_table("touchpoint")
