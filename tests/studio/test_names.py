"""Ids as people type and read them: what is shown can be typed again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.errors import Invalid
from loopline.model.ids import anonymous_key, person_key
from loopline.studio.names import called, names_of, shown_account, shown_person, stored_key

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


@pytest.mark.parametrize(
    ("traits", "name"),
    [
        ({"name": "Ann Berg", "first_name": "Ann"}, "Ann Berg"),
        ({"first_name": "Ann", "last_name": "Berg"}, "Ann Berg"),
        ({"name": " ", "first_name": "Ann"}, "Ann"),
        ({"firstName": "Ann", "lastName": "Berg", "email": "a@b.test"}, "Ann Berg"),
        ({"email": "a@b.test"}, "a@b.test"),
        ({"last_name": None, "plan": "pro"}, ""),
    ],
)
def test_what_a_person_is_called(traits: dict[str, object], name: str) -> None:
    assert called(traits) == name


def test_names_are_those_of_the_version_that_decided() -> None:
    def version(name: str) -> dict[str, object]:
        node = {"kind": "wait", "for": "1d", "name": name}
        return {"kind": "journey", "id": "j", "name": "J", "entry": {"on": ["x"]}, "start": "w", "nodes": {"w": node}}

    published = PublishedSet()
    for number in (1, 2):
        published = publish(published, build_document(version(f"Rest {number}")), number)
    assert names_of(published, "j", "w", 1) == ("J", "Rest 1")
    assert names_of(published, "j", "w") == names_of(published, "j", "w", 9) == ("J", "Rest 2"), "else the live one's"
    assert names_of(published, "j", "gone") == ("J", "") and names_of(published, "other", "w") == ("", "")
