"""Entry by the account: any member triggers, and the account chooses who of its members enters."""

from typing import Annotated, Final, Literal, get_args

from msgspec import Struct

from loopline.model.choices import one_of

Fallback = Literal["asker", "anyone", "nobody"]
FALLBACKS: Final = get_args(Fallback)
RECIPIENT_RULES_MAX: Final = 8
RECIPIENTS_MAX: Final = 20


class AccountEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The account decides who enters. `recipient` are conditions on its members, the best one first.

    At most `limit` members enter at once. Where none of them is true of anybody who can be reached, the `fallback` is
    the member who triggered (`asker`), `anyone`, or `nobody`. A member who leaves the account leaves the journey, and
    with `hand_on` the next one enters in her place.
    """

    recipient: tuple[str, ...] = ()
    limit: int = 1
    fallback: Annotated[str, one_of(Fallback)] = "asker"
    hand_on: bool = True
