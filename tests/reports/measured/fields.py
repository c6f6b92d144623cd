"""Metrics as documents write them."""

from typing import Any

REFUNDED: dict[str, Any] = {"event": "refunded", "role": "guardrail", "better": "less", "within": "7d"}
LEFT: dict[str, Any] = {
    "receipt": "unsubscribed", "role": "guardrail", "better": "less", "at_most": 1, "within": "3d",
}  # fmt: skip
SPENT: dict[str, Any] = {"event": "bought", "measure": "sum", "value": "amount", "within": "14d"}
RATIO: dict[str, Any] = {
    "event": "refunded", "measure": "ratio", "value": "amount", "over": "bought", "over_value": "amount",
    "better": "less", "within": "14d",
}  # fmt: skip
VISITED: dict[str, Any] = {"event": "visited", "within": "7d"}
