"""High risk: what nobody has reviewed is shown with a mark and a way to the German text."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.engine.book import Book
from bot.engine.callback import CommandTap, read
from bot.engine.words import WORDS
from bot.library import load_book
from post.messages import Message
from tests.engine.talk import Talk
from tests.tools.conftest import change

MARK, BUTTON = WORDS["machine"], WORDS["german_button"]
REVIEW = '# reviewed: Test, 2026-11-23\nmsgctxt "report/area/{}"'


def english(folder: Path, flow: str = "report") -> Talk:
    book: Book = load_book(folder / "flows", folder / "translations", demo=True)
    return Talk(book).start().command("language").tap("en").start(flow)


def german_buttons(message: Message) -> list[str]:
    return [
        button.label
        for row in message.buttons
        for button in row
        if read(button.data) == CommandTap("german")
    ]


def unreview(folder: Path, place: str) -> None:
    po = folder / "translations" / "en" / "report.po"
    entry = f'msgctxt "report/{place}"'
    change(po, f"# reviewed: Test, 2026-11-23\n{entry}", entry)


def test_a_reviewed_translation_bears_no_mark(folder: Path):
    talk = english(folder).tap("yes")
    assert talk.text == "Where did it happen?"
    assert german_buttons(talk.said[-1]) == []


def test_an_unreviewed_one_is_marked_and_leads_to_the_german_text(folder: Path):
    unreview(folder, "area/ask")
    talk = english(folder).tap("yes")
    assert talk.text == f"Where did it happen?\n\n{MARK}"
    assert german_buttons(talk.said[-1]) == [BUTTON]
    talk.command("german")
    assert talk.text == "Wo ist es passiert?"
    assert talk.said[-1].lang == "de"
    assert german_buttons(talk.said[-1]) == []
    talk.tap("work")
    assert talk.said[-1].lang == "en", "the answer counts, and the language stays"


def test_an_unreviewed_label_is_marked_as_well(folder: Path):
    unreview(folder, "area/options.work.label")
    assert english(folder).tap("yes").text == f"Where did it happen?\n\n{MARK}"


def test_what_was_said_before_the_question_comes_in_german_too(folder: Path):
    unreview(folder, "area/ask")
    talk = english(folder).tap("no")
    assert len(talk.said) == 2
    talk.command("german")
    assert [message.text.split(":")[0] for message in talk.said] == [
        "Rufen Sie an",
        "Wo ist es passiert?",
    ]


def test_the_first_question_of_a_flow_in_german(folder: Path):
    talk = english(folder).command("german")
    assert talk.text == "Sind Sie in Sicherheit?"


def test_the_menu_in_german(folder: Path):
    talk = english(folder).command("menu").command("german")
    assert talk.text == WORDS["menu"]
    assert talk.at == "menu"


def test_the_counts_do_not_see_it(folder: Path):
    unreview(folder, "area/ask")
    talk = english(folder).tap("no")
    before = talk.session.asked, len(talk.session.path)
    talk.command("german")
    assert (talk.session.asked, len(talk.session.path)) == before


@pytest.mark.parametrize(
    ("source", "shown"), [("Wo ist es?", True), ("Wo ist es? {em.police}", False)]
)
def test_out_of_date_ones_are_shown_if_they_say_the_same_facts(
    folder: Path, source: str, shown: bool
):
    po = folder / "translations" / "en" / "report.po"
    change(folder / "flows/report.yaml", "ask: Wo ist es passiert?", f'ask: "{source}"')
    change(
        po,
        "# reviewed: Test, 2026-11-23\n" + 'msgctxt "report/area/ask"',
        '#, fuzzy\nmsgctxt "report/area/ask"',
    )
    change(po, 'msgid "Wo ist es passiert?"', f'msgid "{source}"')
    talk = english(folder).tap("yes")
    assert (talk.text == f"Where did it happen?\n\n{MARK}") == shown
    assert talk.text.startswith("Where" if shown else "Wo ist es?")


def test_flows_of_ordinary_risk_bear_no_mark(folder: Path):
    unreview(folder, "area/ask")
    change(folder / "flows/report.yaml", "risk: high\n", "")
    talk = english(folder).tap("yes")
    assert talk.text == "Where did it happen?"
    assert german_buttons(talk.said[-1]) == []


def test_after_an_answer_in_own_words_the_next_question_comes_in_german(folder: Path):
    talk = english(folder).tap("yes").tap("office").tap("job")
    talk.tap("good").tap("skip").type("Something happened.")
    here = talk.at
    talk.command("german")
    assert talk.said[-1].lang == "de"
    assert talk.at == here
