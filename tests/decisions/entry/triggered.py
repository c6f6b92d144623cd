"""Journeys of one exit that begin by themselves, and who entered them."""

from typing import Any

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.effect import Effect
from loopline.model.fact import Fact


def document(name: str, *triggers: dict[str, Any], **more: Any) -> dict[str, Any]:
    entry = {"on": [], "triggers": list(triggers), "reentry": {"policy": "always", "concurrent": True}}
    nodes = {"end": {"kind": "exit", "reason": "done"}}
    return {"kind": "journey", "id": name, "entry": entry, "start": "end", "nodes": nodes, **more}


def live(*documents: dict[str, Any], over: PublishedSet | None = None, version: int = 1) -> PublishedSet:
    """All of these published."""
    made = over or PublishedSet()
    for one in documents:
        made = publish(made, build_document(one), version)
    return made


def entries(effects: list[Effect]) -> list[tuple[str, int]]:
    """Which journeys were entered, and when."""
    return [(one.journey, one.at) for one in effects if isinstance(one, Fact) and one.kind == "entered"]
