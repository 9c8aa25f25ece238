"""Teams, ways to unlock, the safe line, exclusions, withdrawal; the audit becomes append-only.

Until here there was one team, "ads"; what exists belongs to it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _unlocking()
    _people()
    _cases()
    _keys()
    _append_only()


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=null)


def _bytes(name: str, *, null: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=null)


def _unlocking() -> None:
    op.create_table(
        "unlock_methods",
        _text("id"),
        _text("staff"),
        _text("kind"),
        _text("label"),
        _bytes("sealed_identity"),
        _text("credential", null=True),
        _bytes("public_key", null=True),
        sa.Column("sign_count", sa.BigInteger(), nullable=True),
        _text("transports", null=True),
        _text("seal"),
        _text("created"),
        sa.PrimaryKeyConstraint("id", name="pk_unlock_methods"),
        sa.UniqueConstraint("credential", name="uq_unlock_methods_credential"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="fk_unlock_methods_staff"),
    )
    op.create_index("ix_unlock_methods_staff", "unlock_methods", ["staff"])
    op.execute(
        "INSERT INTO unlock_methods (id, staff, kind, label, sealed_identity, seal, created) "
        "SELECT id, id, 'passphrase', '', sealed_identity, '', created FROM staff"
    )


def _people() -> None:
    op.create_table(
        "memberships",
        _text("staff"),
        _text("team"),
        sa.PrimaryKeyConstraint("staff", "team", name="pk_memberships"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="fk_memberships_staff"),
    )
    op.execute("INSERT INTO memberships (staff, team) SELECT id, 'ads' FROM staff")
    op.drop_column("staff", "sealed_identity")
    op.add_column("staff", _text("revoked_at", null=True))
    op.add_column(
        "staff", sa.Column("generation", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("staff", sa.Column("seal", sa.String(), nullable=False, server_default=""))
    _recovery()
    op.add_column(
        "invitations", sa.Column("team", sa.String(), nullable=False, server_default="ads")
    )
    # In SQL's own words: SQLite adds a column with its reference, but no constraint afterwards.
    op.execute("ALTER TABLE invitations ADD COLUMN staff VARCHAR REFERENCES staff (id)")


def _recovery() -> None:
    op.rename_table("recovery", "recovery_before")
    op.create_table(
        "recovery",
        _text("team"),
        sa.Column("paper", sa.Integer(), autoincrement=False, nullable=False),
        _text("recipient"),
        _text("seal"),
        sa.PrimaryKeyConstraint("team", "paper", name="pk_recovery_of_team"),
    )
    op.execute(
        "INSERT INTO recovery (team, paper, recipient, seal) "
        "SELECT 'ads', paper, recipient, '' FROM recovery_before"
    )
    op.drop_table("recovery_before")


def _cases() -> None:
    op.add_column("cases", _text("closed", null=True))
    op.add_column("cases", sa.Column("withdraw_due", sa.BigInteger(), nullable=True))
    op.add_column("cases", _text("resident", null=True))
    op.add_column("cases", _text("receipt_lookup", null=True))
    op.add_column("cases", _bytes("ping", null=True))
    op.create_index("ix_cases_receipt_lookup", "cases", ["receipt_lookup"], unique=True)
    op.create_index("ix_cases_withdraw_due", "cases", ["withdraw_due"])
    op.execute("UPDATE cases SET closed = day WHERE state = 'CLOSED'")


def _keys() -> None:
    op.create_table(
        "exclusions",
        _text("case"),
        _text("staff"),
        _text("by"),
        _text("day"),
        sa.PrimaryKeyConstraint("case", "staff", name="pk_exclusions"),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_exclusions_case"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="fk_exclusions_staff"),
    )
    op.add_column("shares", _bytes("salt", null=True))


def _append_only() -> None:
    """What was written down can be read, never changed or taken away."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit is append-only' "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
        )
