"""What is asked of a broadcast, and what is answered."""

from typing import Any

from tests.studio.house import House, Json

BODY: Json = {
    "name": "Spring sale",
    "segment": "free_plan",
    "content": {"subject": "Spring", "html": "<p>Spring</p>", "text": "Spring {{unsubscribe_url}}"},
}


def preview(house: House, **body: Any) -> Json:
    """What is answered before it is sent."""
    answer = house.client.post("/api/broadcasts/preview", json={**BODY, **body})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found
