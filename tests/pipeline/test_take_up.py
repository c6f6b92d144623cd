"""What a pause or a crash held is taken up again, once and with the right meaning."""

import pytest
from msgspec.structs import replace

from loopline.model.duration import DAY, HOUR, MINUTE
from loopline.model.effect import Effect, MarkMessage
from loopline.model.message import Accepted, AttemptResult, Deferred, Outcome, Refused, Unknown, UnknownPolicy
from loopline.model.person import Person, Sent
from loopline.model.records import OutboxRow
from loopline.model.signal import JourneyState
from loopline.pipeline.advance import advance
from loopline.pipeline.attempts import WHEN_RESUMED, gate_batch
from loopline.pipeline.take_up import CRASHED, moved, recover, resumed
from tests.decisions.played import ANN, MAIL, START, published
from tests.pipeline.sent_row import ROW, SENT


@pytest.mark.parametrize(("state", "is_due"), [("paused", False), ("live", True), ("stopped", True)])
def test_what_a_pause_has_put_off_is_due_when_it_is_over(state: JourneyState, is_due: bool) -> None:
    rules = published({"nodes": {"mail": MAIL}}).set_state("j", "paused")
    _, (put_off,) = gate_batch([ROW], rules.live["j"], rules, {"ann": ANN}, START)
    assert getattr(put_off, "next_at", 0) == WHEN_RESUMED
    word = resumed(replace(ROW, due_at=WHEN_RESUMED), rules.set_state("j", state), START)
    assert (word is not None) is is_due
    assert word is None or (word.next_at == START and word.id != put_off.id), "no double, though both come at once"
    assert resumed(ROW, rules.set_state("j", state), START) is None, "what was never put off is not due anew"


@pytest.mark.parametrize(
    ("policy", "told", "result"),
    [
        ("hold", None, "unknown"),
        ("resend", None, "retry"),
        ("ask", Accepted("p"), "sent"),
        ("ask", Deferred("not_there", "never heard of it"), "retry"),
        ("ask", Refused("policy", "not like this"), "retry"),
        ("ask", Unknown("the books are lost"), "unknown"),
        ("ask", None, "unknown"),
    ],
)
def test_what_a_crash_hid_is_settled_as_the_provider_says(
    policy: UnknownPolicy, told: Outcome | None, result: AttemptResult
) -> None:
    settled = recover(OutboxRow(message=SENT, status="sending", due_at=START, attempt=1), policy, told, START)
    assert settled.result == result
    assert (settled.code == CRASHED) is (result != "sent")


NIGHT = START + 8 * HOUR


@pytest.mark.parametrize(
    ("sent", "is_due"),
    [
        (Sent(NIGHT, "email", "", "k", quiet=2), True),
        (Sent(NIGHT, "email", "", "k"), False),
        (Sent(START + MINUTE, "email", "", "k", quiet=2), False),
    ],
    ids=["for the end of quiet hours", "for another attempt", "in a lane, perhaps"],
)
def test_a_move_to_another_zone_takes_up_what_waits(sent: Sent, is_due: bool) -> None:
    effects: list[Effect] = []
    person = moved(Person(key="ann", traits={}, sends=(sent,)), START, effects)
    (after,) = person.sends
    if not is_due:
        assert (effects, after) == ([], sent)
        return
    assert effects == [MarkMessage(key="k", status="pending", due_at=START + 1, attempt=2, reason="zone_changed")]
    assert after == replace(sent, at=START + 1, quiet=None)
    assert moved(person, START, effects) is person


MIDNIGHT = START - START % DAY + DAY


@pytest.mark.parametrize(
    ("zone", "due_at"),
    [
        ("UTC", MIDNIGHT + 8 * HOUR),
        ("Africa/Cairo", MIDNIGHT + 6 * HOUR),  # two at night
        ("Asia/Tokyo", MIDNIGHT),  # nine in the morning
    ],
)
def test_who_moved_before_a_deferral_is_decided_waits_by_the_new_zone(zone: str, due_at: int) -> None:
    rules = published({"nodes": {"mail": MAIL}, "quiet_hours": {"from": "22:00", "to": "08:00"}})
    waiting = (Sent(START, "email", "", "k"),)
    before, after = (replace(ANN, zone=one, sends=waiting) for one in ("UTC", zone))
    _, (put_off,) = gate_batch([ROW], rules.live["j"], rules, {"ann": before}, MIDNIGHT)
    person, effects = advance(after, put_off, rules, MIDNIGHT)
    assert [one.due_at for one in effects if isinstance(one, MarkMessage)] == [due_at]
    assert [sent.at for sent in person.sends] == [due_at]
