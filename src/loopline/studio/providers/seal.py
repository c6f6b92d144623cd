"""Keeps secrets of providers unreadable in the store, by a key that stands beside it in the data folder."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from loopline.model.errors import Invalid

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


def make_seal_key() -> str:
    """A new key for `Seal`."""
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode()


class Seal:
    """Authenticated encryption (Fernet: AES-128-CBC with HMAC-SHA256)."""

    def __init__(self, key: Callable[[], str]) -> None:
        """`key` is asked when the first secret is sealed or opened."""
        self._key = key

    def close(self, text: str) -> bytes:
        """The text, unreadable without the key."""
        return self._fernet().encrypt(text.encode())

    def open(self, sealed: bytes, name: str) -> str:
        """The text. Raises Invalid `provider_secret_lost` where another key sealed it, or it was changed."""
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet().decrypt(sealed).decode()
        except InvalidToken:
            text = (
                f'The secret of the provider "{name}" does not open: restore secrets/providers of the data folder, or '
                "remove the provider and add it again."
            )
            raise Invalid("provider_secret_lost", text, at=name) from None

    def _fernet(self) -> "Fernet":
        from cryptography.fernet import Fernet

        return Fernet(self._key())
