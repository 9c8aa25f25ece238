"""Whatever happens, in whatever order, a conversation goes on: random lives in the real flows."""

from __future__ import annotations

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.engine.book import Book
from bot.engine.events import (
    COMMANDS,
    CaseEnded,
    CaseOpened,
    Commanded,
    Context,
    ForCase,
    NobodyThere,
    OpenCase,
    Outcome,
    Sent,
    Started,
    Tapped,
    Typed,
)
from bot.engine.session import Session, dump, load
from bot.engine.step import step
from tests.engine.talk import NOON
from tests.engine.test_calls import HELPER
from tests.engine.written import written

WORDS = ["1", "2", "٣", "7", "Ja", "nein", "zurück", "menü", "hilfe", "mensch", "Arzt", "xyz", ""]
WORDS += [
    "{em.police}",
    "\u200b",
    "alles löschen",
    "back",
    "yes",
    "von vorne",
    "sprache",
    "English",
]
SAID = st.one_of(st.text(max_size=40), st.sampled_from(WORDS))
TAPS = st.one_of(
    st.text(max_size=20), st.from_regex(r"[oxc][0-9a-z]{0,6}\.[a-z]{1,8}", fullmatch=True)
)
MOVES = st.one_of(
    st.tuples(st.just("tap"), st.integers(0, 11)),
    st.tuples(st.just("tap"), st.integers(0, 11)),
    st.tuples(st.just("tap"), st.integers(0, 11)),
    st.tuples(st.just("old"), st.integers(0, 60)),
    st.tuples(st.just("forged"), TAPS),
    st.tuples(st.just("type"), SAID),
    st.tuples(st.just("command"), st.sampled_from(COMMANDS)),
    st.tuples(st.just("send"), st.sampled_from(["photo", "voice"])),
    st.tuples(
        st.just("start"),
        st.sampled_from(["", "report", "health", "school", "welcome", "everything", "x"]),
    ),
    st.tuples(st.just("ended"), st.just("Hallo")),
    st.tuples(st.just("human"), st.booleans()),
    st.tuples(st.just("nobody"), st.booleans()),
)
CONTEXTS = st.builds(
    Context,
    now=st.sampled_from([NOON, NOON + 400 * 86_400]),
    messenger=st.booleans(),
    safe_url=st.sampled_from(["", "https://lotse.example/"]),
)


EVENTS = {
    "forged": Tapped,
    "type": Typed,
    "command": Commanded,
    "send": Sent,
    "start": Started,
    "ended": CaseEnded,
}


class Life:
    """One resident, with every button they ever saw."""

    def __init__(self, book: Book, lang: str, context: Context) -> None:
        self.book = book
        self.lang = lang
        self.context = context
        self.session = Session(lang=lang)
        self.open: list[str] = []
        self.seen: list[str] = [""]
        self.nobody = False

    def live(self, kind: str, what) -> None:
        if kind == "human":
            self.context = msgspec.structs.replace(self.context, human=what)
        elif kind == "nobody":
            self.nobody = what
        elif kind == "tap":
            self.happens(Tapped(self.open[what % len(self.open)] if self.open else ""))
        elif kind == "old":
            self.happens(Tapped(self.seen[what % len(self.seen)]))
        elif kind != "ended" or self.session.case:
            self.happens(EVENTS[kind](what))

    def happens(self, event) -> None:
        outcome = self.turn(event)
        effect = outcome.effect
        if isinstance(effect, OpenCase):
            outcome = self.turn(NobodyThere() if self.nobody else CaseOpened("c", "7F3K-2Q"))
        elif isinstance(effect, ForCase) and effect.handoff:
            ended = CaseEnded(effect.text)
            outcome = self.turn(ended if self.nobody else CaseOpened("c", "7F3K-2Q"))
        if outcome.erased:
            self.session = Session(lang=self.lang)
            self.open = []

    def turn(self, event) -> Outcome:
        before = dump(self.session)
        session, outcome = step(self.book, self.session, event, self.context)
        assert dump(self.session) == before, "the session given is left as it was"
        assert load(dump(session)) == session
        for message in outcome.messages:
            assert message.text.strip()
            assert "{" not in message.text.replace("{em.police}", "") or isinstance(event, Typed)
            buttons = [button for row in message.buttons for button in row]
            for button in (*buttons, *message.controls):
                assert button.label.strip()
                assert len(button.data.encode()) <= 64
            assert len({button.data for button in buttons}) == len(buttons)
            assert len({button.label for button in buttons}) == len(buttons)
            self.seen += [button.data for button in buttons]
            if buttons:
                self.open = [button.data for button in buttons]
        if not outcome.erased and not isinstance(outcome.effect, OpenCase):
            assert session.screen or session.step or session.case, "a dead end"
            assert session.turn or session.case
        self.session = session
        return outcome


