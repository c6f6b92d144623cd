"""How a function is written, for the texts of faults."""

from loopline.conditions.functions.usage import usage


def test_the_usage_of_a_function() -> None:
    assert usage("count") == 'count("event", within="30d")'
    assert usage("contains") == "contains(any, any)"
    assert usage("received") == 'received("journey/node", channel="email", within="30d")'
