"""How a survey shows itself on other people's pages, and a ledger that knows visitors without a name."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "widget",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("origins", sa.JSON(), nullable=False),
        sa.CheckConstraint("kind IN ('popover', 'slide_in', 'inline', 'button')", name=op.f("widget_kind_is_known")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_widget_workspace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_widget_survey_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_widget")),
        sa.UniqueConstraint("public_id", name=op.f("uq_widget_public_id")),
        sa.UniqueConstraint("survey_id", name="one_widget_per_survey"),
    )
    op.create_index("ix_widget_workspace_id", "widget", ["workspace_id"], unique=False)
    op.create_table(
        "signing_secret",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_signing_secret_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_signing_secret")),
    )
    with op.batch_alter_table("ask") as batch_op:
        batch_op.add_column(sa.Column("visitor", sa.Text(), nullable=True))
        batch_op.alter_column("contact_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_check_constraint(
            op.f("asked_is_a_contact_or_a_visitor"), "(contact_id IS NULL) <> (visitor IS NULL)"
        )
        batch_op.create_index("ix_ask_visitor_at", ["visitor", "at"], unique=False)
    with op.batch_alter_table("sighting") as batch_op:
        batch_op.alter_column("invitation_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM sighting WHERE invitation_id IS NULL")
    with op.batch_alter_table("sighting") as batch_op:
        batch_op.alter_column("invitation_id", existing_type=sa.Integer(), nullable=False)
    op.execute("DELETE FROM ask WHERE contact_id IS NULL")
    with op.batch_alter_table("ask") as batch_op:
        batch_op.drop_index("ix_ask_visitor_at")
        batch_op.drop_constraint(op.f("asked_is_a_contact_or_a_visitor"), type_="check")
        batch_op.alter_column("contact_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("visitor")
    op.drop_table("signing_secret")
    op.drop_table("widget")
