"""Messages are counted over time as events are: the names of what became of them, and the keys of filtered times."""

from typing import Final

SENT: Final = "message_sent"
COUNTED_KINDS: Final = ("delivered", "opened", "clicked", "bounced", "complained", "unsubscribed", "replied")
MESSAGE_EVENTS: Final = frozenset((SENT, *(f"message_{kind}" for kind in COUNTED_KINDS)))
"""Names that belong to us: a customer's own event of such a name is taken in under another one."""

PREFIX: Final = "message_"
OWN_PREFIX: Final = "own_"
FIELDS: Final = ("channel", "topic", "journey", "node", "url", "machine")
"""What is known of each; a text that says nothing is "". `machine` is unknown where a picture proxy fetched it."""

MACHINE_FIELD: Final = "machine"
MACHINE: Final = "machine"
PROXY: Final = "proxy"
"""Reasons in facts: a program did it; a proxy did, for somebody of whom nobody knows whether she looked."""

BREAK: Final = "\x1f"
DOUBT: Final = f"{BREAK}?"
AMOUNT: Final = f"{BREAK}="
VALUE: Final = f"{BREAK}#"


def is_ours(name: str) -> bool:
    """Whether an event of this name would be taken for one of ours."""
    return BREAK in name or (name.startswith(PREFIX) and name in MESSAGE_EVENTS)


def times_key(name: str, where: str) -> str:
    """The name under which the times of such events are remembered, as far as a condition holds for them."""
    return f"{name}{BREAK}{where}"


def doubt_key(key: str) -> str:
    """The name of those of which it is not known whether they are among the others."""
    return key + DOUBT


def amount_key(name: str, where: str, field: str) -> str:
    """The name under which the amounts are remembered that such events have in a field ("price.amount")."""
    return f"{times_key(name, where)}{AMOUNT}{field}"


def value_key(name: str, where: str, field: str) -> str:
    """The name under which the different values are remembered that such events have in a field."""
    return f"{times_key(name, where)}{VALUE}{field}"


def value_parts(key: str) -> tuple[str, str, str] | None:
    """Event, condition and field of a key of values; None for any other."""
    return _parts(key, VALUE)


def amount_parts(key: str) -> tuple[str, str, str] | None:
    """Event, condition and field of a key of amounts; None for any other."""
    return _parts(key, AMOUNT)


def _parts(key: str, sign: str) -> tuple[str, str, str] | None:
    times, found, field = key.partition(sign)
    name, _, where = times.partition(BREAK)
    return (name, where, field) if found else None


def key_parts(key: str) -> tuple[str, str] | None:
    """The name and the condition of a key; None for what is no such key, and for those of doubts."""
    name, found, where = key.partition(BREAK)
    return (name, where) if found and not key.endswith(DOUBT) else None
