"""Signatures of calls to AWS: the published vector, and botocore against the algorithm reckoned anew."""

import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from loopline.model.errors import Invalid
from loopline.providers.aws.signer import ACCESS_KEY, REGION, AwsSigner, service_address
from tests.providers.aws import amazon
from tests.providers.servers import Call


def test_the_published_vector_holds() -> None:
    """AWS's suite, get-vanilla: what the stands reckon by."""
    call = Call("GET", "/", {"host": "example.amazonaws.com", "x-amz-date": "20150830T123600Z"}, b"", [])
    scope = "20150830/us-east-1/service/aws4_request"
    assert amazon.sigv4(call, "host;x-amz-date", scope) == (
        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
    )


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("https://email.eu-west-1.amazonaws.com/v2/email/outbound-emails", b'{"Content": {}}'),
        ("http://127.0.0.1:4321/", "Action=Publish&Message=Grüße".encode()),
        ("https://sns.eu-west-1.amazonaws.com/", b""),
    ],
)
def test_a_call_is_signed_as_amazon_reckons_it(url: str, body: bytes) -> None:
    signer = AwsSigner(amazon.ACCESS, amazon.SECRET, service="ses", region=amazon.REGION)
    headers = dict(signer.signed(url, [("Content-Type", "application/json")], body))
    parts = urlsplit(url)
    sent = {name.lower(): value for name, value in headers.items()} | {"host": parts.netloc}
    call = Call("POST", parts.path, sent, body, [])
    assert amazon.sigv4_fault(call, "ses") == ""
    assert amazon.sigv4_fault(call, "sns") == "InvalidSignatureException"
    assert amazon.sigv4_fault(Call("POST", parts.path, sent, body + b" ", []), "ses") == "InvalidSignatureException"
    assert amazon.SECRET not in str(headers) and amazon.SECRET not in repr(signer)


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("eu-west-1", "https://email.eu-west-1.amazonaws.com"),
        ("us-gov-west-1", "https://email.us-gov-west-1.amazonaws.com"),
        ("cn-north-1", "https://email.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_a_region_has_its_address(region: str, expected: str) -> None:
    assert REGION.fullmatch(region) and service_address("email", region) == expected


@pytest.mark.parametrize("region", ["", "eu-west", "evil.test/eu-west-1", "eu-west-1.evil.test", "EU-WEST-1"])
def test_what_is_no_region(region: str) -> None:
    assert not REGION.fullmatch(region)
    assert not ACCESS_KEY.fullmatch(region)


@pytest.fixture
def without_botocore(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [name for name in sys.modules if name.partition(".")[0] == "botocore"]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "botocore.auth", None)
    yield


@pytest.mark.usefixtures("without_botocore")
def test_whoever_lacks_the_library_is_told_which() -> None:
    with pytest.raises(Invalid) as caught:
        AwsSigner(amazon.ACCESS, amazon.SECRET, service="ses", region=amazon.REGION)
    assert caught.value.code == "aws_library_missing" and "loopline[aws]" in caught.value.text


def test_a_house_without_amazon_does_not_load_its_library() -> None:
    code = (
        "import sys, loopline.providers.email.ses; sys.exit('botocore' in sys.modules or 'cryptography' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
