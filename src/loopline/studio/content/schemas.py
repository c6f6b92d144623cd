"""Content as documents, as the API shows it. Times are ms since the epoch, UTC."""

from typing import Any, Literal

from msgspec import Raw, Struct, field

Plain = dict[str, Any]  # a document as JSON
ContentKind = Literal["template", "block", "brand", "catalog", "feed", "file", "offer", "model"]


class ContentLine(Struct, frozen=True):
    """The newest version of content of any kind, and the live journeys that send it."""

    kind: ContentKind
    id: str
    name: str
    version: int
    journeys: tuple[str, ...]
    document: Plain
    archived: bool = False


class ContentList(Struct, frozen=True):
    """Everything of these kinds that is published."""

    content: tuple[ContentLine, ...]


class ContentVersion(Struct, frozen=True):
    """One published version, whole."""

    version: int
    document: Plain
    published_at: int
    reason: str
    by: str


class ContentHistory(Struct, frozen=True):
    """Every published version of one, oldest first."""

    versions: tuple[ContentVersion, ...]


class StarterLine(Struct, frozen=True):
    """A template to begin with, and the fields that its preview needs."""

    id: str
    name: str
    description: str
    document: Plain
    sample: Plain


class StarterList(Struct, frozen=True):
    """The starters, the most wanted first."""

    starters: tuple[StarterLine, ...]


class ContentPreviewBody(Struct, frozen=True):
    """A template as it is being written, and the person to show it for: traits, and `event` or `entry` if it asks."""

    document: Raw
    person: Plain = field(default_factory=dict)
    overrides: dict[str, str] = field(default_factory=dict)


class ContentPreview(Struct, frozen=True, omit_defaults=True):
    """The message as that person would get it, without tracking; else why it would not be sent.

    Pictures that it carries and shows by `cid:` stand in `html` as `data:` addresses; `html_bytes` is without them.
    """

    subject: str = ""
    preheader: str = ""
    html: str = ""
    text: str = ""
    body: str = ""
    title: str = ""
    html_bytes: int = 0
    code: str = ""
    reason: str = ""
