"""Route × role × object: every route of the desk with everybody, against a table written here.

The routes come from the program itself: one without an entry fails, and so does an entry without
a route.
"""

from __future__ import annotations

import base64
import string
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from handoff.api import may_hear
from handoff.wording import _TEXTS
from lotse.settings import Settings
from lotse.wiring import Lotse
from post.keyring import KeyRing
from post.sealing import lock_case
from tests.handoff.office import OTHER_CHATS, Browser, Office
from tests.handoff.test_api import routes_of
from tests.running import shipped_book

NOBODY_KNOWS = "0" * 32
AN_AGE_FILE = base64.b64encode(b"age-encryption.org/v1\n").decode()

EVERYBODY = frozenset({"unconfirmed", "editor", "operator", "counsellor", "lead"})
"""Roles of people who are signed in; "excluded" and those of the other team are such as well."""
CASES = frozenset({"counsellor", "lead"})
STAFF = frozenset({"lead"})
COUNTS = frozenset({"lead", "editor"})
SYSTEM = frozenset({"lead", "operator"})


@dataclass(frozen=True)
class Entry:
    """`roles` pass the door (None: no door), `ok` is what they get for an object of their team.

    `of`: what the object is. `none`: what there is for an id that nobody knows.
    """

    roles: frozenset[str] | None
    ok: int
    body: Any = None
    of: str = ""
    none: int = 404
    with_excluded: bool = field(default=False)


