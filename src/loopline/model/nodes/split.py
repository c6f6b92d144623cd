"""The split node: the first branch whose condition is true."""

from msgspec import Struct

from loopline.model.nodes.node import Named


class Branch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One way out of a split."""

    when: str
    then: str | None = None
    name: str = ""


class Split(Named, frozen=True, kw_only=True, tag="split", tag_field="kind"):
    """The first branch whose condition is true; `otherwise` when none is (unknown is not true)."""

    branches: tuple[Branch, ...]
    otherwise: str | None = None
