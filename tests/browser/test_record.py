"""What is written down of a case, by the console's own modules: suggestions, slips, exports."""

from __future__ import annotations

import io
import json
import zipfile
from base64 import b64decode
from typing import Any

from playwright.async_api import Page

from handoff.coding import checked
from handoff.documentation import as_json, coded_fields
from tests.browser.test_vectors import page  # noqa: F401 (a fixture)
from tests.running import shipped_book

SCHEME = as_json(shipped_book(True).documentation.scheme("ads"))
HOSTILE = "<img src=x onerror=alert(1)>\"'</p><script>alert(1)</script>&amp;"
CASE = "c" * 32

BOOK = """
const bookWith = ({ entries, facts }) => ({
    id: 'c'.repeat(32),
    entries: { value: entries.map((one, at) => ({
        n: at + 1, item: String(at), seq: at, day: '2026-11-23', marks: [], ...one,
        envelope: one.envelope && { at: '2026-11-23T10:00:00Z', lang: 'de', ...one.envelope },
    })) },
    facts: { value: { number: '7F3K-2Q', team: 'ads', lang: 'ar', channel: 'web',
                      day: '2026-11-20', ...facts } },
});
"""


def answers(*rows: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    body = {"title": "Melden", "answers": [
        {"id": key, "question": "?", "answer": answer, "answer_de": german, **more}
        for key, answer, german in rows
    ]}  # fmt: skip
    return {"author": "resident", "envelope": {"kind": "answers", "body": body}}


def said(author: str, text: str, kind: str = "text") -> dict[str, Any]:
    return {"author": author, "envelope": {"kind": kind, "body": text}}


def record(**fields: Any) -> dict[str, Any]:
    body = {"v": 1, "scheme": "1", "fields": fields, "deadlines": []}
    return {"author": "office:ada", "envelope": {"kind": "record", "body": body}}


async def run(page: Page, body: str, given: Any) -> Any:  # noqa: F811
    code = f"""async (given) => {{
        const r = await import('/desk/record.js');
        const x = await import('/desk/export-case.js');
        const d = await import('/desk/deadline-days.js');
        {BOOK}
        {body}
    }}"""
    return await page.evaluate(code, given)


# One page for each: starting a browser takes longer than all of this.


async def test_records(page: Page) -> None:  # noqa: F811
    await what_the_answers_suggest(page)
    await the_newest_whole_record_counts_and_makes_the_slip(page)
    await a_record_that_a_strange_program_wrote_does_no_harm(page)
    await days_that_the_resident_wrote(page)


async def test_exports(page: Page) -> None:  # noqa: F811
    await what_a_case_takes_along(page)
    await the_page_inside_runs_nothing(page)
    await a_file_for_a_passphrase_opens_with_any_age_tool(page)


async def what_the_answers_suggest(page: Page) -> None:  # noqa: F811
    entries = [
        answers(
            ("area", "العمل", "💼 Arbeit, Bewerbung"),
            ("grounds", "…", "Herkunft oder Hautfarbe, Sprache oder Akzent"),
            ("wish", "…", "Beratung bekommen"),
            ("against_city", "…", "Nein"),
            ("unheard_of", "…", "Arbeit"),
        ),
    ]
    code = "return r.suggested(bookWith(given), given.scheme)"
    found = await run(page, code, {"entries": entries, "scheme": SCHEME})
    assert found == {
        "contact": ["affected"],
        "channel": ["web"],
        "language": ["ar"],
        "grounds": ["racism", "language"],
        "area": ["work"],
    }
    by_id = [answers(("grounds", "…", ""), options=["money", "nothing"])]
    mine = {"entries": by_id, "scheme": SCHEME, "facts": {"interpreter": "arranged", "lang": "xx"}}
    found = await run(page, code, mine)
    assert found == {"channel": ["web"], "grounds": ["social"], "interpreting": ["interpreter"]}


async def the_newest_whole_record_counts_and_makes_the_slip(page: Page) -> None:  # noqa: F811
    entries = [
        record(area="housing", grounds=["age"]),
        record(area="work", grounds=["racism", "gender", "made_up"], result="", level=["a", "b"]),
        {**record(area="police"), "marks": ["unopened"]},
        {**record(area="shelter"), "author": "resident"},
    ]
    code = """
        const record = r.recordOf(bookWith(given));
        return [record.fields, r.slipOf(record, given.scheme), r.missing(record, given.scheme)];
    """
    fields, slip, missing = await run(page, code, {"entries": entries, "scheme": SCHEME})
    assert fields["area"] == "work"
    assert slip == {"area": ["work"], "grounds": ["racism", "gender"]}
    assert "result" in missing
    assert "area" not in missing
    assert "age_group" not in missing, "what is voluntary is never missing"
    scheme = shipped_book(True).documentation.scheme("ads")
    assert checked(slip, coded_fields(scheme)), "the desk takes what the page derives"


async def a_record_that_a_strange_program_wrote_does_no_harm(page: Page) -> None:  # noqa: F811
    odd = record(area={"x": 1}, grounds=[1, 2])
    odd["envelope"]["body"]["deadlines"] = [
        {"id": "x"},
        {"id": "a" * 32, "day": "2026-12-01"},
        None,
    ]
    code = "const one = r.recordOf(bookWith(given)); return [one.fields, one.deadlines.length]"
    assert await run(page, code, {"entries": [odd]}) == [{}, 1]


async def days_that_the_resident_wrote(page: Page) -> None:  # noqa: F811
    entries = [
        answers(("story", "Am 3. 9.2026 und am 31.02.2026", "")),
        said("resident", "Der Brief kam am 12.11.2026, also 2026-11-12."),
        said("staff:ada", "Am 1.1.2026"),
        {**said("resident", "5.5.2026"), "marks": ["wrong_case"]},
    ]
    code = """
        const { dayNumber } = await import('/desk/deadlines.js');
        const isDay = (text) => !Number.isNaN(dayNumber(text));
        return d.daysWritten(bookWith(given).entries.value, isDay);
    """
    assert await run(page, code, {"entries": entries}) == ["2026-11-12", "2026-09-03"]


PACK = """
    const { toBase64 } = await import('/post/sealing.js');
    return toBase64(x.folderOf(bookWith(given), given.kind, given.internal));
"""


def unpacked(packed: str) -> tuple[dict[str, Any], str, dict[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(b64decode(packed))) as folder:
        files = {name: folder.read(name) for name in folder.namelist()}
    return json.loads(files.pop("case.json")), files.pop("case.html").decode(), files


async def what_a_case_takes_along(page: Page) -> None:  # noqa: F811
    pdf = {"name": "../Kündigung Müller.pdf", "type": "x", "data": "JVBERi0xLjQK", "text": HOSTILE}
    entries = [
        answers(("area", HOSTILE, HOSTILE)),
        said("resident", HOSTILE),
        said("staff:ada", "Guten Tag"),
        said("office:ada", "secret note", "note"),
        {"author": "office:ada", "envelope": {"kind": "call", "body": {
            "at": "2026-11-22T09:00:00Z", "with": "secret company", "text": "secret call"}}},
        {"author": "resident", "envelope": {"kind": "document", "body": pdf}},
        {"author": "resident", "envelope": {"kind": "photo", "body": {**pdf, "text": ""}}},
        record(area="work"),
        {"author": "resident", "envelope": None, "marks": ["unopened"]},
    ]  # fmt: skip
    given = {"entries": entries, "kind": "bundle", "internal": False}
    content, html, files = unpacked(await run(page, PACK, given))
    kinds = [one.get("kind") for one in content["messages"]]
    assert kinds == ["answers", "text", "text", "document", "photo", None]
    assert content["messages"][5]["unreadable"]
    assert "secret" not in json.dumps(content) + html
    assert "documentation" not in content
    assert "deadlines" not in content
    assert list(files) == ["files/000006.pdf"], "named by number, without a path"
    assert files["files/000006.pdf"].startswith(b"%PDF")
    assert "Müller" not in html + json.dumps(content, ensure_ascii=False)
    for whole in ("<script", "<img src=x", 'onerror=alert(1)>"'):
        assert whole not in html
    assert html.count("&lt;script&gt;") == 3
    given = {"entries": entries, "kind": "archive", "internal": True}
    content, html, _ = unpacked(await run(page, PACK, given))
    assert content["documentation"]["fields"] == {"area": "work"}
    inside = [one for one in content["messages"] if one.get("internal")]
    assert [one["kind"] for one in inside] == ["call", "note"]
    assert "secret company" in html


async def the_page_inside_runs_nothing(page: Page) -> None:  # noqa: F811
    entries = [said("resident", HOSTILE), answers(("area", HOSTILE, HOSTILE))]
    _, html, _ = unpacked(
        await run(page, PACK, {"entries": entries, "kind": "bundle", "internal": False})
    )
    assert page.context.browser
    other = await page.context.browser.new_page()
    fired: list[str] = []
    other.on("dialog", lambda dialog: fired.append(dialog.message))
    await other.set_content(html)
    assert await other.locator("script, iframe, object, form, img").count() == 0
    assert await other.locator("article").count() == 2
    assert HOSTILE in await other.locator("article").first.inner_text()
    assert fired == []
    await other.close()


async def a_file_for_a_passphrase_opens_with_any_age_tool(page: Page) -> None:  # noqa: F811
    import pyrage  # noqa: PLC0415

    sealed = await page.evaluate(
        """async () => {
            const { sealForPassphrase } = await import('/desk/unlock.js');
            const { toBase64 } = await import('/post/sealing.js');
            const content = new TextEncoder().encode('was drin ist');
            return toBase64(await sealForPassphrase(content, 'Eins  zwei drei'));
        }"""
    )
    assert pyrage.passphrase.decrypt(b64decode(sealed), "eins zwei drei") == b"was drin ist"
