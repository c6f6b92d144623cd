"""The channels of a document by which no message leaves, and the words that say so."""

from collections.abc import Sequence

from loopline.model.channels import ChannelName, label_of
from loopline.model.journey import Document, Journey


def sandboxed_of(document: Document, sandboxed: Sequence[ChannelName]) -> tuple[ChannelName, ...]:
    """Those of the channels that only the sandbox carries by which this document sends."""
    if not isinstance(document, Journey):
        return ()
    used = {getattr(node, "channel", "") for node in document.nodes.values()}
    return tuple(channel for channel in sandboxed if channel in used)


def sandbox_words(channels: Sequence[ChannelName]) -> str:
    """What an author has to know of them; "" where there are none."""
    if not channels:
        return ""
    names = ", ".join(label_of(channel) for channel in channels)
    return f"No message leaves by {names}: the sandbox keeps them, until `loopline provider add` sets a provider up."
