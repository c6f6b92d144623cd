"""Content composed of a template, its blocks and its brand: once for each node of a journey that is published."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Final, TypeVar

from msgspec.structs import fields, replace

from loopline.delivery.content.expand import Expansion
from loopline.delivery.content.lint.structure import structure_faults
from loopline.delivery.content.mjml import compile_mjml, inline_html
from loopline.model.content.documents import Brand, Pinned, Template, own_template
from loopline.model.content.library import ContentLibrary
from loopline.model.errors import Invalid
from loopline.model.journey import Journey
from loopline.model.mail.files import Enclosed, check_together
from loopline.model.nodes.message import Content, LocalParts, Message

PARTS: Final = tuple(field.name for field in fields(Content) if field.type is str)
LOCAL: Final = tuple(field.name for field in fields(LocalParts) if field.type is str)
MARKUP: Final = ("html", "preheader")

Written = TypeVar("Written", Content, LocalParts)


def compose_template(template: Template, overrides: Mapping[str, str], library: ContentLibrary) -> Pinned:
    """The content of a template with the overrides of one node. Raises Invalid with a stable code.

    Of the same documents it is the same, whoever asks and whenever: what is pinned is kept with the version.
    """
    _known(template, overrides)
    found = library.brand_of(template)
    if found is None:
        names = ", ".join(library.brands) or "none"
        raise Invalid("brand_unknown", f'There is no brand "{template.brand[:60]}"; there are: {names}.', at="brand")
    version, brand = found
    slots = {**template.slots, **{name: text for name, text in overrides.items() if name in template.slots}}
    expansion = Expansion(library, slots, brand)
    content = replace(_own(template.content, overrides), **{n: t for n, t in overrides.items() if n in PARTS})
    content = _expanded(content, expansion, "content")
    locales = {tag: _expanded(one, expansion, f"content.locales.{tag}") for tag, one in content.locales.items()}
    locales = {tag: replace(one, html=inline_html(one.html)) if one.html else one for tag, one in locales.items()}
    content = replace(content, locales=locales)
    if template.mjml and "html" not in overrides:
        content = replace(content, html=_mail(template, content, expansion, brand))
    elif content.html:
        content = replace(content, html=inline_html(content.html))
    known = library.templates.get(template.id)
    pinned = Pinned(content=content, template=known[0] if known else 0, brand=version, blocks=expansion.blocks)
    return with_enclosed(pinned, template.attachments, library)


def with_enclosed(pinned: Pinned, asked: Sequence[Enclosed], library: ContentLibrary) -> Pinned:
    """What a node sends, with these files behind its own. Raises Invalid where they are not there, or too much."""
    if not asked:
        return pinned
    found, versions = library.enclosed(asked)
    attachments = (*pinned.attachments, *found)
    check_together(attachments)
    return replace(pinned, attachments=attachments, files={**pinned.files, **versions})


def _own(content: Content, overrides: Mapping[str, str]) -> Content:
    """Without the translations of what a node overrides: they are of words that it does not send."""
    none = {name: "" for name in overrides if name in LOCAL}
    locales = {tag: replace(one, **none) for tag, one in content.locales.items()}
    return replace(content, locales={tag: one for tag, one in locales.items() if one != LocalParts()})


def _expanded(written: Written, expansion: Expansion, at: str) -> Written:
    """Every text of the content, or of a locale of it, with its blocks, slots and brand."""
    parts = {
        name: expansion.expand(text, markup=name in MARKUP, at=f"{at}.{name}")
        for name in PARTS
        if (text := getattr(written, name, ""))
    }
    headers = {
        name: expansion.expand(text, markup=False, at=f"{at}.headers.{name}") for name, text in written.headers.items()
    }
    return replace(written, headers=headers, **parts)


def _mail(template: Template, content: Content, expansion: Expansion, brand: Brand) -> str:
    source = expansion.expand(template.mjml, markup=True, at="mjml")
    for fault in structure_faults(source):
        raise Invalid(fault.code, fault.text, at="mjml")
    return compile_mjml(source, title=content.subject, language=template.language, brand=brand)


def _known(template: Template, overrides: Mapping[str, str]) -> None:
    names = (*template.slots, *PARTS)
    for name in overrides:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            meant = f'Did you mean "{near[0]}"?' if near else f"It has: {', '.join(template.slots) or 'no slots'}."
            text = f'Template "{template.id}" has no slot or part "{name[:60]}". {meant}'
            raise Invalid("override_unknown", text, at=f"overrides.{name}")


def uses_content(journey: Journey) -> dict[str, Message]:
    """The nodes of a journey that send a template, MJML or published files, or that give an offer, by name."""
    messages = {name: node for name, node in journey.nodes.items() if isinstance(node, Message)}
    return {n: one for n, one in messages.items() if one.template or one.mjml or one.attachments or one.offer}


def pin_journey(journey: Journey, library: ContentLibrary) -> Journey:
    """The journey with what its nodes send of templates, files and offers now. Raises Invalid, at the node."""
    pins: dict[str, Pinned] = {}
    for name, node in uses_content(journey).items():
        pinned = _composed(name, node, library)
        try:
            pins[name] = _with_offer(with_enclosed(pinned, node.attachments, library), node.offer, library)
        except Invalid as error:
            raise Invalid(error.code, error.text, at=f"nodes.{name}.{error.at}") from None
    return replace(journey, pins=pins) if pins or journey.pins else journey


def _with_offer(pinned: Pinned, offer: str, library: ContentLibrary) -> Pinned:
    if not offer:
        return pinned
    known = library.offers.get(offer)
    if known is None:
        raise Invalid("offer_unknown", f'There is no offer "{offer[:60]}"; publish it first.', at="offer")
    return replace(pinned, offer=known[1], offer_version=known[0])


def _composed(name: str, node: Message, library: ContentLibrary) -> Pinned:
    if node.template:
        return _of_template(name, node, library)
    if not node.mjml:
        return Pinned()
    try:
        return compose_template(own_template(node), {}, library)
    except Invalid as error:
        at = error.at if error.at.startswith("content.") else "mjml"
        raise Invalid(error.code, error.text, at=f"nodes.{name}.{at}") from None


def _of_template(name: str, node: Message, library: ContentLibrary) -> Pinned:
    known = library.templates.get(node.template)
    if known is None:
        text = f'There is no template "{node.template[:60]}"; publish it first.'
        raise Invalid("template_unknown", text, at=f"nodes.{name}.template")
    try:
        return compose_template(known[1], node.overrides, library)
    except Invalid as error:
        raise Invalid(error.code, f'Template "{node.template}": {error.text}', at=f"nodes.{name}") from None
