"""VAPID by the published example of RFC 8292, and as another library reads our own."""

import pytest

from loopline.model.errors import Invalid
from loopline.providers.push.vapid import Vapid, new_vapid_key, origin_of, subject_of
from loopline.runtime.clock import VirtualClock
from tests.providers.push.push_service import vouched
from tests.providers.stand import NOW

HOUR_MS = 3_600_000
EXAMPLE_KEY = "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"
EXAMPLE_TOKEN = (
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6"
    "Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSS"
    "HzvoD1oA"
)


def test_the_stand_believes_the_published_example_and_nothing_else() -> None:
    at = 1_453_523_768 - 3_600
    assert vouched(EXAMPLE_TOKEN, EXAMPLE_KEY, "https://push.example.net", at)
    assert not vouched(EXAMPLE_TOKEN, EXAMPLE_KEY, "https://push.example.org", at)
    assert not vouched(EXAMPLE_TOKEN, EXAMPLE_KEY, "https://push.example.net", at + 3_600)
    assert not vouched(EXAMPLE_TOKEN[:-3] + "AAA", EXAMPLE_KEY, "https://push.example.net", at)


def test_a_token_is_for_one_service_and_kept_for_a_while() -> None:
    clock = VirtualClock(NOW)
    vapid = Vapid(new_vapid_key(), "mailto:a@b.test", clock.now)
    first = vapid.authorization("https://push.test/x/1")
    assert first == vapid.authorization("https://push.test/x/2")
    assert first != vapid.authorization("https://other.test/x/1")
    token, key = first.removeprefix("vapid t=").split(", k=")
    assert key == vapid.public_key
    assert vouched(token, key, "https://push.test", NOW // 1_000)
    clock.move_to(NOW + 6 * HOUR_MS)
    assert first != vapid.authorization("https://push.test/x/1")


def test_services_that_somebody_makes_up_fill_no_memory() -> None:
    vapid = Vapid(new_vapid_key(), "mailto:a@b.test", lambda: NOW)
    for number in range(600):
        vapid.authorization(f"https://push{number}.test/x")
    assert len(vapid._tokens) <= 256


@pytest.mark.parametrize("key", ["", "A" * 43, "_" * 43, "A" * 42 + "!", "a", "B" * 44])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(Invalid, match="43 characters"):
        Vapid(key, "mailto:a@b.test", lambda: NOW)


@pytest.mark.parametrize("subject", ["", "a@b.test", "mailto:", "mailto:a b@c.test", "http://a.test", "mailto:a@b\n"])
def test_a_contact_that_no_service_would_take_is_refused(subject: str) -> None:
    with pytest.raises(Invalid, match="contact"):
        Vapid(new_vapid_key(), subject, lambda: NOW)


@pytest.mark.parametrize(
    ("sender", "expected"),
    [("Loop <hello@loop.test>", "mailto:hello@loop.test"), ("a@b.test", "mailto:a@b.test"), ("", "")],
)
def test_the_sender_of_mails_is_a_contact(sender: str, expected: str) -> None:
    assert subject_of(sender) == expected
    assert origin_of("https://push.test:8443/a/b?c") == "https://push.test:8443"
