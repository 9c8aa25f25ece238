"""A flow as a picture (SVG): every step a box with its words, every way an arrow.

`data-step` on a box's group is the step's id: the preview marks it and makes it a button. Colours
and fonts are attributes, not styles: the picture stands in pages that allow no inline styles.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from bot.engine.book import Texts
from bot.engine.flow import Flow, Step, ways
from bot.graph_boxes import LINE, PADDING, RULE, Drawn, draw
from bot.graph_layout import Box, Layout, arrange

_MARGIN = 24
_SIDE = 60
"""Pixels; kept free at the right for arrows that lead back."""
_COLOURS = {
    "say": ("#f6f8fa", "#8c959f"),
    "ask": ("#ddf0ff", "#1f6fb2"),
    "branch": ("#fff3c4", "#9a6700"),
    "handoff": ("#dafbe1", "#1a7f37"),
    "call": ("#fbe7f6", "#99286e"),
}
_INK, _FAINT, _ARROW, _BACK = "#1f2328", "#57606a", "#6e7781", "#a475f9"


def graph_svg(flow: Flow, texts: Texts | None = None, lang: str = "de") -> str:
    """The flow in a language; without `texts`, in the words of its file."""
    drawn = {key: _draw(flow, step, texts, lang) for key, step in flow.steps.items()}
    following = {key: _targets(flow, step) for key, step in flow.steps.items()}
    layout = arrange(flow.start, {key: box.size for key, box in drawn.items()}, following)
    body = list(_arrows(layout, _only_unclear(flow)))
    for key, box in layout.boxes.items():
        body += _box(key, drawn[key], box, first=key == flow.start)
    width, height = layout.width + 2 * _MARGIN + _SIDE, layout.height + 2 * _MARGIN
    title = f"{flow.icon} {flow.title}".strip()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="system-ui, sans-serif" '
        f'font-size="13" role="img" aria-label={quoteattr(title)}>\n'
        f"<title>{escape(title)}</title>\n{_DEFS}\n"
        f'<g transform="translate({_MARGIN} {_MARGIN})">\n' + "\n".join(body) + "\n</g>\n</svg>\n"
    )


_DEFS = (
    "<defs>"
    + "".join(
        f'<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        f'orient="auto"><path d="M0 0 8 4 0 8z" fill="{colour}"/></marker>'
        for name, colour in (("on", _ARROW), ("back", _BACK))
    )
    + "</defs>"
)


def _draw(flow: Flow, step: Step, texts: Texts | None, lang: str) -> Drawn:
    def said(field: str, source: str) -> str:
        return texts.get(lang, f"{flow.id}/{step.id}/{field}", source) if texts else source

    return draw(step, said)


def _targets(flow: Flow, step: Step) -> list[str]:
    return [target for _, target in ways(step) if target in flow.steps]


def _only_unclear(flow: Flow) -> set[tuple[str, str]]:
    """Ways that people take only when nothing they said was understood."""
    fields: dict[tuple[str, str], set[str]] = {}
    for key, step in flow.steps.items():
        for field, target in ways(step):
            fields.setdefault((key, target), set()).add(field)
    return {pair for pair, found in fields.items() if found == {"unclear.then"}}


# arrows


def _arrows(layout: Layout, unclear: set[tuple[str, str]]) -> Iterator[str]:
    leaving: dict[str, list[str]] = {}
    for source, to, _ in layout.arrows:
        if layout.boxes[to].y > layout.boxes[source].y:
            leaving.setdefault(source, []).append(to)
    for source, to, via in layout.arrows:
        box, target = layout.boxes[source], layout.boxes[to]
        dashed = ' stroke-dasharray="5 4"' if (source, to) in unclear else ""
        if target.y <= box.y:
            path, name, colour = _back(box, target), "back", _BACK
        else:
            ordered = sorted(leaving[source], key=lambda key: _aim(layout, source, key))
            share = (ordered.index(to) + 1) / (len(ordered) + 1)
            begin = (box.x + (share - 0.5) * box.width * 0.8, box.y + box.height)
            path, name, colour = _through([begin, *via, (target.x, target.y - 2)]), "on", _ARROW
        yield (
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.6"{dashed} '
            f'marker-end="url(#{name})"/>'
        )


def _aim(layout: Layout, source: str, to: str) -> float:
    """Where an arrow first goes, so that arrows of one box do not cross each other."""
    via = next(points for one, other, points in layout.arrows if (one, other) == (source, to))
    return via[0][0] if via else layout.boxes[to].x


def _through(points: list[tuple[float, float]]) -> str:
    """A curve that enters and leaves every point straight down."""
    path = f"M{points[0][0]:.0f} {points[0][1]:.0f}"
    for (x, y), (to_x, to_y) in pairwise(points):
        bend = (to_y - y) / 2
        path += f" C{x:.0f} {y + bend:.0f} {to_x:.0f} {to_y - bend:.0f} {to_x:.0f} {to_y:.0f}"
    return path


def _back(box: Box, target: Box) -> str:
    """Out at the right and up again."""
    x, y = box.x + box.width / 2, box.y + box.height / 2
    to_x, to_y = target.x + target.width / 2 + 2, target.y + target.height / 2
    far = max(x, to_x) + _SIDE
    return f"M{x:.0f} {y:.0f} C{far:.0f} {y:.0f} {far:.0f} {to_y:.0f} {to_x:.0f} {to_y:.0f}"


# boxes


def _box(key: str, drawn: Drawn, box: Box, *, first: bool) -> Iterator[str]:
    fill, stroke = _COLOURS[drawn.kind]
    left, top = box.x - box.width / 2, box.y
    yield f'<g data-step={quoteattr(key)} transform="translate({left:.0f} {top:.0f})">'
    yield (
        f'<rect width="{box.width:.0f}" height="{box.height:.0f}" rx="8" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="{3 if first else 1.5}"/>'
    )
    yield f"<title>{escape(f'{key}: {drawn.whole}' if drawn.whole else key)}</title>"
    y = PADDING + LINE - 5
    yield _text(PADDING, y, key, weight="bold", fill=stroke)
    yield _text(box.width - PADDING, y, drawn.mark, anchor="end", fill=stroke)
    for line in drawn.lines:
        y += LINE
        yield _text(PADDING, y, line)
    if drawn.rows:
        yield f'<path d="M0 {y + 7}H{box.width:.0f}" stroke="{stroke}" stroke-opacity=".35"/>'
        y += RULE
    for row in drawn.rows:
        y += LINE
        yield _text(PADDING, y, row.shown, fill=_FAINT)
        yield _text(box.width - PADDING, y, f"→ {row.target}", anchor="end", fill=_FAINT)
    yield "</g>"


def _text(
    x: float, y: float, words: str, *, weight: str = "", anchor: str = "", fill: str = _INK
) -> str:
    more = (f' font-weight="{weight}"' if weight else "") + (
        f' text-anchor="{anchor}"' if anchor else ""
    )
    return f'<text x="{x:.0f}" y="{y:.0f}" fill="{fill}"{more}>{escape(words)}</text>'
