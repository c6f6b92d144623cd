"""A token opens one inbox for its time; how it meets the server stands in tests/studio/inbox/test_routes.py."""

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.api.auth import Denied
from loopline.model.errors import Invalid
from loopline.model.ids import person_key
from loopline.studio.access.inbox_tokens import LIFE_MAX_MS, InboxTokens, make_inbox_secret

NOW = 1_790_000_000_000
SECRET = make_inbox_secret()


def tokens(now: int = NOW, secret: str = SECRET) -> InboxTokens:
    return InboxTokens(secret, lambda: now)


@given(st.text(min_size=1, max_size=512).filter(lambda text: text.isprintable()))
def test_whoever_it_was_made_for_is_read_from_it(person: str) -> None:
    token, until = tokens().issue(person, 60_000)
    reader = tokens(NOW + 59_000).reader(token)
    assert (reader.person, reader.until) == (person_key(person), until)
    assert tokens().seconds_left(reader) == 60.0
    assert jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_exp": False})["sub"] == person


def test_it_ends() -> None:
    token, until = tokens().issue("ann", 60_000)
    with pytest.raises(Denied, match="inbox_token_expired"):
        tokens(until).reader(token)
    with pytest.raises(Denied, match="inbox_token_invalid"):
        tokens(NOW - LIFE_MAX_MS).reader(token)


@given(st.integers(min_value=0, max_value=200), st.characters(codec="ascii"))
def test_one_character_makes_it_another(place: int, letter: str) -> None:
    token, _ = tokens().issue("ann", 60_000)
    changed = token[: place % len(token)] + letter + token[place % len(token) + 1 :]
    if changed != token:
        with pytest.raises(Denied, match="inbox_token_invalid"):
            tokens().reader(changed)


@given(st.text(max_size=300))
def test_no_text_makes_it_raise_anything_else(text: str) -> None:
    with pytest.raises(Denied, match="inbox_token_invalid"):
        tokens().reader(text)


def test_another_secret_opens_nothing() -> None:
    token, _ = tokens(secret=make_inbox_secret()).issue("ann", 60_000)
    with pytest.raises(Denied, match="inbox_token_invalid"):
        tokens().reader(token)


@pytest.mark.parametrize(("person", "life"), [("", 60_000), ("x" * 513, 60_000), ("ann", 0), ("ann", LIFE_MAX_MS + 1)])
def test_none_is_made_for_nobody_or_for_ever(person: str, life: int) -> None:
    with pytest.raises(Invalid):
        tokens().issue(person, life)