def live(book: Book, lang: str, context: Context, moves) -> None:
    life = Life(book, lang, context)
    for kind, what in moves:
        life.live(kind, what)


FEW = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@FEW
@given(st.sampled_from(["de", "en"]), CONTEXTS, st.lists(MOVES, max_size=40))
def test_any_life_goes_on(book: Book, lang: str, context: Context, moves):
    live(book, lang, context, moves)


@FEW
@given(CONTEXTS, st.lists(MOVES, max_size=40))
def test_any_life_goes_on_where_nothing_is_confirmed(book: Book, context: Context, moves):
    live(msgspec.structs.replace(book, demo=False), "de", context, moves)


ANSWERS = st.sampled_from(
    ["7", "A und B", "1 3", "fertig", "gestern", "0511 123456", "a@b.example", "Ja", "zurück"]
)


@FEW
@given(CONTEXTS, st.lists(MOVES | st.tuples(st.just("type"), ANSWERS), max_size=60))
def test_any_life_goes_on_through_every_kind_of_step(context: Context, moves):
    book = written(EVERYTHING, HELPER)
    flows = {key: book.flows[key] for key in ("everything", "helper", "friend")}
    alone = msgspec.structs.replace(book, flows=flows)
    live(alone, "de", context, [("start", "everything"), *moves])


EVERYTHING = """
flow: everything
menu: 1
start: several
triggers: {deeplink: everything}
data:
  several: {type: choice, keep: never}
  more: {type: choice, keep: case}
  number: {type: number, keep: case}
  day: {type: date, keep: session}
  reach: {keep: case, sensitive: true}
  proof: {keep: case}
steps:
  several:
    ask: Was?
    save: several
    many: true
    options: {a: {label: A}, b: {label: B}, c: {label: C}}
    next: more
  more:
    ask: Und was?
    save: more
    many: true
    min: 0
    max: 1
    options: {a: {label: A}, b: {label: B}}
    next: number
  number: {ask: Wie viele?, accepts: number, min: 1, max: 20, save: number, next: day}
  day: {ask: Wann?, accepts: date, save: day, next: sort}
  sort:
    branch:
      - {when: {number: {from: 7, to: 9}, more: a}, next: ring}
      - {when: {day: {below: 2026-11-23}}, next: news}
      - {else: reach}
  ring: {call: helper, next: news}
  news: {say: Neu., link: "https://example.org/", from: 2026-01-01, next: reach}
  reach: {ask: Wie erreichen wir Sie?, accepts: [phone, email], save: reach, next: proof}
  proof: {ask: Haben Sie einen Beleg?, accepts: [text, photo, voice], save: proof, next: talk}
  talk: {handoff: {team: ads, consent: [more, number, reach, proof, helper.need]}, next: over}
  over: {end: true}
"""


@FEW
@given(
    CONTEXTS,
    st.lists(MOVES, max_size=25),
    st.lists(st.sampled_from(["safe", "area", "story", "talk", "more", "topic"]), max_size=3),
    st.lists(MOVES, max_size=15),
)
def test_no_edit_breaks_a_running_chat(book: Book, context: Context, before, gone, after):
    """Steps disappear while somebody is in the middle."""
    life = Life(book, "de", context)
    for kind, what in before:
        life.live(kind, what)
    flows = {}
    for flow in book.flows.values():
        last = next(step for step in reversed(flow.steps.values()))
        steps = {
            key: step if key not in gone else msgspec.structs.replace(last, id=key)
            for key, step in flow.steps.items()
        }
        flows[flow.id] = msgspec.structs.replace(flow, steps=steps)
    flows.pop("school")
    life.book = msgspec.structs.replace(book, flows=flows)
    for kind, what in after:
        life.live(kind, what)
