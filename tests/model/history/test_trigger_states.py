"""What two people remember of triggers, when they turn out to be one."""

from loopline.model.history.trigger_states import TriggerStates, both_states

ONE = TriggerStates("a1", ("j/0",), ("k1",), 5)


def test_what_held_of_either_held_and_the_earlier_time_wakes() -> None:
    other = TriggerStates("a1", ("i/1", "j/0"), ("k2",), 3)
    assert both_states(ONE, other) == TriggerStates("a1", ("i/1", "j/0"), ("k1", "k2"), 3)


def test_people_who_were_asked_of_different_triggers_are_asked_again() -> None:
    both = both_states(ONE, TriggerStates("b2"))
    assert both is not None and (both.asked, both.wake_at) == ("", 5)


def test_one_who_was_never_asked_adds_nothing() -> None:
    assert both_states(ONE, None) == both_states(None, ONE) == ONE
    assert both_states(None, None) is None
