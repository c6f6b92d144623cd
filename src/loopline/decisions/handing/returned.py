"""What an enrollment knows of the journey that it handed its person over to: that it goes on, or how it ended.

Both stand where answers of endpoints do, so conditions ask `answer("node", "ended")`.
"""

from collections.abc import Mapping
from typing import Final

from msgspec.json import Decoder, Encoder

from loopline.model.person import Enrollment

NOT_ENTERED: Final = "not_entered"
TIMED_OUT: Final = "timed_out"
"""The ends that no journey gives: the other one did not let the person in, or goes on still."""

AWAITS: Final = b'{"awaits_end_of":'
ENDED: Final = b'{"ended":'
_encode: Final = Encoder().encode
_decode: Final = Decoder(dict[str, str]).decode
Answers = Mapping[str, bytes] | None


def awaiting(enrollment: Enrollment, other: str) -> dict[str, bytes]:
    """The answers of an enrollment that waits at its node for the end of the other one, by its id."""
    return {**(enrollment.answers or {}), enrollment.node: _encode({"awaits_end_of": other})}


def awaited_enrollment(enrollment: Enrollment) -> str:
    """The id of the enrollment whose end it waits for; "" where it waits for none."""
    if enrollment.waiting is None or not enrollment.answers:
        return ""
    found = next((text for text in enrollment.answers.values() if text.startswith(AWAITS)), None)
    return _decode(found)["awaits_end_of"] if found is not None else ""


def with_end(enrollment: Enrollment, reason: str) -> dict[str, bytes]:
    """The answers once it is known how the other journey ended."""
    return {**(without_return(enrollment) or {}), enrollment.node: _encode({"ended": reason})}


def has_ended(enrollment: Enrollment) -> bool:
    """Whether it is known how the other journey ended, to which its node handed over."""
    return (enrollment.answers or {}).get(enrollment.node, b"").startswith(ENDED)


def without_return(enrollment: Enrollment) -> dict[str, bytes] | None:
    """The answers without what an earlier visit to this node left, and without what is waited for."""
    answers = enrollment.answers or {}
    kept = {name: text for name, text in answers.items() if name != enrollment.node and not text.startswith(AWAITS)}
    return kept or None
