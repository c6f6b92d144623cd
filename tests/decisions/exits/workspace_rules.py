"""Workspaces with exit rules, and journeys that they end: what tests of them are made of."""

from typing import Any

from loopline.decisions.documents.read import build_document
from loopline.decisions.narrate import narrate
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.effect import Effect
from loopline.model.fact import Fact
from tests.decisions.played import MAIL

REST: dict[str, Any] = {"rest": {"kind": "wait", "for": "9d", "then": "mail"}, "mail": MAIL}


def rules(*exits: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A workspace with these exit rules."""
    return {"kind": "workspace", "exits": list(exits), **more}


def journey(name: str, programme: str = "", nodes: dict[str, Any] = REST, **more: Any) -> dict[str, Any]:
    """A journey that is entered by `go` and rests for nine days."""
    start = next(iter(nodes))
    whole = {"kind": "journey", "id": name, "entry": {"on": ["go"]}, "start": start, "nodes": nodes}
    return {**whole, "programme": programme, **more}


def published(*documents: dict[str, Any], first: PublishedSet | None = None) -> PublishedSet:
    """The documents, published one after the other, each as the next version of what was there."""
    made = first or PublishedSet()
    for document in documents:
        version = made.workspace_version + 1 if document["kind"] == "workspace" else 1
        if document["kind"] == "journey" and (live := made.live.get(document["id"])):
            version = live.version + 1
        made = publish(made, build_document(document), version)
    return made


def told(effects: list[Effect]) -> list[str]:
    """What the timeline says of ends and of those who were kept out."""
    return [narrate(one) for one in effects if isinstance(one, Fact) and one.kind in ("exited", "not_entered")]
