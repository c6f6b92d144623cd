"""The update node: traits and lists."""

from typing import Any

from msgspec import field

from loopline.model.nodes.node import Named


class Update(Named, frozen=True, kw_only=True, tag="update", tag_field="kind"):
    """Set traits (each value a constant or `=expression`, such as "=now()"), join and leave lists."""

    set: dict[str, Any] = field(default_factory=dict)
    add_to: tuple[str, ...] = ()
    remove_from: tuple[str, ...] = ()
    then: str | None = None
