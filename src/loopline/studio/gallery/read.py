"""Journeys to begin with, shipped with the package: six for the gallery, and the one that the demo replays."""

from importlib.resources import files
from typing import Final

from msgspec import Struct

from loopline.decisions.documents.read import read_document
from loopline.model.errors import Missing
from loopline.model.journey import Document, Journey

GALLERY: Final = ("upsell", "onboarding", "post_purchase", "winback", "trial_ending", "inactivity")
DEMO: Final = ("upsell", "cdnow_winback")
ALL: Final = (*GALLERY, "cdnow_winback")


class Listed(Struct, frozen=True):
    """A template as the gallery shows it."""

    id: str
    title: str
    description: str
    hypothesis: str
    owner: str


def load(template: str) -> Document:
    """The document of a template. Raises Missing `template_missing`."""
    return read_document(text(template), f"{template}.yaml")


def text(template: str) -> str:
    """The YAML of a template as it was written, with its comments. Raises Missing `template_missing`."""
    if template not in ALL:
        raise Missing("template_missing", f'There is no template "{template[:40]}"; there are {", ".join(ALL)}.')
    return (files("loopline.studio.gallery") / f"{template}.yaml").read_text(encoding="utf-8")


def listing() -> tuple[Listed, ...]:
    """The templates of the gallery, the most wanted first."""
    return tuple(_listed(load(name)) for name in GALLERY)


def _listed(document: Document) -> Listed:
    assert isinstance(document, Journey)  # held by a test
    return Listed(document.id, document.name, document.description, document.hypothesis, document.owner)
