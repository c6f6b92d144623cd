"""Templates, blocks and brands as they are written, and the content that a journey version is published with."""

from typing import Annotated, Final

from msgspec import Struct

from loopline.model.channels import ChannelName
from loopline.model.choices import one_of
from loopline.model.mail.attachment import Attachment
from loopline.model.mail.files import Enclosed
from loopline.model.nodes.message import Content, Message
from loopline.model.offers.document import Offer

BRAND: Final = "brand"
"""The brand of a template that names none."""


class Template(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="template", tag_field="kind"
):
    """The content of messages, written once and used by nodes of one channel. `mjml` is an e-mail's body, or
    `content.html`; `{{> name}}` stands for a slot of its own, which a node may override, or for a block.
    """

    id: str
    channel: Annotated[str, one_of(ChannelName)] = "email"
    name: str = ""
    description: str = ""
    brand: str = ""
    language: str = "en"
    transactional: bool = False
    content: Content = Content()
    mjml: str = ""
    slots: dict[str, str] = {}
    attachments: tuple[Enclosed, ...] = ()
    archived: bool = False


class Block(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="block", tag_field="kind"
):
    """A piece that many templates hold as `{{> id}}`; `params` are its parameters with their defaults."""

    id: str
    source: str
    params: dict[str, str] = {}
    name: str = ""
    description: str = ""
    archived: bool = False


class Palette(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Colours as #rrggbb: the ground, the card on it, texts, links, the button and its text, and lines."""

    canvas: str = "#f5f6f8"
    card: str = "#ffffff"
    text: str = "#1f2937"
    muted: str = "#5b6472"
    link: str = "#1d4ed8"
    button: str = "#1d4ed8"
    button_text: str = "#ffffff"
    line: str = "#d9dde3"


DARK: Final = Palette(
    canvas="#16181d",
    card="#1f2228",
    text="#e6e8ec",
    muted="#a6adb8",
    link="#8ab4ff",
    button="#8ab4ff",
    button_text="#0b1b3f",
    line="#3a3f48",
)


class Brand(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag="brand", tag_field="kind"
):
    """How messages look and who signs them; templates read it as `brand.NAME`. `logo_width` is in pixels."""

    id: str = BRAND
    name: str = ""
    url: str = ""
    logo: str = ""
    logo_width: int = 140
    font: str = "Arial, Helvetica, sans-serif"
    address: str = ""
    support: str = ""
    social: dict[str, str] = {}
    light: Palette = Palette()
    dark: Palette = DARK
    archived: bool = False


class Pinned(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What one node sends: the compiled content, with the versions it was made of (0: what Loopline ships).

    Of a node without a template the files and the offer alone are pinned: its content is its own. What an offer
    promises is pinned (words, value, cost, codes); who may have it, its dates and its budget are those of its newest
    version.
    """

    content: Content = Content()
    template: int = 0
    brand: int = 0
    blocks: dict[str, int] = {}
    attachments: tuple[Attachment, ...] = ()
    files: dict[str, int] = {}
    offer: Offer | None = None
    offer_version: int = 0


def own_template(node: Message) -> Template:
    """The template that a message with MJML of its own is composed as; nobody publishes it, so it has no version."""
    return Template(id="", channel=node.channel, content=node.content, mjml=node.mjml, transactional=node.transactional)
