"""The tables. Content lies in them only sealed; times only as days, where a day is enough.

`migrations/` builds them; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

COUNTER = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up by itself only in a column of exactly the type INTEGER."""

staff = Table(
    "staff",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("shown_name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("confirmed_at", String),
    Column("revoked_at", String),
    # Counts up when the person is signed out everywhere: sessions of an older one are over.
    Column("generation", Integer, nullable=False),
    # A keyed hash over what makes somebody count: a row changed past the program does not.
    Column("seal", String, nullable=False),
    Column("created", String, nullable=False),
    # The demo counsellor's identity, sealed by the key ring; always NULL in a real office.
    Column("demo_identity", LargeBinary),
)

memberships = Table(
    "memberships",
    metadata,
    Column("staff", String, ForeignKey("staff.id"), primary_key=True),
    # A team of flows/teams.yaml.
    Column("team", String, primary_key=True),
)

unlock_methods = Table(
    "unlock_methods",
    metadata,
    Column("id", String, primary_key=True),
    Column("staff", String, ForeignKey("staff.id"), nullable=False, index=True),
    # "passphrase" or "passkey"
    Column("kind", String, nullable=False),
    Column("label", String, nullable=False),
    # The person's identity as an age file: for the passphrase, or for the passkey's PRF output.
    Column("sealed_identity", LargeBinary, nullable=False),
    Column("credential", String, unique=True),
    Column("public_key", LargeBinary),
    Column("sign_count", BigInteger),
    Column("transports", String),
    # A keyed hash, as of the roster: a key put here past the program signs nobody in.
    Column("seal", String, nullable=False),
    Column("created", String, nullable=False),
)

recovery = Table(
    "recovery",
    metadata,
    Column("team", String, primary_key=True),
    Column("paper", Integer, primary_key=True, autoincrement=False),
    Column("recipient", String, nullable=False),
    Column("seal", String, nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("role", String, nullable=False),
    Column("team", String, nullable=False),
    # Who enrols anew; NULL for somebody who joins.
    Column("staff", String, ForeignKey("staff.id")),
    Column("expires", BigInteger, nullable=False),
    Column("used", Boolean, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("id", String, primary_key=True),
    Column("number", String, nullable=False, unique=True),
    Column("team", String, nullable=False),
    Column("flow", String, nullable=False),
    Column("state", String, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("owner", String, ForeignKey("staff.id")),
    Column("lang", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("day", String, nullable=False),
    # Counts up with everything that happens: the order of the queue without any clock time.
    Column("activity", BigInteger, nullable=False, index=True),
    # The day it was closed, from which its time of keeping counts.
    Column("closed", String),
    # When a withdrawal takes effect (seconds since 1970); it can be undone until then.
    Column("withdraw_due", BigInteger, index=True),
    Column("intake_id", String, nullable=False, unique=True),
    Column("chat_lookup", String, index=True),
    Column("recipient", String, nullable=False),
    # On the safe line only: the resident's own recipient, and the keyed hash of their receipt.
    Column("resident", String),
    Column("receipt_lookup", String, index=True, unique=True),
    Column("route", LargeBinary),
    # Where a neutral "an answer waits" goes, if the resident wished it; sealed.
    Column("ping", LargeBinary),
    Column("demo", Boolean, nullable=False),
    Column("notice_version", String, nullable=False),
    Column("notice_lang", String, nullable=False),
    Column("notice_day", String, nullable=False),
    # "danger", "soon" (something runs out within 7 days) or "ordinary".
    Column("urgency", String, nullable=False),
    # What the clock does next with this case, and when (seconds since 1970, a full hour).
    Column("timer", String),
    Column("due", BigInteger, index=True),
    # While WAITING: "resident" or "other".
    Column("waiting_for", String),
    # While SCHEDULED: the day by which the resident hears from us.
    Column("answer_by", String),
    # While HANDOVER: to whom.
    Column("offered_to", String, ForeignKey("staff.id")),
    # The day of the first answer of a human.
    Column("answered", String),
    # "wanted" or "arranged", where the resident needs a person who interprets.
    Column("interpreter", String),
    # Whether the resident of a safe line wants the desk's machine to translate.
    Column("translate", Boolean, nullable=False),
    # "asked" or "answered": they were asked for that once.
    Column("translate_asked", String),
)

_OPEN = text("state NOT IN ('CLOSED', 'ERASED')")
_FREE = text("state NOT IN ('CLOSED', 'ERASED') AND owner IS NULL")
_CLOSED = text("state = 'CLOSED'")
_OFFERED = text("offered_to IS NOT NULL")

# The queue's order, for each way of looking at it (see queue_store).
for name, where, columns in (
    ("ix_cases_queue", _OPEN, ("team", "urgency", "activity", "id")),
    ("ix_cases_queue_lang", _OPEN, ("team", "lang", "urgency", "activity", "id")),
    ("ix_cases_queue_free", _FREE, ("team", "urgency", "activity", "id")),
    ("ix_cases_queue_mine", _OPEN, ("owner", "team", "urgency", "activity", "id")),
    ("ix_cases_queue_closed", _CLOSED, ("team", "activity", "id")),
    ("ix_cases_offered_to", _OFFERED, ("offered_to",)),
    ("ix_cases_team_state", None, ("team", "state")),
):
    Index(
        name, *(cases.c[column] for column in columns), sqlite_where=where, postgresql_where=where
    )

wraps = Table(
    "wraps",
    metadata,
    Column("case", String, ForeignKey("cases.id"), primary_key=True),
    # A member of staff, or "recovery".
    Column("holder", String, primary_key=True),
    Column("wrap", LargeBinary, nullable=False),
)

exclusions = Table(
    "exclusions",
    metadata,
    Column("case", String, ForeignKey("cases.id"), primary_key=True),
    Column("staff", String, ForeignKey("staff.id"), primary_key=True, index=True),
    Column("by", String, nullable=False),
    Column("day", String, nullable=False),
)

shares = Table(
    "shares",
    metadata,
    Column("case", String, ForeignKey("cases.id"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    # Sealed like the share: the salt from which a receipt makes the resident's identity.
    Column("salt", LargeBinary),
)

items = Table(
    "items",
    metadata,
    Column("n", COUNTER, primary_key=True),
    Column("case", String, ForeignKey("cases.id"), nullable=False, index=True),
    Column("item", String, nullable=False),
    Column("author", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    Column("sha256", String, nullable=False),
    Column("day", String, nullable=False),
    Column("delivery", String),
    Column("delivery_why", String),
    UniqueConstraint("case", "item"),
    UniqueConstraint("case", "author", "seq"),
    sqlite_autoincrement=True,
)

deadlines = Table(
    "deadlines",
    metadata,
    Column("id", String, primary_key=True),
    Column("case", String, ForeignKey("cases.id"), nullable=False, index=True),
    # The last day; which rule it follows from stands in the sealed record.
    Column("day", String, nullable=False, index=True),
    Column("open", Boolean, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("case", String, ForeignKey("cases.id"), primary_key=True),
    Column("staff", String, ForeignKey("staff.id"), primary_key=True),
    # Sealed to the case.
    Column("ciphertext", LargeBinary, nullable=False),
)

mutes = Table(
    "mutes",
    metadata,
    Column("chat_lookup", String, primary_key=True),
    Column("team", String, primary_key=True),
    Column("by", String, nullable=False),
    Column("day", String, nullable=False),
)

absences = Table(
    "absences",
    metadata,
    Column("id", String, primary_key=True),
    Column("staff", String, ForeignKey("staff.id"), nullable=False, index=True),
    # Both days included.
    Column("first_day", String, nullable=False),
    Column("last_day", String, nullable=False),
    Column("deputy", String, ForeignKey("staff.id")),
    # Whether the person's cases were passed on when it began: what they take on later stays.
    Column("begun", Boolean, nullable=False),
)

canned = Table(
    "canned",
    metadata,
    Column("id", String, primary_key=True),
    Column("team", String, nullable=False, index=True),
    # Title and texts by language, sealed by the key ring.
    Column("sealed", LargeBinary, nullable=False),
    Column("by", String, nullable=False),
    Column("day", String, nullable=False),
)

slips = Table(
    "slips",
    metadata,
    # What is to be counted of a closed case, until its quarter is over.
    Column("id", String, primary_key=True),
    # NULL when the case's time of keeping ended before that of counting.
    Column("case", String, ForeignKey("cases.id"), unique=True),
    # Of its closing; while there is a case, its own closing day counts.
    Column("quarter", String, nullable=False),
    # By the key ring; NULL: counted.
    Column("sealed", LargeBinary),
)

statistics = Table(
    "statistics",
    metadata,
    # Random, and the order in which rows lie: nothing leads from here to a case.
    Column("id", String, primary_key=True),
    Column("quarter", String, nullable=False, index=True),
    Column("team", String, nullable=False),
    # Coded values, JSON.
    Column("coded", String, nullable=False),
    sqlite_with_rowid=False,
)

notify = Table(
    "notify",
    metadata,
    Column("staff", String, ForeignKey("staff.id"), primary_key=True),
    # Where and of what somebody wants to be told, sealed by the key ring.
    Column("sealed", LargeBinary, nullable=False),
)

reads = Table(
    "reads",
    metadata,
    Column("case", String, ForeignKey("cases.id"), primary_key=True),
    Column("staff", String, ForeignKey("staff.id"), primary_key=True),
    Column("n", BigInteger, nullable=False),
)

to_send = Table(
    "to_send",
    metadata,
    # The order in which a case's messages were made is the order in which they go out.
    Column("n", COUNTER, primary_key=True),
    Column("item", String, nullable=False),
    Column("case", String, ForeignKey("cases.id"), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("case", "item"),
    sqlite_autoincrement=True,
)

audit = Table(
    "audit",
    metadata,
    Column("n", COUNTER, primary_key=True),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("verb", String, nullable=False),
    Column("object", String, nullable=False),
    sqlite_autoincrement=True,
)
