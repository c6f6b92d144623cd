"""`loopline key create`."""

from pathlib import Path

from loopline.runtime.clock import SystemClock
from loopline.storage.sqlite.studio import Desk
from loopline.studio.access.keyring import Keyring


def create(data: Path, role: str) -> str:
    """A new key of a data folder, whether or not it is being served."""
    data.mkdir(parents=True, exist_ok=True)
    desk = Desk(data / "desk.db")
    try:
        return Keyring(desk, SystemClock().now).create(role)
    finally:
        desk.close()
