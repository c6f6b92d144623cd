"""Checks of what is written about an HTTP request: its address and its headers."""

import re
from collections.abc import Mapping
from typing import Final

from loopline.decisions.checks.findings import Findings
from loopline.model.channels import WEBHOOK_HEADERS_OURS

WEB_ADDRESS: Final = re.compile(r"(https?://|\{\{)")
HOST: Final = re.compile(r"https?://((?:\{\{.*?\}\}|[^/?#{])*)", re.DOTALL)
HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}\Z")


def check_address(found: Findings, url: str, at: str) -> None:
    """An address that is not empty: of the web, without a user in it, its host not at the mercy of a value."""
    url = url.strip()
    if not WEB_ADDRESS.match(url):
        found.error("url_form", "A webhook's address begins with https:// or http://.", at)
        return
    begins = HOST.match(url)
    host = begins[1] if begins else ""
    if "@" in host:
        text = "An address has no user or password in it; put them into an Authorization header."
        found.error("url_user", text, at)
    if "{{" in host:
        text = (
            "A value stands in the host of this address, or right behind it: whoever sets the value chooses who is "
            "called. Write the whole host and a /, and the value behind it."
        )
        found.warn("url_host_open", text, at)


def check_headers(found: Findings, headers: Mapping[str, str], at: str) -> None:
    """Names and values that a message can carry. `at` is the path of the headers."""
    for name, value in headers.items():
        if not HEADER_NAME.match(name) or "\n" in value or "\r" in value:
            text = f'"{name[:80]}" cannot be a header: use letters, digits and -, and keep the value on one line.'
            found.error("header_form", text, f"{at}.{name}")


def check_request_headers(found: Findings, headers: Mapping[str, str], at: str) -> None:
    """Headers of a request, which are not those that we set ourselves."""
    check_headers(found, headers, at)
    for name in headers:
        if name.lower() in WEBHOOK_HEADERS_OURS:
            text = f"{name} is set for each request and cannot be another; remove it."
            found.error("header_ours", text, f"{at}.{name}")
