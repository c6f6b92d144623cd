"""Which publishes need a second person."""

from typing import Annotated

from msgspec import Meta, Struct


class ApprovalRules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Rules of the workspace about publishing: `always` by two people, or from so many people inside the journey on.

    0: no such limit. Once either is set, the rules of the workspace themselves need a second person too.
    """

    always: bool = False
    above: Annotated[int, Meta(ge=0, le=1_000_000_000)] = 0

    @property
    def is_set(self) -> bool:
        """Whether there is a rule."""
        return self.always or self.above > 0
