"""Calls to Amazon's services, signed by botocore (SigV4), which is asked for nothing else and sends nothing."""

import re
from collections.abc import Sequence
from typing import Final

from loopline.model.errors import Invalid
from loopline.providers.http_client import Header

REGION: Final = re.compile(r"[a-z]{2,4}(-[a-z]{2,12}){1,3}-[0-9]{1,2}")
ACCESS_KEY: Final = re.compile(r"[A-Z0-9]{16,128}")


class AwsSigner:
    """Signs POSTs to one service of a region. Imports botocore when it is made, and not before.

    Raises Invalid `aws_library_missing` where it is not installed.
    """

    def __init__(self, access_key: str, secret_key: str, *, service: str, region: str) -> None:
        try:
            from botocore.auth import SigV4Auth
            from botocore.awsrequest import AWSRequest
            from botocore.credentials import Credentials
        except ImportError:
            text = "Calls to AWS are signed by a library of their own: pip install 'loopline[aws]'."
            raise Invalid("aws_library_missing", text) from None
        self._request = AWSRequest
        self._signer = SigV4Auth(Credentials(access_key, secret_key), service, region)

    def signed(self, url: str, headers: Sequence[Header], body: bytes) -> list[Header]:
        """These headers with those that prove who calls, and when: good for about five minutes."""
        request = self._request(method="POST", url=url, data=body, headers=dict(headers))
        self._signer.add_auth(request)
        return [(str(name), str(value)) for name, value in request.headers.items()]


def service_address(prefix: str, region: str) -> str:
    """Where a service of a region is called; China has a domain of its own."""
    return f"https://{prefix}.{region}.amazonaws.com{'.cn' if region.startswith('cn-') else ''}"
