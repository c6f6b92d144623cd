"""Return addresses: short, signed, in any case, for one purpose; nobody makes one without the secret."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.delivery.returned.addresses import ReturnAddress, ReturnAddresses, Way, is_for_complaints, resolved
from loopline.model.errors import Invalid

OURS = ReturnAddresses("a secret", "bounces.shop.test")
E = "afe1518921c8e34385af121f27f32656"
NODES = st.text(min_size=1, max_size=200).filter(lambda text: "\x00" not in text)


@given(
    st.sampled_from(["bounce", "reply", "unsubscribe"]),
    st.binary(min_size=16, max_size=16),
    NODES,
    st.integers(0, 9_999_999),
)
def test_every_key_of_ours_comes_back_whatever_the_case(way: Way, enrollment: bytes, node: str, visit: int) -> None:
    key = f"{enrollment.hex()}:{node}:{visit}"
    address = OURS.address(way, key)
    local, _, domain = address.partition("@")
    assert (domain, address.isascii(), len(local) <= 64, address.lower()) == ("bounces.shop.test", True, True, address)
    folded = "".join(random.Random(visit).choice((letter, letter.upper())) for letter in address)
    found = OURS.read(f"<{folded}>")
    assert found is not None and found.way == way
    assert resolved(found.key, lambda: ["other", node]) == key


@pytest.mark.parametrize(
    "key", ["", "k1", f"{E}:mail", f"{E}::1", f"{E}:mail:x", f"{E.upper()}:mail:1", f"{E}:mail:99999999"]
)
def test_another_key_has_no_address(key: str) -> None:
    assert OURS.address("bounce", key) == ""


def test_an_address_is_ours_by_its_signature() -> None:
    address = OURS.address("bounce", f"{E}:mail:1")
    token = address.partition("@")[0].partition(".")[2]
    assert OURS.read(f"b.{token}@elsewhere.test") == ReturnAddress("bounce", f"{E}:mail:1")
    assert OURS.read(f"r.{token}@bounces.shop.test") is None, "made for another purpose"
    assert ReturnAddresses("another", "bounces.shop.test").read(address) is None
    for at in range(len(token)):
        for letter in "a7":
            changed = token[:at] + letter + token[at + 1 :]
            found = OURS.read(f"b.{changed}@bounces.shop.test")
            assert found is None or changed == token or found.key == f"{E}:mail:1"


@pytest.mark.parametrize(
    "address",
    ["", "@", "b.@x.test", "b@x.test", "ann@x.test", "b.ümlaut@x.test", f"b.{'a' * 63}@x.test", "b.18!@x.test"],
)
def test_what_is_no_address_of_ours_is_nobody(address: str) -> None:
    assert OURS.read(address) is None


def test_a_node_that_is_no_longer_known_resolves_to_nothing() -> None:
    found = OURS.read(OURS.address("bounce", f"{E}:a node with a long name:1"))
    assert found is not None
    assert resolved(found.key, list) == ""


def test_complaints_have_addresses_of_their_own() -> None:
    assert is_for_complaints("FBL@Bounces.shop.test", OURS.domain)
    assert not is_for_complaints("fbl@elsewhere.test", OURS.domain)
    assert not is_for_complaints("ann@bounces.shop.test", OURS.domain)
    assert not is_for_complaints("fbl@", "")


def test_a_domain_is_written_alone() -> None:
    assert ReturnAddresses("s", "Bücher.test").domain == "xn--bcher-kva.test"
    assert ReturnAddresses("s", "").address("bounce", f"{E}:mail:1") == ""
    for wrong in ("https://shop.test", "a b", "x@y@z", "-"):
        with pytest.raises(Invalid):
            ReturnAddresses("s", wrong)
