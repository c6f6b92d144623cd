"""A person waits for few journeys at a time, with few bytes, also after a merge."""

from loopline.model.admission.ask import ASKS_BYTES, ASKS_MAX, EntryAsk, both_asks, has_room_to_ask


def ask(number: int, entry: bytes = b"{}") -> EntryAsk:
    return EntryAsk(f"a{number}", "j", "go", number, entry)


def test_there_is_room_for_so_many_and_for_so_many_bytes() -> None:
    many = [ask(number) for number in range(ASKS_MAX)]
    assert has_room_to_ask(many[1:], b"{}") and not has_room_to_ask(many, b"{}")
    assert has_room_to_ask([], bytes(ASKS_BYTES)) and not has_room_to_ask([ask(1)], bytes(ASKS_BYTES))


def test_the_asks_of_two_who_are_one_stand_once_the_oldest_first_within_the_bound() -> None:
    own, other = tuple(map(ask, range(1, 30, 2))), tuple(map(ask, range(0, 30, 2)))
    both = both_asks(own, (*other, own[0]))
    assert [one.at for one in both] == list(range(ASKS_MAX))
    assert both_asks(own, ()) == own
