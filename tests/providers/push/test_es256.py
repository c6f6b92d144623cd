"""Base64url without padding."""

from loopline.providers.push.es256 import unpadded


def test_there_is_no_padding_and_no_sign_of_an_address() -> None:
    assert [unpadded(data) for data in (b"", b"a", b"\xfb\xff\xfe")] == ["", "YQ", "-__-"]
