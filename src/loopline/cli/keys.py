"""`loopline key create`."""

from pathlib import Path

from loopline.runtime.clock import SystemClock
from loopline.storage.sqlite.studio import StudioStore
from loopline.storage.sqlite.studio_file import studio_file
from loopline.studio.access.keyring import Keyring


def create(data: Path, role: str) -> str:
    """A new key of a data folder, whether or not it is being served."""
    data.mkdir(parents=True, exist_ok=True)
    studio_store = StudioStore(studio_file(data))
    try:
        return Keyring(studio_store, SystemClock().now).create(role)
    finally:
        studio_store.close()
