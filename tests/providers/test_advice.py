"""Tables of what to do: each code that is the operator's to mend has its line."""

from collections.abc import Container, Iterable

import pytest

from loopline.providers.email import postmark
from loopline.providers.sms import plivo, telnyx, twilio, vonage
from loopline.providers.whatsapp import cloud_faults

TABLES: dict[str, tuple[Iterable[object], Container[object]]] = {
    "postmark": (postmark.ACCOUNT | {postmark.LOGIN}, postmark.ADVICE),
    "twilio": (twilio.OURS | twilio.LOGIN, twilio.ADVICE),
    "vonage": (vonage.OURS | vonage.LOGIN, vonage.ADVICE),
    "telnyx": (telnyx.OURS | telnyx.LOGIN, telnyx.ADVICE),
    "plivo": (plivo.OURS, plivo.OURS),
    "whatsapp": (cloud_faults.OURS, cloud_faults.ADVICE),
}


@pytest.mark.parametrize("name", TABLES)
def test_no_code_of_ours_is_without_advice(name: str) -> None:
    codes, advice = TABLES[name]
    assert not [code for code in codes if code not in advice]
