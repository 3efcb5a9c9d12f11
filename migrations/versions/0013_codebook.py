"""The codebook that people edit: a theme's words, place and state, editions, and corrections."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("theme") as batch_op:
        # Null: a theme from before. The next reading gives it the starter's seeds.
        batch_op.add_column(sa.Column("seeds", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("description", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("playbook", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("muted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("lesson", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(op.f("fk_theme_parent_id"), "theme", ["parent_id"], ["id"], ondelete="SET NULL")
        batch_op.create_foreign_key(
            op.f("fk_theme_merged_into_id"), "theme", ["merged_into_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_check_constraint(op.f("theme_is_not_its_own_parent"), "parent_id <> id")
        batch_op.create_check_constraint(op.f("theme_is_not_merged_into_itself"), "merged_into_id <> id")
    op.create_table(
        "codebook_edition",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reread_after", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_codebook_edition_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_codebook_edition")),
    )
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verbatim_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("said_of", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('yes', 'no', 'sentiment')", name=op.f("correction_is_known")),
        sa.CheckConstraint("(kind = 'sentiment') = (label IS NOT NULL)", name=op.f("sentiment_correction_has_a_label")),
        sa.CheckConstraint("label IN ('positive', 'neutral', 'negative')", name=op.f("corrected_label_is_known")),
        sa.CheckConstraint('0 <= start AND start <= "end"', name=op.f("correction_has_a_place")),
        sa.ForeignKeyConstraint(
            ["verbatim_id"], ["verbatim.id"], name=op.f("fk_correction_verbatim_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_correction_theme_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_correction_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint(
            "verbatim_id", "theme_id", "kind", "start", "end", name="one_correction_of_a_kind_per_place"
        ),
    )
    with op.batch_alter_table("correction") as batch_op:
        batch_op.create_index("ix_correction_theme_id", ["theme_id"], unique=False)


def downgrade() -> None:
    op.drop_table("correction")
    op.drop_table("codebook_edition")
    with op.batch_alter_table("theme") as batch_op:
        batch_op.drop_constraint("theme_is_not_merged_into_itself", type_="check")
        batch_op.drop_constraint("theme_is_not_its_own_parent", type_="check")
        batch_op.drop_constraint("fk_theme_merged_into_id", type_="foreignkey")
        batch_op.drop_constraint("fk_theme_parent_id", type_="foreignkey")
        for column in (
            "corrected_at", "lesson", "retired_at", "muted_at", "merged_into_id", "parent_id", "playbook",
            "description", "seeds",
        ):  # fmt: skip
            batch_op.drop_column(column)
