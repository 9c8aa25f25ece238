"""The danger rule: its list of sentences, how it matches, and what a person then sees."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import pytest
from ruamel.yaml import YAML

from bot.engine.book import Book
from bot.engine.danger import Danger, read_danger
from bot.engine.events import CaseEnded, Context, ForCase, Sent
from bot.engine.problems import Problem
from bot.engine.session import dump
from tests.engine.talk import NOON, Talk

SENTENCES = YAML(typ="safe").load(
    Path(__file__).with_name("danger_sentences.yaml").read_text(encoding="utf-8")
)
WORDS = "Ich will sterben."


# the list of sentences


def test_no_sentence_is_missed_and_none_is_a_false_alarm(book: Book):
    missed = [sentence for sentence in SENTENCES["hit"] if not book.danger.found(sentence)]
    false_alarms = [sentence for sentence in SENTENCES["miss"] if book.danger.found(sentence)]
    assert (missed, false_alarms) == ([], [])


def test_the_list_is_long_and_says_nothing_twice():
    every = [*SENTENCES["hit"], *SENTENCES["miss"]]
    assert len(every) >= 200
    assert len(set(every)) == len(every)


def test_the_flows_own_words_are_no_danger(book: Book):
    """What stands on a button may be typed as well."""
    for flow in book.flows.values():
        for step in flow.steps.values():
            for option in getattr(step, "options", ()):
                words = (option.label, *option.accept)
                assert not [word for word in words if book.danger.found(word)], (flow.id, step.id)


def test_words_around_do_not_hide_it(book: Book):
    for sentence in SENTENCES["hit"]:
        assert book.danger.found(f"Guten Tag. {sentence} Danke, bitte antworten Sie. 😢")


def test_a_joke_does_not_excuse_what_is_said_beside_it(book: Book):
    assert book.danger.found("Ich könnte sterben vor Lachen, nein im Ernst: Ich will sterben")


# how it matches


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("bringe … um", "ich bringe mich heute noch um", True),
        ("bringe … um", "ich bringe um", True),
        ("bringe … um", "ich bringe alles was da ist um", False),
        ("öldür*", "kendimi öldüreceğim", True),
        ("öldür*", "öldü", False),
        ("*de yaşamak", "Hannover'de yaşamak", True),
        ("*de yaşamak", "dene yaşamak", False),
        ("um #", "um 8 Uhr", True),
        ("um #", "um acht Uhr", False),
        ("don't go", "DONT go", True),
        ("töten", "toeten", True),
        ("می‌خواهم", "ميخواهم", True),
        ("می‌خواهم", "می خواهم", True),
        ("أموت", "وأموت", True),
        ("أموت", "فاموت", True),
        ("a*", "zahl", False),
        ("a*", "alles", True),
        ("sterben", "versterben", False),
        ("will sterben", "will", False),
        ("will sterben", "", False),
    ],
)
def test_what_a_phrase_fits(phrase: str, text: str, expected: bool):
    assert Danger([phrase]).found(text) is expected


def test_a_gap_does_not_reach_over_what_was_excused():
    rule = Danger(["bringe … um"], ["zum lachen"])
    assert rule.found("bringe dich um")
    assert not rule.found("bringe zum lachen um")


def test_a_long_text_is_cheap(book: Book):
    """4,000 characters take no longer than a blink, whatever stands in them."""
    for words in ("ich will ", "a ", "kendimi ", "我 "):
        text = (words * 4000)[:4000]
        began = time.process_time()
        book.danger.found(text)
        assert time.process_time() - began < 0.25


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("denke an selbstmord", True),
        ("denke an selbsmord", True),
        ("denke an selbstmoord", True),
        ("denke an selbstmort", True),
        ("denke an selbstmrod", True),
        ("denke an selbstmordd", True),
        ("denke an elbstmord", False),
        ("denke an gelbstmord", False),
        ("denke an sebstmort", False),
        ("denke am selbstmord", False),
        ("denek an selbstmord", False),
        ("denke an selbstmond", False),
    ],
)
def test_a_long_word_may_have_one_typing_error_after_its_first_letter(text: str, expected: bool):
    assert Danger(["denke an selbstmord"], [], ["selbstmond"]).found(text) is expected


@pytest.mark.parametrize(("word", "expected"), [("suizidal", True), ("selten", False)])
def test_a_phrase_of_one_word_has_to_be_longer(word: str, expected: bool):
    assert Danger([word]).found(word[:3] + word[4:]) is expected


def test_what_excuses_may_have_an_error_where_what_alarms_has_one():
    rule = Danger(["yasamak istemiyorum"], ["*da yasamak istemiyorum"])
    assert rule.found("yasamak istemiyoruz")
    assert not rule.found("burada yasamak istemiyoruz")


def test_an_error_in_what_excuses_does_not_hide_the_very_words_of_danger():
    assert Danger(["will sterben"], ["niemals will sterben"]).found("niemal will sterben")


# the file


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("de: {phrases: []}", 'Language "de" needs "phrases".'),
        ("de: {phrase: [x]}", 'Did you mean "phrases"?'),
        ("de: {phrases: ['!!']}", '"!!" has no word in it.'),
        ("de: {phrases: ['… um']}", '"… um" must begin with a word'),
        ("de: {phrases: [um …]}", '"um …" must begin with a word'),
        ("de: {phrases: [x], reviewed: ja}", '"reviewed" is a name and a day.'),
        ("de: {phrases: [x], reviewed: 2026-11-23}", '"reviewed" is a name and a day.'),
        ("de: [x]", 'Language "de" must be fields'),
        ("- x", "The danger file must be fields"),
        ("", "This file is empty."),
    ],
)
def test_what_is_wrong_with_the_file(text: str, expected: str):
    problems: list[Problem] = []
    read_danger(text, "danger.yaml", problems)
    assert expected in str(problems[0])
    assert str(problems[0]).startswith("danger.yaml:1:")


def test_the_file_says_who_read_which_language():
    problems: list[Problem] = []
    text = "de: {phrases: [a, b], reviewed: 'Test, 2026-11-23'}\ntr:\n  phrases: [c]\n  reviewed:"
    rule = read_danger(text, "danger.yaml", problems)
    assert problems == []
    assert [(entry.lang, entry.phrases, entry.reviewed, entry.line) for entry in rule.listed] == [
        ("de", 2, "Test, 2026-11-23", 1),
        ("tr", 1, "", 2),
    ]


def test_an_empty_rule_finds_nothing():
    assert not Danger()
    assert not Danger().found(WORDS)
    assert Danger(["x"])


# what a person sees


def card(talk: Talk) -> str:
    return talk.word("danger_card")


def test_the_card_comes_at_once_with_all_numbers(talk: Talk):
    talk.start("report").type(WORDS)
    assert talk.said[0].text.startswith(card(talk))
    for number in ("110", "112", "0800 1110111", "116 016"):
        assert number in talk.said[0].text
    assert (talk.at, list(talk.buttons)) == ("danger", ["on", "human"])
    assert talk.effects == []


def test_going_on_leads_back_to_the_question(talk: Talk):
    talk.start("report").type(WORDS).tap("on")
    assert talk.at == "safe"
    assert list(talk.buttons) == ["yes", "no"]
    assert talk.tap("yes").at == "area"


def test_a_human_may_be_chosen(talk: Talk):
    assert talk.start("report").type(WORDS).tap("human").at == "consent"


def at_story(talk: Talk) -> Talk:
    return talk.start("report").tap("yes").tap("work").tap("good").tap("skip")


def test_in_own_words_the_text_is_the_answer_once_they_go_on(talk: Talk):
    at_story(talk).type(f"Man hat mich beleidigt. {WORDS}")
    assert (talk.at, talk.session.answers["report"].get("story")) == ("danger", None)
    talk.tap("on")
    assert talk.at == "talk"
    assert talk.session.answers["report"]["story"] == f"Man hat mich beleidigt. {WORDS}"
    assert talk.session.held == ""


def test_who_writes_on_goes_on(talk: Talk):
    at_story(talk).type(WORDS).type("Das war am Montag. Ja.")
    assert talk.at == "talk"
    assert talk.session.answers["report"]["story"] == f"{WORDS}\nDas war am Montag. Ja."


def test_more_words_of_danger_are_added(talk: Talk):
    at_story(talk).type(WORDS).type("Ich werde mich umbringen")
    assert talk.at == "danger"
    talk.tap("on")
    assert talk.session.answers["report"]["story"] == f"{WORDS}\nIch werde mich umbringen"


def test_the_answer_may_be_typed(talk: Talk):
    assert at_story(talk).type(WORDS).type("Weitermachen").at == "talk"


def test_what_is_never_kept_waits_nowhere(small: Book, talk: Talk):
    flow = small.flows["report"]
    story = msgspec.structs.replace(flow.data["story"], keep="never")
    flow = msgspec.structs.replace(flow, data={**flow.data, "story": story})
    talk.book = msgspec.structs.replace(small, flows={**small.flows, "report": flow})
    at_story(talk).type(WORDS)
    assert "sterben" not in dump(talk.session).decode("utf-8", "replace")
    assert talk.tap("on").at == "talk"
    assert talk.session.answers["report"].get("story") is None


def test_words_of_another_question_are_not_kept(talk: Talk):
    talk.start("report").type(WORDS)
    assert talk.session.held == ""


@pytest.mark.parametrize("command", ["menu", "back", "erase", "human"])
def test_leaving_drops_the_words(talk: Talk, command):
    at_story(talk).type(WORDS).command(command)
    assert talk.session.held == ""
    assert talk.at != "danger"


def test_the_language_may_be_changed_in_between(talk: Talk):
    at_story(talk).type(WORDS).command("language").tap("en")
    assert talk.at == "danger"
    assert talk.word("danger_on") in talk.text
    assert talk.tap("on").session.answers["report"]["story"] == WORDS


def test_every_language_counts_whatever_was_chosen(talk: Talk):
    assert talk.start("report").type("I want to die").at == "danger"


def test_the_first_words_of_all(small: Book):
    talk = Talk(small).type(WORDS)
    assert talk.said[0].text == card(talk)
    assert talk.said[1].text == talk.word("welcome")
    assert talk.at == "menu"


def test_at_the_menu(talk: Talk):
    assert talk.type(WORDS).at == "danger"
    assert talk.tap("on").at == "menu"


def test_a_step_that_is_gone_meanwhile(small: Book, talk: Talk):
    talk.start("report").tap("yes")
    flow = small.flows["report"]
    steps = {key: step for key, step in flow.steps.items() if key != "area"}
    flow = msgspec.structs.replace(flow, steps=steps)
    talk.book = msgspec.structs.replace(small, flows={**small.flows, "report": flow})
    talk.type(WORDS)
    assert talk.said[0].text.startswith(card(talk))
    assert talk.tap("on").at == "safe"


def test_a_step_that_was_renamed_meanwhile_takes_the_words(small: Book, talk: Talk):
    at_story(talk)
    flow = small.flows["report"]
    steps = dict(flow.steps)
    renamed = msgspec.structs.replace(steps.pop("story"), id="tale", renamed_from=("story",))
    flow = msgspec.structs.replace(flow, steps={**steps, "tale": renamed})
    talk.book = msgspec.structs.replace(small, flows={**small.flows, "report": flow})
    assert talk.type(WORDS).tap("on").at == "talk"
    assert talk.session.answers["report"]["story"] == WORDS


def with_case(talk: Talk) -> Talk:
    return talk.command("human").tap("yes")


def test_a_waiting_counsellor_gets_the_words_too(talk: Talk):
    with_case(talk).type(WORDS)
    assert [message.text for message in talk.said] == [card(talk), talk.word("passed_on")]
    assert talk.effects[-1] == ForCase(WORDS)
    talk.type(WORDS)
    assert [message.text for message in talk.said] == [card(talk)]


def test_a_counsellor_in_the_conversation_gets_the_words_too(talk: Talk):
    with_case(talk)
    talk.context = Context(now=NOON, human=True)
    talk.type(WORDS)
    assert [message.text for message in talk.said] == [card(talk)]
    assert talk.effects[-1] == ForCase(WORDS)


def test_a_case_that_has_ended_is_said(talk: Talk):
    with_case(talk).type(WORDS)
    assert talk.happens(CaseEnded(WORDS)).at == "offer"


@pytest.mark.parametrize("welcomed", [True, False])
def test_words_beside_a_photo_are_seen(book: Book, welcomed: bool):
    talk = Talk(book)
    if welcomed:
        talk.start("report")
    talk.happens(Sent("photo", WORDS))
    assert talk.word("danger_card") in talk.text
    assert talk.buttons


def test_a_forged_tap_under_the_card_leaves_the_question_open(book: Book):
    talk = Talk(book).start("report").type(WORDS)
    assert talk.at == "danger"
    forged = talk.data("on").rpartition(".")[0] + ".nothing"
    talk.tap_data(forged)
    assert talk.at == "danger"
    assert "on" in talk.buttons
