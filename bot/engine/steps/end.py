"""end: the flow is over, without another word."""

from __future__ import annotations

from bot.engine.fields import Fields
from bot.engine.flow import End
from bot.engine.steps.common import common, next_or_end

MARKS = {"end"}
FIELDS = {"end"}
EXAMPLE = """
over:
  end: true
"""


def read(fields: Fields, step_id: str) -> End:
    next_or_end(fields)
    return End(id=step_id, **common(fields))
