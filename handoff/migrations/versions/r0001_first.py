"""Staff, recovery, invitations, cases and what belongs to them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _people()
    _cases()
    _keys()
    _items()
    _records()


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=null)


def _bytes(name: str, *, null: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=null)


def _case_of(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["case"], ["cases.id"], name=f"fk_{table}_case")


def _people() -> None:
    op.create_table(
        "staff",
        _text("id"),
        _text("name"),
        _text("shown_name"),
        _text("role"),
        _text("recipient"),
        _bytes("sealed_identity"),
        _text("confirmed_at", null=True),
        _text("created"),
        _bytes("demo_identity", null=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("name", name="uq_staff_name"),
    )
    op.create_table(
        "recovery",
        sa.Column("paper", sa.Integer(), autoincrement=False, nullable=False),
        _text("recipient"),
        sa.PrimaryKeyConstraint("paper", name="pk_recovery"),
    )
    op.create_table(
        "invitations",
        _text("token_hash"),
        _text("kind"),
        _text("role"),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_invitations"),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        _text("id"),
        _text("number"),
        _text("team"),
        _text("flow"),
        _text("state"),
        sa.Column("epoch", sa.Integer(), nullable=False),
        _text("owner", null=True),
        _text("lang"),
        _text("channel"),
        _text("day"),
        sa.Column("activity", sa.BigInteger(), nullable=False),
        _text("intake_id"),
        _text("chat_lookup", null=True),
        _text("recipient"),
        _bytes("route", null=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        _text("notice_version"),
        _text("notice_lang"),
        _text("notice_day"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("number", name="uq_cases_number"),
        sa.UniqueConstraint("intake_id", name="uq_cases_intake_id"),
        sa.ForeignKeyConstraint(["owner"], ["staff.id"], name="fk_cases_owner"),
    )
    op.create_index("ix_cases_activity", "cases", ["activity"])
    op.create_index("ix_cases_chat_lookup", "cases", ["chat_lookup"])


def _keys() -> None:
    op.create_table(
        "wraps",
        _text("case"),
        _text("holder"),
        _bytes("wrap"),
        sa.PrimaryKeyConstraint("case", "holder", name="pk_wraps"),
        _case_of("wraps"),
    )
    op.create_table(
        "shares",
        _text("case"),
        _bytes("sealed"),
        sa.PrimaryKeyConstraint("case", name="pk_shares"),
        _case_of("shares"),
    )


def _items() -> None:
    op.create_table(
        "items",
        sa.Column("n", COUNTER, autoincrement=True, nullable=False),
        _text("case"),
        _text("item"),
        _text("author"),
        sa.Column("seq", sa.Integer(), nullable=False),
        _bytes("ciphertext"),
        _text("sha256"),
        _text("day"),
        _text("delivery", null=True),
        _text("delivery_why", null=True),
        sa.PrimaryKeyConstraint("n", name="pk_items"),
        sa.UniqueConstraint("case", "item", name="uq_items_case_item"),
        sa.UniqueConstraint("case", "author", "seq", name="uq_items_case_author_seq"),
        _case_of("items"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_items_case", "items", ["case"])
    op.create_table(
        "to_send",
        sa.Column("n", COUNTER, autoincrement=True, nullable=False),
        _text("item"),
        _text("case"),
        _bytes("sealed"),
        sa.PrimaryKeyConstraint("n", name="pk_to_send"),
        sa.UniqueConstraint("case", "item", name="uq_to_send_case_item"),
        _case_of("to_send"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_to_send_case", "to_send", ["case"])


def _records() -> None:
    op.create_table(
        "reads",
        _text("case"),
        _text("staff"),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("case", "staff", name="pk_reads"),
        _case_of("reads"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="fk_reads_staff"),
    )
    op.create_table(
        "audit",
        sa.Column("n", COUNTER, autoincrement=True, nullable=False),
        _text("at"),
        _text("actor"),
        _text("verb"),
        _text("object"),
        sa.PrimaryKeyConstraint("n", name="pk_audit"),
        sqlite_autoincrement=True,
    )
