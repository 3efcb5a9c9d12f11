"""What a verbatim can be found by, and samples that people label to see how good the readings are.

The index over the words is the database's own: FTS5 on SQLite, GIN on PostgreSQL. Triggers and an expression keep it in
step with the table, so no model knows it, and a copy of the table is a copy of the index. A later step that makes
`verbatim_words` anew on SQLite loses its triggers and must write them again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

#: The tokens are made by us, so SQLite has only to split at spaces: all beyond ASCII is a letter to `ascii`.
SQLITE_INDEX = """
CREATE VIRTUAL TABLE verbatim_search USING fts5(
  words, pairs, content='verbatim_words', content_rowid='id', tokenize='ascii', prefix='2 3', detail='none'
)
"""
PUT_IN = "INSERT INTO verbatim_search(rowid, words, pairs) VALUES (new.id, new.words, new.pairs);"
TAKE_OUT = (
    "INSERT INTO verbatim_search(verbatim_search, rowid, words, pairs) VALUES ('delete', old.id, old.words, old.pairs);"
)
SQLITE_TRIGGERS = {
    "verbatim_words_added": (
        "AFTER INSERT ON verbatim_words",
        PUT_IN,
    ),
    "verbatim_words_gone": (
        "AFTER DELETE ON verbatim_words",
        TAKE_OUT,
    ),
    "verbatim_words_changed": (
        "AFTER UPDATE OF id, words, pairs ON verbatim_words",
        f"{TAKE_OUT} {PUT_IN}",
    ),
}
POSTGRESQL_INDEX = """
CREATE INDEX ix_verbatim_words_tokens ON verbatim_words
USING gin (array_to_tsvector(string_to_array(btrim(words || ' ' || pairs), ' ')))
"""


def upgrade() -> None:
    with op.batch_alter_table("verbatim") as batch_op:
        batch_op.add_column(sa.Column("indexed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_verbatim_unindexed",
            ["id"],
            unique=False,
            sqlite_where=sa.text("indexed_at IS NULL"),
            postgresql_where=sa.text("indexed_at IS NULL"),
        )
    _make_words()
    _make_samples()


def _make_words() -> None:
    op.create_table(
        "verbatim_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verbatim_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("pairs", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("audience IN ('all', 'raw', 'masked')", name=op.f("audience_is_known")),
        sa.ForeignKeyConstraint(
            ["verbatim_id"], ["verbatim.id"], name=op.f("fk_verbatim_words_verbatim_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verbatim_words")),
        sa.UniqueConstraint("verbatim_id", "audience", name="one_index_per_audience"),
    )
    op.create_index("ix_verbatim_words_version", "verbatim_words", ["version"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_INDEX)
        return
    op.execute(SQLITE_INDEX)
    for name, (when, act) in SQLITE_TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {when} BEGIN {act} END")


def _make_samples() -> None:
    op.create_table(
        "sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("is_by_language", sa.Boolean(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_sample_workspace_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_sample_survey_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user_account.id"], name=op.f("fk_sample_made_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample")),
    )
    op.create_index("ix_sample_workspace_id", "sample", ["workspace_id"], unique=False)
    op.create_index(
        "ix_sample_unmeasured",
        "sample",
        ["id"],
        unique=False,
        sqlite_where=sa.text("measured_at IS NULL"),
        postgresql_where=sa.text("measured_at IS NULL"),
    )
    op.create_table(
        "sample_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("verbatim_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["sample.id"], name=op.f("fk_sample_item_sample_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["verbatim_id"], ["verbatim.id"], name=op.f("fk_sample_item_verbatim_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_item")),
        sa.UniqueConstraint("sample_id", "position", name="one_item_per_position"),
        sa.UniqueConstraint("sample_id", "verbatim_id", name="a_verbatim_once_per_sample"),
    )
    op.create_index("ix_sample_item_verbatim_id", "sample_item", ["verbatim_id"], unique=False)
    op.create_table(
        "label",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("sentiment", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "sentiment IN ('positive', 'neutral', 'negative', 'unclear')", name=op.f("labelled_sentiment_is_known")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["sample_item.id"], name=op.f("fk_label_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_label_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label")),
        sa.UniqueConstraint("item_id", "user_id", name="one_label_per_person"),
    )
    op.create_index("ix_label_user_id", "label", ["user_id"], unique=False)
    op.create_table(
        "label_theme",
        sa.Column("label_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["label_id"], ["label.id"], name=op.f("fk_label_theme_label_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_label_theme_theme_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("label_id", "theme_id", name=op.f("pk_label_theme")),
    )
    op.create_index("ix_label_theme_theme_id", "label_theme", ["theme_id"], unique=False)


def downgrade() -> None:
    for name in ("label_theme", "label", "sample_item", "sample"):
        op.drop_table(name)
    if op.get_bind().dialect.name == "sqlite":
        for name in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
        op.execute("DROP TABLE verbatim_search")
    op.drop_table("verbatim_words")
    with op.batch_alter_table("verbatim") as batch_op:
        batch_op.drop_index("ix_verbatim_unindexed")
        batch_op.drop_column("indexed_at")
