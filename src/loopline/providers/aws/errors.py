"""Kinds of errors that Amazon's services answer with, in our own letters."""

import re
from typing import Final

KIND: Final = re.compile(r"[A-Za-z]{1,60}")
CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
LOGIN_ERRORS: Final = frozenset(
    {
        "unrecognized_client",
        "invalid_client_token_id",
        "invalid_signature",
        "signature_does_not_match",
        "incomplete_signature",
        "missing_authentication_token",
        "expired_token",
        "request_expired",
    }
)
"""The access key is not believed, or this machine's clock is not."""

LOGIN_ADVICE: Final = "Correct the access key in the URL, and this machine's clock."


def error_kind(text: str) -> str:
    """`MessageRejected`, `com.amazonaws#BadRequestException`, `ThrottlingException:http://...`: in our own letters."""
    name = text.partition(":")[0].rpartition("#")[2].strip()
    return CAPITAL.sub("_", name.removesuffix("Exception")).lower() if KIND.fullmatch(name) else ""
