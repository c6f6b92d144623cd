"""What depends on a piece of content: live journeys, templates, and the workspace, which asks for consent by one."""

from collections.abc import Iterable

from loopline.delivery.content.compose import compose_template
from loopline.model.content.documents import BRAND, Pinned, Template
from loopline.model.content.library import ContentDocument, ContentLibrary
from loopline.model.errors import Invalid
from loopline.model.journey import Journey, Workspace
from loopline.model.nodes.message import Content, Message


def dependents_of(
    document: ContentDocument, journeys: Iterable[Journey], workspace: Workspace, library: ContentLibrary
) -> tuple[str, ...]:
    """Those that could not be published without it as they are, as "journey welcome"; `library` still has it."""
    kind, name = str(document.__struct_config__.tag), document.id
    templates = [one for _, one in library.templates.values() if one.id != name or kind != "template"]
    found = [f"journey {one.id}" for one in journeys if (kind, name) in _needs(one, library)]
    found += [f"template {one.id}" for one in templates if (kind, name) in _of_template(one, library)]
    if kind == "template" and workspace.double_opt_in.template == name:
        found.append("the workspace's double_opt_in")
    return tuple(sorted(found))


def _needs(journey: Journey, library: ContentLibrary) -> set[tuple[str, str]]:
    needs = {("metric", one.metric) for one in journey.metrics.values() if one.metric}
    for node in journey.nodes.values():
        if not isinstance(node, Message):
            continue
        needs |= _of_content(node.content)
        needs |= {("file", one.file) for one in node.attachments}
        needs |= {("offer", node.offer)} if node.offer else set()
        if node.template:
            needs.add(("template", node.template))
            known = library.templates.get(node.template)
            needs |= _of_template(known[1], library) if known else set()
    return needs


def _of_template(template: Template, library: ContentLibrary) -> set[tuple[str, str]]:
    """What a template is made of; one that cannot be composed needs what it names."""
    try:
        pinned = compose_template(template, {}, library)
    except Invalid:
        pinned = Pinned(content=template.content)
    files = {("file", one.file) for one in template.attachments}
    blocks = {("block", name) for name in pinned.blocks if name in library.blocks}
    return {("brand", template.brand or BRAND), *files, *blocks, *_of_content(pinned.content)}


def _of_content(content: Content) -> set[tuple[str, str]]:
    lookups = content.lookups.values()
    return {("feed", one.feed) if one.feed else ("catalog", one.catalog) for one in lookups}