# In this order they are tried: what takes something away comes last.
MATRIX: dict[tuple[str, str], Entry] = {
    ("GET", "/state"): Entry(None, 200),
    ("POST", "/invitations/look"): Entry(None, 410, {"token": "guessed"}),
    ("POST", "/accounts"): Entry(
        None, 410, {"token": "guessed", "recipient": "age1", "sealed_identity": ""}
    ),
    ("POST", "/sign-in"): Entry(None, 200, {"name": "nobody"}),
    ("POST", "/sign-in/passkey"): Entry(None, 200, {}),
    ("GET", "/events"): Entry(EVERYBODY, 200),
    ("GET", "/me/methods"): Entry(EVERYBODY, 200),
    ("POST", "/me/passkeys/options"): Entry(EVERYBODY, 200, {}),
    ("POST", "/me/passkeys"): Entry(
        EVERYBODY,
        422,
        {"attempt": "x", "label": "x", "credential": {}, "sealed_identity": AN_AGE_FILE},
    ),
    ("DELETE", "/me/methods/{method_id}"): Entry(EVERYBODY, 404),
    ("PUT", "/me/passphrase"): Entry(EVERYBODY, 422, {"sealed_identity": AN_AGE_FILE}),
    ("GET", "/me/notices"): Entry(CASES, 200),
    ("PUT", "/me/notices"): Entry(CASES, 200, {"ways": [], "kinds": ["new"]}),
    ("POST", "/me/notices/code"): Entry(CASES, 201, {}),
    ("POST", "/me/notices/trial"): Entry(CASES, 409, {}),
    ("DELETE", "/me/notices"): Entry(CASES, 204),
    ("GET", "/staff"): Entry(STAFF, 200),
    ("POST", "/invitations"): Entry(
        STAFF, 201, {"role": "counsellor", "team": "{team}"}, of="team"
    ),
    ("POST", "/staff/{staff_id}/confirmation"): Entry(STAFF, 409, {"fingerprint": "x"}, of="staff"),
    ("POST", "/staff/{staff_id}/revocation"): Entry(STAFF, 409, {}, of="staff"),
    ("POST", "/staff/{staff_id}/reenrolment"): Entry(STAFF, 409, {}, of="staff"),
    ("PUT", "/staff/{staff_id}/role"): Entry(STAFF, 409, {"role": "editor"}, of="staff"),
    ("PUT", "/staff/{staff_id}/teams"): Entry(STAFF, 409, {"teams": ["{team}"]}, of="staff"),
    ("GET", "/audit"): Entry(STAFF, 200),
    ("GET", "/counts"): Entry(COUNTS, 200),
    ("GET", "/system"): Entry(SYSTEM, 200),
    ("GET", "/cases"): Entry(CASES, 200),
    ("GET", "/rewraps"): Entry(CASES, 200),
    ("GET", "/colleagues"): Entry(CASES, 200),
    ("GET", "/me/absences"): Entry(CASES, 200),
    ("PUT", "/me/absences"): Entry(CASES, 422, {"first_day": "x", "last_day": "x"}),
    ("DELETE", "/me/absences/{absence_id}"): Entry(CASES, 404),
    ("GET", "/staff/{staff_id}/absences"): Entry(STAFF, 200, of="staff"),
    ("PUT", "/staff/{staff_id}/absences"): Entry(
        STAFF, 422, {"first_day": "x", "last_day": "x"}, of="staff"
    ),
    ("DELETE", "/staff/{staff_id}/absences/{absence_id}"): Entry(STAFF, 404, of="staff"),
    ("GET", "/deadline-rules"): Entry(CASES, 200),
    ("GET", "/documentation"): Entry(CASES, 200),
    ("GET", "/cases/{case_id}/deadlines"): Entry(CASES, 200, of="case"),
    ("PUT", "/cases/{case_id}/deadlines"): Entry(CASES, 200, {"deadlines": []}, of="case"),
    ("POST", "/cases/{case_id}/exported"): Entry(CASES, 204, {"kind": "print"}, of="case"),
    ("GET", "/cases/{case_id}"): Entry(CASES, 200, of="case"),
    ("GET", "/cases/{case_id}/items"): Entry(CASES, 200, of="case"),
    ("POST", "/cases/{case_id}/claim"): Entry(CASES, 409, {"epoch": 99}, of="case"),
    ("POST", "/cases/{case_id}/release"): Entry(CASES, 409, {"epoch": 99}, of="case"),
    ("POST", "/cases/{case_id}/closure"): Entry(CASES, 409, {"epoch": 99}, of="case"),
    ("POST", "/cases/{case_id}/wait"): Entry(CASES, 409, {"epoch": 99}, of="case"),
    ("POST", "/cases/{case_id}/schedule"): Entry(
        CASES, 409, {"epoch": 99, "answer_by": "2026-12-01"}, of="case"
    ),
    ("POST", "/cases/{case_id}/offer"): Entry(CASES, 422, {"epoch": 99, "to": "{kept}"}, of="case"),
    ("POST", "/cases/{case_id}/acceptance"): Entry(CASES, 409, {"epoch": 99}, of="case"),
    ("POST", "/cases/{case_id}/refusal"): Entry(CASES, 409, {"epoch": 99}, of="case"),
    ("POST", "/cases/{case_id}/recall"): Entry(CASES, 409, {"epoch": 99}, of="case"),
    ("POST", "/cases/{case_id}/mute"): Entry(CASES, 409, {"epoch": 99}, of="case"),
    ("POST", "/cases/{case_id}/take-back"): Entry(
        STAFF, 409, {"epoch": 99, "reason": "absent"}, of="case"
    ),
    ("POST", "/cases/{case_id}/look"): Entry(CASES, 200, {"here": True}, of="case"),
    ("GET", "/cases/{case_id}/colleagues"): Entry(CASES, 200, of="case"),
    ("GET", "/mutes"): Entry(STAFF, 200),
    ("DELETE", "/mutes/{mute_id}"): Entry(STAFF, 404),
    ("POST", "/cases/{case_id}/items"): Entry(
        CASES,
        409,
        {
            "epoch": 99,
            "item": "12345678",
            "seq": 0,
            "prev": "",
            "ciphertext": "{sealed}",
            "text": "x",
        },
        of="case",
    ),
    ("POST", "/cases/{case_id}/notes"): Entry(
        CASES,
        422,
        {"item": "12345678", "seq": 0, "prev": "", "ciphertext": "{sealed}"},
        of="case",
    ),
    ("PUT", "/cases/{case_id}/draft"): Entry(CASES, 204, {"ciphertext": "{sealed}"}, of="case"),
    ("DELETE", "/cases/{case_id}/draft"): Entry(CASES, 204, of="case"),
    ("POST", "/cases/{case_id}/items/{item}/again"): Entry(
        CASES, 409, {"epoch": 99, "text": "x"}, of="case"
    ),
    ("POST", "/cases/{case_id}/erasure"): Entry(STAFF, 422, {"number": "x"}, of="case"),
    ("GET", "/new-case"): Entry(CASES, 404),
    ("POST", "/cases"): Entry(
        CASES,
        409,
        {
            "ticket": "AAAA",
            "version": "",
            "channel": "phone",
            "lang": "de",
            "recipient": "",
            "wraps": {},
            "item": "12345678",
            "ciphertext": "",
        },
    ),
    ("POST", "/cases/{case_id}/wraps"): Entry(
        CASES, 200, {"staff": "{lead}", "recipient": "{recipient}", "wrap": "{wrap}"}, of="case"
    ),
    ("PUT", "/cases/{case_id}/slip"): Entry(CASES, 422, {"coded": 1}, of="case"),
    ("GET", "/figures"): Entry(COUNTS, 200),
    ("GET", "/figures.json"): Entry(COUNTS, 200),
    ("GET", "/figures.csv"): Entry(COUNTS, 200),
    ("GET", "/recovery"): Entry(STAFF, 200),
    ("POST", "/recovery/drill"): Entry(STAFF, 200, {"team": "{team}"}, of="team"),
    ("PUT", "/recovery/drill"): Entry(STAFF, 403, {"attempt": "x", "nonce": ""}),
    ("POST", "/cases/{case_id}/recovery"): Entry(STAFF, 200, {}, of="case"),
    ("GET", "/cases/{case_id}/exclusions"): Entry(STAFF, 200, of="case"),
    ("POST", "/cases/{case_id}/exclusions"): Entry(STAFF, 201, {"staff": "{kept}"}, of="case"),
    ("POST", "/translate"): Entry(
        CASES, 200, {"case": "{case_id}", "texts": ["x"], "from": "en", "to": "de"}, of="case"
    ),
    ("DELETE", "/translate"): Entry(CASES, 204),
    ("POST", "/cases/{case_id}/translate-wish"): Entry(CASES, 409, {}, of="case"),
    ("POST", "/cases/{case_id}/interpreter"): Entry(CASES, 200, {"state": "wanted"}, of="case"),
    ("GET", "/canned"): Entry(CASES, 404),
    ("PUT", "/canned/{reply_id}"): Entry(
        CASES, 422, {"team": "{team}", "title": "", "texts": {}}, of="team"
    ),
    ("DELETE", "/canned/{reply_id}"): Entry(CASES, 404),
    ("POST", "/cases/{case_id}/bad-wrap"): Entry(CASES, 200, {}, of="case"),
    ("DELETE", "/cases/{case_id}/exclusions/{staff_id}"): Entry(
        STAFF, 204, of="case", with_excluded=True
    ),
    ("POST", "/sessions"): Entry(None, 403, {"attempt": "x", "nonce": ""}),
    ("POST", "/sessions/passkey"): Entry(None, 403, {"attempt": "x", "credential": {}}),
    ("DELETE", "/me/sessions"): Entry(EVERYBODY, 204),
    ("DELETE", "/session"): Entry(None, 204),
}


