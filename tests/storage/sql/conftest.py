"""The stores of these tests stand in a file, and in a PostgreSQL database."""

from pathlib import Path

import pytest

from loopline.storage.sql.database import Place


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A place with nothing in it."""
    found: Place = tmp_path / "store.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return found
