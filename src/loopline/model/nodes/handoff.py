"""The handoff node: into another journey."""

from loopline.model.nodes.node import Named


class Handoff(Named, frozen=True, kw_only=True, tag="handoff", tag_field="kind"):
    """Enter the person into another journey, then go on."""

    journey: str
    then: str | None = None
