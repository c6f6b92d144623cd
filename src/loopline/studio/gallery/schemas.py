"""The example journeys as the API lists them."""

from typing import Any

from msgspec import Struct

Plain = dict[str, Any]  # a document as JSON


class TemplateLine(Struct, frozen=True):
    """A journey to begin with."""

    id: str
    title: str
    description: str
    hypothesis: str
    document: Plain


class TemplateList(Struct, frozen=True):
    """The gallery, the most wanted first."""

    templates: tuple[TemplateLine, ...]
