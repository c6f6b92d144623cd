"""The handoff node: into another journey."""

from typing import Any

from msgspec import field

from loopline.model.nodes.node import Named


class Handoff(Named, frozen=True, kw_only=True, tag="handoff", tag_field="kind", rename={"given": "with"}):
    """Enter the person into another journey, then go on: at once, or when that one has ended, at most after `wait`.

    `with` says what it is told beside what this one's entry event said, each value a constant or `=expression`.
    `filter`: the other journey's own filter has to let the person in, by what it is told.
    """

    journey: str
    given: dict[str, Any] = field(default_factory=dict)
    filter: bool = False
    wait: str = ""
    then: str | None = None
