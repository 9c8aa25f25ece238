"""Questions with several answers: ticks by taps, lists in words, too few and too many."""

from __future__ import annotations

import pytest

from bot.engine.callback import OptionTap, read
from bot.engine.session import dump
from tests.engine.talk import NOON, Context, Talk
from tests.engine.written import written

MANY = """
flow: many
start: why
triggers: {{deeplink: many}}
data:
  why: {{type: choice, keep: {keep}}}
steps:
  why:
    ask: Warum?
    save: why
    many: true
    min: {least}
    max: {most}
    options:
      origin: {{label: "Herkunft, Hautfarbe", accept: [pass, herkunft]}}
      faith: {{label: Religion, accept: [kopftuch]}}
      age: {{label: Alter}}
      gender: {{label: Geschlecht}}
    next: after
  after:
    ask: Und jetzt?
    options:
      ok: {{label: Weiter, next: bye}}
      again: {{label: Noch einmal, next: why}}
  bye:
    say: Danke.
    end: true
"""


def at_why(keep: str = "case", least: int = 1, most: int = 3, lang: str = "de") -> Talk:
    book = written(MANY.format(keep=keep, least=least, most=most))
    return Talk(book, lang).start("many")


def saved(talk: Talk) -> str:
    return talk.session.answers.get("many", {}).get("why", "")


def test_the_question_says_how_it_works_and_has_a_button_to_end_it():
    talk = at_why()
    assert talk.said[-1].text == f"Warum?\n\n{talk.word('many_hint')}"
    assert talk.labels == [
        "☐ Herkunft, Hautfarbe",
        "☐ Religion",
        "☐ Alter",
        "☐ Geschlecht",
        talk.word("many_done"),
    ]


def test_a_tap_ticks_and_another_takes_it_back():
    talk = at_why().tap("age")
    assert talk.at == "why"
    assert talk.buttons["age"].label == "☑ Alter"
    assert talk.said[-1].edits, "it takes the place of what was tapped"
    assert talk.said[-1].chosen == "", "and is not said to be chosen yet"
    assert talk.tapped == "Alter"
    assert talk.tap("age").buttons["age"].label == "☐ Alter"


def test_done_saves_all_in_their_order_and_goes_on():
    talk = at_why().tap("age").tap("origin").tap("done")
    assert talk.at == "after"
    assert saved(talk) == "origin,age"
    assert talk.tapped == talk.said[0].chosen == "Herkunft, Hautfarbe, Alter"


def test_fast_taps_on_the_first_picture_all_count():
    talk = at_why()
    age, faith, done = (talk.data(key) for key in ("age", "faith", "done"))
    talk.tap_data(age).tap_data(faith).tap_data(age).tap_data(done)
    assert saved(talk) == "faith,age", "a tap that comes twice ticks once"


def test_a_double_tap_is_one_tap():
    talk = at_why()
    data = talk.data("age")
    assert talk.tap_data(data).tap_data(data).said == []
    assert talk.session.path[-1].chosen == "age"


def test_nothing_and_too_few_are_asked_again():
    talk = at_why(least=2).tap("done")
    assert talk.at == "why"
    assert talk.said[-1].text.startswith(talk.word("many_least", count="2") + "\n\nWarum?")
    assert talk.tap("age").tap("done").at == "why"
    assert talk.buttons["age"].label.startswith("☑"), "what was ticked stays"
    assert talk.tap("faith").tap("done").at == "after"


def test_where_nothing_is_an_answer_it_is_one():
    talk = at_why(least=0).tap("done")
    assert talk.at == "after"
    assert saved(talk) == ""


