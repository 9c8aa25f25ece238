"""The history of the tables, and how it is applied."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

_ONE_AT_A_TIME = 4_711_001
"""PostgreSQL's advisory lock: of several processes that start together one migrates."""


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Apply what is missing, up to `revision`, inside the caller's transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})"))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
