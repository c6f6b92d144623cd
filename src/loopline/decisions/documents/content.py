"""Checks templates, blocks and brands: their names, and what those who make content of them say."""

import re
from typing import Final

from msgspec.structs import fields

from loopline.decisions.checks.files import check_file, check_files
from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.lookups import check_lookups
from loopline.decisions.checks.metrics import check_metric
from loopline.decisions.checks.request import check_html
from loopline.decisions.checks.values import check_choice, check_slug
from loopline.decisions.documents.asking import check_confirming
from loopline.decisions.documents.catalogs import check_source
from loopline.decisions.documents.models import check_model
from loopline.decisions.documents.offers import check_offer
from loopline.model.catalogs.documents import Catalog, Feed
from loopline.model.channels import CHANNELS
from loopline.model.content.documents import Block, Brand, Template
from loopline.model.content.library import ContentDocument, ContentLibrary
from loopline.model.entry.metric import MetricDocument
from loopline.model.mail.files import File
from loopline.model.nodes.message import Content
from loopline.model.offers.document import Offer
from loopline.model.scoring.documents import Model

COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}\Z")
NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
LOGO_WIDTHS: Final = (16, 600)


def check_content(found: Findings, document: ContentDocument) -> None:
    """Everything about a template, a block, a brand, a catalog, a feed, a file, a model, a metric or an offer."""
    check_slug(found, document.id, "id")
    if document.archived:
        return  # what it says serves nobody any more
    _check_own(found, document)
    if _is_refused(found) or found.context.contents is None:
        return
    library = found.context.library or ContentLibrary()
    for fault in found.context.contents.faults(document, library.with_document(document)):
        say = found.error if fault.severity == "error" else found.warn
        say(fault.code, fault.text, fault.at)
    if isinstance(document, Template) and not _is_refused(found):
        content = found.context.contents.compose(document, {}, library).content
        check_lookups(found, content, "content")
        check_files(found, document.channel, document.attachments, content, "attachments")
        if document.id == found.context.confirmation:
            check_confirming(found, content, "content")


def _check_own(found: Findings, document: ContentDocument) -> None:
    match document:
        case Template():
            _check_template(found, document)
        case Block():
            _check_names(found, tuple(document.params), "params")
        case Brand():
            _check_brand(found, document)
        case Catalog() | Feed():
            check_source(found, document)
        case Model():
            check_model(found, document)
        case MetricDocument():
            check_metric(found, document)
        case File():
            check_file(found, document)
        case Offer():
            check_offer(found, document)


def _is_refused(found: Findings) -> bool:
    return any(fault.severity == "error" for fault in found.faults)


def _check_template(found: Findings, template: Template) -> None:
    check_choice(found, template.channel, CHANNELS, "channel", "channel_unknown")
    if template.mjml and template.channel != "email":
        text = f"MJML is the body of an e-mail, and this template is for {template.channel[:40]}; write content."
        found.error("mjml_channel", text, "mjml")
    if template.attachments and template.channel != "email":
        found.error("attachments_channel", "Only a mail carries files.", "attachments")
    if template.mjml and template.content.html:
        found.error("body_twice", "This template has MJML and HTML; take one of them away.", "content.html")
    check_html(found, template.content, "content")
    for tag, said in template.content.locales.items():
        check_html(found, said, f"content.locales.{tag}")
    _check_names(found, tuple(template.slots), "slots")
    parts = {field.name for field in fields(Content)}
    for name in parts.intersection(template.slots):
        found.error("slot_name", f'"{name}" is a part of messages; call the slot something else.', f"slots.{name}")


def _check_names(found: Findings, names: tuple[str, ...], at: str) -> None:
    for name in names:
        if not NAME.match(name):
            text = f'"{name[:60]}" is no name; use letters, digits, - and _.'
            found.error("slot_name", text, f"{at}.{name}")


def _check_brand(found: Findings, brand: Brand) -> None:
    for palette in ("light", "dark"):
        for name in brand.light.__struct_fields__:
            colour = getattr(getattr(brand, palette), name)
            if not COLOUR.match(colour):
                text = f'"{colour[:40]}" is no colour; write one such as #1d4ed8.'
                found.error("colour_form", text, f"{palette}.{name}")
    if not LOGO_WIDTHS[0] <= brand.logo_width <= LOGO_WIDTHS[1]:
        text = f"A logo is {LOGO_WIDTHS[0]} to {LOGO_WIDTHS[1]} pixels wide."
        found.error("logo_width", text, "logo_width")
    for name, url in {
        "logo": brand.logo,
        "url": brand.url,
        **{f"social.{n}": u for n, u in brand.social.items()},
    }.items():
        if url and not url.startswith("https://"):
            found.error("link_form", f'"{url[:60]}" is no address of the web; write https://...', name)
    if any(mark in brand.font for mark in '"<>;{}'):
        found.error("font_form", "Write a list of fonts such as Arial, Helvetica, sans-serif.", "font")
