"""say: tells something, with a link, a picture or a recording, and goes on."""

from __future__ import annotations

import re

from bot.engine.facts import PLACEHOLDER
from bot.engine.fields import Fields
from bot.engine.flow import Say
from bot.engine.steps.common import common, media, next_or_end

MARKS = {"say"}
FIELDS = {"say", "next", "end", "link", "image", "audio", "from", "until"}
EXAMPLE = """
office:
  say: Das Büro ist im Rathaus. Am Freitag ist es geschlossen.
  link: https://www.example.org/rathaus
  image: rathaus.jpg
  audio: rathaus.mp3
  from: 2026-11-23
  until: 2026-12-31
  next: bye
"""
IMAGES = (".jpg", ".jpeg", ".png", ".webp")
_LINK = re.compile(r"https?://[^\s<>\"{}]+")


def read(fields: Fields, step_id: str) -> Say:
    since, until = fields.day("from"), fields.day("until")
    if since and until and since > until:
        what = '"until" is before "from": nobody would ever see this.'
        fields.problem(what, "Swap the two days.", fields.key_place("until"))
    return Say(
        id=step_id,
        text=fields.text("say", needed=True),
        next=next_or_end(fields),
        link=_link(fields),
        image=media(fields, "image", IMAGES),
        since=since,
        until=until,
        **common(fields),
    )


def _link(fields: Fields) -> str:
    """An address, or one fact that is an address."""
    text = fields.text("link")
    if text and not (_LINK.fullmatch(text) or PLACEHOLDER.fullmatch(text)):
        what = f'"{text}" is not a link.'
        fields.problem(what, "Begin with https://", fields.key_place("link"))
    return text
