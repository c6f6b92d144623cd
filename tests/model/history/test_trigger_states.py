"""What two people remember of triggers, when they turn out to be one."""

from loopline.model.history.trigger_states import TriggerStates, both_states

ONE = TriggerStates("a1", ("j/0",), ("k1",), 5)


def test_what_held_of_either_held_and_the_earlier_time_wakes() -> None:
    other = TriggerStates("a1", ("i/1", "j/0"), ("k2",), 3)
    assert both_states(ONE, other) == TriggerStates("a1", ("i/1", "j/0"), ("k1", "k2"), 3)


def test_people_who_were_asked_of_different_triggers_are_asked_again() -> None:
    both = both_states(ONE, TriggerStates("b2"))
    assert both is not None and (both.asked, both.wake_at) == ("", 5)


def test_where_one_was_never_asked_both_are_asked_anew_and_what_held_is_kept() -> None:
    """Whoever skips those of whom it holds already has not been asked whether it held of the other one."""
    assert both_states(ONE, None) == both_states(None, ONE) == TriggerStates("", ("j/0",), (), 5)
    assert both_states(None, None) is None


def test_of_one_clock_the_later_time_stays() -> None:
    both = both_states(TriggerStates(come=(("i/0", 7), ("j/0", 3))), TriggerStates(come=(("j/0", 9),)))
    assert both is not None and both.come == (("i/0", 7), ("j/0", 9))
