"""Ids and stable hashes: the same input gives the same id and the same bucket on every machine, for ever."""

from hashlib import blake2b, sha256
from typing import Final

ANONYMOUS: Final = "~"
ACCOUNT: Final = "@"
ESCAPE: Final = "="
RESERVED: Final = "~@=!"
PUBLISHED_KEY: Final = "!program"
ID_CHARACTERS_MAX: Final = 512
_DIGEST8: Final = blake2b(digest_size=8)


def person_key(user_id: str) -> str:
    """The key of a known person; ids that begin with one of our marks are escaped, so no two ids share a key."""
    return user_id if user_id[0] not in RESERVED else ESCAPE + user_id


def anonymous_key(anonymous_id: str) -> str:
    """The key of a person who is not known yet."""
    return ANONYMOUS + anonymous_id


def account_key(group_id: str) -> str:
    """The key of an account."""
    return ACCOUNT + group_id


def shown_id(key: str) -> str:
    """The id as the customer gave it: without the marks of `person_key` and `account_key`; anonymous ids keep "~"."""
    return key[1:] if key[:1] in (ESCAPE, ACCOUNT) else key


def address_person(channel: str, address: str) -> str:
    """The key of the record by which an address of nobody's is written to, so that a bounce of it is remembered."""
    return anonymous_key(f"{channel}:{sha256(address.lower().encode()).hexdigest()[:32]}")


def digest8(text: str) -> bytes:
    """Eight bytes that stand for a message id in a person's memory of seen ids (collision odds 2**-64 a pair)."""
    hashed = _DIGEST8.copy()  # half the time of a new one
    hashed.update(text.encode("utf-8", "surrogatepass"))
    return hashed.digest()


def stable_id(*parts: str) -> str:
    """A 16-byte hex id made of its parts and of nothing else, so a replay makes the same one."""
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def bucket(salt: str, level: str, unit: str) -> float:
    """A number in [0, 1) for a unit at a level: blake2b-64 over salt, level and unit, divided by 2**64.

    Levels use independent salts, so being held out at one says nothing about another (measurement.md section 7).
    """
    raw = blake2b(f"{salt}\x1f{level}\x1f{unit}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(raw, "big") / 2**64


def shard_of(key: str, shards: int) -> int:
    """The shard that owns a person or an account."""
    if shards == 1:
        return 0
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") % shards
