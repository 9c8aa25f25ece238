"""say: tells something and goes on."""

from __future__ import annotations

from bot.engine.fields import Fields
from bot.engine.flow import Say
from bot.engine.steps.common import common, next_or_end

MARKS = {"say"}
FIELDS = {"say", "next", "end"}
EXAMPLE = """
bye:
  say: Danke. Sie erreichen uns unter {ads.email}.
  end: true
"""


def read(fields: Fields, step_id: str) -> Say:
    return Say(
        id=step_id, text=fields.text("say", needed=True), next=next_or_end(fields), **common(fields)
    )
