"""Entry by the account: any member triggers, and the account chooses who of its members enters."""

from typing import Annotated, Final, Literal, get_args

from msgspec import Struct

from loopline.model.choices import one_of

Fallback = Literal["asker", "anyone", "nobody"]
FALLBACKS: Final = get_args(Fallback)
RECIPIENT_RULES_MAX: Final = 8
RECIPIENTS_MAX: Final = 20
PASSAGES_COUNTED_MAX: Final = 100
"""So many passages of an account are counted one by one: a limit is no higher."""


class AccountEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The account decides who enters. `recipient` are conditions on its members, the best one first.

    At most `limit` members enter at once. Where none of them is true of anybody who can be reached, the `fallback` is
    the member who triggered (`asker`), `anyone`, or `nobody`. A member who leaves the account leaves the journey, and
    with `hand_on` the next one enters in her place.

    `at_once` passages may be open beside each other, in one of which a member stands at most; 0: as re-entry says.
    `per_hour` and `per_day` bound how many begin in any 60 minutes and any 24 hours; 0: as many as come.
    """

    recipient: tuple[str, ...] = ()
    limit: int = 1
    fallback: Annotated[str, one_of(Fallback)] = "asker"
    hand_on: bool = True
    at_once: int = 0
    per_hour: int = 0
    per_day: int = 0
