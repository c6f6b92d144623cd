"""Checks of what is written about how a message leaves: addresses, and headers of a request or a mail."""

import re
from collections.abc import Mapping
from typing import Final

from loopline.decisions.checks.findings import Findings
from loopline.model.channels import WEBHOOK_HEADERS_OURS, WEBHOOK_METHODS
from loopline.model.mail.mailbox import is_mail_header, read_mailbox, read_mailboxes
from loopline.model.nodes.message import Content, LocalParts

WEB_ADDRESS: Final = re.compile(r"(https?://|\{\{)")
HOST: Final = re.compile(r"https?://((?:\{\{.*?\}\}|[^/?#{])*)", re.DOTALL)
HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}\Z")
MJML: Final = re.compile(r"<!--.*?-->|(<mj(?:ml|-[a-z]+)[\s/>])", re.DOTALL | re.IGNORECASE)
"""An element of MJML, outside of comments: no mail program knows one."""


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
    for name in _written_twice(headers):
        text = f"{name} stands here twice, in other letters; keep one of them."
        found.error("header_twice", text, f"{at}.{name}")


def _written_twice(headers: Mapping[str, str]) -> list[str]:
    first = {name.lower(): name for name in reversed(list(headers))}
    return [name for name in headers if first[name.lower()] != name]


def check_method(found: Findings, method: str, at: str) -> None:
    """One of those that a webhook may use, unless the template says it later."""
    if method and "{{" not in method and method.strip().upper() not in WEBHOOK_METHODS:
        text = f"A webhook cannot {method[:20]!r}; choose one of {', '.join(WEBHOOK_METHODS)}."
        found.error("webhook_method_invalid", text, at)


def check_request_headers(found: Findings, headers: Mapping[str, str], at: str) -> None:
    """Headers of a request, which are not those that we set ourselves."""
    check_headers(found, headers, at)
    for name in headers:
        if name.lower() in WEBHOOK_HEADERS_OURS:
            text = f"{name} is set for each request and cannot be another; remove it."
            found.error("header_ours", text, f"{at}.{name}")


def check_mail(found: Findings, content: Content | LocalParts, at: str) -> None:
    """What a mail program reads: HTML, the author's headers, and addresses as far as no value is in them."""
    check_html(found, content, at)
    check_headers(found, content.headers, f"{at}.headers")
    for name in content.headers:
        if HEADER_NAME.match(name) and not is_mail_header(name):
            text = f"{name} is set for each mail, or is no header of one; remove it."
            found.error("header_ours", text, f"{at}.headers.{name}")
    if content.sender.strip() and "{{" not in content.sender and read_mailbox(content.sender) is None:
        text = "This is no sender. Write it as Acme, Inc. <hello@acme.test>, with one address."
        found.error("sender_invalid", text, f"{at}.sender")
    if content.reply_to.strip() and "{{" not in content.reply_to and read_mailboxes(content.reply_to) is None:
        text = "This is no address for replies. Write Support <help@acme.test>, or a few with commas between them."
        found.error("reply_to_invalid", text, f"{at}.reply_to")


def check_html(found: Findings, content: Content | LocalParts, at: str) -> None:
    """The HTML of a mail is not MJML, which would leave as it is: people would see bare words, without a look."""
    if any(match[1] for match in MJML.finditer(content.html)):
        text = "This is MJML, and would be sent as it stands. Put it into `mjml` of a template, and name that template."
        found.error("mjml_in_html", text, f"{at}.html")
