"""An office for the desk's measurements: the whole program in a process, with people in it.

Residents and counsellors are those of the tests: they speak the HTTP contract and hold the keys
that browsers would hold. Each has an address of their own, so that the limits for one address,
which are not measured here, do not count.
"""

from __future__ import annotations

import base64
import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

import httpx
import redis
from pyrage import x25519

from bench.peers.started import lotse_settings
from bench.processes import Process, free_port, gets_200, running, wait_quiet, wait_until
from handoff.age_scrypt import seal_for_passphrase
from lotse.embedded import socket_path
from post.sealing import fingerprint
from tests import report_way
from tests.counsellor import Counsellor
from tests.resident import Resident

STORY = "Der Vermieter hat meinen Namen gehört und aufgelegt."
_GREETING = re.compile(r"name: +(\S+)\n +passphrase: +([a-z ]+)")
_FAST_LOG_N = 10
"""Work factor of those who need not unlock anything while time is taken."""


class Office:
    """A running demo; `close` is called by `office`."""

    def __init__(self, folder: Path, port: int, process: Process) -> None:
        self.folder, self.process = folder, process
        self.url = f"http://localhost:{port}"
        self.database = folder / "data" / "lotse.sqlite3"
        self._addresses = itertools.count(1)
        greeting = _GREETING.search((folder / "log").read_text())
        assert greeting, "the program named no passphrase"
        self.name, self.passphrase = greeting[1], greeting[2].strip()

    def client(self) -> httpx.AsyncClient:
        number = next(self._addresses)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        headers = {"x-forwarded-for": address}
        return httpx.AsyncClient(base_url=self.url, headers=headers, timeout=120)

    async def lead(self) -> Counsellor:
        lead = Counsellor(self.client())
        await lead.sign_in(self.name, self.passphrase)
        return lead

    async def colleague(
        self, lead: Counsellor, name: str, passphrase: str = "x", log_n: int = _FAST_LOG_N
    ) -> Counsellor:
        """Somebody new, invited and confirmed, who may open every case that begins from now on."""
        invited = await lead.post("/invitations", {"role": "counsellor", "team": "ads"}, 201)
        colleague, identity = Counsellor(self.client()), x25519.Identity.generate()
        recipient = str(identity.to_public())
        sealed = seal_for_passphrase(str(identity).encode(), passphrase, log_n)
        account = {
            "token": invited["token"],
            "name": name,
            "shown_name": name.title(),
            "recipient": recipient,
            "sealed_identity": base64.b64encode(sealed).decode(),
            "recovery": None,
        }
        colleague.me = (await colleague.post("/accounts", account, 201))["me"]
        colleague.identity = str(identity)
        spoken = {"fingerprint": fingerprint(recipient)}
        await lead.post(f"/staff/{colleague.me['id']}/confirmation", spoken, 200)
        return colleague

    async def resident(self) -> Resident:
        """Somebody who has told a story on the safe line; their case is open."""
        resident = Resident(self.client())
        await resident.begin("de")
        await resident.tap(report_way.title())
        for label in report_way.labels(report_way.STRAIGHT):
            await resident.tap(label)
        await resident.write(STORY)
        for label in report_way.labels(report_way.TO_CONSENT):
            await resident.tap(label)
        await resident.tap("Ja, abschicken")
        self._calm()
        await resident.open()
        return resident

    def _calm(self) -> None:
        """Opening many cases makes each dearer; here it costs as much as on an ordinary day."""
        path = socket_path(self.folder / "data" / "valkey")
        with redis.Redis(unix_socket_path=str(path)) as client:
            if counters := list(client.scan_iter("n:*")):
                client.delete(*counters)


def percentile(values: list[float], which: int) -> float:
    return quantiles(values, n=100, method="inclusive")[which - 1]


@contextmanager
def office(folder: Path) -> Iterator[Office]:
    port = free_port()
    env = lotse_settings(folder, port) | {"LOTSE_TRUSTED_PROXIES": "127.0.0.1"}
    with running(folder, "lotse", "up", env=env) as process:
        wait_until(lambda: gets_200(port, "/readyz"), process)
        wait_until(lambda: "passphrase:" in (folder / "log").read_text(), process)
        wait_quiet(process)
        yield Office(folder, port, process)
