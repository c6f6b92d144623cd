"""The exit node: the end, with a reason."""

from loopline.model.nodes.node import Named


class Exit(Named, frozen=True, kw_only=True, tag="exit", tag_field="kind"):
    """The end, with a reason."""

    reason: str = "completed"
