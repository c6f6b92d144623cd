"""Small signals for a loop: somebody did something, and a journey was published."""

import msgspec

from loopline.decisions.documents.read import build_document
from loopline.model.ids import PUBLISHED_KEY
from loopline.model.signal import DocumentPublished, EventReceived, Signal
from tests.decisions.played import START


def seen(person: str, number: int, at: int = START, name: str = "seen") -> EventReceived:
    return EventReceived(key=person, id=f"m{number}", name=name, at=at, received_at=at)


def publish_signal(nodes: dict[str, object], version: int = 1) -> Signal:
    whole = {"kind": "journey", "id": "j", "entry": {"on": ["go"]}, "start": next(iter(nodes)), "nodes": nodes}
    text = msgspec.json.encode(build_document(whole))
    return DocumentPublished(
        key=PUBLISHED_KEY,
        id=f"publish{version}",
        at=START,
        received_at=START,
        kind="journey",
        name="j",
        version=version,
        document=text,
    )
