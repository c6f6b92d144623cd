"""Rehearses what becomes of an author's HTML on its way out, so that what would fail at the send is told before."""

from typing import Final

from loopline.delivery.email.mime import compose
from loopline.delivery.links import Signer
from loopline.delivery.rendering.verdict import TemplateError
from loopline.delivery.tracking import add_tracking
from loopline.model.message import Content, Dispatch, Outgoing, Rendered
from loopline.model.nodes.message import LocalParts

SENDER: Final = "Sample <sample@example.com>"
SIGNER: Final = Signer("a rehearsal signs nothing that leaves the house", "https://example.com")


def composition_faults(content: Content) -> tuple[TemplateError, ...]:
    """A fault when tracking links in this HTML, or composing a mail of it, raises; the same of each of its locales.

    Nothing for other channels.
    """
    written = {"": content} | {f"locales.{tag}.": parts for tag, parts in content.locales.items()}
    return tuple(fault for at, parts in written.items() if parts.html for fault in _rehearsed(content, parts, at))


def _rehearsed(content: Content, written: Content | LocalParts, at: str) -> tuple[TemplateError, ...]:
    outgoing = Outgoing(
        key="sample",
        person="sample",
        channel="email",
        address="sample@example.com",
        content=content,
        context={},
        topic="",
        journey="sample",
        version=1,
        node="sample",
        enrollment="sample",
        attempt=1,
        created_at=0,
    )
    try:
        parts = Rendered(subject="Sample", html=written.html, preheader=written.preheader)
        tracked = add_tracking(outgoing, parts, SIGNER, "https://example.com/l/sample")
        compose(Dispatch(outgoing, tracked), sender=SENDER, domain="example.com")
    except Exception as error:  # whatever it is: no send of this message could succeed
        text = f"No e-mail can be made of this HTML ({type(error).__name__}: {str(error)[:200]}); simplify its markup."
        return (TemplateError("composition_failed", f"{at}html", text),)
    return ()
