"""handoff: hands the person over to a human, with the answers they agree to."""

from __future__ import annotations

from bot.engine.fields import Fields
from bot.engine.flow import Handoff
from bot.engine.steps.common import common

MARKS = {"handoff"}
FIELDS = {"handoff", "next"}
EXAMPLE = """
talk:
  handoff: {team: ads, consent: [area, story]}
  next: bye
"""


def read(fields: Fields, step_id: str) -> Handoff:
    part = fields.part("handoff")
    part.only({"team", "consent"})
    return Handoff(
        id=step_id,
        team=part.identifier("team", needed=True),
        consent=part.texts("consent"),
        next=fields.identifier("next", needed=True),
        **common(fields),
    )
