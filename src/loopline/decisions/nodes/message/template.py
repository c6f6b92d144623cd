"""Checks of a message node that sends a template: that it is published, for its channel, and takes its overrides."""

from msgspec.structs import replace

from loopline.decisions.checks.findings import Findings, meant, nearest
from loopline.model.errors import Invalid
from loopline.model.nodes.message import Content, Message


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
