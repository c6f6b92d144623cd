"""Keys of re-entry: none is forgotten silently."""

from loopline.model.bounds.entry_keys import (
    KEY_ROW,
    KEYS_BYTES,
    KEYS_NAMED_MAX,
    KEYS_SEALED_MAX,
    both_keys,
    bounded_keys,
    last_entry,
    with_entry,
)
from loopline.model.person import JourneyHistory


def entered(*, keys: int, first: int = 0) -> JourneyHistory:
    history = JourneyHistory()
    for number in range(first, first + keys):
        history = with_entry(history, f"order {number}", 1_000_000 + number)
    return history


def test_every_key_is_known_with_its_time_within_the_bound() -> None:
    history = entered(keys=1_500)
    assert all(last_entry(history, f"order {number}") == 1_000_000 + number for number in range(1_500))
    assert (last_entry(history, "order 1500"), history.forgotten_at) == (None, 0)


def test_a_key_that_comes_again_has_its_newest_time_and_stands_once() -> None:
    history = with_entry(entered(keys=200), "order 3", 5_000_000)
    assert last_entry(history, "order 3") == 5_000_000
    for number in range(KEYS_NAMED_MAX):
        history = with_entry(history, f"new {number}", 6_000_000 + number)
    assert last_entry(history, "order 3") == 5_000_000


def test_beyond_the_bound_the_oldest_go_and_it_is_known_since_when() -> None:
    history = entered(keys=KEYS_SEALED_MAX + 500)
    assert len(history.sealed) == KEYS_SEALED_MAX * KEY_ROW
    assert history.forgotten_at > 1_000_000
    forgotten = history.forgotten_at - 1_000_000
    assert (last_entry(history, f"order {forgotten}"), last_entry(history, f"order {forgotten + 1}")) == (
        None,
        history.forgotten_at + 1,
    )


def test_a_merge_keeps_the_keys_of_both() -> None:
    one, two = entered(keys=300), entered(keys=300, first=200)
    both = both_keys(one, two)
    assert [last_entry(both, f"order {number}") for number in range(501)] == [
        *(1_000_000 + number for number in range(500)),
        None,
    ]


def test_over_all_journeys_the_one_with_the_most_keys_gives_up_its_oldest() -> None:
    histories = {"many": entered(keys=1_900), "few": entered(keys=300), "more": entered(keys=1_200)}
    bounded = bounded_keys(histories)
    assert sum(len(one.sealed) for one in bounded.values()) <= KEYS_BYTES
    assert bounded["few"] == histories["few"]
    forgotten = bounded["many"].forgotten_at - 1_000_000
    assert forgotten > 0
    assert last_entry(bounded["many"], f"order {forgotten}") is None
    assert last_entry(bounded["many"], f"order {forgotten + 1}") == bounded["many"].forgotten_at + 1
    assert bounded_keys(bounded) == bounded
