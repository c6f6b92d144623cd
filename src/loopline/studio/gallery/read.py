"""Reads the example journeys: six for the gallery, and one more that the demo replays."""

from importlib.resources import files
from typing import Final

from loopline.decisions.documents.read import read_document, to_plain
from loopline.model.errors import Missing
from loopline.model.journey import Document, Journey
from loopline.studio.gallery.schemas import TemplateLine, TemplateList

GALLERY: Final = ("upsell", "onboarding", "post_purchase", "winback", "trial_ending", "inactivity")
DEMO: Final = ("upsell", "cdnow_winback")
ALL: Final = (*GALLERY, "cdnow_winback")


def load(template: str) -> Document:
    """The document of a template. Raises Missing `template_missing`."""
    return read_document(text(template), f"{template}.yaml")


def text(template: str) -> str:
    """The YAML of a template as it was written, with its comments. Raises Missing `template_missing`."""
    if template not in ALL:
        raise Missing("template_missing", f'There is no template "{template[:40]}"; there are {", ".join(ALL)}.')
    return (files("loopline.studio.gallery") / f"{template}.yaml").read_text(encoding="utf-8")


def listing() -> TemplateList:
    """The templates of the gallery, the most wanted first."""
    return TemplateList(tuple(_line(load(name)) for name in GALLERY))


def _line(document: Document) -> TemplateLine:
    assert isinstance(document, Journey)  # held by a test
    return TemplateLine(document.id, document.name, document.description, document.hypothesis, to_plain(document))