@dataclass
class Who:
    browser: Browser
    role: str
    team: str
    kept: bool = False


@dataclass
class Scene:
    office: Office
    people: dict[str, Who]
    objects: dict[str, dict[str, str]]


def real_routes(folder: Path) -> set[tuple[str, str]]:
    settings = Settings(
        _env_file=None, data=folder / "data", secret_file=folder / "keys", demo=True
    )
    parts = Lotse(settings, KeyRing.fresh(), "unix:///nowhere", shipped_book(True))
    app: Any = parts.app()
    while not hasattr(app, "routes"):
        app = app._app
    return routes_of(app.routes)


def test_every_route_of_the_program_has_an_entry(tmp_path: Path) -> None:
    found = {(method, path.removeprefix("/desk/api")) for method, path in real_routes(tmp_path)}
    assert found == set(MATRIX)


@pytest.fixture
async def scene(lite_office: Office) -> Scene:
    office = lite_office
    await office.set_up_other_team()
    kept = await office.new_colleague("gul", "Gül")
    other_kept = await office._invited(office.other_lead, "school", "fritz", "Fritz")
    late = await office.new_colleague("cem", "Cem", confirmed=False)
    editor = await office.new_colleague("eva", "Eva", role="editor")
    operator = await office.new_colleague("ole", "Ole", role="operator")
    left = await office.new_colleague("lea", "Lea")
    ads = await office.open_case()
    school = await office.open_case(team="school", chat=OTHER_CHATS[0])
    for lead, case, who in (
        (office.lead, ads, kept),
        (office.other_lead, school, other_kept),
    ):
        body = {"staff": who.id}
        assert (await lead.post(f"/cases/{case.case}/exclusions", body)).status_code == 201
    assert (await office.lead.post(f"/staff/{left.id}/revocation", {})).status_code == 200
    office.stop.set()  # so that the event stream ends
    people = {
        "nobody": Who(office.browser(), "nobody", ""),
        "revoked": Who(left, "nobody", ""),
        "unconfirmed": Who(late, "unconfirmed", "ads"),
        "editor": Who(editor, "editor", "ads"),
        "operator": Who(operator, "operator", "ads"),
        "counsellor": Who(office.second, "counsellor", "ads"),
        "excluded": Who(kept, "counsellor", "ads", kept=True),
        "of the other team": Who(office.other_second, "counsellor", "school"),
        "lead of the other team": Who(office.other_lead, "lead", "school"),
        "lead": Who(office.lead, "lead", "ads"),
    }
    objects = {
        "ads": _object(office.lead, "ads", ads.case, kept),
        "school": _object(office.other_lead, "school", school.case, other_kept),
        "": {
            "case_id": NOBODY_KNOWS,
            "staff_id": NOBODY_KNOWS,
            "team": "nowhere",
            "lead": NOBODY_KNOWS,
            "recipient": office.lead.recipient,
            "kept": NOBODY_KNOWS,
        },
    }
    return Scene(office, people, objects)


