"""Ids as people type and read them: what is shown can be typed again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.errors import Invalid
from loopline.model.ids import anonymous_key, person_key
from loopline.office.names import shown_account, shown_person, stored_key

ids = st.text(min_size=1, max_size=40).filter(lambda text: not text.startswith("=~"))


@given(ids)
def test_what_is_shown_can_be_typed_again(identity: str) -> None:
    for key in (person_key(identity), anonymous_key(identity)):
        assert stored_key(shown_person(key)) == key


def test_an_id_as_the_customer_gave_it() -> None:
    assert stored_key("ann") == "ann" and stored_key("~cookie") == "~cookie" and stored_key("@x") == "=@x"
    assert shown_person("=@x") == "@x" and shown_person("=~x") == "=~x"
    assert shown_account("@acme") == "acme" and shown_account("") is None


@pytest.mark.parametrize(("typed", "code"), [("", "person_missing"), ("x" * 514, "person_too_long")])
def test_what_is_no_id(typed: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        stored_key(typed)
    assert refused.value.code == code
