"""Somebody with a past, whom tests forget."""

from pathlib import Path

from tests.studio.house import WELCOME, House, identify, track

SECRETS = (b"ann.private@box.test", b"Annabel", b"+4915112345678", b"blue-secret-shoes", b"person-4711")
ANN = "person-4711"
WELCOMED = {**WELCOME, "entry": {"on": ["signed_up"]}}


def begin(house: House) -> None:
    """Somebody with a past: a visitor first, traits, a consent, a list, an account, mails and an order."""
    house.publish(WELCOMED)
    house.send(
        {"type": "track", "anonymousId": "visitor-4711", "event": "looked", "properties": {"at": "blue-secret-shoes"}},
        {"type": "identify", "userId": ANN, "anonymousId": "visitor-4711", "traits": {"name": "Annabel"}},
        identify(ANN, email="ann.private@box.test", phone="+4915112345678"),
        identify("bob", email="bob@box.test"),
        {"type": "group", "userId": ANN, "groupId": "acme", "traits": {"plan": "team"}},
    )
    house.send(track(ANN, "signed_up"), track("bob", "signed_up"))
    house.send(track(ANN, "bought", amount=40, item="blue-secret-shoes"), track("bob", "bought", amount=20))
    answer = house.client.put(f"/api/people/{ANN}/consent", json={"channel": "email", "allowed": False})
    assert answer.status_code == 204
    assert house.client.put(f"/api/people/{ANN}/lists/vip", json={"member": True}).status_code == 204
    house.settle()


def left_in(folder: Path, needles: tuple[bytes, ...] = SECRETS) -> list[tuple[str, bytes]]:
    """Files of a data folder in which one of these stands, in plain or behind the compression that we use."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found += [(str(path.relative_to(folder)), needle) for needle in needles if needle in content]
    return found
