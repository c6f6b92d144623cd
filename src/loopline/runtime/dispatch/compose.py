"""Composes messages: context with its unsubscribe link, template, tracked links, one-click headers."""

from collections.abc import Sequence
from typing import Protocol

from loopline.delivery.links import Signer
from loopline.delivery.tracking import add_tracking, template_context
from loopline.delivery.unsubscribe import unsubscribe_url
from loopline.model.channels import is_tracked
from loopline.model.message import Outgoing, Refusal, Rendered
from loopline.model.nodes.message import Content


class Engine(Protocol):
    """A template engine that any thread may call."""

    def render(self, content: Content, contexts: Sequence[dict[str, object]]) -> list[Rendered | Refusal]: ...


class Composer:
    """Renders batches for the dispatcher. Safe from any thread, as the engine is."""

    def __init__(self, engine: Engine, signer: Signer) -> None:
        self._engine, self._signer = engine, signer

    def render(self, content: Content, batch: Sequence[Outgoing]) -> list[Rendered | Refusal]:
        """The parts of each message, in order, or why one of them must not be sent."""
        urls = [unsubscribe_url(one, self._signer) if is_tracked(one.channel) else "" for one in batch]
        contexts = [template_context(one, url) if url else one.context for one, url in zip(batch, urls, strict=True)]
        parts = self._engine.render(content, contexts)
        return [
            add_tracking(one, part, self._signer, url) if isinstance(part, Rendered) else part
            for one, part, url in zip(batch, parts, urls, strict=True)
        ]
