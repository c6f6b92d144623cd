"""The test of a factor as figures: what reports count, what the API answers."""

from typing import Literal

from msgspec import Struct

InteractionVerdict = Literal["differs", "no_evidence", "not_declared", "not_tested", "guard_failed"]
"""The effect differs by the factor, or there is no evidence of it; `not_declared`: the journey does not name it in
`factors`. `not_tested`: its groups are no fixed ones, or there are fewer than two with a conversion."""


class Interaction(Struct, frozen=True):
    """One joint test of "the relative lift is the same in all groups", which may be read at any look.

    `e_value` is the evidence against it and `limit` how much is enough: all factors that a version has
    declared share 5 %. `groups` and
    `conversions` are those of people who entered by versions from `since_version` on, which declare the factor.
    """

    verdict: InteractionVerdict
    reason: str
    e_value: float | None = None
    limit: float | None = None
    declared: int = 0
    groups: int = 0
    conversions: int = 0
    since_version: int = 0
