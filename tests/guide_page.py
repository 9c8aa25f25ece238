"""The counsellors' guide as a page of the desk: `python -m tests.guide_page` writes it.

The text is docs/counsellors-guide.de.md. The browser gets plain HTML, so that no Markdown is read
there and the page works for somebody who cannot sign in.
"""

from __future__ import annotations

from markdown_it import MarkdownIt

from tests.running import ROOT

TEXT = ROOT / "docs" / "counsellors-guide.de.md"
PAGE = ROOT / "handoff" / "console" / "guide.html"
_FRAME = """<!doctype html>
<html lang="de">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <meta name="color-scheme" content="light dark">
    <title>Anleitung · Lotse</title>
    <link rel="icon" href="icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="style/base.css">
    <link rel="stylesheet" href="style/guide.css">
  </head>
  <body>
    <main>
{text}    </main>
  </body>
</html>
"""


def page() -> str:
    """The whole HTML file. No HTML of the text's own gets through."""
    reader = MarkdownIt("js-default")
    # Quoted words and keys stand in the text as they are; nothing is made prettier.
    text = reader.render(TEXT.read_text("utf-8"))
    return _FRAME.format(text=text)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
