"""What a resident wishes on the safe line: a human interpreter, and the machine, or not."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from tests import report_way
from tests.counsellor import Counsellor
from tests.resident import Resident
from tests.running import Running
from tests.test_safe_line import STORY, reasoned, told

INTERPRETER = ("interpreter/needed", "no")


@pytest.fixture
async def client(lotse: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=lotse.url, timeout=60) as client:
        yield client


@pytest.fixture
async def counsellor(lotse: Running) -> AsyncIterator[Counsellor]:
    async with httpx.AsyncClient(base_url=lotse.url, timeout=60) as client:
        counsellor = Counsellor(client)
        await counsellor.sign_in(lotse.name, lotse.passphrase)
        yield counsellor


async def report(resident: Resident) -> None:
    """The whole way, with the wish for an interpreter."""
    await resident.begin("de")
    await told(resident)
    await reasoned(resident, "origin", "language")
    await resident.write(STORY)
    for label in (report_way.label(report_way.EVIDENCE), report_way.done()):
        await resident.tap(label)
    for choice in report_way.TO_CONSENT:
        wished = ("interpreter/needed", "yes") if choice == INTERPRETER else choice
        await resident.tap(report_way.label(wished))
    await resident.tap("Ja, abschicken")
    await resident.open()


async def test_wishes_of_the_safe_line(
    lotse: Running, client: httpx.AsyncClient, counsellor: Counsellor
) -> None:
    resident = Resident(client)
    await report(resident)
    (case,) = await counsellor.queue()
    assert (case["interpreter"], case["translate"]) == ("wanted", False)
    assert (await resident.state())["translate"] is False

    async def wish(on: object) -> int:
        return (await resident.line("PUT", "/translation", {"on": on})).status_code

    assert await wish(True) == 204
    assert (await resident.state())["translate"] is True
    (case,) = await counsellor.queue()
    assert (case["translate"], case["translate_asked"]) == (True, "answered")
    await resident.read()
    assert "darf jetzt für die Beratung" in resident.texts("notice")[-1]
    assert await wish(False) == 204
    assert (await resident.state())["translate"] is False
    assert await wish("perhaps") == 422
    # Without a case there is nothing to wish.
    stranger = Resident(client)
    await stranger.begin("de")
    answer = await stranger.line("PUT", "/translation", {"on": True})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "line")
