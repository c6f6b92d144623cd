"""The keys of sender domains: made, put to use, taken away, and the signature of each mail that leaves."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from loopline.model.errors import Conflict, Invalid, Missing
from loopline.model.mail.mailbox import plain_address
from loopline.storage.sql.messages.sender_keys import SenderKeyTable, StoredSenderKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from loopline.delivery.email.dkim_signature import DkimKey

SELECTOR: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
DOMAIN_CHARACTERS_MAX: Final = 190
"""A selector and what DNS wants around it stand before it, in 253 characters."""
SENDER_KEYS_MAX: Final = 500
RSA_BITS: Final = 2048
"""Gmail wants 1,024 or more and advises 2,048; a longer key fits no single answer by UDP everywhere."""


class Sealing(Protocol):
    """Keeps a secret unreadable in the store; `open` raises Invalid where it does not open."""

    def close(self, text: str) -> bytes: ...

    def open(self, sealed: bytes, name: str) -> str: ...


class SenderKeys:
    """Made once by `app.py`; safe from any thread. The store is read at the start and after each change alone."""

    def __init__(self, table: SenderKeyTable, seal: Sealing, now: Callable[[], int]) -> None:
        self._table, self._seal, self._now = table, seal, now
        self._stored: tuple[StoredSenderKey, ...] = ()
        self._opened: dict[tuple[str, str], DkimKey] = {}
        self._look()

    def all(self) -> Sequence[StoredSenderKey]:
        """Every key, by domain, oldest first."""
        return self._stored

    def of(self, domain: str) -> Sequence[StoredSenderKey]:
        """The keys of this domain; of one without any, those of the nearest domain above it that has one."""
        while "." in domain:
            if found := [one for one in self._stored if one.domain == domain]:
                return found
            domain = domain.partition(".")[2]
        return ()

    def add(self, domain: str, selector: str, by: str) -> StoredSenderKey:
        """A new key, which signs at once when it is the domain's first.

        Raises Invalid `sender_domain_invalid`, `sender_selector_invalid`, `sender_bound`, Conflict `sender_taken`.
        """
        name = sender_domain(domain)
        known = self._table.selectors(name)  # those of dropped keys too: their records may stand in DNS for long
        chosen = selector or next(one for n in range(1, len(known) + 2) if (one := f"loopline{n}") not in known)
        if not SELECTOR.fullmatch(chosen):
            text = "A selector has small letters, digits and hyphens, 63 at most, such as loopline2."
            raise Invalid("sender_selector_invalid", text, at="selector")
        if len(self._stored) >= SENDER_KEYS_MAX:
            text = f"There are {SENDER_KEYS_MAX} keys at most; `loopline sender remove` takes old ones away."
            raise Invalid("sender_bound", text, at="domain")
        private, public = _new_pair()
        stored = StoredSenderKey(
            domain=name,
            selector=chosen,
            sealed_key=self._seal.close(private),
            public_key=public,
            signs=1,
            created_at=self._now(),
            by=by,
        )
        if not self._table.add(stored):
            raise Conflict("sender_taken", f'{name} has a key "{chosen}" already; choose another selector.')
        self._look()
        return next(one for one in self._stored if (one.domain, one.selector) == (name, chosen))

    def use(self, domain: str, selector: str) -> None:
        """This key signs from the next mail on, and no other of its domain. Raises Missing `sender_missing`."""
        if not self._table.use(sender_domain(domain), selector):
            raise _no_such()
        self._look()

    def drop(self, domain: str, selector: str = "") -> None:
        """Take one key away, or all of a domain.

        Raises Missing `sender_missing`, Conflict `sender_in_use` for the one that signs while there are others.
        """
        name = sender_domain(domain)
        own = [one for one in self._stored if one.domain == name]
        if selector and len(own) > 1 and any(one.signs and one.selector == selector for one in own):
            text = "This key signs; let another one sign first (`loopline sender use`)."
            raise Conflict("sender_in_use", text, at="selector")
        if not self._table.drop(name, selector):
            raise _no_such()
        self._look()

    def signed(self, mail: bytes, sender: str) -> bytes:
        """The mail, signed where the domain it is from, or one above it, has a key. Raises `sender_secret_lost`."""
        if not self._stored:
            return mail
        key = next((one for one in self.of(sender.rpartition("@")[2].lower()) if one.signs), None)
        if key is None:
            return mail
        from loopline.delivery.email.dkim_signature import dkim_signed

        return dkim_signed(mail, self._open(key), self._now())

    def _open(self, stored: StoredSenderKey) -> "DkimKey":
        place = stored.domain, stored.selector
        found = self._opened.get(place)
        if found is None:
            from loopline.delivery.email.dkim_signature import DkimKey

            try:
                pem = self._seal.open(stored.sealed_key, stored.domain)
            except Invalid:
                text = (
                    f"The key of {stored.domain} does not open: restore secrets/providers of the data folder, or "
                    "`loopline sender remove` it and add another one."
                )
                raise Invalid("sender_secret_lost", text, at=stored.domain) from None
            self._opened[place] = found = DkimKey(stored.domain, stored.selector, _private(pem))
        return found

    def _look(self) -> None:
        self._stored = tuple(self._table.all())
        self._opened = {}


def sender_domain(text: str) -> str:
    """A domain in ASCII (IDNA) and small letters. Raises Invalid `sender_domain_invalid`."""
    address = plain_address(f"a@{text.strip().lower().rstrip('.')}")
    name = address.rpartition("@")[2] if address else ""
    labels = name.split(".")
    is_address = labels[-1].isdigit()  # 127.0.0.1: no top-level domain is a number (RFC 3696)
    if is_address or len(labels) < 2 or len(name) > DOMAIN_CHARACTERS_MAX or not all(map(LABEL.fullmatch, labels)):
        text = "Write the domain alone that mails are from, such as mail.example.com."
        raise Invalid("sender_domain_invalid", text, at="domain")
    return name


def _no_such() -> Missing:
    return Missing("sender_missing", "There is no such key; `loopline sender list` shows those there are.")


def _new_pair() -> tuple[str, str]:
    """The private half as PEM, and the public one as DNS has it."""
    from base64 import b64encode

    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    private = generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    pem = private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    der = private.public_key().public_bytes(form.Encoding.DER, form.PublicFormat.SubjectPublicKeyInfo)
    return pem.decode(), b64encode(der).decode()


def _private(pem: str) -> "RSAPrivateKey":
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    found = load_pem_private_key(pem.encode(), None)
    assert isinstance(found, RSAPrivateKey)
    return found
