"""Calls something before each statement of a store's connections, and before each commit."""

from collections.abc import Callable
from typing import Any

import pytest

from loopline.storage.sql.database import Database


def trace(database: Database, before: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, in this process, for every connection of this dialect."""
    with database.writer() as connection:
        kind = type(connection)
    for name in ("exec_driver_sql", "commit"):
        monkeypatch.setattr(kind, name, _traced(getattr(kind, name), before))


def _traced(act: Callable[..., Any], before: Callable[[], object]) -> Callable[..., Any]:
    def traced(*arguments: Any) -> Any:
        before()
        return act(*arguments)

    return traced
