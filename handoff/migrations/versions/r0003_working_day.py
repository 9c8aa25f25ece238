"""A counsellor's working day: timers, deadlines, drafts, absences, canned replies, statistics."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _cases()
    _of_cases()
    _of_people()
    _statistics()


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=null)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _cases() -> None:
    op.add_column(
        "cases", sa.Column("urgency", sa.String(), nullable=False, server_default="ordinary")
    )
    op.add_column(
        "cases", sa.Column("translate", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    for name in ("timer", "waiting_for", "answer_by", "answered", "interpreter", "translate_asked"):
        op.add_column("cases", _text(name, null=True))
    op.add_column("cases", sa.Column("due", sa.BigInteger(), nullable=True))
    # In SQL's own words: SQLite adds a column with its reference, but no constraint afterwards.
    op.execute("ALTER TABLE cases ADD COLUMN offered_to VARCHAR REFERENCES staff (id)")
    op.create_index("ix_cases_due", "cases", ["due"])
    _queue()


def _queue() -> None:
    is_open = "state NOT IN ('CLOSED', 'ERASED')"
    order = ["urgency", "activity", "id"]
    for name, columns, where in (
        ("ix_cases_queue", ["team", *order], is_open),
        ("ix_cases_queue_lang", ["team", "lang", *order], is_open),
        ("ix_cases_queue_free", ["team", *order], f"{is_open} AND owner IS NULL"),
        ("ix_cases_queue_mine", ["owner", "team", *order], is_open),
        ("ix_cases_queue_closed", ["team", "activity", "id"], "state = 'CLOSED'"),
        ("ix_cases_offered_to", ["offered_to"], "offered_to IS NOT NULL"),
        ("ix_cases_team_state", ["team", "state"], None),
    ):
        only = sa.text(where) if where else None
        op.create_index(name, "cases", columns, sqlite_where=only, postgresql_where=only)
    op.create_index("ix_exclusions_staff", "exclusions", ["staff"])


def _of_cases() -> None:
    op.create_table(
        "deadlines",
        _text("id"),
        _text("case"),
        _text("day"),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deadlines"),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_deadlines_case"),
    )
    op.create_index("ix_deadlines_case", "deadlines", ["case"])
    op.create_index("ix_deadlines_day", "deadlines", ["day"])
    op.create_table(
        "drafts",
        _text("case"),
        _text("staff"),
        _bytes("ciphertext"),
        sa.PrimaryKeyConstraint("case", "staff", name="pk_drafts"),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_drafts_case"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="fk_drafts_staff"),
    )
    op.create_table(
        "mutes",
        _text("chat_lookup"),
        _text("team"),
        _text("by"),
        _text("day"),
        sa.PrimaryKeyConstraint("chat_lookup", "team", name="pk_mutes"),
    )


def _of_people() -> None:
    op.create_table(
        "absences",
        _text("id"),
        _text("staff"),
        _text("first_day"),
        _text("last_day"),
        _text("deputy", null=True),
        sa.Column("begun", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="fk_absences_staff"),
        sa.ForeignKeyConstraint(["deputy"], ["staff.id"], name="fk_absences_deputy"),
    )
    op.create_index("ix_absences_staff", "absences", ["staff"])
    op.create_table(
        "canned",
        _text("id"),
        _text("team"),
        _bytes("sealed"),
        _text("by"),
        _text("day"),
        sa.PrimaryKeyConstraint("id", name="pk_canned"),
    )
    op.create_index("ix_canned_team", "canned", ["team"])
    op.create_table(
        "notify",
        _text("staff"),
        _bytes("sealed"),
        sa.PrimaryKeyConstraint("staff", name="pk_notify"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="fk_notify_staff"),
    )


def _statistics() -> None:
    op.create_table(
        "slips",
        _text("id"),
        _text("case", null=True),
        _text("quarter"),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_slips"),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_slips_case"),
        sa.UniqueConstraint("case", name="uq_slips_case"),
    )
    op.create_table(
        "statistics",
        _text("id"),
        _text("quarter"),
        _text("team"),
        _text("coded"),
        sa.PrimaryKeyConstraint("id", name="pk_statistics"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_statistics_quarter", "statistics", ["quarter"])
