"""Themes that the customers' words propose, and words that stand near a theme's."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_runs()
    _make_proposals()
    op.create_table(
        "theme_suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("alike", sa.Double(), nullable=False),
        sa.Column("verbatims", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_theme_suggestion_theme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_suggestion")),
        sa.UniqueConstraint("theme_id", "term", name="a_word_is_suggested_once"),
    )


def _make_runs() -> None:
    op.create_table(
        "proposal_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("is_anew", sa.Boolean(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("verbatims", sa.Integer(), nullable=True),
        sa.Column("looked_at", sa.Integer(), nullable=True),
        sa.Column("new", sa.Integer(), nullable=True),
        sa.Column("again", sa.Integer(), nullable=True),
        sa.CheckConstraint("failure IN ('died', 'error')", name=op.f("failure_is_known")),
        sa.CheckConstraint("failure IS NULL OR finished_at IS NOT NULL", name=op.f("failed_run_is_over")),
        sa.CheckConstraint("first_on <= last_on", name=op.f("run_has_a_period")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_proposal_run_workspace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user_account.id"], name=op.f("fk_proposal_run_asked_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_proposal_run_survey_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_run")),
    )
    op.create_index("ix_proposal_run_workspace_id", "proposal_run", ["workspace_id", "id"], unique=False)
    op.create_index(
        "one_run_at_a_time",
        "proposal_run",
        ["workspace_id"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )


def _make_proposals() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("seeds", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'merged', 'dismissed')", name=op.f("proposal_state_is_known")
        ),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name=op.f("decided_proposal_has_its_time")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_proposal_workspace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["proposal_run.id"], name=op.f("fk_proposal_run_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["parent_id"], ["theme.id"], name=op.f("fk_proposal_parent_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_proposal_decided_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_proposal_theme_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index("ix_proposal_workspace_id", "proposal", ["workspace_id", "state"], unique=False)
    op.create_table(
        "proposal_verbatim",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("verbatim_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_verbatim_proposal_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["verbatim_id"], ["verbatim.id"], name=op.f("fk_proposal_verbatim_verbatim_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "verbatim_id", name=op.f("pk_proposal_verbatim")),
    )
    op.create_index("ix_proposal_verbatim_verbatim_id", "proposal_verbatim", ["verbatim_id"], unique=False)


def downgrade() -> None:
    for name in ("theme_suggestion", "proposal_verbatim", "proposal", "proposal_run"):
        op.drop_table(name)
