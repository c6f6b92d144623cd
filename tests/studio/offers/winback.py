"""An offer with a pool of codes, a journey that gives it, and what tests do with both over HTTP."""

from tests.studio.house import House, Json

OFFER: Json = {
    "kind": "offer",
    "id": "back",
    "owner": "lifecycle",
    "value": {"percent": 20},
    "when": "predicted_ltv >= 80",
    "cost": 10,
    "budget": {"amount": 25, "currency": "EUR"},
    "codes": {"source": "pool"},
    "expires": "14d",
    "redeemed_by": {"event": "order_placed", "code": "coupon", "cost": "discount"},
}
JOURNEY: Json = {
    "kind": "journey",
    "id": "winback",
    "entry": {"on": ["cancelled"]},
    "start": "mail",
    "nodes": {
        "mail": {
            "kind": "message",
            "channel": "email",
            "offer": "back",
            "content": {"subject": "{{offer.words}}", "text": "{{offer.code}} until {{offer.expires_at}}"},
        }
    },
}


def publish(house: House, document: Json) -> Json:
    answer = house.client.post("/api/documents", json={"document": document, "publish": True, "reason": "why not"})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def check(house: House, document: Json) -> list[str]:
    return [one["code"] for one in house.client.post("/api/check", json={"document": document}).json()["faults"]]


def upload(house: House, offer: str, text: str) -> Json:
    answer = house.client.post(f"/api/offers/{offer}/codes", content=text.encode())
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def offered(house: House, person: str) -> list[str]:
    facts = house.get(f"/api/people/{person}/timeline")["facts"]
    return [fact["text"] for fact in facts if fact["kind"] == "offer"]
