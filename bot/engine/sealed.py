"""Answers that stay in the resident's browser: what the engine keeps in their place.

The engine learns that a question was answered and under which name the browser keeps the answer
(`ref`), and nothing else. So nothing can depend on what was said; the checks of flows see to that.
"""

from __future__ import annotations

from bot.engine.flow import SENT, AskOptions, AskText, Flow, Question
from bot.engine.turn import Turn
from post.messages import SealedOption, SealedQuestion

_MARK = "\0"
"""No channel lets a person type it."""


def mark(ref: str) -> str:
    """What is kept in the place of an answer."""
    return _MARK + ref


def ref_of(kept: str) -> str:
    """Under which name the browser keeps an answer; "" for one that is kept here."""
    return kept[1:] if kept.startswith(_MARK) else ""


def leads_to(step: AskOptions, chosen: str) -> str:
    """Where an answer leads; all options of a question that is sealed lead to the same step."""
    option = step.options[0] if ref_of(chosen) else step.option(chosen)
    return (option.next if option else "") or step.next


def is_sealed(turn: Turn, flow: Flow, step: Question) -> bool:
    """Whether this question's answer is for the browser alone.

    Where a case is open that browsers did not seal, they could not add to it either.
    """
    session = turn.session
    return turn.context.seals and flow.sensitive(step) and (session.safe or not session.case)


def kinds(step: AskOptions | AskText) -> tuple[str, ...]:
    """What the question takes."""
    if isinstance(step, AskOptions):
        return ("choice",)
    typed = any(kind not in SENT or kind == "location" for kind in step.accepts)
    sent = (kind for kind in step.accepts if kind in SENT and kind != "location")
    return (*(("text",) if typed else ()), *sent)


def question(turn: Turn, flow: Flow, step: AskOptions | AskText) -> SealedQuestion:
    """The question for the browser, with the German texts beside it for the counsellor."""
    options: tuple[SealedOption, ...] = ()
    if isinstance(step, AskOptions):
        options = tuple(
            SealedOption(
                option.id,
                turn.label(flow, step, option),
                _german(turn, flow, step, f"options.{option.id}.label", option.label),
            )
            for option in step.options
        )
    several = isinstance(step, AskOptions) and step.many
    return SealedQuestion(
        turn=turn.session.turn,
        key=step.save,
        question=turn.text(flow, step, "ask", step.text),
        question_de=_german(turn, flow, step, "ask", step.text),
        kinds=kinds(step),
        options=options,
        many=several,
        at_least=(step.at_least if several else 1) or 0,
        at_most=(step.at_most if several else 0) or 0,
    )


def _german(turn: Turn, flow: Flow, step: Question, part: str, source: str) -> str:
    return turn.book.text("de", f"{flow.id}/{step.id}/{part}", source, turn.today)
