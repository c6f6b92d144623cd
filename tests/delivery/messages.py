"""Messages to test with."""

from typing import Any

from loopline.model.message import Content, Dispatch, Outgoing, Rendered


def outgoing(key: str = "k1", **changes: Any) -> Outgoing:  # any field of Outgoing
    """A message to Ann by e-mail."""
    fields: dict[str, Any] = {
        "key": key,
        "person": "ann",
        "channel": "email",
        "address": "ann@example.test",
        "content": Content(),
        "context": {},
        "topic": "offers",
        "journey": "upsell",
        "version": 3,
        "node": "mail",
        "enrollment": "e1",
        "created_at": 1_763_800_000_000,
    }
    return Outgoing(**{**fields, **changes})


def dispatch(key: str = "k1", rendered: Rendered | None = None, **changes: Any) -> Dispatch:  # any field of Outgoing
    """The same, rendered."""
    return Dispatch(outgoing(key, **changes), rendered or Rendered(subject="Hello", html="<p>Hi</p>", text="Hi\n"))
