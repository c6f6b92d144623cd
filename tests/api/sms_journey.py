"""A journey that sends an SMS and waits for news of it: what the tests of hooks are made of."""

from tests.studio.house import House, Json, identify, track

PHONE = "+4917000"
ENTRY: Json = {"on": ["signed_up"], "reentry": {"policy": "always"}}
NODES: Json = {
    "text": {
        "kind": "message",
        "channel": "sms",
        "topic": "offers",
        "content": {"body": "Coo {{name}}"},
        "then": "rest",
    },
    "rest": {"kind": "wait", "until": {"when": 'delivered("text")'}, "timeout": "9d", "then": "thanks"},
    "thanks": {"kind": "message", "channel": "in_app", "content": {"body": "It landed"}},
}


def key_of(house: House, person: str, phone: str = PHONE, channel: str = "sms") -> str:
    """A person who has just been sent an SMS; its key."""
    house.send(identify(person, name=person, phone=phone), consent(person), track(person, "signed_up"))
    lines = house.get("/api/messages", person=person)["messages"]
    return next(str(line["key"]) for line in lines if line["channel"] == channel)


def consent(person: str) -> Json:
    preferences = {"consent": {"categoryPreferences": {"sms": True}}}
    return {"type": "identify", "userId": person, "traits": {}, "context": preferences}


def receipts(house: House, key: str) -> list[str]:
    house.settle()
    return [one["kind"] for one in house.get(f"/api/messages/{key}")["receipts"]]
