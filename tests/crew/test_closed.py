"""What is of one shard is closed, and nothing beside it."""

import asyncio
from collections.abc import MutableMapping
from typing import Any

import msgspec
import pytest

from loopline.crew.closed import ClosedPaths, is_closed

CLOSED = ("/api/stream", "/api/inbox/stream")
OPEN = (
    "/api/backups",
    "/api/facts/rebuild",
    "/api/log/trim",
    "/api/export/file",
    "/api/query",
    "/api/erasures/x",
    "/api/people/ann/forget",
    "/api/people/a/b/export",
    "/api/streams",
    "/v1/batch",
    "/api/health",
    "/live",
    "/ready",
    "/metrics",
    "/api/documents",
    "/api/people/ann",
    "/api/logins",
    "/api/inbox",
    "/api/journeys/forget/stop",
    "/c/abc",
    "/",
    "/api/people/ann/lists/export/x",
)


@pytest.mark.parametrize("path", CLOSED)
def test_what_is_of_one_shard_is_closed(path: str) -> None:
    assert is_closed(path)


@pytest.mark.parametrize("path", OPEN)
def test_everything_else_is_open(path: str) -> None:
    assert not is_closed(path)


def test_the_refusal_has_the_form_of_every_other() -> None:
    told = list[MutableMapping[str, Any]]()

    async def send(message: MutableMapping[str, Any]) -> None:
        told.append(message)

    async def nothing(*_: object) -> Any:
        raise AssertionError

    asyncio.run(ClosedPaths(nothing)({"type": "http", "path": "/api/stream"}, nothing, send))
    error = msgspec.json.decode(told[1]["body"])["error"]
    assert (told[0]["status"], sorted(error), error["at"]) == (503, ["at", "code", "text"], "")
