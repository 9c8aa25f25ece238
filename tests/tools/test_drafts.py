from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot import drafts, po
from bot.texts import Text
from lotse.drafting import Drafter


def text(place: str, source: str, **more) -> Text:
    return Text(place=place, source=source, catalogue="f", file="flows/f.yaml", **more)


TEXTS = [
    text("f/a/ask", "Wo?"),
    text("f/b/ask", "Rufen Sie {em.police} an."),
    text("f/c/ask", "Fertig?"),
    text("f/a/options.x.accept", "eins, zwei", kind="words"),
]


class Loud:
    """Translates into capital letters, and loses what stands in braces."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def model(self, target: str) -> str:
        return f"de-{target} 1.9"

    def translate(self, texts: Sequence[str], target: str) -> list[str]:
        self.asked += texts
        return [one.upper().replace("{EM.POLICE}", "") for one in texts]


def test_drafts_fill_what_is_empty_and_are_marked(tmp_path: Path):
    po.update(tmp_path, "tr", TEXTS)
    file = po.open_file(tmp_path, "tr", "f")
    po.translate(file[2], "Bitti mi?")
    po.save(file)
    loud = Loud()
    done = drafts.draft(tmp_path, "tr", TEXTS, loud)
    assert (done.made, done.spoilt) == (1, ["f/b/ask"])
    assert loud.asked == ["Wo?", "Rufen Sie {em.police} an."], "no words, nothing translated"
    first, second, third, words = po.open_file(tmp_path, "tr", "f")
    assert (first.msgstr, first.fuzzy, first.tcomment) == ("WO?", True, "machine: de-tr 1.9")
    assert (second.msgstr, words.msgstr) == ("", "")
    assert (third.msgstr, third.fuzzy) == ("Bitti mi?", False)


def test_a_machine_without_models_changes_nothing(tmp_path: Path):
    po.update(tmp_path, "tr", TEXTS)
    before = (tmp_path / "tr" / "f.po").read_bytes()
    with Drafter(tmp_path / "models") as nothing:
        assert nothing.model("tr") == ""
        assert drafts.draft(tmp_path, "tr", TEXTS, nothing).made == 0
    assert (tmp_path / "tr" / "f.po").read_bytes() == before
