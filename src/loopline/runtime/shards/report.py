"""How one shard is, as health tells it."""

from typing import Literal

from msgspec import Struct


class ShardReport(Struct, frozen=True):
    """One shard: who runs it, how far it is behind, and what waits to be told to the others.

    `state` is `starting` until its process has said that it is well, and `down` after that has ended. `ready` says
    whether its messages are sent. `lag_*` are of signals that are accepted and not yet decided. `tellings` counts what
    waits for its way to another shard, the oldest for so many seconds; `publications` are those that it knows of.
    `still_seconds`: for so long signals have waited and none was decided, 0 where it goes on.
    """

    shard: int
    state: Literal["starting", "running", "down"] = "starting"
    pid: int = 0
    restarts: int = 0
    ready: bool = False
    position: int = 0
    lag_signals: int = 0
    lag_seconds: float = 0.0
    still_seconds: float = 0.0
    unsent_message_seconds: float = 0.0
    tellings: int = 0
    telling_seconds: float = 0.0
    publications: int = 0
    set_aside: int = 0
    stranded: int = 0
    fault: str = ""
