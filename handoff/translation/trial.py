"""Tries a package in a process of its own: broken weights can end a process, or never end.

`python -m handoff.translation.trial FOLDER …` translates the sentences below and writes JSON.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import msgspec

from handoff.translation.lane import translate_intact
from handoff.translation.masks import dress, hide, show, undress
from handoff.translation.model import Model
from handoff.translation.packages import NotAPackage, read

PATIENCE = 180.0
"""Seconds; large models take long to load from a slow disk."""
_OTHERS = "en"
SENTENCES: dict[str, tuple[str, ...]] = {
    "de": (
        "Ich habe den Vertrag nicht bekommen.",
        "Bitte rufen Sie 0511 123456 an.",
        "Laut § 15 Abs. 4 AGG ist das verboten.",
        "Mehr Informationen: https://example.org/hilfe?a=1",
    ),
    "en": (
        "I have not received the contract.",
        "Please call 0511 123456.",
        "According to § 15 Abs. 4 AGG that is forbidden.",
        "More information: https://example.org/help?a=1",
    ),
    "tr": (
        "Sözleşmeyi almadım.",
        "Lütfen 0511 123456 arayın.",
        "Daha fazla bilgi: https://example.org/yardim?a=1",
    ),
    "ar": ("لم أستلم العقد.", "من فضلك اتصل على 0511 123456.", "اكتب إلى help@example.org."),
    "fa": ("من قرارداد را دریافت نکردم.", "لطفاً با 0511 123456 تماس بگیرید."),
    "ru": ("Я не получил договор.", "Пожалуйста, позвоните по номеру 0511 123456."),
    "uk": ("Я не отримав договір.", "Будь ласка, зателефонуйте за номером 0511 123456."),
    "pl": ("Nie otrzymałem umowy.", "Proszę zadzwonić pod numer 0511 123456."),
    "ro": ("Nu am primit contractul.", "Vă rugăm să sunați la 0511 123456."),
    "bg": ("Не получих договора.", "Моля, обадете се на 0511 123456."),
    "fr": ("Je n’ai pas reçu le contrat.", "Veuillez appeler le 0511 123456."),
    "es": ("No he recibido el contrato.", "Por favor, llame al 0511 123456."),
    "vi": ("Tôi chưa nhận được hợp đồng.", "Vui lòng gọi số 0511 123456."),
}
"""For other languages the English ones: they show that the model runs, not how well."""


class Tried(msgspec.Struct, frozen=True):
    """`texts`: as the last model gave them, None where one gave up.

    `cpu`: seconds, without loading.
    """

    sentences: tuple[str, ...]
    texts: tuple[str | None, ...]
    masks_kept: int
    cpu: float


def run(*folders: Path) -> Tried:
    """One model, or several behind one another.

    Raises NotAPackage when one does not run, or all together not within PATIENCE.
    """
    places = [str(folder.resolve()) for folder in folders]
    command = [sys.executable, "-m", "handoff.translation.trial", *places]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 - ourselves
    except subprocess.TimeoutExpired:
        raise NotAPackage("hangs") from None
    try:
        tried = msgspec.json.decode(done.stdout, type=Tried)
    except msgspec.MsgspecError:
        last = "".join(done.stderr.decode(errors="replace").strip().splitlines()[-1:])
        missing = last.startswith("ModuleNotFoundError")
        raise NotAPackage("not_installed" if missing else "does_not_run", last[:200]) from None
    if not any(tried.texts):
        raise NotAPackage("does_not_run", "0")
    return tried


def _translate(folders: list[Path]) -> Tried:
    models = [Model(folder) for folder in folders]
    first, last = read(folders[0]).hop, read(folders[-1]).hop
    asked = SENTENCES.get(first.source, SENTENCES[_OTHERS])
    hidden = [hide(sentence) for sentence in asked]
    dressed = [dress(one.text) for one in hidden]
    began = time.process_time()
    texts: list[str | None] = [one.text for one in dressed]
    for model in models:
        done = iter(translate_intact(model, [text for text in texts if text]))
        texts = [next(done) if text else None for text in texts]
    cpu = time.process_time() - began
    shown = [
        show(undress(text, one.runs), whole, last.target) if text else None
        for text, one, whole in zip(texts, dressed, hidden, strict=True)
    ]
    kept = sum(text is not None for text in texts)
    return Tried(asked, tuple(shown), kept, round(cpu, 4))


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(_translate([Path(one) for one in sys.argv[1:]])))