def _object(lead: Browser, team: str, case: str, kept: Browser) -> dict[str, str]:
    return {
        "case_id": case,
        "staff_id": lead.id,
        "team": team,
        "lead": lead.id,
        "recipient": lead.recipient,
        "kept": kept.id,
    }


def expected(entry: Entry, who: Who, team: str) -> tuple[int, str | None]:
    """The status, and the code where the door or the entitlement answers."""
    if entry.roles is None:
        return entry.ok, None
    if who.role == "nobody":
        return 401, "not_signed_in"
    if who.role not in entry.roles:
        return 403, "unconfirmed" if who.role == "unconfirmed" else "not_allowed"
    if not entry.of:
        return entry.ok, None
    if team != who.team or (entry.of == "case" and who.kept):
        return entry.none, "not_found"
    return entry.ok, None


async def ask(who: Who, route: tuple[str, str], entry: Entry, thing: dict[str, str]) -> Any:
    method, path = route
    wrap = lock_case({"x": thing["recipient"]}, None).wraps["x"]  # type: ignore[dict-item]
    filled = {**thing, "wrap": base64.b64encode(wrap).decode(), "method_id": NOBODY_KNOWS}
    filled["item"] = "12345678"
    filled["absence_id"] = filled["mute_id"] = NOBODY_KNOWS
    filled["sealed"] = filled["wrap"]
    filled["reply_id"] = NOBODY_KNOWS
    if entry.with_excluded:
        filled["staff_id"] = thing["kept"]
    body = _filled(entry.body, filled)
    more = {"json": body} if body is not None else {}
    return await who.browser.client.request(method, f"/desk/api{path.format(**filled)}", **more)


