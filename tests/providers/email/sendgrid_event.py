"""An event of SendGrid's."""

from typing import Any

from tests.providers.stand import NOW


def event(kind: str, key: str = "k1", **more: Any) -> dict[str, Any]:
    """An event as SendGrid posts it."""
    return {
        "email": "ann@example.test",
        "event": kind,
        "loopline_message": key,
        "sg_event_id": f"ev-{kind}",
        "sg_message_id": "id1.recvd-1",
        "smtp-id": "<id1@geopod>",
        "timestamp": NOW // 1000 - 60,
        "category": ["x"],
        **more,
    }
