"""Packages come from somewhere; each file here is a real one, spoilt in one way."""

from __future__ import annotations

import fcntl
import io
import json
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from handoff.translation import install as module
from handoff.translation import trial
from handoff.translation.install import install
from handoff.translation.packages import Hop, NotAPackage, all_packages, installed, read
from tests.translate.conftest import SHIPPED

DE_EN = SHIPPED / "translate-de_en-1_0.argosmodel"
ROOT = "translate-de_en-1_0"
Contents = dict[str, bytes]


def contents() -> Contents:
    with zipfile.ZipFile(DE_EN) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def package(tmp_path: Path, files: Contents, name: str = "made.argosmodel") -> Path:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files.items():
            archive.writestr(file, content)
    return path


def with_metadata(tmp_path: Path, **changed: object) -> Path:
    files = contents()
    about = json.loads(files[f"{ROOT}/metadata.json"]) | changed
    files[f"{ROOT}/metadata.json"] = json.dumps(about).encode()
    return package(tmp_path, files, f"{len(list(tmp_path.iterdir()))}.argosmodel")


def without(tmp_path: Path, name: str) -> Path:
    return package(tmp_path, {path: c for path, c in contents().items() if not path.endswith(name)})


def plus(tmp_path: Path, name: str, content: bytes = b"x") -> Path:
    return package(tmp_path, {**contents(), name: content})


def replaced(tmp_path: Path, name: str, content: bytes) -> Path:
    return package(tmp_path, {**contents(), f"{ROOT}/{name}": content})


def link(tmp_path: Path) -> Path:
    path = package(tmp_path, contents())
    entry = zipfile.ZipInfo(f"{ROOT}/README.md")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(entry, "/etc/passwd")
    return path


def twice(tmp_path: Path) -> Path:
    path = package(tmp_path, contents())
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(f"{ROOT}/metadata.json", b"{}")
    return path


