"""Texts and tokens as web services sign them: base64url without padding."""

from base64 import urlsafe_b64encode


def unpadded(data: bytes) -> str:
    """The bytes in base64url, without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()
