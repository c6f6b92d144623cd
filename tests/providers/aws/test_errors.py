"""Kinds of errors, as each of Amazon's protocols writes them."""

import pytest

from loopline.providers.aws.errors import LOGIN_ERRORS, error_kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MessageRejected", "message_rejected"),
        ("com.amazonaws.sesv2#BadRequestException", "bad_request"),
        ("ThrottlingException:http://internal.amazon.com/coral/", "throttling"),
        ("Throttled", "throttled"),
        ("", ""),
        ("<script>", ""),
        ("X" * 61, ""),
    ],
)
def test_kinds_of_errors_in_our_letters(text: str, expected: str) -> None:
    assert error_kind(text) == expected


def test_what_a_wrong_key_answers_is_known() -> None:
    kinds = {error_kind(name) for name in ("UnrecognizedClientException", "InvalidClientTokenId", "RequestExpired")}
    assert kinds <= LOGIN_ERRORS
