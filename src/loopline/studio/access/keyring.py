"""The keys of the API, checked from memory; only hashes are kept. And secrets of the data folder."""

import secrets
import threading
from collections.abc import Callable
from pathlib import Path

from loopline.api.auth import Role, hash_key, make_key, role_of, verify
from loopline.model.errors import Invalid
from loopline.storage.sqlite.studio import Key, StudioStore
from loopline.studio.access.schemas import KeyLine, KeyList

PREFIX_CHARACTERS = 8
FRESH_MS = 2_000


class Keyring:
    """Checks keys against the store; answers stay in memory for two seconds, so a dropped key ends soon."""

    def __init__(self, studio_store: StudioStore, now: Callable[[], int]) -> None:
        self._studio_store, self._now = studio_store, now
        self._known: dict[str, tuple[bool, int]] = {}
        self._lock = threading.Lock()
        self._local = ""

    def create(self, role: str) -> str:
        """A new key, to be shown once. Raises Invalid `role_unknown`."""
        if role not in ("write", "admin"):
            raise Invalid("role_unknown", f'"{role[:20]}" is not a role; a key has the role write or admin.')
        granted: Role = "write" if role == "write" else "admin"
        shown, stored = make_key(granted, secrets.token_bytes(32))
        self._studio_store.keys.add(Key(secrets.token_hex(8), role, stored, shown[:PREFIX_CHARACTERS], self._now()))
        return shown

    def local_key(self) -> str:
        """An admin key for commands on this machine, valid as long as this process lives and kept in memory alone."""
        if not self._local:
            self._local, _ = make_key("admin", secrets.token_bytes(32))
        return self._local

    def check(self, shown: str, role: str) -> bool:
        """Whether this key is known and has this role."""
        if role_of(shown) != role:
            return False
        if role == "admin" and self._local and secrets.compare_digest(shown.encode(), self._local.encode()):
            return True
        name, now = hash_key(shown), self._now()
        known = self._known.get(name)
        if known is not None and 0 <= now - known[1] < FRESH_MS:
            return known[0]
        found = any(
            key.role == role and verify(shown, key.hash)
            for key in self._studio_store.keys.by_prefix(shown[:PREFIX_CHARACTERS])
        )
        with self._lock:
            if len(self._known) > 10_000:
                self._known.clear()
            self._known[name] = (found, now)
        return found

    def listing(self) -> KeyList:
        """Every key, oldest first, without its secret."""
        return KeyList(tuple(KeyLine(k.id, k.role, k.created_at, k.prefix) for k in self._studio_store.keys.all()))

    def drop(self, key_id: str) -> bool:
        """Remove a key; whether there was one."""
        self._known.clear()
        return self._studio_store.keys.drop(key_id)


def kept_secret(folder: Path, name: str, make: Callable[[], str]) -> str:
    """A secret of this data folder: made once, readable by its owner alone, never shown."""
    path = folder / "secrets" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(make(), encoding="ascii")
        fresh.replace(path)
    return path.read_text(encoding="ascii").strip()
