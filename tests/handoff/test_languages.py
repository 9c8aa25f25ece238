"""Translation at the desk, the resident's yes to it, interpreters, canned replies."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from handoff.canned import MOST
from handoff.desk_translation import LONGEST, MOST_TEXTS, explained
from handoff.tables import canned, cases
from handoff.wishes import NO, YES
from post.errors import NotFound
from post.ids import CaseId
from post.messages import Message, Outgoing
from tests.handoff.office import OTHER_CHATS, Browser, Office

MODELS = Path(__file__).parents[1] / "fixtures" / "models"
RESIDENT = "age1gde3ncmahlqd9gg50tanl99r960llztrhfapnmx853s4tjum03uqfssgdh"
AN_ID = "0" * 31 + "1"


async def told(office: Office) -> list[Message]:
    """What residents were told since the last time, oldest first."""
    found: list[Outgoing] = []
    claimed = (await office.outbox.claim(10) or [None])[0]
    while claimed is not None:
        found.append(claimed.outgoing)
        claimed = await office.outbox.done(claimed)
    return [outgoing.message for outgoing in found]


async def on_the_safe_line(office: Office, case: CaseId) -> None:
    async with office.store.writing() as connection:
        change = update(cases).where(cases.c.id == case)
        await connection.execute(change.values(resident=RESIDENT, receipt_lookup=case))


async def facts(office: Office, case: CaseId) -> dict[str, Any]:
    found: dict[str, Any] = (await office.lead.get(f"/cases/{case}")).json()
    return found


def order(case: CaseId, *texts: str, source: str = "tr", target: str = "de") -> dict[str, Any]:
    return {"case": case, "texts": list(texts), "from": source, "to": target}


# translation


async def test_what_a_resident_wrote_is_translated_on_this_machine(ready_office: Office) -> None:
    office = ready_office
    folder = Path(office.folder.name) / "models"
    for file in MODELS.glob("*.argosmodel"):
        zipfile.ZipFile(file).extractall(folder)
    taken = await office.open_case()
    asked = order(taken.case, "Bir sorum var.", "0511 123456", "Xyzzy qwv.")
    body = (await office.lead.post("/translate", asked)).json()
    first, numbers, _ = body["texts"]
    assert (first["by"], first["why"]) == ("machine", "ok")
    assert first["text"] != "Bir sorum var."
    assert numbers == {"text": "0511 123456", "by": "none", "why": "same"}
    assert body["machine"] == "de|machine|"
    assert len(office.translator._memory) > 0
    assert (await office.lead.delete("/translate")).status_code == 204
    assert len(office.translator._memory) == 0
    await office.translator.close()


async def test_without_a_model_the_original_comes_back_and_says_why(ready_office: Office) -> None:
    taken = await ready_office.open_case()
    answer = await ready_office.lead.post("/translate", order(taken.case, "Merhaba"))
    assert answer.json()["texts"] == [{"text": "Merhaba", "by": "none", "why": "no_model"}]


@pytest.mark.parametrize(
    "texts",
    [[], ["x"] * (MOST_TEXTS + 1), ["x" * (LONGEST + 1)]],
    ids=["none", "too many", "too long"],
)
async def test_too_much_at_once_is_refused(ready_office: Office, texts: list[str]) -> None:
    taken = await ready_office.open_case()
    answer = await ready_office.lead.post("/translate", order(taken.case, *texts))
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "too_long_to_translate")


async def test_a_language_is_a_language(ready_office: Office) -> None:
    taken = await ready_office.open_case()
    asked = order(taken.case, "x", source="../tr")
    assert (await ready_office.lead.post("/translate", asked)).status_code == 422


async def test_no_case_no_translation(ready_office: Office) -> None:
    """Leaving the case out would be a way around the resident's no."""
    answer = await ready_office.lead.post("/translate", {"texts": ["x"], "from": "tr", "to": "de"})
    assert answer.status_code == 422


async def test_while_the_resident_takes_it_back_nothing_is_translated(
    ready_office: Office,
) -> None:
    taken = await ready_office.open_case()
    due = int(ready_office.clock().timestamp()) + 3600
    await ready_office.desk.withdrawals.later(taken.case, due)
    answer = await ready_office.lead.post("/translate", order(taken.case, "x"))
    assert answer.json()["error"]["code"] == "withdrawing"


def test_german_words_on_doors_get_their_meaning_once() -> None:
    terms = {"Jobcenter": "iş bulma merkezi", "ADS": "ADS (büro)", "Amt": "", "Termin": "randevu"}
    said = explained("Jobcenter ve ADS, Jobcenter; Amt, Terminkalender.", terms)
    assert said == "Jobcenter (iş bulma merkezi) ve ADS (büro), Jobcenter; Amt, Terminkalender."
    assert explained(said, terms) == said


# the resident's yes


