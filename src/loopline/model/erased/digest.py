"""What stands in the place of an id or an address that was forgotten: a keyed digest of it, and nothing else."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Final

GONE: Final = "!gone/"
"""Begins the key of a record without letters. No person, account or address has such a key."""

ALIAS: Final = "!was/"
"""Begins the random name under which what a forgotten person did stays counted."""

DIGEST_BYTES: Final = 16

Hidden = Callable[[str], str]
"""From the key of a person or an address to the key of the record that is kept of it once it is forgotten."""


def hidden_by(secret: bytes = b"") -> Hidden:
    """Digests by this secret (its first 64 bytes), which stands beside the stores and not in them.

    Without it a digest could be found by trying all phone numbers of a country. The same secret gives the same digest
    for ever, so whoever loses it no longer knows who was forgotten.
    """
    keyed = secret[: blake2b.MAX_KEY_SIZE]

    def hidden(key: str) -> str:
        text = key.encode("utf-8", "surrogatepass")
        return GONE + blake2b(text, key=keyed, digest_size=DIGEST_BYTES).hexdigest()

    return hidden
