"""`loopline keys`: making one, listing them, dropping one, whether or not the folder is being served."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from loopline.model.errors import Missing
from loopline.runtime.clock import SystemClock
from loopline.storage.private_folder import keep_new_files_private, make_private
from loopline.storage.sqlite.studio import StudioStore
from loopline.storage.sqlite.studio_file import studio_file
from loopline.studio.access.keyring import Keyring


def create(data: Path, role: str, origins: Sequence[str] = ()) -> str:
    """A new key of a data folder, to be shown once."""
    with _keyring(data) as keys:
        return keys.create(role, origins)


def show_keys(data: Path, *, as_json: bool) -> None:
    """Print every key without its secret."""
    with _keyring(data) as keys:
        lines = keys.listing()
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(lines)).decode())
        return
    for key in lines.keys:
        made = datetime.fromtimestamp(key.created_at / 1000, UTC).date()
        print("  ".join((key.id, f"{key.role:7}", f"{key.prefix}...", str(made), *key.origins)))


def drop_key(data: Path, key: str) -> None:
    """Remove a key. Raises Missing `key_unknown`."""
    with _keyring(data) as keys:
        if not keys.drop(key):
            raise Missing("key_unknown", "There is no key with this id; `loopline keys list` shows them.")


@contextmanager
def _keyring(data: Path) -> Iterator[Keyring]:
    keep_new_files_private()
    make_private(data)
    studio_store = StudioStore(studio_file(data))
    try:
        yield Keyring(studio_store, SystemClock().now)
    finally:
        studio_store.close()
