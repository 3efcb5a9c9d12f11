"""Measures: a named metric over one or more surveys that ask it."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Unique because of the id alone; it is what the surveys of a measure refer to.
    op.create_index("survey_has_one_metric", "survey", ["id", "workspace_id", "metric"], unique=True)
    op.create_table(
        "measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("metric IN ('nps', 'csat', 'ces')", name=op.f("measure_metric_is_known")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_measure_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sa.UniqueConstraint("workspace_id", "name", name="measure_names_differ"),
        sa.UniqueConstraint("id", "workspace_id", "metric", name="measure_has_one_metric"),
    )
    op.create_table(
        "measure_survey",
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id", "workspace_id", "metric"],
            ["measure.id", "measure.workspace_id", "measure.metric"],
            name="fk_measure_survey_measure_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["survey_id", "workspace_id", "metric"],
            ["survey.id", "survey.workspace_id", "survey.metric"],
            name="fk_measure_survey_survey_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("measure_id", "survey_id", name=op.f("pk_measure_survey")),
    )
    op.create_index("ix_measure_survey_survey_id", "measure_survey", ["survey_id"], unique=False)


def downgrade() -> None:
    op.drop_table("measure_survey")
    op.drop_table("measure")
    op.drop_index("survey_has_one_metric", table_name="survey")
