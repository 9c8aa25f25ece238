"""E-mail over a real socket: what goes out, and what is said when it does not."""

from __future__ import annotations

import datetime as dt
import socket

import pytest

from handoff.mail import Mailer, NotSent, Server, is_address, server_of
from post.errors import SettingsError
from tests.handoff.smtp_server import smtp_server

TO = "ayse@hannover.example"


def mailer(port: int, **changes: str) -> Mailer:
    fields = {"host": "127.0.0.1", "tls": "maybe", **changes}
    server = Server(port=port, **fields)  # type: ignore[arg-type]
    return Mailer(server, "lotse@city.example", lambda: dt.datetime(2026, 11, 23, tzinfo=dt.UTC))


async def why(sender: Mailer) -> tuple[str, bool]:
    with pytest.raises(NotSent) as caught:
        await sender.send(TO, "Es wartet etwas", "x")
    assert "hannover" not in str(caught.value)
    return caught.value.why, caught.value.passing


async def test_a_mail_says_what_it_should_and_nothing_more() -> None:
    async with smtp_server() as server:
        await mailer(server.port).send(TO, "Im Lotse wartet etwas: ü", "Text ü\nhttp://x/desk/")
    ((sender, to, mail),) = server.mails
    assert (sender, to) == ("lotse@city.example", [TO])
    assert set(mail.keys()) - {"X-Peer", "X-MailFrom", "X-RcptTo"} == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
    }
    assert mail["Auto-Submitted"] == "auto-generated"
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode().split() == ["Text", "ü", "http://x/desk/"]


async def test_what_went_wrong() -> None:
    async with smtp_server() as server:
        server.refuses += ["550 no such user ayse@hannover.example", "451 later"]
        assert await why(mailer(server.port)) == ("mail_refused", False)
        assert await why(mailer(server.port)) == ("mail_refused", True)
        # Towards another machine nothing goes without TLS, and this one offers none.
        assert await why(mailer(server.port, tls="starttls")) == ("mail_tls", True)
        assert (await why(mailer(server.port, tls="implicit")))[0] == "mail_tls"
        assert server.mails == []
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        assert await why(mailer(nobody.getsockname()[1])) == ("mail_away", True)
    assert await why(Mailer(None, "lotse@city.example", lambda: dt.datetime.now(dt.UTC))) == (
        "mail_away",
        False,
    )


async def test_signing_in() -> None:
    async with smtp_server(sign_in=True) as server:
        await mailer(server.port, user="lotse", password="geheim").send(TO, "x", "x")
        assert (await why(mailer(server.port, user="lotse", password="x")))[0] == "mail_sign_in"
        assert set(server.users) == {"lotse"}
        assert len(server.mails) == 1


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", None),
        ("smtp://relay.city.example", Server("relay.city.example", 587)),
        ("smtps://u%40x:p%3A@m.example", Server("m.example", 465, "u@x", "p:", "implicit")),
        ("smtp://127.0.0.1:25", Server("127.0.0.1", 25, tls="maybe")),
        ("smtp://relay.example:25?tls=off", Server("relay.example", 25, tls="off")),
    ],
)
def test_addresses_of_servers(url: str, expected: Server | None) -> None:
    assert server_of(url) == expected


@pytest.mark.parametrize("url", ["mail.example", "http://x", "smtp://", "smtp://u:geheim@x:port"])
def test_wrong_addresses_of_servers(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        server_of(url)
    assert "geheim" not in str(caught.value)


def test_addresses_of_people() -> None:
    assert is_address("name.x+y@stadt.de")
    for wrong in ("", "name", "a@b", "a@b.de\nBcc: x@y.de", "a@b.de, c@d.de", "<a@b.de>", "ä@b.de"):
        assert not is_address(wrong), wrong
