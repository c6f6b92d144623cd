"""A device by other names than its token, and the platforms that clients name."""

import pytest

from loopline.model.push.device import device_id, platform_named, shortened


@pytest.mark.parametrize(
    ("said", "token", "platform"),
    [
        ("ios", "t", "ios"),
        (" iOS ", "t", "ios"),
        ("iPadOS", "t", "ios"),
        ("Android", "t", "android"),
        ("browser", "t", "web"),
        ("fridge", "t", ""),
        (None, "t", ""),
        (7, "t", ""),
        ("", '{"endpoint": "https://push.example"}', "web"),
    ],
)
def test_a_platform_is_known_by_the_names_that_clients_have_for_it(said: object, token: str, platform: str) -> None:
    assert platform_named(said, token) == platform


@pytest.mark.parametrize("token", ["t", "cZ9k:APA91b", "x" * 4_096, '{"endpoint": "https://push.example/secret"}'])
def test_a_token_is_shown_without_what_it_is_good_for(token: str) -> None:
    assert shortened(token) != token and len(shortened(token)) <= 11
    assert len(device_id(token)) == 16 and token not in device_id(token)
    assert shortened("") == ""
