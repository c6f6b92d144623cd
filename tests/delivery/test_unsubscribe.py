"""One click takes a person off a topic, and the headers that offer it are those of RFC 8058."""

from loopline.delivery.links import UNSUBSCRIBE, Signer
from loopline.delivery.unsubscribe import unsubscribe_headers, unsubscribe_url
from tests.delivery.messages import outgoing

SIGNER = Signer("a secret", "https://go.example.test")


def test_the_link_means_the_topic_of_the_message() -> None:
    url = unsubscribe_url(outgoing("k9"), SIGNER)
    claim = SIGNER.verify(UNSUBSCRIBE, url.rpartition("/")[2])
    assert (claim.person, claim.channel, claim.topic, claim.message) == ("ann", "email", "offers", "k9")


def test_the_headers_of_rfc_8058() -> None:
    assert unsubscribe_headers("https://go.test/u") == {
        "List-Unsubscribe": "<https://go.test/u>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    both = unsubscribe_headers("https://go.test/u", "out@go.test")["List-Unsubscribe"]
    assert both == "<https://go.test/u>, <mailto:out@go.test?subject=unsubscribe>"
