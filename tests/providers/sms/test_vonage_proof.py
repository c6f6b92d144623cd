"""Vonage's proofs by its published vectors."""

import hmac
from base64 import urlsafe_b64encode

import msgspec
import pytest

from loopline.providers.sms.vonage_proof import Claims, claims_of, vonage_signature

TOKEN = (
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJPbmxpbmUgSldUIEJ1aWxkZXIiLCJpYXQiOjE2OTc2MzQ2ODAsImV4cCI6MzMyNTQ1N"
    "DA4MjgsImF1ZCI6IiIsInN1YiI6IiJ9.88vJc3I2HhuqEDixHXVhc9R30tA6U_HQHZTC29y6CGM"
)
SECRET = "qwertyuiopasdfghjklzxcvbnm123456"


def test_the_published_signatures_hold() -> None:
    fields = {"param1": "value1", "param2": "value2", "timestamp": "1234567890", "sig": "left out"}
    meant = "280c4320703dbc98bfa22db676655ed2acfbfe8792b062ff7622e67f1183c287"
    assert vonage_signature("signature_secret", fields, "sha256") == meant
    assert vonage_signature("signature_secret", fields, "md5") == "724c2bf6ca423c36e20631b11d1c5753"
    odd = {"param1": "value&1", "param2": "value=2", "timestamp": "1234567890"}
    assert vonage_signature("signature_secret", odd, "md5") == "2bbf0abafb2c55e5af6231513896a2ac"


def test_the_published_token_holds_by_its_secret_alone() -> None:
    assert claims_of(TOKEN, SECRET) == Claims(iat=1697634680)
    assert claims_of(TOKEN, "asdf") is None
    assert claims_of("asdf", SECRET) is None
    assert claims_of("", SECRET) is None


@pytest.mark.parametrize("alg", ["none", "HS512", "RS256", ""])
def test_a_token_is_signed_in_one_way(alg: str) -> None:
    assert claims_of(made({"alg": alg}, {"iat": 1}), SECRET) is None
    assert claims_of(made({"alg": "HS256"}, {"iat": 1}), SECRET) == Claims(iat=1)


@pytest.mark.parametrize("token", ["ü.ü.ü", "a.b", "....", "a" * 100_000, ".a.", "a.b.c!"])
def test_what_is_no_token_is_believed_by_nobody(token: str) -> None:
    assert claims_of(token, SECRET) is None


def made(head: dict[str, str], claims: dict[str, int]) -> str:
    """A token that is signed by the secret, whatever its head says."""
    text = ".".join(packed(msgspec.json.encode(part)) for part in (head, claims))
    return f"{text}.{packed(hmac.new(SECRET.encode(), text.encode(), 'sha256').digest())}"


def packed(raw: bytes) -> str:
    """Base64 as tokens have it."""
    return urlsafe_b64encode(raw).decode().rstrip("=")
