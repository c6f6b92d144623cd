"""`loopline keys`: making one, listing them, dropping one, whether or not the folder is being served."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from loopline.model.errors import Missing
from loopline.runtime.clock import SystemClock
from loopline.settings import read_settings
from loopline.storage.private_folder import keep_new_files_private, make_private
from loopline.storage.sql.places import Places
from loopline.storage.sql.studio import StudioStore
from loopline.studio.access.inbox_tokens import INBOX_SECRET, make_inbox_secret
from loopline.studio.access.keyring import Keyring, kept_secret


def create(data: Path, role: str, origins: Sequence[str] = ()) -> str:
    """A new key of a data folder, to be shown once."""
    with opened_studio_store(data) as store:
        return _keyring(store).create(role, origins)


def show_keys(data: Path, *, as_json: bool) -> None:
    """Print every key without its secret."""
    with opened_studio_store(data) as store:
        lines = _keyring(store).listing()
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(lines)).decode())
        return
    for key in lines.keys:
        made = datetime.fromtimestamp(key.created_at / 1000, UTC).date()
        print("  ".join((key.id, f"{key.role:7}", f"{key.prefix}...", str(made), *key.origins)))


def drop_key(data: Path, key: str) -> None:
    """Remove a key. Raises Missing `key_unknown`."""
    with opened_studio_store(data) as store:
        if not _keyring(store).drop(key):
            raise Missing("key_unknown", "There is no key with this id; `loopline keys list` shows them.")


def inbox_secret(data: Path) -> str:
    """The secret of a data folder that persons' tokens are signed with; made when there is none."""
    keep_new_files_private()
    make_private(data)
    return kept_secret(data, INBOX_SECRET, make_inbox_secret)


def _keyring(store: StudioStore) -> Keyring:
    return Keyring(store, SystemClock().now)


@contextmanager
def opened_studio_store(data: Path) -> Iterator[StudioStore]:
    """What the studio keeps in a data folder, whether or not the folder is being served; made when it is not there."""
    keep_new_files_private()
    make_private(data)
    places = Places(data, read_settings().store_url())
    with closing(StudioStore(places.studio())) as store:
        yield store
