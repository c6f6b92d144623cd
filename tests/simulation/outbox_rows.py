"""The outbox of a running server, read beside it."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Protocol

from loopline.model.records import OutboxRow
from loopline.runtime.shards.state import AllShardsState
from loopline.storage.opened_state import open_state
from loopline.storage.sql.places import Places
from loopline.storage.sql.state import SqlState


class Outbox(Protocol):
    """Where messages stand."""

    def outbox(self, statuses: Sequence[str], due_by: int, limit: int, after: str = "") -> list[OutboxRow]: ...


@contextmanager
def read_only(folder: Path) -> Iterator[SqlState]:
    """The record, read beside its owner."""
    state = SqlState(folder / "state.db")
    try:
        yield state
    finally:
        state.close()


def rows(state: Outbox, *statuses: str) -> list[OutboxRow]:
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


@contextmanager
def all_shards(places: Places, shards: int) -> Iterator[AllShardsState]:
    """The record of several shards, read beside its owners."""
    with ExitStack() as opened:
        states = [opened.enter_context(closing(open_state(places, shard))) for shard in range(shards)]
        yield AllShardsState(states, lambda: 0)
