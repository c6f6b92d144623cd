"""A factor as it is written."""

import pytest

from loopline.model.entry.factor import FACTOR_KINDS, read_factor
from loopline.model.errors import Invalid


def test_a_kind_and_a_name_that_may_hold_colons() -> None:
    assert [read_factor(f"{kind}:a:b.c") for kind in FACTOR_KINDS] == [(kind, "a:b.c") for kind in FACTOR_KINDS]


@pytest.mark.parametrize("text", ["", "plan", "trait:", "Trait:plan", "trait:" + "x" * 201, "trait:a\0b"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_factor(text)
    assert caught.value.code == "breakdown_invalid"
