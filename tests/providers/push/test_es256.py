"""ES256 as another library reads it."""

from base64 import urlsafe_b64encode

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from loopline.providers.push.es256 import es256_token, unpadded


def test_another_library_believes_the_token() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    for number in range(40):  # a number with a leading zero keeps its width
        token = es256_token(key, {"kid": "K1"}, {"iss": "TEAM", "iat": number})
        assert jwt.get_unverified_header(token) == {"alg": "ES256", "kid": "K1"}
        said = jwt.decode(token, key.public_key(), ["ES256"], {"verify_iat": False, "verify_exp": False})
        assert said == {"iss": "TEAM", "iat": number}


@pytest.mark.parametrize("data", [b"", b"a", b"\xfb\xff", b"\x00" * 65])
def test_base64url_has_no_padding(data: bytes) -> None:
    assert unpadded(data) == urlsafe_b64encode(data).decode().rstrip("=")
