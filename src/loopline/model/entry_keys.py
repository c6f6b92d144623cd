"""The keys with which a person entered a journey: the newest by name, those before them sealed as digests."""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from loopline.model.ids import digest8
from loopline.model.person import JourneyHistory

NAMED_MAX: Final = 64
NAMED_KEPT: Final = 32
SEALED_MAX: Final = 2_000
"""At most so many keys are sealed, each in 14 bytes; beyond that the oldest are forgotten, and when is remembered."""
DIGEST: Final = 8
ROW: Final = DIGEST + 6


def last_entry(history: JourneyHistory, key: str) -> int | None:
    """When the person last entered with this key (ms); None: never, or before `history.forgotten_at`."""
    named = (history.keys or {}).get(key)
    if named is not None or not history.sealed:
        return named
    place = _find(history.sealed, digest8(key))
    return None if place is None else _time(history.sealed, place)


def with_entry(history: JourneyHistory, key: str, at: int) -> JourneyHistory:
    """The history with one more entry by a key, at a time (ms)."""
    keys = {**(history.keys or {}), key: at}
    sealed = history.sealed
    if key not in (history.keys or {}) and (place := _find(sealed, digest8(key))) is not None:
        sealed = sealed[:place] + sealed[place + ROW :]
    return _bounded(history, keys, sealed)


def both_keys(own: JourneyHistory, twin: JourneyHistory) -> JourneyHistory:
    """The history `own` with the keys of a twin beside its own: what a merge keeps."""
    keys = {**(twin.keys or {}), **(own.keys or {})}
    rows = {twin.sealed[place : place + DIGEST]: _time(twin.sealed, place) for place in _places(twin.sealed)}
    for place in _places(own.sealed):
        digest = own.sealed[place : place + DIGEST]
        rows[digest] = max(rows.get(digest, 0), _time(own.sealed, place))
    sealed = b"".join(_row(digest, at) for digest, at in sorted(rows.items(), key=lambda row: row[1]))
    forgotten = max(own.forgotten_at, twin.forgotten_at)
    return _bounded(replace(own, forgotten_at=forgotten), keys, sealed)


def _bounded(history: JourneyHistory, keys: dict[str, int], sealed: bytes) -> JourneyHistory:
    forgotten_at = history.forgotten_at
    if len(keys) > NAMED_MAX:
        by_time = sorted(keys.items(), key=lambda entry: entry[1])
        sealed += b"".join(_row(digest8(key), at) for key, at in by_time[:-NAMED_KEPT])
        keys = dict(by_time[-NAMED_KEPT:])
    if (surplus := len(sealed) - SEALED_MAX * ROW) > 0:
        forgotten_at = max(forgotten_at, *(_time(sealed, place) for place in range(0, surplus, ROW)))
        sealed = sealed[surplus:]
    return replace(history, keys=keys or None, sealed=sealed, forgotten_at=forgotten_at)


def _row(digest: bytes, at: int) -> bytes:
    return digest + at.to_bytes(ROW - DIGEST, "big")


def _time(sealed: bytes, place: int) -> int:
    return int.from_bytes(sealed[place + DIGEST : place + ROW], "big")


def _places(sealed: bytes) -> Iterator[int]:
    return iter(range(0, len(sealed), ROW))


def _find(sealed: bytes, digest: bytes) -> int | None:
    place = sealed.find(digest)
    while place >= 0 and place % ROW:
        place = sealed.find(digest, place + 1)
    return place if place >= 0 else None
