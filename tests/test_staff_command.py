"""`lotse staff …` at the operator's terminal."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pyrage import x25519
from typer.testing import CliRunner, Result

from handoff.age_scrypt import seal_for_passphrase
from handoff.joining import Account
from handoff.ledger import Ledger
from handoff.store import Store
from lotse.__main__ import app
from lotse.settings import Settings
from lotse.terminal import terminal
from lotse.wiring import utc_now
from post.errors import SettingsError
from post.keyring import KeyRing
from post.sealing import fingerprint

FAST_LOG_N = 10


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "data").mkdir()
    for name, value in {
        "LOTSE_DATA": str(tmp_path / "data"),
        "LOTSE_SECRET_FILE": str(tmp_path / "keys"),
        "LOTSE_PUBLIC_URL": "https://lotse.test",
        "LOTSE_DEMO": "0",
        "LANG": "en_GB.UTF-8",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    return tmp_path


@pytest.fixture
def office(folder: Path) -> Path:
    """A folder in which Lotse has been started once."""
    KeyRing.load_or_create(folder / "keys")

    async def build_tables() -> None:
        store = Store(Settings(_env_file=None).database)
        await store.migrate()
        await store.close()

    asyncio.run(build_tables())
    Ledger(Settings(_env_file=None).ledger, utc_now).create()
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["staff", *arguments])


def link_of(result: Result) -> tuple[str, str]:
    address = result.output.split()[-1]
    assert address.startswith("https://lotse.test/desk/#")
    kind, token = address.partition("#")[2].split("=")
    return kind, token


def join(token: str, name: str, *, papers: bool = False) -> str:
    """The recipient of the new person."""
    identity = x25519.Identity.generate()
    recovery = tuple(str(x25519.Identity.generate().to_public()) for _ in range(2))
    account = Account(
        token=token,
        name=name,
        shown_name=name.title(),
        recipient=str(identity.to_public()),
        sealed_identity=seal_for_passphrase(str(identity).encode(), "x", FAST_LOG_N),
        recovery=(recovery[0], recovery[1]) if papers else None,
    )

    async def act() -> None:
        async with terminal(Settings(_env_file=None)) as found:
            await found.joining.join(account)

    asyncio.run(act())
    return account.recipient


def refused(*arguments: str) -> str:
    result = run(*arguments)
    assert isinstance(result.exception, SettingsError), result.output
    return str(result.exception)


def test_the_first_lead_then_a_colleague(office: Path) -> None:
    kind, token = link_of(run("invite", "--team", "ads", "--role", "lead"))
    assert kind == "setup"
    recipient = join(token, "ayse", papers=True)
    kind, token = link_of(run("invite", "--team", "ads"))
    assert kind == "join"
    join(token, "bernd")
    kind, _ = link_of(run("invite", "--team", "ads", "--role", "lead"))
    assert kind == "join"  # there is a lead already, who confirms
    listed = run("list").output
    assert "ayse (Ayse) · lead · ads · confirmed" in listed
    assert "bernd (Bernd) · counsellor · ads · unconfirmed" in listed
    assert fingerprint(recipient) in listed  # type: ignore[arg-type]
    assert "age1" not in listed


def test_signing_out_and_revoking(office: Path) -> None:
    _, token = link_of(run("invite", "--team", "ads", "--role", "lead"))
    join(token, "ayse", papers=True)
    assert "Ayse is signed out everywhere." in run("sign-out", "ayse").output
    assert "--anyway" in refused("revoke", "ayse")
    assert "Ayse is revoked." in run("revoke", "ayse", "--anyway").output
    assert "· revoked" in run("list").output
    assert (office / "lotse.ledger").read_text().count("revoked ") == 1
    # The team has no lead any more: the next one sets up again and counts at once.
    assert link_of(run("invite", "--team", "ads", "--role", "lead"))[0] == "setup"


def test_teams_and_what_does_not_exist(office: Path) -> None:
    _, token = link_of(run("invite", "--team", "ads"))
    join(token, "bernd")
    assert run("teams", "bernd", "ads").output == "Bernd: ads\n"
    assert "does not exist" in refused("teams", "bernd", "nowhere")
    for arguments in (
        ("invite", "--team", "nowhere"),
        ("revoke", "nobody"),
        ("sign-out", "nobody"),
        ("teams", "nobody", "ads"),
    ):
        assert "no such person or team" in refused(*arguments)
    assert "lead, counsellor, editor, operator" in refused(
        "invite", "--team", "ads", "--role", "emperor"
    )


def test_without_a_key_file_nothing_is_begun(folder: Path) -> None:
    assert "Start Lotse first" in refused("list")
    assert not (folder / "keys").exists()
