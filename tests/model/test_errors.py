"""Errors: four families, each with its HTTP status, a code, a text and a place."""

import pytest

from loopline.model.errors import Conflict, Invalid, LooplineError, Missing, Unavailable


@pytest.mark.parametrize(("family", "status"), [(Invalid, 400), (Missing, 404), (Conflict, 409), (Unavailable, 503)])
def test_a_family_has_its_status(family: type[LooplineError], status: int) -> None:
    error = family("some_code", "Do this.", at="nodes.mail")
    assert (error.status, error.code, error.text, error.at) == (status, "some_code", "Do this.", "nodes.mail")
    assert isinstance(error, LooplineError)


def test_the_place_is_said_first_and_the_code_last() -> None:
    assert str(Invalid("bad", "Mend it.", at="entry.on")) == "entry.on: Mend it. [bad]"
    assert str(Invalid("bad", "Mend it.")) == "Mend it. [bad]"
