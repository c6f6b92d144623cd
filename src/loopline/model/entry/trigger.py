"""One way into a journey: an event, a change, something that begins to hold, a clock, or a request."""

from typing import Annotated, Final, Literal, get_args

from msgspec import Struct

from loopline.model.choices import one_of
from loopline.model.history.message_events import BREAK

Existing = Literal["enter", "skip"]
EXISTING: Final = get_args(Existing)
REQUEST: Final = "request"
"""The name under which people enter who are asked for by the API."""


def opened_by_account(name: str) -> str:
    """The name under which journeys are found that an event of accounts opens; no event of people is called so."""
    return f"{BREAK}account {name}"


class ItemFall(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The number in the field `falls` of an item of a catalog falls, such as a price: by any amount, or `by` at least
    ("5", "10%").

    Those enter who did the event `seen`, with the item's id in its property `key`, `within` the time before.
    """

    catalog: str
    falls: str
    seen: str
    key: str
    by: str = ""
    within: str = "30d"

    @property
    def label(self) -> str:
        """The name under which people enter by it."""
        return f"item {self.catalog}.{self.falls}"


class Trigger(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename={"previous": "from", "value": "to"},
):
    """One way in, with a filter of its own: an `event`; the `change` of a trait to another value; the moment in which
    something begins to hold, a condition (`when`), that the person is in a `segment` or on a `list`; a `date` of hers;
    a `schedule`; a `request` by the API; the fall of a number in an `item` of a catalog; or, where the account decides
    who enters, an `account_event` of the account itself, or that it is in an `account_segment` or on an `account_list`.

    `from` and `to` are what the trait was and is; None: whatever it was, and whatever it is. `leaves`: the moment in
    which it ceases to hold. `existing` says what becomes of people of whom it holds when the journey is published.

    `offset` moves a date ("-7d"), `at` is its local time, `yearly` repeats it. A schedule is five fields of cron, or
    one local time. With either, a condition, a segment or a list says whom it lets in, and `zone` whose clock counts:
    "person", "workspace", or the name of a zone.
    """

    event: str = ""
    account_event: str = ""
    account_segment: str = ""
    account_list: str = ""
    change: str = ""
    when: str = ""
    segment: str = ""
    list: str = ""
    date: str = ""
    offset: str = "0d"
    at: str = ""
    yearly: bool = False
    schedule: str = ""
    zone: str = "person"
    request: bool = False
    item: ItemFall | None = None
    leaves: bool = False
    existing: Annotated[str, one_of(Existing)] = "enter"
    previous: str | int | float | bool | None = None
    value: str | int | float | bool | None = None
    where: str = ""

    @property
    def timed(self) -> bool:
        """Whether a clock opens it: a date or a schedule."""
        return bool(self.date or self.schedule)

    @property
    def of_account(self) -> bool:
        """Whether it asks the account for something that holds for a while."""
        return bool(self.account_segment or self.account_list)

    @property
    def lasting(self) -> bool:
        """Whether it asks for something that holds for a while."""
        return (bool(self.when or self.segment or self.list) and not self.timed) or self.of_account

    @property
    def has_data(self) -> bool:
        """Whether it brings data that a filter reads as the properties of an event."""
        return bool(self.event or self.account_event or self.request or self.item is not None)

    @property
    def label(self) -> str:
        """The name under which people enter by it; "" for an event, which has its own."""
        if self.item is not None:
            return self.item.label
        if self.change or self.date:
            return f"change {self.change}" if self.change else f"date {self.date}"
        if self.schedule or self.request:
            return "schedule" if self.schedule else REQUEST
        kinds = (("segment", self.segment), ("list", self.list))
        of_account = (("account segment", self.account_segment), ("account list", self.account_list))
        named = [f"{kind} {name}" for kind, name in (*of_account, *kinds) if name] or ["condition"]
        return " ".join([*named, "left"] if self.leaves else named) if self.lasting else ""
