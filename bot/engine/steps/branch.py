"""branch: goes on by earlier answers, without saying anything."""

from __future__ import annotations

from bot.engine.fields import Fields
from bot.engine.flow import Branch, Case
from bot.engine.steps.common import common
from bot.engine.steps.when import read_when

MARKS = {"branch"}
FIELDS = {"branch"}
EXAMPLE = """
sort:
  branch:
    - {when: {area: [work, office], age: {from: 6, to: 9}}, next: deadline}
    - {when: {age: {below: 6}}, next: small}
    - {else: bye}
"""


def read(fields: Fields, step_id: str) -> Branch:
    cases = fields.listed("branch")
    read_cases = [_case(case, last=case is cases[-1]) for case in cases]
    if not cases or not cases[-1].has("else"):
        fields.problem(
            f'Branch "{step_id}" does not say where everybody else goes.',
            "Add a last line: - {else: step}",
        )
    return Branch(id=step_id, cases=tuple(read_cases), **common(fields))


def _case(fields: Fields, *, last: bool) -> Case:
    if fields.has("else"):
        fields.only({"else"})
        if not last:
            fields.problem("Nothing after else is ever reached.", "Move else to the end.")
        return Case({}, fields.identifier("else", needed=True))
    fields.only({"when", "next"})
    when = read_when(fields.part("when"))
    if not when:
        fields.problem("A way out of a branch needs a condition.", "when: {answer: option}")
    return Case(when, fields.identifier("next", needed=True))
