"""How the mail server for what comes back is set up, and whether it could serve so."""

import ssl
from typing import Final

from msgspec import Struct

from loopline.model.errors import Invalid

CONNECTIONS_MAX: Final = 50
"""Each may hold a mail in memory that is on its way."""

IDLE_SECONDS: Final = 60.0
CONNECTION_SECONDS: Final = 600.0


class MailRules(Struct, frozen=True, kw_only=True):
    """`certificate` and `key` are files; without them there is no STARTTLS."""

    secret: str
    domain: str
    certificate: str = ""
    key: str = ""
    connections_max: int = CONNECTIONS_MAX
    idle_seconds: float = IDLE_SECONDS
    connection_seconds: float = CONNECTION_SECONDS


def tls_context(certificate: str, key: str) -> ssl.SSLContext:
    """Raises OSError when the files cannot be read or do not belong together."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key or None)
    return context


def check_certificate(certificate: str, key: str) -> None:
    """Raises Invalid `certificate_invalid`, which names the settings."""
    try:
        tls_context(certificate, key)
    except OSError as error:
        raise Invalid(
            "certificate_invalid",
            f"LOOPLINE_INBOUND_CERTIFICATE and LOOPLINE_INBOUND_KEY cannot be used ({error.strerror or error}): name a "
            "file with the certificate and its chain, and one with its key.",
        ) from None
