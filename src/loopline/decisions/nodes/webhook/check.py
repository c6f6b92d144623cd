"""Checks of a webhook node: where it calls, what it says, how long it waits and where failures lead."""

from typing import Final

from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.request import check_address, check_method, check_request_headers
from loopline.decisions.checks.values import check_choice, check_duration
from loopline.model.nodes.message import Content
from loopline.model.nodes.webhook import HELD_OUT_POLICIES, WebhookCall

ATTEMPTS_MAX: Final = 20


def check_webhook(found: Findings, node: WebhookCall, content: Content, at: str) -> None:
    """Everything about one webhook node."""
    if not node.url.strip():
        found.error(
            "webhook_address_missing", "Write the address to call, such as https://example.com/stock.", f"{at}.url"
        )
    else:
        check_address(found, node.url, f"{at}.url")
    check_method(found, node.method, f"{at}.method")
    check_request_headers(found, node.headers, f"{at}.headers")
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
