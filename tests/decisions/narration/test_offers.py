"""Facts of offers as people read them: every reason has words of its own."""

import pytest
from msgspec import Raw
from msgspec.json import encode

from loopline.decisions.narrate import narrate
from loopline.decisions.narration.offers import OFFER_REFUSALS
from loopline.model.fact import Fact
from loopline.model.offers.reasons import OFFER_REASONS


def said(reason: str, **data: object) -> str:
    raw = Raw(encode(data)) if data else None
    return narrate(Fact(kind="offer", person="ann", at=0, name="ten", node="mail", reason=reason, data=raw))


def test_every_reason_has_words() -> None:
    assert set(OFFER_REFUSALS) == set(OFFER_REASONS)
    for reason, words in OFFER_REFUSALS.items():
        assert words in said(f"refused_{reason}")


@pytest.mark.parametrize(
    ("text", "reason", "data"),
    [
        ('Asked for the offer "ten" at mail.', "asked", {}),
        (
            'Granted the offer "ten" at mail, with the code A, until 1970-01-01 00:00 UTC.',
            "granted",
            {"code": "A", "expires_at": 1},
        ),
        ('Redeemed the offer "ten", with the code A. It cost 4.5.', "redeemed", {"code": "A", "cost": 4.5}),
        ('Redeemed the offer "ten", after it had lapsed. It cost 10.', "redeemed_late", {"cost": 10.0}),
        ('The offer "ten" lapsed: it was not redeemed in time.', "lapsed", {"cost": 1}),
        ('The offer "ten" went back: its message did not leave.', "returned", {"cost": 1}),
        ('3 codes were added to the offer "ten"; 1 were known.', "codes_added", {"added": 3, "known_before": 1}),
        ('The offer "ten" was approved of by Ada.', "approved", {"by": "Ada", "digest": "x"}),
    ],
)
def test_what_became_of_it_is_told(text: str, reason: str, data: dict[str, object]) -> None:
    assert said(reason, **data) == text


def test_a_cooling_off_says_until_when() -> None:
    assert said("refused_cooling_off", until=86_400_000, last_grant=1).endswith(
        "too recently until 1970-01-02 00:00 UTC."
    )
