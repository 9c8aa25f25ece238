"""The preview over HTTP: who gets in, and what is refused."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from bot.preview.server import Preview
from bot.preview.studio import MAX_PLAYS, Studio
from bot.preview.working_copy import WorkingCopy
from lotse.preview import guarded
from post.errors import NotFound
from tests.preview.desk import NOW
from tests.running import shipped_book

TOKEN = "t" * 32
HOST = "127.0.0.1:8090"


def client(copy: WorkingCopy, tests: Path, **headers: str) -> httpx.AsyncClient:
    app = guarded(Preview(Studio(copy, tests)), TOKEN, 8090)
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url=f"http://{HOST}", headers=headers
    )


async def test_nothing_is_played_without_the_token(copy: WorkingCopy, tmp_path: Path) -> None:
    async with client(copy, tmp_path) as stranger:
        assert (await stranger.get("/")).status_code == 200
        for path in ("/api/desk", "/api/plays/x", "/api/plays/x/graph", "/api/nothing"):
            assert (await stranger.get(path)).status_code == 401
        wrong = {"authorization": f"Bearer {TOKEN}x"}
        assert (await stranger.get("/api/desk", headers=wrong)).status_code == 401
        assert (
            await stranger.get("/api/desk", headers=[(b"authorization", b"\xff")])
        ).status_code == 401
        assert (await stranger.post("/api/plays", json={"flow": "report"})).status_code == 401


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:80", "localhost.evil.example:8090", ""]
)
async def test_a_foreign_name_for_this_machine_gets_nothing(
    copy: WorkingCopy, tmp_path: Path, host: str
) -> None:
    async with client(copy, tmp_path, authorization=f"Bearer {TOKEN}") as rebound:
        for path in ("/", "/static/app.js", "/api/desk"):
            answer = await rebound.get(path, headers={"host": host})
            assert answer.status_code == 421
        assert (await rebound.get("/api/desk", headers={"host": "localhost:8090"})).is_success


async def test_every_answer_bears_the_products_own_policy(
    copy: WorkingCopy, tmp_path: Path
) -> None:
    async with client(copy, tmp_path) as visitor:
        for path in ("/", "/static/app.js", "/api/desk", "/static/../server.py", "/nothing"):
            policy = (await visitor.get(path)).headers["content-security-policy"]
            assert "require-trusted-types-for 'script'" in policy
            assert "default-src 'none'" in policy


async def test_bad_wishes_are_refused(copy: WorkingCopy, tmp_path: Path) -> None:
    async with client(copy, tmp_path, authorization=f"Bearer {TOKEN}") as editor:
        begun = await editor.post("/api/plays", json={"flow": "report", "lang": "tlh"})
        assert begun.status_code == 201
        assert begun.json()["lang"] == "de"
        wishes = f"/api/plays/{begun.json()['play']}/wishes"
        for wish in (
            {"what": "fly"},
            {"what": "wait", "value": "-1"},
            {"what": "wait", "value": "999999999999"},
            {"what": "wait", "value": "²"},
            {"what": "jump", "flow": "report", "value": "../x"},
            {"what": "start", "flow": "nothing"},
            {"what": 1},
            [],
        ):
            assert (await editor.post(wishes, json=wish)).status_code == 422, wish
        assert (await editor.post(wishes, content=b"x" * 70_000)).status_code == 413
        assert (await editor.post("/api/plays", json={"flow": "x"})).status_code == 422
        assert (await editor.get("/api/plays/unknown")).status_code == 404
        assert (await editor.get(wishes)).status_code == 405
        hostile = {"what": "tap", "data": "o0.<script>"}
        assert (await editor.post(wishes, json=hostile)).status_code == 200


async def test_the_graph_names_every_step(copy: WorkingCopy, tmp_path: Path) -> None:
    async with client(copy, tmp_path, authorization=f"Bearer {TOKEN}") as editor:
        key = (await editor.post("/api/plays", json={"flow": "report"})).json()["play"]
        answer = await editor.get(f"/api/plays/{key}/graph")
        assert answer.headers["content-type"] == "image/svg+xml"
        for step in shipped_book(False).flows["report"].steps:
            assert f'data-step="{step}"' in answer.text


async def test_before_there_is_a_good_version_the_errors_are_shown(
    copy: WorkingCopy, tmp_path: Path
) -> None:
    (copy.flows / "report.yaml").write_text("lotse: 1\n", encoding="utf-8")
    fresh = WorkingCopy(copy.flows, copy.translations)
    fresh.refresh()
    async with client(fresh, tmp_path, authorization=f"Bearer {TOKEN}") as editor:
        desk = (await editor.get("/api/desk")).json()
        assert desk["flows"] == []
        assert desk["problems"][0]["file"].endswith("report.yaml")
        refused = await editor.post("/api/plays", json={"flow": "health"})
        assert refused.status_code == 409


def test_only_so_many_tabs_are_kept(copy: WorkingCopy, tmp_path: Path) -> None:
    studio = Studio(copy, tmp_path, lambda: NOW)
    first, _ = studio.open("report", "de")
    second, _ = studio.open("report", "de")
    for _ in range(MAX_PLAYS - 2):
        studio.open("health", "en")
    studio.play(first)
    studio.open("school", "de")
    studio.play(first)
    with pytest.raises(NotFound):
        studio.play(second)


def test_an_unreadable_file_is_a_problem_of_its_own(copy: WorkingCopy) -> None:
    (copy.flows / "report.yaml").write_bytes(b"\xff\xfe\x00")
    assert copy.refresh()
    assert copy.problems[0].file.endswith("report.yaml")
    assert copy.book
