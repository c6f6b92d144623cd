"""What the URL of a push provider says beside its own options: a key in a file or in the URL, another address."""

from base64 import b64decode
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from loopline.model.errors import Invalid
from loopline.model.message import UnknownPolicy
from loopline.providers.url import ProviderUrl

KEY_BYTES_MAX: Final = 64 * 1024
UNKNOWN: Final[tuple[UnknownPolicy, ...]] = ("hold", "resend")
"""No service drops a second message; on the device it takes the place of the first, which some may prefer."""


def need_extra(package: str, scheme: str) -> None:
    """Raises Invalid `provider_extra_missing` unless this package of the extra `push` is installed."""
    try:
        found = find_spec(package)
    except ModuleNotFoundError:  # of a package inside another, which is absent itself
        found = None
    if found is None:
        raise Invalid("provider_extra_missing", f"{scheme}:// needs more packages: pip install 'loopline[push]'.")


def read_key(given: ProviderUrl) -> bytes:
    """The key that the options `file` (a path) or `base64` hold. Raises Invalid, which repeats neither."""
    path, text = given.text("file"), given.text("base64")
    if bool(path) is bool(text):
        raise given.wrong()
    try:
        if text:
            plain = text.translate(str.maketrans(" -_", "++/")).rstrip("=")  # a bare + in a query is a space
            return b64decode(plain + "=" * (-len(plain) % 4), validate=True)
        with Path(path).open("rb") as file:
            return file.read(KEY_BYTES_MAX)
    except OSError as error:
        why = error.strerror or type(error).__name__
        text = f"The file that the {given.scheme} URL names cannot be read ({why}); mind its path and its owner."
        raise Invalid("provider_file_unreadable", text) from None
    except ValueError:
        raise given.wrong() from None


def push_address(given: ProviderUrl, default: str, *, allow_private: bool) -> str:
    """Where the service is, by the option `address`: https, or http where the own network may be called."""
    text = given.text("address", default).rstrip("/")
    if not is_service_address(text, allow_private=allow_private):
        raise given.wrong()
    return text


def is_service_address(url: str, *, allow_private: bool) -> bool:
    """Whether secrets may be sent there."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    schemes = ("https", "http") if allow_private else ("https",)
    return parts.scheme in schemes and bool(parts.hostname) and "@" not in parts.netloc and url.isprintable()
