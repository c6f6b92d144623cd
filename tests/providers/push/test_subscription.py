"""Subscriptions as browsers write them, and the encryption of RFC 8291 by its published example."""

from base64 import urlsafe_b64decode

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from loopline.providers.push.subscription import PLAIN_BYTES_MAX, Subscription, read_subscription
from tests.providers.push.push_service import Browser, decrypted

EXAMPLE_KEY = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94="
EXAMPLE_AUTH = "BTBZMqHH6r4Tts7J_aSIgg=="
EXAMPLE_BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
    "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_stand_reads_the_published_example() -> None:
    number = int.from_bytes(urlsafe_b64decode(EXAMPLE_KEY), "big")
    key = ec.derive_private_key(number, ec.SECP256R1())
    body, auth = urlsafe_b64decode(EXAMPLE_BODY + "=="), urlsafe_b64decode(EXAMPLE_AUTH)
    assert decrypted(body, key, auth) == b"When I grow up, I want to be a watermelon"


def read(text: str) -> Subscription:
    found = read_subscription(text, allow_private=False)
    assert found is not None
    return found


@pytest.mark.parametrize("size", [2, 100, PLAIN_BYTES_MAX])
def test_the_browser_alone_reads_what_was_encrypted_for_it(size: int) -> None:
    browser, other = Browser("https://push.test/a", ""), Browser("https://push.test/b", "")
    text = b"{" + b" " * (size - 2) + b"}"
    body = read(browser.subscription()).encrypted(text)
    assert len(body) == size + 103
    browser.read(body)
    assert browser.seen == [{}]
    with pytest.raises(InvalidTag):
        other.read(body)


def test_what_would_not_fit_one_body_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        read(Browser("https://push.test/a", "").subscription()).encrypted(b"x" * (PLAIN_BYTES_MAX + 1))


def test_texts_that_are_no_subscription() -> None:
    good = Browser("https://push.test/a?b=c", "")
    assert read_subscription(good.subscription(), allow_private=False) is not None
    point = "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"
    wrong = [
        "",
        "t1",
        "[]",
        "[" * 5_000,
        "x" * 10_000,
        good.subscription(endpoint="http://push.test/a"),
        good.subscription(endpoint="https://me:you@push.test/a"),
        good.subscription(endpoint="https://push.test/a b"),
        good.subscription(endpoint="https://püsh.test/a"),
        good.subscription(endpoint="https://push.test/a\r\nX: y"),
        good.subscription(endpoint=""),
        good.subscription(keys={"p256dh": point, "auth": "AAAA"}),
        good.subscription(keys={"p256dh": point[:-2] + "AA", "auth": "A" * 22}),
        good.subscription(keys={"p256dh": "!", "auth": "A" * 22}),
        good.subscription(keys={"p256dh": "ü", "auth": "A" * 22}),
        good.subscription(keys={}),
        good.subscription(keys=None),
    ]
    assert [text for text in wrong if read_subscription(text, allow_private=False) is not None] == []
