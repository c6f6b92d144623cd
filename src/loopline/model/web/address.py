"""Whether a text is the address of a web server, and a URL with options that it does not say itself."""

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

HOST: Final = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::\d{1,5})?")
"""A name or an address, and perhaps a port; nobody's password before it."""


def is_web_address(value: str) -> bool:
    """Whether it is http:// or https://, a host and perhaps a path, and nothing more."""
    try:
        parts = urlsplit(value)
        is_host = bool(HOST.fullmatch(parts.netloc)) and parts.port != 0
    except ValueError:
        return False
    is_plain = not (parts.query or parts.fragment or any(one.isspace() for one in value))
    return value.startswith(("http://", "https://")) and is_host and is_plain


def with_options(url: str, **options: str) -> str:
    """The URL with these options where it does not say them itself; one that cannot be read stays as it is."""
    try:
        said = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    except ValueError:
        return url
    more = urlencode({name: value for name, value in options.items() if name not in said})
    return f"{url}{'&' if '?' in url else '?'}{more}" if more else url
