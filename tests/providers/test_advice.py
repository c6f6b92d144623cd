"""Tables of what to do: each code that is the operator's to mend has its line, and the line says what to do."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from loopline.providers.email import brevo, postmark, resend, ses
from loopline.providers.sms import plivo, sns, telnyx, twilio, vonage
from loopline.providers.whatsapp import cloud_faults
from tests.contracts.duties import is_advised

TABLES: dict[str, tuple[Iterable[object], Mapping[Any, str]]] = {  # codes are numbers here and names there
    "brevo": (brevo.ACCOUNT, brevo.ACCOUNT),
    "plivo": (plivo.OURS, plivo.OURS),
    "postmark": (postmark.ACCOUNT | {postmark.LOGIN}, postmark.ADVICE),
    "resend": (resend.ACCOUNT, resend.ACCOUNT),
    "ses": (ses.ACCOUNT, ses.ACCOUNT),
    "sns": (sns.ACCOUNT, sns.ACCOUNT),
    "telnyx": (telnyx.OURS | telnyx.LOGIN, telnyx.ADVICE),
    "twilio": (twilio.OURS | twilio.LOGIN, twilio.ADVICE),
    "vonage": (vonage.OURS | vonage.LOGIN, vonage.ADVICE),
    "whatsapp": (cloud_faults.OURS, cloud_faults.ADVICE),
}


@pytest.mark.parametrize("name", TABLES)
def test_no_code_of_ours_is_without_advice(name: str) -> None:
    codes, advice = TABLES[name]
    assert not [code for code in codes if not is_advised(advice.get(code, ""))]
