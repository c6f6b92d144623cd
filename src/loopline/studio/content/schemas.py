"""Content as documents, as the API shows it. Times are ms since the epoch, UTC."""

from typing import Any, Literal

from msgspec import Raw, Struct, field

from loopline.delivery.content.lint.programs import ProgramCheck
from loopline.model.signal import ContentKind

Plain = dict[str, Any]  # a document as JSON


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
    """A template as it is being written, and whom to show it for: the id `of` a person, or the traits of an invented
    one as `person`; the latter also has the `event` or `entry` that the template asks. `locale` is read instead of the
    person's language.
    """

    document: Raw
    person: Plain = field(default_factory=dict)
    overrides: dict[str, str] = field(default_factory=dict)
    of: str = ""
    locale: str = ""


class ContentPreview(Struct, frozen=True, omit_defaults=True):
    """The message as that person would get it, without tracking; else why it would not be sent.

    Pictures that it carries and shows by `cid:` stand in `html` as `data:` addresses; `html_bytes` is without them.
    `locale` is the one that was taken, "" the content itself. `checks` are how mail programs will show it.
    """

    subject: str = ""
    preheader: str = ""
    html: str = ""
    text: str = ""
    body: str = ""
    title: str = ""
    html_bytes: int = 0
    locale: str = ""
    checks: tuple[ProgramCheck, ...] = ()
    code: str = ""
    reason: str = ""


class TestSendBody(ContentPreviewBody, frozen=True, kw_only=True):
    """A template as it is being written, for this person, to an address of one's own."""

    to: str


class TestSendAnswer(Struct, frozen=True, omit_defaults=True):
    """What the provider said, or `sandbox`: the channel has no provider, and nothing left. It is in no figure."""

    result: Literal["accepted", "deferred", "refused", "unknown", "sandbox"]
    provider: str = ""
    code: str = ""
    reason: str = ""
    provider_id: str = ""


class MailElement(Struct, frozen=True):
    """An element of MJML: those that it may stand in, and its attributes."""

    name: str
    parents: tuple[str, ...]
    attributes: tuple[str, ...]


class ShippedBlock(Struct, frozen=True):
    """A block that ships with Loopline: its source, and its parameters with what they say by default."""

    id: str
    name: str
    source: str
    params: dict[str, str]


class MailElements(Struct, frozen=True):
    """Every element that a mail may be written with, by name, and the blocks that ship."""

    elements: tuple[MailElement, ...]
    blocks: tuple[ShippedBlock, ...]
