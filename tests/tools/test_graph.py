from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from bot.engine.book import Book
from bot.engine.flow import Flow, ways
from bot.engine.reader import read_flow
from bot.graph import graph_svg
from bot.graph_layout import Size, arrange

SVG = "{http://www.w3.org/2000/svg}"
FLOWS = ("health", "report", "school", "welcome")


def drawn(flow: Flow) -> ET.Element:
    return ET.fromstring(graph_svg(flow))


def boxes(picture: ET.Element) -> dict[str, tuple[float, float, float, float]]:
    """Left, top, right, bottom of every step."""
    found = {}
    for group in picture.iter(f"{SVG}g"):
        if step := group.get("data-step"):
            x, y = map(float, group.get("transform", "")[len("translate(") : -1].split())
            rect = group.find(f"{SVG}rect")
            assert rect is not None
            found[step] = (x, y, x + float(rect.get("width", 0)), y + float(rect.get("height", 0)))
    return found


@pytest.mark.parametrize("name", FLOWS)
def test_every_step_has_a_box_of_its_own_inside_the_picture(book: Book, name: str):
    picture = drawn(book.flows[name])
    found = boxes(picture)
    assert set(found) == set(book.flows[name].steps)
    for (one, a), (other, b) in combinations(found.items(), 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, f"{one} lies over {other}"
    width, height = float(picture.get("width", 0)), float(picture.get("height", 0))
    assert all(left >= 0 and top >= 0 for left, top, _, _ in found.values())
    assert all(right < width and bottom < height for _, _, right, bottom in found.values())


@pytest.mark.parametrize("name", FLOWS)
def test_every_way_has_an_arrow(book: Book, name: str):
    flow = book.flows[name]
    pairs = {(step.id, target) for step in flow.steps.values() for _, target in ways(step)}
    arrows = [path for path in drawn(flow).iter(f"{SVG}path") if path.get("marker-end")]
    assert len(arrows) == len(pairs)


def test_nothing_in_it_needs_inline_styles_or_scripts(book: Book):
    for flow in book.flows.values():
        svg = graph_svg(flow)
        assert "style=" not in svg
        assert "<style" not in svg
        assert "<script" not in svg
        assert "http" not in svg.replace("http://www.w3.org/2000/svg", "").replace("https://", "")


def test_words_are_those_of_the_language(book: Book):
    assert "Report discrimination" not in graph_svg(book.flows["report"])
    assert "Are you safe right now?" in graph_svg(book.flows["report"], book.texts, "en")


FLOW = """
lotse: 1
flow: odd
title: "A < B & C"
start: hello
data: {age: {type: number}, area: {type: choice}}
steps:
  hello:
    ask: "<script>alert(1)</script> & mehr"
    save: area
    options:
      a: {label: "Eins & zwei", next: sort}
      b: {label: "Drei", next: sort}
      c: {label: "Vier", next: sort}
      d: {label: "Noch einmal", next: hello}
    unclear: {tries: 2, then: bye}
  sort:
    branch:
      - {when: {age: {from: 6, to: 9}, area: [a, b]}, next: more}
      - {when: {age: {below: 6}}, next: bye}
      - {else: talk}
  more: {call: other, next: talk}
  talk: {handoff: {team: ads, consent: [area]}, next: bye}
  bye: {end: true}
"""


def test_odd_flows_are_drawn_too():
    flow = read_flow(FLOW, "odd.yaml", [])
    assert flow
    svg = graph_svg(flow)
    picture = ET.fromstring(svg)
    assert set(boxes(picture)) == {"hello", "sort", "more", "talk", "bye"}
    words = [text.text for text in picture.iter(f"{SVG}text")]
    assert "<script>alert(1)</script> & mehr" in words
    assert "3 × Eins & zwei, Drei, Vier" in words
    assert "age ≥ 6 ≤ 9, area = a | b" in words
    assert sum("stroke-dasharray" in path.attrib for path in picture.iter(f"{SVG}path")) == 1
    assert 'url(#back)"' in svg, "the way back to itself"


def test_boxes_stand_below_those_that_lead_to_them():
    ways_ = {"a": ["b", "c"], "b": ["d"], "c": ["b", "d", "a"], "d": ["e"], "e": [], "x": ["e"]}
    layout = arrange("a", dict.fromkeys(ways_, Size(100, 50)), ways_)
    assert set(layout.boxes) == set(ways_)
    for source, target, via in layout.arrows:
        leads_down = layout.boxes[target].y > layout.boxes[source].y
        assert leads_down == ((source, target) != ("c", "a"))
        if (source, target) == ("c", "d"):
            assert via, "an arrow over a layer passes between its boxes"
