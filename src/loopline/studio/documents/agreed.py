"""What a publish needs beside a document without faults: a reason, a role, and by some rules a second person."""

from collections.abc import Sequence
from typing import Final

from loopline.model.errors import Conflict, Invalid
from loopline.model.journey import Document, Journey, Workspace
from loopline.studio.access.author import SignedAuthor
from loopline.studio.access.gate import RoleMissing
from loopline.studio.access.roles import OperatorRole, reaches
from loopline.studio.context import StudioContext

REASON_CHARACTERS_MAX: Final = 2_000
PUBLISHES: Final[OperatorRole] = "publisher"
INSIDE: Final = """
SELECT count(*) FROM (
    SELECT enrollment FROM journey_places WHERE journey = $journey
    GROUP BY enrollment HAVING NOT arg_max(ended, place)
)
"""


def agreed_reason(ctx: StudioContext, documents: Sequence[Document], reason: str, by: str) -> str:
    """The reason as it is kept, where whoever publishes may do so. A key has a role of its own, and needs nobody.

    Raises Invalid `reason_missing`, Forbidden `role_missing`, Conflict `publish_needs_approval`.
    """
    if not reason.strip():
        raise Invalid("reason_missing", "Say why this is published; the reason is kept with the version.")
    if isinstance(by, SignedAuthor):
        if not reaches(by.role, PUBLISHES):
            raise RoleMissing(needs=PUBLISHES, role=by.role)
        why = "" if by.agreed else next(filter(None, (needs_second(ctx, one) for one in documents)), "")
        if why:
            text = f"This needs a second person, since {why}. Ask for it: somebody else who publishes decides."
            raise Conflict("publish_needs_approval", text)
    return reason.strip()[:REASON_CHARACTERS_MAX]


def needs_second(ctx: StudioContext, document: Document) -> str:
    """Why a document is published by two people, in words; "" where one is enough."""
    rules = ctx.published().workspace.approval
    if rules.always:
        return "the workspace's rules say so of every publish"
    if not rules.is_set:
        return ""
    if isinstance(document, Workspace):
        return "these are the rules that say who publishes"
    if not isinstance(document, Journey):
        return ""
    ctx.export_facts()
    inside = int(str(ctx.facts.query(INSIDE, {"journey": document.id})[0][0]))
    return f"{inside:,} people are inside the journey, more than {rules.above:,}" if inside > rules.above else ""