def damaged(tmp_path: Path) -> Path:
    """A bit of the weights fell over on the way."""
    content = bytearray(DE_EN.read_bytes())
    content[len(content) // 4] ^= 1
    path = tmp_path / "damaged.argosmodel"
    path.write_bytes(content)
    return path


def cut_off(tmp_path: Path) -> Path:
    path = tmp_path / "cut.argosmodel"
    path.write_bytes(DE_EN.read_bytes()[:-100_000])
    return path


def lying(tmp_path: Path) -> Path:
    """Says of its weights that they are smaller than they are."""
    path = tmp_path / "lying.argosmodel"
    content = DE_EN.read_bytes()
    size = len(contents()[f"{ROOT}/model/model.bin"])
    assert content.count(size.to_bytes(4, "little")) == 2
    path.write_bytes(content.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    return path


def encrypted(tmp_path: Path) -> Path:
    content = bytearray(package(tmp_path, contents()).read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(signature, at + 4)
    path = tmp_path / "encrypted.argosmodel"
    path.write_bytes(content)
    return path


def bpe(tmp_path: Path) -> Path:
    files = {name: c for name, c in contents().items() if "sentencepiece" not in name}
    return package(tmp_path, {**files, f"{ROOT}/bpe.model": b"x"})


SPOILT: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "not there": ("no_file", lambda tmp: tmp / "missing"),
    "a folder": ("no_file", lambda tmp: tmp),
    "no archive": ("no_zip", lambda tmp: Path(__file__)),
    "cut off": ("no_zip", cut_off),
    "damaged": ("no_zip", damaged),
    "lying about sizes": ("no_zip", lying),
    "with a password": ("password", encrypted),
    "empty": ("roots", lambda tmp: package(tmp, {})),
    "two roots": ("roots", lambda tmp: plus(tmp, "other/metadata.json")),
    "no root": ("roots", lambda tmp: plus(tmp, "metadata.json")),
    "climbs out": ("path", lambda tmp: plus(tmp, f"{ROOT}/../../evil")),
    "absolute": ("path", lambda tmp: plus(tmp, "/tmp/evil")),
    "of Windows": ("path", lambda tmp: plus(tmp, f"{ROOT}\\..\\evil")),
    "of a drive": ("path", lambda tmp: plus(tmp, "C:/evil")),
    "a symlink": ("path", link),
    "the same twice": ("twice", twice),
    "a bomb": ("too_large", lambda tmp: plus(tmp, f"{ROOT}/model/vocab", bytes(100_000_000))),
    "many files": (
        "too_many_files",
        lambda tmp: package(tmp, {f"{ROOT}/{number}": b"" for number in range(2001)}),
    ),
    "no metadata": ("no_metadata", lambda tmp: without(tmp, "metadata.json")),
    "metadata of nothing": ("metadata", lambda tmp: replaced(tmp, "metadata.json", b"[1]")),
    "metadata of binary": ("metadata", lambda tmp: replaced(tmp, "metadata.json", b"\xff\xfe")),
    "metadata without languages": ("metadata", lambda tmp: replaced(tmp, "metadata.json", b"{}")),
    "numbers as languages": ("metadata", lambda tmp: with_metadata(tmp, from_code=1)),
    "a path as language": ("languages", lambda tmp: with_metadata(tmp, from_code="../x")),
    "one language": ("languages", lambda tmp: with_metadata(tmp, from_code="en")),
    "a path as version": ("version", lambda tmp: with_metadata(tmp, package_version="1/../..")),
    "another type": ("type", lambda tmp: with_metadata(tmp, type="sbd")),
    "no weights": ("incomplete", lambda tmp: without(tmp, "model.bin")),
    "no tokenizer": ("incomplete", lambda tmp: without(tmp, "sentencepiece.model")),
    "another tokenizer": ("bpe", bpe),
    "weights of nothing": ("does_not_run", lambda tmp: replaced(tmp, "model/model.bin", b"")),
    "weights of noise": ("does_not_run", lambda tmp: replaced(tmp, "model/model.bin", b"ab" * 999)),
    "tokenizer of noise": (
        "does_not_run",
        lambda tmp: replaced(tmp, "sentencepiece.model", b"ab" * 999),
    ),
}


@pytest.mark.parametrize("case", SPOILT)
def test_a_spoilt_package_is_refused_and_leaves_nothing(tmp_path: Path, case: str):
    reason, spoil = SPOILT[case]
    folder = tmp_path / "models"
    good, _ = install(SHIPPED / "translate-en_tr-1_0.argosmodel", folder)
    source = tmp_path / "files"
    source.mkdir()
    with pytest.raises(NotAPackage) as refused:
        install(spoil(source), folder)
    assert refused.value.reason == reason
    assert {place.name for place in folder.iterdir()} == {good.folder.name, ".lock"}
    assert not list(tmp_path.rglob("evil*"))
    assert list(installed(folder)) == [Hop("en", "tr")]


def test_a_good_package_is_taken_in_without_what_no_model_needs(tmp_path: Path):
    folder = tmp_path / "models"
    file = plus(tmp_path, f"{ROOT}/stanza/de.pt", b"code that nobody should load")
    package, new = install(file, folder)
    assert (package.name, new) == ("de-en 1.0", True)
    names = {str(path.relative_to(package.folder)) for path in package.folder.rglob("*.*")}
    assert names == {
        "metadata.json",
        "model/config.json",
        "model/model.bin",
        "model/shared_vocabulary.json",
        "sentencepiece.model",
    }
    assert install(file, folder)[1] is False, "a second time changes nothing"


def test_the_licence_is_told_where_the_package_names_one(tmp_path: Path):
    readme = b"# German - English\n\nLicense: CC-BY 4.0\n"
    assert install(plus(tmp_path, f"{ROOT}/README.md", readme), tmp_path / "a")[0].licence == (
        "CC-BY 4.0"
    )
    named = with_metadata(tmp_path, license="MIT")
    assert install(named, tmp_path / "b")[0].licence == "MIT"


def test_a_newer_version_takes_the_place_and_an_older_one_is_refused(tmp_path: Path):
    folder = tmp_path / "models"
    install(DE_EN, folder)
    newer, _ = install(with_metadata(tmp_path, package_version="1.10"), folder)
    assert [one.version for one in all_packages(folder)] == ["1.10"]
    with pytest.raises(NotAPackage) as refused:
        install(with_metadata(tmp_path, package_version="1.9"), folder)
    assert (refused.value.reason, refused.value.detail) == ("older", "1.10")
    assert installed(folder) == {Hop("de", "en"): newer}


def test_of_two_versions_side_by_side_the_newer_counts(tmp_path: Path):
    for version in ("1.9", "1.10", "1.2"):
        made, _ = install(with_metadata(tmp_path, package_version=version), tmp_path / version)
        made.folder.rename(tmp_path / f"all-{version}")
    folder = tmp_path / "models"
    folder.mkdir()
    for version in ("1.9", "1.10", "1.2"):
        (tmp_path / f"all-{version}").rename(folder / version)
    assert installed(folder)[Hop("de", "en")].version == "1.10"


def test_what_a_killed_installation_left_is_no_package_and_goes_with_the_next(tmp_path: Path):
    folder = tmp_path / "models"
    left = folder / ".new-abc" / "package"
    left.mkdir(parents=True)
    (left / "metadata.json").write_bytes(contents()[f"{ROOT}/metadata.json"])
    half = folder / "half"
    half.mkdir()
    (half / "metadata.json").write_bytes(contents()[f"{ROOT}/metadata.json"])
    assert installed(folder) == {}
    install(DE_EN, folder)
    assert not left.exists()
    assert list(installed(folder)) == [Hop("de", "en")]


def test_an_installation_killed_in_the_middle_changes_nothing(tmp_path: Path):
    folder = tmp_path / "models"
    install(SHIPPED / "translate-en_tr-1_0.argosmodel", folder)
    script = (
        "import os, pathlib, handoff.translation.trial as trial\n"
        "from handoff.translation.install import install\n"
        "trial.run = lambda *folders: os._exit(9)\n"
        f"install(pathlib.Path({str(DE_EN)!r}), pathlib.Path({str(folder)!r}))\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 9
    assert list(folder.glob(".new-*")), "it was killed in the middle"
    assert list(installed(folder)) == [Hop("en", "tr")]
    install(DE_EN, folder)
    assert not list(folder.glob(".new-*"))
    assert len(installed(folder)) == 2


def test_two_installations_do_not_meet(tmp_path: Path):
    folder = tmp_path / "models"
    folder.mkdir()
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(NotAPackage, match="under_way"):
            install(DE_EN, folder)
    assert install(DE_EN, folder)[1]


def test_a_full_disk_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    usage = module.shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(module.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(NotAPackage, match="disk_full"):
        install(DE_EN, tmp_path / "models")


def test_a_model_that_hangs_in_its_trial_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(trial, "PATIENCE", 0.01)
    with pytest.raises(NotAPackage, match="hangs"):
        install(DE_EN, tmp_path / "models")
    assert installed(tmp_path / "models") == {}


def test_without_the_libraries_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "ctranslate2.py").write_text("raise ModuleNotFoundError('ctranslate2')")
    monkeypatch.setenv("PYTHONPATH", str(blocked))
    with pytest.raises(NotAPackage, match="not_installed"):
        install(DE_EN, tmp_path / "models")


def test_loading_a_model_leaves_nothing_at_home_and_asks_nobody(tmp_path: Path, models: Path):
    """In a process of its own, where every connection is an error."""
    script = (
        "import os, socket, sys\n"
        "from pathlib import Path\n"
        "def refuse(*a, **k): raise SystemExit('a connection!')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "before = dict(os.environ)\n"
        "from handoff.translation.model import Model\n"
        f"model = Model(Path({str(models / ROOT)!r}))\n"
        "print(model.translate(['Guten Tag.']))\n"
        "assert dict(os.environ) == before, 'the environment was changed'\n"
        "heavy = ('torch', 'stanza', 'spacy', 'minisbd', 'onnxruntime', 'transformers')\n"
        "assert not [name for name in heavy if name in sys.modules]\n"
        "assert 'argostranslate.translate' not in sys.modules, 'it logs what it translates'\n"
    )
    environment = {
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "ARGOS_DEBUG": "1",
        "ARGOS_PACKAGES_DIR": str(tmp_path / "argos"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "['Good day.']\n", done.stderr
    assert list(tmp_path.iterdir()) == []


def test_packages_that_are_none_are_passed_over(tmp_path: Path, models: Path):
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    (tmp_path / "good").symlink_to(models / ROOT)
    assert list(installed(tmp_path)) == [Hop("de", "en")]
    with pytest.raises(NotAPackage, match="no_metadata"):
        read(tmp_path / "empty")


def test_a_bomb_really_is_one():
    """Else the case above would show nothing."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", bytes(100_000_000))
    assert len(packed.getvalue()) < 100_000_000 / module.HIGHEST_RATIO
