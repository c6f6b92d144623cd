"""Checks of a webhook node: where it calls, what it says, how long it waits and where failures lead."""

import re
from typing import Final

from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.values import check_choice, check_duration
from loopline.model.nodes.message import Content
from loopline.model.nodes.webhook import HELD_OUT_POLICIES, WebhookCall

ATTEMPTS_MAX: Final = 20
WEB_ADDRESS: Final = re.compile(r"(https?://|\{\{)")
HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}\Z")


def check_webhook(found: Findings, node: WebhookCall, content: Content, at: str) -> None:
    """Everything about one webhook node."""
    url = node.url.strip()
    if not url:
        found.error(
            "webhook_address_missing", "Write the address to call, such as https://example.com/stock.", f"{at}.url"
        )
    elif not WEB_ADDRESS.match(url):
        found.error("url_form", "A webhook's address begins with https:// or http://.", f"{at}.url")
    for name, value in node.headers.items():
        if not HEADER_NAME.match(name) or "\n" in value or "\r" in value:
            text = f'"{name[:80]}" cannot be a header: use letters, digits and -, and keep the value on one line.'
            found.error("header_form", text, f"{at}.headers.{name}")
    check_choice(found, node.held_out, HELD_OUT_POLICIES, f"{at}.held_out", "policy_unknown")
    if check_duration(found, node.timeout, f"{at}.timeout") == 0:
        found.error(
            "webhook_timeout_zero", "No endpoint answers in no time; give it some, such as 1h.", f"{at}.timeout"
        )
    if not 1 <= node.if_failed.attempts <= ATTEMPTS_MAX:
        text = f"Try between 1 and {ATTEMPTS_MAX} times; {node.if_failed.attempts} is neither."
        found.error("attempts_range", text, f"{at}.if_failed.attempts")
    for fault in found.context.template_faults(content):
        where = f" (line {fault.line})" if fault.line else ""
        found.error(fault.code, f"{fault.text}{where}", f"{at}.{fault.part.replace('header:', 'headers.')}")
