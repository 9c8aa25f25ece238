"""The translator with the small real models; only their speed is put in other hands (`Held`)."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from handoff.translate import Hop, Limits, Translator
from handoff.translation.model import Model
from tests.translate.conftest import Build, Held

CONTRACT = "Ich habe den Vertrag nicht bekommen."
IN_ENGLISH = "I have not received the contract."
DE_EN, EN_TR = Hop("de", "en"), Hop("en", "tr")


async def test_a_text_keeps_its_form_and_all_that_is_protected(build: Build):
    text = (
        "Guten Tag.\n\n- Bitte rufen Sie 0511 168-0 an. 😀\n- Mehr Informationen: "
        "https://a.de/x?y=1\n1. Laut § 15 Abs. 4 AGG ist das verboten. Hallo {ads.phone}!\n"
    )
    result = await build().translate(text, "de", "en")
    assert result.status == "ok"
    assert result.route == (DE_EN,)
    assert result.text == (
        "Good day.\n\n- Please call 0511 168-0. 😀\n- More information: https://a.de/x?y=1\n"
        "1. According to § 15 Abs. 4 AGG that is forbidden. Hello {ads.phone}!\n"
    )


async def test_two_languages_meet_in_english(build: Build):
    translator = build()
    there = await translator.translate("Bitte rufen Sie 0511 1234 an.", "de", "tr")
    assert (there.text, there.status) == ("Lütfen 0511 1234 arayın.", "ok")
    assert there.route == (DE_EN, EN_TR)
    back = await translator.translate("Sözleşmeyi almadım.", "tr", "de-simple")
    assert (back.text, back.status) == (CONTRACT, "ok")


@pytest.mark.parametrize(
    ("text", "source", "target", "status"),
    [
        ("Hallo!", "de", "de", "same"),
        ("Hallo!", "de-simple", "de", "same"),
        ("😀 0511 1234", "de", "en", "same"),
        ("{ads.phone} https://a.de", "de", "en", "same"),
        ("", "de", "en", "same"),
        ("Hallo!", "de", "ru", "no_model"),
        ("Hallo! " * 20_000, "de", "en", "error"),
    ],
)
async def test_what_is_not_translated_comes_back_as_it_is(
    build: Build, text: str, source: str, target: str, status: str
):
    result = await build().translate(text, source, target)
    assert (result.text, result.status) == (text, status)


async def test_without_a_folder_there_is_no_model(build: Build, tmp_path: Path):
    translator = build(tmp_path / "none")
    assert (await translator.translate("Hallo!", "de", "en")).status == "no_model"
    assert await translator.route("de", "en") is None


async def test_names_are_left_alone(build: Build):
    text = "Bitte rufen Sie Gül an."
    result = await build().translate(text, "de", "en", protect=["Gül"])
    assert result.text == "Please call Gül."


async def test_a_sentence_that_loses_a_mask_stays_and_the_status_says_so(build: Build):
    lost = "Ich wohne seit 3 Jahren in B1 und B2 bei B4 und B5."
    model = build()
    alone = await model.translate(lost, "de", "en")
    assert (alone.text, alone.status) == (lost, "error")
    result = await model.translate(f"{CONTRACT} {lost} Guten Tag.", "de", "en")
    assert result.status == "partly"
    assert result.text == f"{IN_ENGLISH} {lost} Good day."


async def test_another_proposal_of_the_model_may_keep_the_masks(models: Path, build: Build):
    text, masked = "B1 hat B2 nicht gelesen.", "X0X hat X1X nicht gelesen."
    first = Model(models / "translate-de_en-1_0").translate([masked])[0] or ""
    assert "X1X" not in first, "else this shows nothing"
    result = await build().translate(text, "de", "en")
    assert (result.text, result.status) == ("B1 did not read B2.", "ok")


async def test_sentences_of_all_callers_go_together(build: Build):
    translator = build(gather=0.05)
    texts = [f"Ich habe {what} nicht bekommen." for what in ("den Brief", "das Formular")] * 4
    results = await asyncio.gather(
        *(translator.translate(text, "de", "tr") for text in [*texts, "Guten Tag. Vielen Dank."])
    )
    assert {result.status for result in results} == {"ok"}
    assert [result.text for result in results[:2]] == ["Mektubu almadım.", "Formu almadım."]
    assert list(translator.lanes[DE_EN].batches) == [10], "one for everybody"
    assert sum(translator.lanes[EN_TR].batches) == 10


async def test_what_was_translated_is_remembered_for_a_while(build: Build):
    held = Held()
    held.go.set()
    translator = build(load=held, remembered_for=0.2)
    for _ in range(3):
        assert (await translator.translate(CONTRACT, "de", "en")).text == IN_ENGLISH
    assert held.seen == [[CONTRACT]]
    assert len(translator._memory) == 1
    while len(translator._memory):
        await asyncio.sleep(0.05)
    await translator.translate(CONTRACT, "de", "en")
    assert held.seen == [[CONTRACT]] * 2
    translator.forget()
    assert len(translator._memory) == 0


async def test_only_so_many_are_remembered_and_loaded(build: Build):
    translator = build(remembered=2, models_loaded=1)
    for text in ("Guten Tag.", "Vielen Dank.", CONTRACT, "Bitte."):
        assert (await translator.translate(text, "de", "tr")).status == "ok"
    assert len(translator._memory) == 2
    assert len(translator._shelf) == 1


async def test_a_slow_model_costs_its_caller_the_timeout_and_others_nothing(build: Build):
    held = Held("en_tr")
    translator = build(load=held, models_at_work=2)
    held.go.set()
    assert (await translator.translate("Bitte.", "de", "tr")).status == "ok", "now it is loaded"
    held.go.clear()
    held.entered.clear()
    slow = asyncio.create_task(translator.translate(CONTRACT, "de", "tr", timeout=2.0))
    assert (await translator.translate("Vielen Dank.", "de", "en")).status == "ok"
    result = await slow
    assert (result.text, result.status) == (CONTRACT, "timeout")
    assert held.entered.is_set(), "the slow model was really at work"
    held.go.set()
    later = await translator.translate(CONTRACT, "de", "tr")
    assert (later.text, later.status) == ("Sözleşmeyi almadım.", "ok")


async def test_a_model_that_hangs_gives_its_place_back_and_answers_at_once(build: Build):
    held = Held("en_tr")
    translator = build(load=held, models_at_work=1, patience=0.3)
    first = await translator.translate(CONTRACT, "de", "tr")
    assert first.status == "timeout"
    second = await translator.translate("Guten Tag.", "de", "tr", timeout=3600)
    assert second.status == "timeout", "nobody waits for it again"
    assert (await translator.translate(CONTRACT, "de", "en")).status == "ok"
    held.go.set()
    while (await translator.translate("Guten Tag.", "de", "tr")).status != "ok":
        await asyncio.sleep(0.02)


async def test_too_many_callers_are_told_so(build: Build):
    held = Held()
    translator = build(load=held, callers=3)
    waiting = [asyncio.create_task(translator.translate(CONTRACT, "de", "en")) for _ in range(3)]
    await asyncio.sleep(0)
    one_more = await translator.translate(CONTRACT, "de", "en")
    assert (one_more.text, one_more.status) == (CONTRACT, "busy")
    held.go.set()
    assert {result.status for result in await asyncio.gather(*waiting)} == {"ok"}
    assert (await translator.translate(CONTRACT, "de", "en")).status == "ok"


async def test_a_long_text_lets_a_short_one_in_between(build: Build):
    held = Held()
    translator = build(load=held, batch=4, share=4)
    people = ("Mein Chef", "Mein Nachbar", "Meine Lehrerin", "Mein Vermieter")
    things = ("den Brief", "das Formular", "den Antrag", "die Rechnung", "den Ausweis")
    long = " ".join(f"{who} hat {what} nicht gelesen." for what in things for who in people)
    first = asyncio.create_task(translator.translate(long, "de", "en", timeout=60))
    await asyncio.to_thread(held.entered.wait, 30)
    short = asyncio.create_task(translator.translate(CONTRACT, "de", "en", timeout=60))
    await asyncio.sleep(0.2)
    held.go.set()
    assert (await short).status == "ok"
    assert not first.done()
    assert (await first).status == "ok"
    turn = next(number for number, batch in enumerate(held.seen) if CONTRACT in batch)
    assert turn <= 2
    assert max(map(len, held.seen)) == 4


async def test_somebody_who_gave_up_is_not_worked_for(build: Build):
    held = Held()
    translator = build(load=held)
    busy = asyncio.create_task(translator.translate("Guten Tag.", "de", "en", timeout=60))
    await asyncio.to_thread(held.entered.wait, 30)
    gone = await translator.translate(CONTRACT, "de", "en", timeout=0.2)
    assert gone.status == "timeout"
    held.go.set()
    await busy
    await translator.translate("Vielen Dank.", "de", "en")
    assert [CONTRACT] not in held.seen


# broken models


def broken(models: Path, folder: Path, weights: bytes) -> Path:
    """A copy in which the model de → en has other weights."""
    shutil.copytree(models, folder)
    (folder / "translate-de_en-1_0" / "model" / "model.bin").write_bytes(weights)
    return folder


@pytest.mark.parametrize("weights", [b"", b"nothing", os.urandom(1000)])
async def test_a_broken_model_is_an_error_and_the_others_go_on(
    models: Path, tmp_path: Path, build: Build, weights: bytes
):
    translator = build(broken(models, tmp_path / "models", weights))
    result = await translator.translate(CONTRACT, "de", "tr")
    assert (result.text, result.status) == (CONTRACT, "error")
    assert (await translator.translate("Merhaba X!", "tr", "de")).status == "ok"
    assert DE_EN not in await translator.packages()


async def test_there_may_be_a_way_around_a_broken_model(models: Path, tmp_path: Path, build: Build):
    folder = tmp_path / "models"
    shutil.copytree(models, folder)
    straight = folder / "translate-de_tr-1_0"
    shutil.copytree(folder / "translate-de_en-1_0", straight)
    about = json.loads((straight / "metadata.json").read_text())
    (straight / "metadata.json").write_text(json.dumps(about | {"to_code": "tr"}))
    (straight / "model" / "model.bin").write_bytes(b"broken")
    translator = build(folder)
    assert await translator.route("de", "tr") == (Hop("de", "tr"),)
    result = await translator.translate(CONTRACT, "de", "tr")
    assert (result.text, result.route) == ("Sözleşmeyi almadım.", (DE_EN, EN_TR))


async def test_a_mended_model_is_used_at_once(models: Path, tmp_path: Path, build: Build):
    folder = broken(models, tmp_path / "models", b"broken")
    translator = build(folder)
    assert (await translator.translate(CONTRACT, "de", "en")).status == "error"
    shutil.rmtree(folder / "translate-de_en-1_0")
    assert (await translator.translate(CONTRACT, "de", "en")).status == "no_model"
    shutil.copytree(models / "translate-de_en-1_0", folder / "translate-de_en-1_1")
    assert (await translator.translate(CONTRACT, "de", "en")).text == IN_ENGLISH


class Picky(Model):
    """The real model, but it cannot bear one word."""

    def translate(self, sentences):
        if any("Angst" in sentence for sentence in sentences):
            raise RuntimeError(f"cannot bear {sentences}")
        return super().translate(sentences)


async def test_a_sentence_that_a_model_cannot_bear_spoils_no_other(build: Build):
    translator = build(load=Picky)
    one, other = await asyncio.gather(
        translator.translate(f"Ich habe Angst. {CONTRACT}", "de", "en"),
        translator.translate("Vielen Dank.", "de", "en"),
    )
    assert (one.text, one.status) == (f"Ich habe Angst. {IN_ENGLISH}", "partly")
    assert (other.text, other.status) == ("Thank you very much.", "ok")
    assert (await translator.translate("Ich habe Angst.", "de", "en")).status == "error"
    assert (await translator.translate(CONTRACT, "de", "en")).status == "ok"


# nothing of a text is left anywhere

PLANTED = "Zitronenfalter"


async def test_no_text_reaches_a_log_an_error_or_the_disk(
    models: Path,
    tmp_path: Path,
    build: Build,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    asyncio.get_running_loop().set_debug(True)
    text = f"Ich habe Angst vor {PLANTED} 5 und {PLANTED} B6."
    results = [
        await build(load=Picky).translate(text, "de", "en"),
        await build(load=Held("de_en"), patience=0.1, closing=0.1).translate(text, "de", "en"),
        await build(broken(models, tmp_path / "models", b"?")).translate(text, "de", "en"),
        await build().translate(f"{text} Hallo {PLANTED}!", "de", "tr", protect=[PLANTED]),
        await build().translate(f"{PLANTED} " * 20_000, "de", "en"),
    ]
    assert [one.status for one in results] == ["error", "timeout", "error", "partly", "error"]
    assert all(PLANTED in one.text for one in results)
    said = capfd.readouterr()
    assert "translation model hangs" in said.out + said.err + caplog.text, "something was logged"
    assert PLANTED not in said.out + said.err + caplog.text + repr(results)
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert files
    assert not [file for file in files if PLANTED.encode() in file.read_bytes()]


def test_a_translator_costs_nothing_before_it_is_asked(models: Path):
    script = (
        "import sys, lotse.wiring, pathlib\n"
        f"lotse.wiring.Translator(pathlib.Path({str(models)!r}))\n"
        "print([name for name in ('numpy', 'ctranslate2', 'argostranslate', 'sentencepiece')"
        " if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.stdout == "[]\n", done.stderr


async def test_closing_waits_for_the_batch_under_way_but_not_for_ever(models: Path):
    """A process that ends while a model works can crash."""
    for closing, waits in ((30.0, True), (0.1, False)):
        held = Held()
        translator = Translator(models, limits=Limits(closing=closing), load=held)
        asked = asyncio.create_task(translator.translate(CONTRACT, "de", "en", timeout=30))
        await asyncio.to_thread(held.entered.wait, 30)
        closed = asyncio.create_task(translator.close())
        await asyncio.wait({closed}, timeout=0.4)
        assert closed.done() != waits
        held.go.set()
        await closed
        assert (await asked).status == "error"


async def test_a_package_that_is_replaced_amid_a_translation_hands_over_to_the_new_one(
    models: Path, tmp_path: Path, build: Build
):
    folder = tmp_path / "models"
    shutil.copytree(models, folder)
    held = Held("1_0")
    translator = build(folder, load=held)
    asked = asyncio.create_task(translator.translate(CONTRACT, "de", "en"))
    await asyncio.to_thread(held.entered.wait, 30)
    newer = folder / ".new"
    shutil.copytree(folder / "translate-de_en-1_0", newer)
    about = json.loads((newer / "metadata.json").read_text())
    (newer / "metadata.json").write_text(json.dumps(about | {"package_version": "2.0"}))
    newer.rename(folder / "translate-de_en-2_0")
    assert await translator.route("de", "en")
    held.go.set()
    assert (await asked).text == IN_ENGLISH
    assert len(held.seen) == 1
    assert (await translator.packages())[DE_EN].version == "2.0"


def test_a_sentence_that_is_too_long_for_a_model_is_refused_not_cut_off(models: Path):
    model = Model(models / "translate-de_en-1_0")
    long = "Vertrag " * 400
    assert model.translate([CONTRACT, long, "Guten Tag."]) == [IN_ENGLISH, None, "Good day."]
    assert model.alternatives(long) == []