def _filled(body: Any, values: dict[str, str]) -> Any:
    if isinstance(body, str):
        return string.Formatter().vformat(body, (), values)
    if isinstance(body, list):
        return [_filled(each, values) for each in body]
    if isinstance(body, dict):
        return {key: _filled(each, values) for key, each in body.items()}
    return body


def code_of(answer: httpx.Response) -> str | None:
    if answer.status_code < 400:
        return None
    error = answer.json()["error"]
    assert error["message"] in {text for pair in _TEXTS.values() for text in pair}
    return str(error["code"])


async def test_everybody_with_everything(scene: Scene) -> None:
    wrong, tried = [], 0
    for route, entry in MATRIX.items():
        teams = ["ads", "school", ""] if entry.of else [""]
        for name, who in scene.people.items():
            for team in teams:
                answer = await ask(who, route, entry, scene.objects[team])
                status, code = expected(entry, who, team)
                found = (answer.status_code, code_of(answer) if code else None)
                tried += 1
                if found != (status, code):
                    wrong.append((name, *route, team or "none", answer.status_code, status))
    assert wrong == []
    assert tried >= 800


async def test_nobody_reads_another_teams_queue(scene: Scene) -> None:
    seen = {}
    for name in ("counsellor", "excluded", "of the other team", "lead"):
        answer = await scene.people[name].browser.get("/cases")
        seen[name] = [case["team"] for case in answer.json()["cases"]]
    assert seen == {
        "counsellor": ["ads"],
        "excluded": [],
        "of the other team": ["school"],
        "lead": ["ads"],
    }


async def test_leads_see_their_own_people_and_entries_only(scene: Scene) -> None:
    for name, own, foreign in (
        ("lead", "ayse", "dora"),
        ("lead of the other team", "dora", "ayse"),
    ):
        browser = scene.people[name].browser
        listed = (await browser.get("/staff")).json()
        names = {person["name"] for person in listed["staff"]}
        assert own in names
        assert foreign not in names
        entries = (await browser.get("/audit")).json()["entries"]
        assert len(entries) > 3
        other = scene.office.lead if own == "dora" else scene.office.other_lead
        assert all(other.id not in (entry["object"], entry["actor"]) for entry in entries)
    assert listed["holders"] == {"school": 3}


async def test_events_of_other_teams_and_kept_cases_stay_unheard(scene: Scene) -> None:
    office, parts = scene.office, scene.office.parts
    ads, school = scene.objects["ads"]["case_id"], scene.objects["school"]["case_id"]
    heard = {}
    for name, who in scene.people.items():
        person = await office.roster.member(who.browser.id) if who.browser.id else None
        if person:
            hears = [await may_hear(parts, person, f"case:{case}") for case in (ads, school)]
            about = [await may_hear(parts, person, f"staff:{p.id}") for p in _leads(office)]
            heard[name] = (hears, about)
    assert heard["lead"] == ([True, False], [True, False])
    assert heard["counsellor"] == ([True, False], [True, False])
    assert heard["excluded"] == ([False, False], [True, False])
    assert heard["of the other team"] == ([False, True], [False, True])
    assert heard["unconfirmed"] == ([False, False], [False, False])
    assert heard["revoked"] == ([False, False], [False, False])
    assert await may_hear(parts, await office.member(scene.people["unconfirmed"].browser), "")


def _leads(office: Office) -> list[Browser]:
    return [office.lead, office.other_lead]
