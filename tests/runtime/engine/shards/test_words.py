"""What a transaction tells is packed in parts that one step of the target can decide."""

from loopline.model.ids import PUBLISHED_KEY
from loopline.model.signal import EventReceived, JourneyStateChanged, Signal
from loopline.runtime.engine.shards.words import WORDS_AT_ONCE, ShardWords, as_heard, told_signals


def event(number: int) -> Signal:
    return EventReceived(key="ann", id=f"e{number}", name="alpha", at=number, received_at=1_000 + number)


def change(number: int) -> Signal:
    return JourneyStateChanged(
        key=PUBLISHED_KEY, id=f"c{number}", at=number, received_at=1_000 + number, journey="j", state="paused"
    )


def test_a_target_gets_its_words_in_order_and_is_told_when_the_last_was_received() -> None:
    words = ShardWords()
    for number in range(3):
        words.tell(2, event(number), 0)
    words.tell(1, event(9), 0)
    first, second = words.tellings()
    assert (first.target, second.target) == (1, 2)
    heard = as_heard(second, 7)
    assert told_signals(heard) == [event(0), event(1), event(2)]
    assert (heard.key, heard.id, heard.source, heard.received_at) == (PUBLISHED_KEY, "", 7, 1_002)


def test_a_publication_goes_by_itself_so_that_each_has_a_place_of_its_own() -> None:
    words = ShardWords()
    for one in (event(1), change(2), change(3), event(4), event(5)):
        words.tell(1, one, 0)
    parts = [told_signals(as_heard(one, 0)) for one in words.tellings()]
    assert parts == [[event(1)], [change(2)], [change(3)], [event(4), event(5)]]


def test_a_part_says_what_was_known_at_its_own_last_word() -> None:
    words = ShardWords()
    words.tell(1, event(1), 4)
    words.tell(1, change(2), 5)
    words.tell(1, event(3), 5)
    assert [one.knows for one in words.tellings()] == [4, 5, 5]


def test_a_part_is_bounded() -> None:
    words = ShardWords()
    for number in range(WORDS_AT_ONCE * 2 + 1):
        words.tell(1, event(number), 0)
    assert [len(told_signals(as_heard(one, 0))) for one in words.tellings()] == [WORDS_AT_ONCE, WORDS_AT_ONCE, 1]
