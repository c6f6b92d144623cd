"""Providers meet sockets: their tests run on both event loops, the one of the library and the one of the server."""

from typing import Any

import pytest


@pytest.fixture(scope="session", params=[False, True], ids=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    """`loopline serve` runs on uvloop, whose transports are of another make; commands run on asyncio's own."""
    return "asyncio", {"use_uvloop": request.param}
