"""The keys of the API, checked from memory; only hashes are kept. And secrets of the data folder."""

import re
import secrets
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from loopline.api.auth import PREFIXES, Role, Writer, hash_key, make_key, role_of, verify
from loopline.delivery.links import Signer
from loopline.delivery.returned.addresses import MAIL_SECRET, ReturnAddresses
from loopline.delivery.short_token import KeepLinks
from loopline.model.errors import Invalid, Unavailable
from loopline.settings import Settings
from loopline.storage.sql.studio import Key, StudioStore
from loopline.studio.access.bounded_look import BoundedLook
from loopline.studio.access.schemas import KeyLine, KeyList

PREFIX_CHARACTERS = 8
FRESH_MS = 2_000
KNOWN_MAX: Final = 10_000
ORIGINS_MAX: Final = 50
ORIGIN_CHARACTERS_MAX: Final = 255
ANY_ORIGIN: Final = "*"
HOST: Final = re.compile(r"[a-z0-9.-]+(:[0-9]{1,5})?|\[[0-9a-f:.]+\](:[0-9]{1,5})?")

ROLES: Final[dict[str, Role]] = {
    "browser": "browser",
    "server": "server",
    "write": "server",
    "sender": "sender",
    "analyst": "analyst",
    "admin": "admin",
}
"""Roles by name. A server's key was called a write key once, and is still stored so."""
STORED: Final[dict[Role, str]] = {role: "write" if role == "server" else role for role in PREFIXES}


class Keyring:
    """Checks keys against the store; answers stay in memory for two seconds, so a dropped key ends soon.

    While the store stands still a key that was known goes on, and another one raises Unavailable `keys_silent`.
    """

    def __init__(self, studio_store: StudioStore, now: Callable[[], int], look: BoundedLook | None = None) -> None:
        self._studio_store, self._now, self._look = studio_store, now, look or BoundedLook()
        self._known: dict[str, tuple[Key | None, int]] = {}
        self._lock = threading.Lock()
        self._local = ""
        self._pages: tuple[frozenset[str], int] | None = None

    def create(self, role: str, origins: Sequence[str] = ()) -> str:
        """A new key, to be shown once. Raises Invalid `role_unknown`, `origin_invalid`, `origins_unused`."""
        granted = ROLES.get(role)
        if granted is None:
            raise Invalid(
                "role_unknown", f'"{role[:20]}" is no role; a key is of browser, server, sender, analyst or admin.'
            )
        if origins and granted != "browser":
            raise Invalid("origins_unused", "Only a browser's key has origins; leave them out for any other.")
        pages = checked_origins(origins)
        shown, stored = make_key(granted, secrets.token_bytes(32))
        self._studio_store.keys.add(
            Key(secrets.token_hex(8), STORED[granted], stored, shown[:PREFIX_CHARACTERS], self._now(), pages)
        )
        return shown

    def local_key(self) -> str:
        """An admin key for commands on this machine, valid as long as this process lives and kept in memory alone."""
        if not self._local:
            self._local, _ = make_key("admin", secrets.token_bytes(32))
        return self._local

    def is_admin(self, shown: str) -> bool:
        """Whether this key may do everything."""
        if role_of(shown) != "admin":
            return False
        if self._local and secrets.compare_digest(shown.encode("utf-8", "surrogatepass"), self._local.encode()):
            return True
        return self._find(shown, "admin") is not None

    def is_analyst(self, shown: str) -> bool:
        """Whether this key reads facts and figures, and nothing else."""
        return role_of(shown) == "analyst" and self._find(shown, "analyst") is not None

    def writer(self, shown: str) -> Writer | None:
        """The one who may send signals with this key; None for nobody."""
        role = role_of(shown)
        key = self._find(shown, role) if role in ("browser", "server", "sender") else None
        if key is None:
            return None
        return Writer(key.id, "browser" if role == "browser" else "", key.origins)

    def admits_page(self, origin: str) -> bool:
        """Whether pages of this origin may use a browser's key, whichever: those without origins are for any page."""
        now = self._now()
        if self._pages is None or not 0 <= now - self._pages[1] < FRESH_MS:
            keys = [key for key in self._studio_store.keys.all() if ROLES.get(key.role) == "browser"]
            self._pages = frozenset(origin for key in keys for origin in key.origins or (ANY_ORIGIN,)), now
        return not self._pages[0].isdisjoint((origin.lower(), ANY_ORIGIN))

    def _find(self, shown: str, role: Role) -> Key | None:
        name, now = hash_key(shown), self._now()
        known = self._known.get(name)
        if known is not None and 0 <= now - known[1] < FRESH_MS:
            return known[0]
        try:
            found = self._look.take(lambda: self._read(shown, role))
        except Unavailable:
            if known is not None and known[0] is not None:
                return known[0]
            raise
        with self._lock:
            if len(self._known) > KNOWN_MAX:
                self._known.clear()
            self._known[name] = (found, now)
        return found

    def _read(self, shown: str, role: Role) -> Key | None:
        candidates = self._studio_store.keys.by_prefix(shown[:PREFIX_CHARACTERS])
        return next((key for key in candidates if ROLES.get(key.role) == role and verify(shown, key.hash)), None)

    def listing(self) -> KeyList:
        """Every key, oldest first, without its secret."""
        return KeyList(
            tuple(
                KeyLine(key.id, ROLES.get(key.role, "server"), key.created_at, key.prefix, key.origins)
                for key in self._studio_store.keys.all()
            )
        )

    def drop(self, key_id: str) -> bool:
        """Remove a key; whether there was one."""
        self._known.clear()
        self._pages = None
        return self._studio_store.keys.drop(key_id)


def checked_origins(origins: Sequence[str]) -> tuple[str, ...]:
    """Origins as browsers write them: `https://shop.example.com`. Raises Invalid `origin_invalid`."""
    if len(origins) > ORIGINS_MAX:
        raise Invalid("origin_invalid", f"A key has at most {ORIGINS_MAX} origins; make another key.", at="origins")
    return tuple(dict.fromkeys(_origin(origin) for origin in origins))


def _origin(text: str) -> str:
    origin = text.strip().lower().rstrip("/")
    scheme, _, host = origin.partition("://")
    if len(origin) > ORIGIN_CHARACTERS_MAX or scheme not in ("http", "https") or not HOST.fullmatch(host):
        shown = text.strip()[:80]
        raise Invalid(
            "origin_invalid",
            f'"{shown}" is no origin; write it as https://shop.example.com, without a path.',
            at="origins",
        )
    default = ":443" if scheme == "https" else ":80"
    return origin.removesuffix(default)  # browsers leave it out


def mail_secret(folder: Path) -> str:
    """The secret that signs the addresses at which mail comes back to us."""
    return kept_secret(folder, MAIL_SECRET, lambda: secrets.token_urlsafe(32))


def links_signer(folder: Path, settings: Settings, keep: KeepLinks) -> Signer:
    """Signs links, and, with a domain whose mail comes to us, the addresses at which it comes back.

    `keep` is given what short links lead to.
    """
    secret, domain = kept_secret(folder, "links", lambda: secrets.token_urlsafe(32)), settings.inbound_domain
    returns = ReturnAddresses(mail_secret(folder), domain) if domain else None
    return Signer(secret, settings.public_url, settings.link_url, keep, returns)


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
