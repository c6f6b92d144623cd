"""Checks of a message node that sends a template, or MJML of its own: what it becomes, as far as that can be said."""

from msgspec.structs import replace

from loopline.decisions.checks.findings import Findings, meant, nearest
from loopline.model.content.documents import own_template
from loopline.model.content.library import ContentLibrary
from loopline.model.errors import Invalid
from loopline.model.nodes.message import Content, Message


def made_node(found: Findings, node: Message, at: str) -> Message:
    """The node with the content that it would send; with its template or its MJML where that cannot be said."""
    if node.overrides and not node.template:
        found.error("overrides_unused", "Overrides are of a template; name one, or write content.", f"{at}.overrides")
    if node.mjml:
        return own_mail(found, node, at)
    return sent_node(found, node, at) if node.template else node


def sent_node(found: Findings, node: Message, at: str) -> Message:
    """The node with the content that it would send, and no template; as it is when that cannot be said."""
    if node.content != Content():
        text = "This step has a template and content of its own; take one of them away, or override parts by name."
        found.error("content_twice", text, f"{at}.content")
        return node
    library, desk = found.context.library, found.context.contents
    if library is None:
        return node
    known = library.templates.get(node.template)
    if known is None:
        wish = nearest(node.template, frozenset(library.templates))
        text = f'There is no template "{node.template[:60]}". {meant(wish, "Publish it first, or check it together.")}'
        found.error("template_unknown", text, f"{at}.template", suggestion=wish)
        return node
    _, template = known
    if template.channel != node.channel:
        text = f'Template "{template.id}" is for {template.channel}, and this step sends by {node.channel[:40]}.'
        found.error("template_channel", text, f"{at}.template")
        return node
    if desk is None:
        return node
    try:
        pinned = desk.compose(template, node.overrides, library)
    except Invalid as error:
        found.error(
            error.code, error.text, f"{at}.{error.at}" if error.at.startswith("overrides") else f"{at}.template"
        )
        return node
    attachments = (*template.attachments, *node.attachments)
    return replace(node, content=pinned.content, attachments=attachments, template="", overrides={})


def own_mail(found: Findings, node: Message, at: str) -> Message:
    """The node with the HTML that its MJML becomes, and no MJML; as it is when that cannot be said."""
    if node.template or node.content.html:
        text = "This step has MJML and another body; take one of them away."
        found.error("body_twice", text, f"{at}.mjml")
        return node
    if node.channel != "email":
        text = f"MJML is the body of an e-mail, and this step sends by {node.channel[:40]}; write content."
        found.error("mjml_channel", text, f"{at}.mjml")
        return node
    desk, library = found.context.contents, found.context.library or ContentLibrary()
    if desk is None:
        return node
    is_freed = node.topic in found.context.transactional_topics
    template = own_template(replace(node, transactional=node.transactional or is_freed))
    is_refused = False
    for fault in desk.faults(template, library):
        place = fault.at if fault.at.startswith("content.") else "mjml"
        say = found.error if fault.severity == "error" else found.warn
        say(fault.code, fault.text, f"{at}.{place}")
        is_refused |= fault.severity == "error"
    if is_refused:
        return node
    return replace(node, content=desk.compose(template, {}, library).content, mjml="")