async def test_on_the_safe_line_only_after_a_yes(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    await told(office)
    case, lead = taken.case, office.lead
    await on_the_safe_line(office, case)
    refused = await lead.post("/translate", order(case, "Merhaba"))
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_wished")

    asked = await lead.post(f"/cases/{case}/translate-wish", {})
    assert asked.json() == {"interpreter": None, "translate": False, "translate_asked": "asked"}
    (question,) = await told(office)
    assert question.text == "en|desk_translate_ask|"
    assert [row[0].data for row in question.buttons] == [YES, NO]
    again = await lead.post(f"/cases/{case}/translate-wish", {})
    assert again.json()["error"]["code"] == "asked"
    assert await told(office) == []

    await office.languages.wishes.set_translate(case, on=True)
    await office.languages.wishes.set_translate(case, on=True)
    assert [message.text for message in await told(office)] == ["en|desk_translate_on|"]
    assert (await facts(office, case))["translate"] is True
    assert (await lead.post("/translate", order(case, "Merhaba"))).status_code == 200

    await office.languages.wishes.set_translate(case, on=False)
    assert [message.text for message in await told(office)] == ["en|desk_translate_off|"]
    assert (await lead.post("/translate", order(case, "Merhaba"))).status_code == 403
    said = await facts(office, case)
    assert (said["translate"], said["translate_asked"]) == (False, "answered")
    verbs = [verb for _, verb, _ in await office.noted() if verb.startswith("translate")]
    assert verbs == ["translate_ask", "translate_on", "translate_off"]


async def test_asking_is_for_the_one_who_has_the_case(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.claimed_case()
    path = f"/cases/{taken.case}/translate-wish"
    assert (await office.lead.post(path, {})).json()["error"]["code"] == "server_line"
    await on_the_safe_line(office, taken.case)
    assert (await office.second.post(path, {})).json()["error"]["code"] == "stale"


async def test_a_yes_for_a_case_that_is_gone_changes_nothing(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.open_case()
    await on_the_safe_line(office, taken.case)
    await office.desk.withdraw(taken.case)
    await told(office)
    await office.languages.wishes.set_translate(taken.case, on=True)
    assert await told(office) == []
    async with office.store.reading() as connection:
        row = (await connection.execute(select(cases).where(cases.c.id == taken.case))).one()
    assert (row.translate, row.translate_asked) == (False, None)
    with pytest.raises(NotFound):
        await office.languages.wishes.set_translate(CaseId("0" * 32), on=True)


async def test_an_erasure_empties_the_translators_memory(ready_office: Office) -> None:
    taken = await ready_office.open_case()
    forgotten: list[bool] = []
    ready_office.desk.withdrawals.erased = lambda: forgotten.append(True)
    await ready_office.desk.withdraw(taken.case)
    assert forgotten == [True]


# interpreters


async def test_an_interpreter_is_looked_for_and_found(ready_office: Office) -> None:
    office, taken = ready_office, await ready_office.open_case()
    path = f"/cases/{taken.case}/interpreter"
    for state in ("wanted", "wanted", "arranged", None):
        answer = await office.second.post(path, {"state": state})
        assert answer.json()["interpreter"] == state
    assert [message.text for message in await told(office)] == [
        "en|desk_interpreter_wanted|",
        "en|desk_interpreter_arranged|",
    ]
    assert (await office.lead.post(path, {"state": "soon"})).status_code == 422


async def test_who_wished_one_at_the_intake_need_not_ask_again(ready_office: Office) -> None:
    office = ready_office
    wished = await office.open_case(interpreter=True)
    other = await office.open_case(chat=OTHER_CHATS[0])
    assert (await facts(office, wished.case))["interpreter"] == "wanted"
    assert (await facts(office, other.case))["interpreter"] is None


# canned replies


async def keep(browser: Browser, reply_id: str = AN_ID, **changes: Any) -> Any:
    body = {"team": "ads", "title": "Hallo", "texts": {"de": "Guten Tag {name}"}, **changes}
    return await browser.put(f"/canned/{reply_id}", body)


async def listed(browser: Browser, team: str = "ads") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await browser.get(f"/canned?team={team}")).json()["canned"]
    return found


async def test_a_team_keeps_replies_of_its_own(ready_office: Office) -> None:
    office = ready_office
    assert (await keep(office.lead)).status_code == 201
    changed = await keep(office.second, texts={"de": "Moin", "tr": "Selam"})
    assert changed.status_code == 200
    own, shipped = await listed(office.lead)
    assert own["texts"] == {"de": "Moin", "tr": "Selam"}
    assert (own["own"], own["title"]) == (True, {"de": "Hallo"})
    assert shipped["title"] == {"de": "Erhalten", "en": "Received"}
    async with office.store.reading() as connection:
        row = (await connection.execute(select(canned))).one()
    assert b"Moin" not in row.sealed
    assert (await office.second.delete(f"/canned/{AN_ID}")).status_code == 204
    assert [one["own"] for one in await listed(office.lead)] == [False]


async def test_no_team_sees_or_touches_anothers(ready_office: Office) -> None:
    office = ready_office
    await office.set_up_other_team()
    assert (await keep(office.lead)).status_code == 201
    stranger = office.other_lead
    assert (await stranger.get("/canned?team=ads")).status_code == 404
    assert (await keep(stranger)).status_code == 404
    assert (await keep(stranger, team="school")).status_code == 404
    assert (await stranger.delete(f"/canned/{AN_ID}")).status_code == 404
    assert len(await listed(office.lead)) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"title": "x" * 81},
        {"texts": {}},
        {"texts": {"de": " "}},
        {"texts": {"de": "x" * 3801}},
        {"texts": {"../de": "x"}},
        {"texts": {f"a{chr(97 + n // 26)}{chr(97 + n % 26)}": "x" for n in range(31)}},
    ],
)
async def test_a_reply_has_a_title_and_a_text(ready_office: Office, wrong: Any) -> None:
    answer = await keep(ready_office.lead, **wrong)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "canned")
    assert (await keep(ready_office.lead, "short")).status_code == 422


async def test_there_is_an_end_to_them(ready_office: Office) -> None:
    office = ready_office
    rows = [
        {"id": f"{n:032x}", "team": "ads", "sealed": b"x", "by": "x", "day": "2026-11-23"}
        for n in range(2, MOST + 2)
    ]
    async with office.store.writing() as connection:
        await connection.execute(canned.insert(), rows)
    answer = await keep(office.lead)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "canned_full")
    # What was put there past the program opens with no key, and is not shown.
    assert [one["own"] for one in await listed(office.lead)] == [False]
