"""Rules as an author writes them in the builder, by keyboard; the cursor begins in the first box of a new rule."""

from tests.e2e.acts import Acts

LOOKS_AT = "What the rule looks at"


def kind(hand: Acts, name: str) -> None:
    """The rule asks another kind of question."""
    hand.pick(LOOKS_AT, name, "Shift+Tab")


def compare(hand: Acts, field: str, op: str, value: str) -> None:
    """A field with a value."""
    hand.write(field)
    hand.pick("Comparison", op)
    hand.put("Value", value)


def compare_fields(hand: Acts, field: str, op: str, other: str) -> None:
    """A field with another field."""
    hand.write(field)
    hand.pick("Comparison", op)
    hand.pick("Compared with", "a field")
    hand.put("Other field", other)


def age(hand: Acts, field: str, days: int, *, or_unknown: bool = False) -> None:
    """A date that was at least so many days ago."""
    kind(hand, "A date, days")
    hand.put("Field", field)
    hand.pick("Comparison", "at least")
    hand.put("Amount", str(days))
    if or_unknown:
        hand.pick("If it is not known", "known: matches")


def receipt(hand: Acts, message: str, what: str) -> None:
    """A message of this journey was opened, clicked or both."""
    kind(hand, "A message was")
    hand.pick("Message step", message)
    hand.pick("Answer", what)


def agreed(hand: Acts, channel: str) -> None:
    """The person has agreed to a channel."""
    kind(hand, "Has agreed")
    hand.pick("Channel of consent", channel)


def not_on_list(hand: Acts, name: str) -> None:
    """The person is not on a list."""
    kind(hand, "In a segment")
    hand.pick("In or not in", "not in")
    hand.pick("Segment, list or journey", "list")
    hand.put("Name", name)


def happened(hand: Acts, event: str, times: int) -> None:
    """An event has come at least so often, ever."""
    kind(hand, "How often an event")
    hand.put("Event", event)
    hand.pick("Comparison", "at least")
    hand.put("Times", str(times))
    hand.pick("In which time", "ever")
