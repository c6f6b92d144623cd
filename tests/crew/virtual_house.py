"""A server on a virtual clock, and all that its pages say."""

import asyncio
import json
import re
from typing import Any

import httpx2

from loopline.app import App
from loopline.demo.player import WorldPlayer

OF_ONE_FOLDER = frozenset(
    ("/api/backups", "/api/export", "/api/health", "/api/inbox/secret", "/api/keys", "/api/log", "/api/providers")
)
"""Secrets, sizes and positions, and what several shards refuse."""

OF_SOMEBODY = (
    "/api/journeys/upsell",
    "/api/journeys/upsell/report",
    "/api/people/saas-00001",
    "/api/people/saas-00001/timeline",
    "/api/people/saas-00007/timeline",
    "/api/people/saas-00001/export",
    "/api/people/saas-00001/forget",
    "/api/people?q=saas",
    "/api/accounts/team-0001",
    "/api/messages?limit=200",
)
FACTS = "SELECT kind, name, person, count(*) FROM facts GROUP BY ALL ORDER BY ALL"
SHORT = re.compile(r"http://[^ \"]*/s/\w+")
"""A link of a text message, made of chance."""


class House:
    """A server on a virtual clock, to which the world has been played."""

    def __init__(self, app: App, player: WorldPlayer, client: httpx2.AsyncClient) -> None:
        self.app, self.player, self.client = app, player, client

    async def page(self, path: str) -> Any:
        answer = await self.client.get(path)
        assert answer.status_code in (200, 400, 401), (path, answer.text)
        text = SHORT.sub("a short link", answer.text)
        if not answer.headers["content-type"].startswith("application/json"):
            return text
        found = json.loads(text)
        if path.startswith(("/api/messages", "/api/unsent")):
            found["next"] = None  # a mark holds a position
        if path == "/api/unsent":
            lines = [{**line, "key": ""} for line in found["unsent"]]  # a key holds a place
            found["unsent"] = sorted(lines, key=json.dumps)
        return found

    async def pages(self) -> dict[str, Any]:
        routes = (await self.client.get("/api/roles")).json()["routes"]
        paths = {one["path"] for one in routes if one["method"] == "GET" and not re.search(r"[{]|stream", one["path"])}
        return {path: await self.page(path) for path in sorted((paths - OF_ONE_FOLDER) | set(OF_SOMEBODY))}

    def facts(self) -> list[tuple[object, ...]]:
        self.app.exporter.catch_up()
        return self.app.facts.query(FACTS)

    async def rebuilt(self) -> None:
        self.app.upkeep.rebuild.begin()
        while self.app.upkeep.rebuild.status.state == "running":
            await asyncio.sleep(0.05)
        assert self.app.upkeep.rebuild.status.state == "done", self.app.upkeep.rebuild.status
