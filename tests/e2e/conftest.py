"""A browser for each file of stories, and an empty installation for each story."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.cli.served import Server, server
from tests.e2e.browser import chromium
from tests.e2e.studio import Api, talking


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Open as long as one file's tests: its event loop must be gone before other tests start theirs."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Server]:
    """`loopline serve` on an empty data folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    with server(folder) as served:
        yield served


@pytest.fixture
def api(house: Server) -> Iterator[Api]:
    """A developer beside that installation."""
    with talking(house) as spoken:
        yield spoken
