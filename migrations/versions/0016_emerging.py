"""What is suddenly spoken of: the terms of verbatims, the weeks that were looked through, and what emerged in them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: SQLite would make the table anew and lose the triggers of the index over it.
    op.add_column("verbatim_words", sa.Column("terms", sa.Text(), nullable=True))
    op.create_table(
        "emerging_week",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verbatims", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("people_before", sa.Integer(), nullable=False),
        sa.Column("weeks_before", sa.Integer(), nullable=False),
        sa.Column("is_enough", sa.Boolean(), nullable=False),
        sa.CheckConstraint("people >= 0 AND people_before >= 0", name=op.f("nobody_is_no_person")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_emerging_week_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emerging_week")),
        sa.UniqueConstraint("workspace_id", "week", name="a_week_is_looked_at_once"),
    )
    op.create_table(
        "emerging_subject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("week_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("speaking", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.Column("p_value", sa.Double(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("speaking > 0 AND expected >= 0", name=op.f("a_subject_has_speakers")),
        sa.CheckConstraint("p_value BETWEEN 0 AND 1", name=op.f("chance_in_range")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_emerging_subject_workspace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["week_id"], ["emerging_week.id"], name=op.f("fk_emerging_subject_week_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_emerging_subject_theme_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["dismissed_by_id"],
            ["user_account.id"],
            name=op.f("fk_emerging_subject_dismissed_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emerging_subject")),
        sa.UniqueConstraint("week_id", "key", name="one_subject_per_week_and_key"),
    )
    op.create_index("ix_emerging_subject_workspace_id", "emerging_subject", ["workspace_id"], unique=False)
    op.create_index("ix_emerging_subject_theme_id", "emerging_subject", ["theme_id"], unique=False)
    op.create_table(
        "emerging_verbatim",
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("verbatim_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["emerging_subject.id"], name=op.f("fk_emerging_verbatim_subject_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["verbatim_id"], ["verbatim.id"], name=op.f("fk_emerging_verbatim_verbatim_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("subject_id", "verbatim_id", name=op.f("pk_emerging_verbatim")),
    )
    op.create_index("ix_emerging_verbatim_verbatim_id", "emerging_verbatim", ["verbatim_id"], unique=False)


def downgrade() -> None:
    for name in ("emerging_verbatim", "emerging_subject", "emerging_week"):
        op.drop_table(name)
    op.drop_column("verbatim_words", "terms")