def test_one_too_many_is_not_ticked():
    talk = at_why(most=2).tap("age").tap("faith").tap("origin")
    assert talk.said[-1].text.startswith(talk.word("many_most", count="2"))
    assert talk.session.path[-1].chosen == "faith,age"
    assert talk.tap("age").tap("origin").tap("done").at == "after"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1 3", "origin,age"),
        ("3, 1", "origin,age"),
        ("٣ und ۱", "origin,age"),
        ("2", "faith"),
        ("Alter", "age"),
        ("Alter und Religion", "faith,age"),
        ("Religion, Alter; Geschlecht", "faith,age,gender"),
        ("Herkunft, Hautfarbe", "origin"),
        ("es war mein pass und das kopftuch", "origin,faith"),
        ("Relligion und alter", "faith,age"),
        ("alter und alter", "age"),
        ("1 und Alter", "origin,age"),
    ],
)
def test_a_typed_list_is_the_answer(typed: str, expected: str):
    talk = at_why().type(typed)
    assert talk.at == "after"
    assert saved(talk) == expected


@pytest.mark.parametrize("typed", ["hmm", "1 9", "0", "Alter und hmm", "und", "1,2,3,4", "1," * 30])
def test_what_is_not_understood_whole_is_asked_again(typed: str):
    talk = at_why().type(typed)
    assert talk.at == "why"
    assert saved(talk) == ""


def test_a_typed_list_goes_along_with_what_is_ticked():
    assert saved(at_why().tap("gender").type("alter")) == "age,gender"


def test_done_can_be_typed():
    talk = at_why()
    assert talk.type("fertig").said[-1].text.startswith(talk.word("many_least", count="1"))
    assert saved(talk.tap("age").type("Fertig!")) == "age"


def test_lists_are_typed_in_the_persons_language():
    assert saved(at_why(lang="en").type("Alter and Religion")) == "faith,age"


def test_numbers_are_words_where_labels_have_digits():
    text = MANY.format(keep="case", least=1, most=3).replace("label: Alter", "label: Ab 7 Jahren")
    talk = Talk(written(text)).start("many").type("1 3")
    assert talk.at == "why"


def test_an_option_that_does_not_exist_is_an_old_button():
    talk = at_why()
    talk.tap_data(talk.data("age").replace(".age", ".nothing"))
    assert talk.said[0].text == talk.word("old_button")
    assert talk.at == "why"


def test_going_back_shows_what_was_ticked():
    talk = at_why().tap("age").tap("done").command("back")
    assert talk.at == "why"
    assert talk.buttons["age"].label == "☑ Alter"
    assert talk.word("answered", answer="Alter") not in talk.text, "the ticks say it"
    assert talk.tap("faith").tap("done").at == "after"
    assert saved(talk) == "faith,age"


def test_an_old_button_asks_and_then_shows_the_question_as_it_would_be():
    talk = at_why()
    old = talk.data("faith")
    talk.tap("age").tap("done").tap_data(old)
    assert talk.at == "change"
    assert "Bisher: Alter. Neu: Religion, Alter." in talk.text
    talk.tap("yes")
    assert talk.at == "why"
    assert talk.session.path[-1].chosen == "faith,age"
    assert saved(talk.tap("done")) == "faith,age"


def test_an_old_button_of_what_is_ticked_already_changes_nothing():
    talk = at_why()
    old, done = talk.data("age"), talk.data("done")
    talk.tap("age").tap("done").type("hmm").tap_data(old)
    assert talk.said[0].text == talk.word("old_button")
    assert talk.tap_data(done).said[0].text == talk.word("old_button")


def test_language_and_menu_in_between_keep_the_ticks():
    talk = at_why().tap("age").command("language").tap("en")
    assert talk.buttons["age"].label == "☑ Alter"
    talk.command("menu").command("back")
    assert talk.buttons["age"].label == "☑ Alter"


def test_what_is_never_kept_leaves_no_trace_once_it_is_answered():
    talk = at_why(keep="never").tap("age").tap("gender").tap("done")
    assert talk.at == "after"
    assert b"gender" not in dump(talk.session)
    assert b"age" not in dump(talk.session)


def test_a_messenger_shows_the_same(small):
    context = Context(now=NOON, messenger=True)
    talk = Talk(written(MANY.format(keep="case", least=1, most=3)), context=context).start("many")
    assert read(talk.tap("age").data("age")) == OptionTap(talk.session.turn, "age", off=True)
