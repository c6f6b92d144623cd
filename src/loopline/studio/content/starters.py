"""Reads the starters: six templates that ship with the package."""

from importlib.resources import files
from typing import Any, Final

import msgspec

from loopline.decisions.documents.read import read_document, to_plain
from loopline.model.content.documents import Template
from loopline.model.errors import Missing
from loopline.studio.content.schemas import StarterLine, StarterList

STARTERS: Final = ("welcome", "upsell", "receipt", "digest", "winback_offer", "recommendation")
PACKAGE: Final = "loopline.studio.content"


def starter_text(name: str) -> str:
    """The YAML of a starter as it was written. Raises Missing `starter_unknown`."""
    if name not in STARTERS:
        raise Missing("starter_unknown", f'There is no starter "{name[:40]}"; there are {", ".join(STARTERS)}.')
    return (files(PACKAGE) / f"{name}.yaml").read_text(encoding="utf-8")


def starter(name: str) -> Template:
    """The template of a starter. Raises Missing `starter_unknown`."""
    document = read_document(starter_text(name), f"{name}.yaml")
    assert isinstance(document, Template)  # held by a test
    return document


def sample_of(name: str) -> dict[str, Any]:  # JSON of any shape
    """A person, with an event, for whom a starter can be shown."""
    samples = msgspec.json.decode((files(PACKAGE) / "samples.json").read_bytes(), type=dict[str, dict[str, Any]])
    return samples.get(name, {})


def starter_list() -> StarterList:
    """The starters, the most wanted first."""
    return StarterList(
        tuple(
            StarterLine(name, one.name, one.description, to_plain(one), sample_of(name))
            for name in STARTERS
            for one in [starter(name)]
        )
    )
