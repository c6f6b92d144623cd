"""Short links: the same link has the same token again, every other has another, and a claim comes back."""

from loopline.delivery.links import Signer, claim_of
from loopline.delivery.short_links import claim_in, is_token, short_address, shorten
from loopline.delivery.short_token import ShortLink
from tests.delivery.messages import outgoing

SIGNER = Signer("a secret", "https://engage.example.test", "https://ex.io/")


def test_a_link_is_short_and_comes_back() -> None:
    claim = claim_of(outgoing("k1", channel="sms"), "https://shop.test/ä?q=1", 2)
    link = shorten(claim, SIGNER)
    assert claim_in(link.claim) == claim
    assert is_token(link.token)
    address = short_address(link.token, SIGNER)
    assert address.startswith("https://ex.io/s/") and len(address) <= 30


def test_the_same_link_is_the_same_again_and_every_other_another() -> None:
    def token(key: str, url: str, signer: Signer = SIGNER) -> str:
        return shorten(claim_of(outgoing(key, channel="sms"), url), signer).token

    assert token("k1", "https://a.test") == token("k1", "https://a.test")
    others = {
        token("k1", "https://a.test"),
        token("k1", "https://b.test"),
        token("k2", "https://a.test"),
        token("k1", "https://a.test", Signer("another", "https://engage.example.test")),
    }
    assert len(others) == 4


def test_a_kept_claim_of_before_is_read() -> None:
    kept = ShortLink("0" * 12, b'["k1","ann","sms","","https://a.test"]')
    claim = claim_in(kept.claim)
    assert (claim.message, claim.person, claim.url, claim.links) == ("k1", "ann", "https://a.test", 0)


def test_what_is_no_token() -> None:
    assert not any(map(is_token, ("", "0" * 11, "0" * 13, "0" * 11 + "-", "٣" * 12)))
