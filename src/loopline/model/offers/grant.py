"""A grant: what a person remembers of an offer that a message of hers asked for."""

from typing import Final, Literal

from msgspec import Struct

from loopline.model.duration import DAY
from loopline.model.offers.reasons import OfferReason

GrantState = Literal["asked", "granted", "refused", "redeemed", "lapsed"]
GIVEN: Final[tuple[GrantState, ...]] = ("granted", "redeemed", "lapsed")
"""The states of a grant that somebody has got."""

GRANTS_MAX: Final = 50
"""So many grants of a person are remembered; nobody is asked for more while all of them are remembered."""

GRANT_MEMORY_MS: Final = 730 * DAY
"""For so long a grant that is over is remembered, hence counted against limits a person."""


class Grant(Struct, frozen=True, gc=False, array_like=True):
    """A grant by its id, the key of the message that asked. `at` is when it was asked for, or given (ms).

    `cost` is what it took of the budget (ten-thousandths). `sent`: its message was put into the outbox. `expires_at`
    0: it does not lapse.
    """

    id: str
    offer: str
    version: int
    at: int
    state: GrantState = "asked"
    group: str = ""
    cost: int = 0
    code: str = ""
    words: str = ""
    expires_at: int = 0
    reason: OfferReason | Literal[""] = ""
    enrollment: str = ""
    journey: str = ""
    journey_version: int = 0
    node: str = ""
    sent: bool = False
    returns: bool = False

    def lapses_at(self) -> int | None:
        """When it lapses (ms); None for one that does not, or that is over."""
        return self.expires_at if self.state == "granted" and self.expires_at else None


def grant_of(grants: tuple[Grant, ...], id: str) -> Grant | None:
    """The grant of this id."""
    return next((one for one in grants if one.id == id), None)


def with_grant(grants: tuple[Grant, ...], grant: Grant) -> tuple[Grant, ...]:
    """The grants with this one in the place of the one of its id, or behind them."""
    if any(one.id == grant.id for one in grants):
        return tuple(grant if one.id == grant.id else one for one in grants)
    return (*grants, grant)


def without_grant(grants: tuple[Grant, ...], id: str) -> tuple[Grant, ...]:
    """The grants without the one of this id."""
    return tuple(one for one in grants if one.id != id)


def both_grants(own: tuple[Grant, ...], other: tuple[Grant, ...]) -> tuple[Grant, ...]:
    """Those of two people in one; of the same id the own one stays. What is still open is never forgotten."""
    if not other:
        return own
    known = {one.id for one in own}
    every = sorted((*own, *(one for one in other if one.id not in known)), key=lambda one: (one.at, one.id))
    surplus = len(every) - 2 * GRANTS_MAX
    over = [one.id for one in every if one.state in ("redeemed", "lapsed", "refused")][: max(0, surplus)]
    return tuple(one for one in every if one.id not in over)
