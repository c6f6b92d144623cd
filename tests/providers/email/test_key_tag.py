"""Keys as tags: there and back, in letters that services take."""

import pytest

from loopline.providers.email.key_tag import TAG_CHARACTERS_MAX, key_of_tag, key_tag


@pytest.mark.parametrize("key", ["k1", "e1:mail/0 +ü", "x" * 180, ""])
def test_a_key_comes_back_from_its_tag(key: str) -> None:
    tag = key_tag(key)
    assert len(tag) <= TAG_CHARACTERS_MAX and tag.replace("-", "").replace("_", "").isalnum() is bool(key)
    assert key_of_tag(tag) == key


def test_what_no_tag_can_hold_has_none() -> None:
    assert key_tag("x" * 300) == ""
    assert key_of_tag(key_tag("\ud83d")) == "", "half a character does not come back"


@pytest.mark.parametrize("tag", ["!!!", "a", "_w", "ü"])
def test_what_is_no_tag_of_ours_is_no_key(tag: str) -> None:
    assert key_of_tag(tag) == ""
