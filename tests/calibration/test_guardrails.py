"""Guardrails through the report, looked at daily: sound ones pause hardly ever, a planted harm is found.

`python -m tests.calibration.guardrails` prints more worlds, with their rates and seeds.
"""

import pytest
from scipy.stats import binom

from tests.calibration.guardrails import KINDS, rate

WORLDS, HARMED, DAYS = 6, 3, 21
SOUND_MOST = int(binom.ppf(0.999, WORLDS, 0.05))


@pytest.mark.parametrize("kind", ["unsubscribes, at most 2 %", "people who refund", "refunds over orders"])
def test_a_sound_guardrail_pauses_hardly_ever_and_a_harm_is_found(kind: str) -> None:
    assert kind in KINDS
    assert rate(kind, WORLDS, harmed=False, days=DAYS)[0] <= SOUND_MOST
    assert rate(kind, HARMED, harmed=True, days=DAYS + 7)[0] == HARMED
