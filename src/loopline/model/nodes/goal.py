"""The goal node: what the journey is for was reached."""

from loopline.model.nodes.node import Named


class Goal(Named, frozen=True, kw_only=True, tag="goal", tag_field="kind"):
    """The person reached what the journey is for."""

    then: str | None = None
