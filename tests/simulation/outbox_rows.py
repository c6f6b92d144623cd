"""The outbox of a running server, read beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loopline.model.records import OutboxRow
from loopline.storage.sql.state import SqlState


@contextmanager
def read_only(folder: Path) -> Iterator[SqlState]:
    """The record, read beside its owner."""
    state = SqlState(folder / "state.db")
    try:
        yield state
    finally:
        state.close()


def rows(state: SqlState, *statuses: str) -> list[OutboxRow]:
    """The messages that stand so, due or not."""
    return state.outbox(statuses, 2**62, 100_000)


@contextmanager
def beside(url: str) -> Iterator[SqlState]:
    """The record, read beside its owner."""
    state = SqlState(url)
    try:
        yield state
    finally:
        state._database.close()
