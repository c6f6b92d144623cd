"""Looks into a store that stands still: bounded, one at a time, and well again when the store is."""

import threading

import pytest

from loopline.model.errors import Unavailable
from loopline.studio.access.bounded_look import BoundedLook


def test_a_store_that_stands_holds_up_one_look_and_nobody_else() -> None:
    goes_on = threading.Event()
    look = BoundedLook(0.05)
    with pytest.raises(Unavailable) as refused:
        look.take(goes_on.wait)
    assert refused.value.code == "keys_silent"
    read = threading.Event()
    for _ in range(3):
        with pytest.raises(Unavailable):
            look.take(read.set)
    assert not read.is_set(), "nobody looks behind one that stands"
    goes_on.set()
    patient = BoundedLook(30.0)
    patient._free = look._free  # the look that stood gives it back when it ends
    assert patient.take(lambda: "there") == "there"
    assert look.take(lambda: "again") == "again"


def test_an_error_of_the_store_is_told_as_it_is_and_ends_the_look() -> None:
    look = BoundedLook(30.0)

    def broken() -> None:
        raise TimeoutError("the disk")

    with pytest.raises(TimeoutError, match="the disk"):
        look.take(broken)
    assert look.take(lambda: 1) == 1
