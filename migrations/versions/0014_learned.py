"""Models learned from a workspace's own scores."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "learned_model",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("engine_version", sa.Text(), nullable=False),
        sa.Column("examples", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("weights", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("language IN ('en', 'zh')", name=op.f("learned_language_is_known")),
        sa.CheckConstraint(
            "reason IN ('better', 'not_better', 'reversed', 'too_few')", name=op.f("learned_reason_is_known")
        ),
        sa.CheckConstraint(
            "NOT is_current OR (reason = 'better' AND weights IS NOT NULL)", name=op.f("only_a_better_model_reads")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_learned_model_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learned_model")),
    )
    with op.batch_alter_table("learned_model", schema=None) as batch_op:
        batch_op.create_index("ix_learned_model_workspace_id", ["workspace_id", "language", "id"], unique=False)
        batch_op.create_index(
            "ix_learned_model_current",
            ["workspace_id", "language"],
            unique=True,
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )
    op.create_table(
        "learning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scored", sa.Integer(), nullable=False),
        sa.Column("engine_version", sa.Text(), nullable=True),
        sa.Column("switched_off", sa.JSON(), nullable=False),
        sa.Column("is_reread", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_learning_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning")),
        sa.UniqueConstraint("workspace_id", name=op.f("uq_learning_workspace_id")),
    )
    with op.batch_alter_table("learning", schema=None) as batch_op:
        batch_op.create_index("ix_learning_next_at", ["next_at"], unique=False)


def downgrade() -> None:
    op.drop_table("learning")
    with op.batch_alter_table("learned_model", schema=None) as batch_op:
        batch_op.drop_index("ix_learned_model_current")
        batch_op.drop_index("ix_learned_model_workspace_id")
    op.drop_table("learned_model")
