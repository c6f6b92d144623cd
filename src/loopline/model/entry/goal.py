"""The goal that people are compared by: an event within a time, and what it is worth."""

from msgspec import Struct


class MeasuredGoal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An event within a time, and the property that holds its money value.

    `once_by` is the property that tells two of them apart, such as an order's id: reports count each value of it once.
    `currency` is the property with the currency of the amount: one in another than the workspace's is not added.
    """

    event: str
    where: str = ""
    value: str = ""
    within: str = "14d"
    once_by: str = ""
    currency: str = ""
