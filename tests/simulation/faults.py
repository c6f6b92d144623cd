"""Faults that somebody might make, planted one at a time by swapping one function, to see that the simulator sees."""

from dataclasses import replace as copied
from typing import Any

from msgspec.structs import replace

from loopline.decisions import publish as publishing
from loopline.decisions import react
from loopline.decisions.assign import held_out
from loopline.decisions.entry import enroll
from loopline.decisions.nodes import sending
from loopline.decisions.nodes.experiment import kind as experiment
from loopline.decisions.nodes.wait import ends
from loopline.decisions.policy import gate
from loopline.decisions.policy.caps import capped
from loopline.decisions.policy.gate import ALLOWED
from loopline.decisions.published import PublishedSet
from loopline.lab.simulator.faults import Crash
from loopline.model.effect import SendMessage
from loopline.model.localtime import quiet_until
from loopline.model.message import Unknown, UnknownPolicy
from loopline.model.person import Enrollment, Person
from loopline.model.signal import Signal
from loopline.model.signals.addresses import AddressJoined, AddressSpoken, AddressTold
from loopline.pipeline import take_up
from loopline.pipeline.accounts.account import decide_account
from loopline.pipeline.attempt_answers import attempt_answered
from loopline.runtime.dispatch import inline
from loopline.runtime.engine import account_versions, loop, member_pages, pass_input, publication, transaction
from loopline.runtime.engine.cache import StateCache
from loopline.runtime.upkeep import fan_out
from loopline.signals.people import identity
from loopline.signals.people.deduplicate import SeenIds
from loopline.storage.memory import MemoryState
from tests.simulation.account_faults import ABOUT_ACCOUNTS
from tests.simulation.carrier_faults import ABOUT_CARRIERS
from tests.simulation.fact_faults import ABOUT_FACTS
from tests.simulation.list_faults import ABOUT_LISTS
from tests.simulation.policy_faults import ABOUT_POLICY, GATE_CAPPED, Fault, Patch
from tests.simulation.rival_faults import ABOUT_RIVALS
from tests.simulation.trigger_faults import ABOUT_TRIGGERS
from tests.simulation.upkeep_faults import ABOUT_UPKEEP

# The swapped functions have many signatures; the faults only pass their arguments on, hence Any.


def no_deduplication(patch: Patch) -> None:
    patch.setattr(SeenIds, "has", lambda self, digest: False)


def no_rollback(patch: Patch) -> None:
    """People changed by a transaction that failed stay in the cache as they are."""
    patch.setattr(StateCache, "forget", lambda self: None)


def program_not_restored(patch: Patch) -> None:
    """After a crash the program is not read again."""

    def restore(self: Any) -> None:
        self.position = self._decided = self._state.position()
        self._seq, self._torn = 0, False

    patch.setattr(loop.Loop, "_restore", restore)


def outbox_not_in_the_step(patch: Patch) -> None:
    """Messages of a committed transaction are forgotten: it is committed without its outbox."""
    real = MemoryState.begin
    patch.setattr(
        MemoryState, "begin", lambda self, transaction: real(self, replace(transaction, outbox=transaction.outbox[1:]))
    )


def failed_end_believed(patch: Patch) -> None:
    """A transaction whose end failed while the next pass was decided counts as one that is on disk."""
    real = loop.Loop._land

    def land(self: Any, *, wait: bool = True) -> None:
        try:
            real(self, wait=wait)
        except Crash:
            self.position, self._under_way = self._under_way.position, None

    patch.setattr(loop.Loop, "_land", land)


def wait_cut_short(patch: Patch) -> None:
    real = ends.on_arrival

    def on_arrival(*args: Any) -> Any:
        answer = real(*args)
        if isinstance(answer, ends.StillWaiting) and answer.wake_at is not None:
            return ends.StillWaiting(answer.wake_at - 60_000)
        return answer

    patch.setattr("loopline.decisions.nodes.wait.kind.on_arrival", on_arrival)


def timers_rounded_to_the_hour(patch: Patch) -> None:
    real = MemoryState.claim_due
    patch.setattr(MemoryState, "claim_due", lambda self, now, limit: real(self, now - now % 3_600_000, limit))


def members_not_told_after_a_step(patch: Patch) -> None:
    """The members of an account for whom a step had no room never hear of its change."""
    real = decide_account

    def told_once(*args: Any) -> Any:
        account, effects = real(*args)
        return replace(account, telling=None), effects

    patch.setattr(member_pages, "decide_account", told_once)


def full_step_forgets_the_rest(patch: Patch) -> None:
    """A step that closes early counts the signals that it left as decided."""
    real = loop.Loop._take

    def take(self: Any, batch: Any, builder: Any) -> int:
        before = builder.position
        taken = real(self, batch, builder)
        if not self._pages.waiting:
            builder.position = before + len(batch.signals)
        return taken

    patch.setattr(loop.Loop, "_take", take)


def something_happens_between_two_pages(patch: Patch) -> None:
    """Signals are decided before every member knows of the change that came before them."""
    real = member_pages.MemberPages.next

    def next_page(self: Any, now: int) -> Any:
        self.turn = not getattr(self, "turn", False)
        return real(self, now) if self.turn else None

    patch.setattr(member_pages.MemberPages, "next", next_page)
    patch.setattr(pass_input.PassInput, "_end_at_account", lambda self: None)


def second_gate_open(patch: Patch) -> None:
    patch.setattr("loopline.pipeline.attempts.ask", lambda *args, **options: ALLOWED)


def consent_ignored(patch: Patch) -> None:
    patch.setattr(gate, "_consent_refuses", lambda *args: "")


def suppression_ignored(patch: Patch) -> None:
    patch.setattr(gate, "_suppressed", lambda *args: "")


def cap_off_by_one(patch: Patch) -> None:
    patch.setattr(GATE_CAPPED, lambda cap, *args, **options: capped(copied(cap, limit=cap.limit + 1), *args, **options))


def quiet_hours_in_utc(patch: Patch) -> None:
    def until(now: int, start: Any, end: Any, zone: str, fallback: str) -> int | None:
        return quiet_until(now, start, end, "UTC", "UTC")

    patch.setattr("loopline.decisions.policy.gate.quiet_until", until)


def paused_journeys_send(patch: Patch) -> None:
    def ask(asked: Any, person: Any, version: Any, published: PublishedSet, *args: Any, **options: Any) -> Any:
        live = copied(published, states=dict.fromkeys(published.states, "live"))
        return gate.ask(asked, person, version, live, *args, **options)

    patch.setattr("loopline.pipeline.attempts.ask", ask)


def exit_does_not_end(patch: Patch) -> None:
    patch.setattr(react, "_exit", lambda *args: None)


def exit_leaves_its_messages(patch: Patch) -> None:
    patch.setattr(gate, "_left", lambda *args: False)


def holdout_leaks(patch: Patch) -> None:
    """One of the three levels is forgotten."""
    patch.setattr(
        "loopline.decisions.entry.enroll.held_out",
        lambda *args: held if (held := held_out(*args)) != "programme" else "",
    )


def key_without_visit(patch: Patch) -> None:
    def made(**fields: Any) -> SendMessage:
        return SendMessage(**{**fields, "key": fields["key"].rpartition(":")[0]})

    patch.setattr(sending, "SendMessage", made)


def first_visit_not_counted(patch: Patch) -> None:
    """The fault that the simulator found in our own first version."""
    patch.setattr(
        "loopline.decisions.entry.enroll.Enrollment", lambda **fields: Enrollment(**{**fields, "visits": None})
    )


def timer_lost_on_merge(patch: Patch) -> None:
    real = identity._both_enrollments

    def both(person: Any, other: Any) -> Any:
        return real(person, replace(other, enrollments=tuple(replace(e, wake_at=None) for e in other.enrollments)))

    patch.setattr(identity, "_both_enrollments", both)


def merge_leaves_a_double(patch: Patch) -> None:
    """The one that is absorbed keeps its enrollments and goes on by itself."""

    def released(person: Any, signal: Any, effects: Any) -> Any:
        after = identity.fold_release(person, signal, effects)
        return replace(after, enrollments=person.enrollments)

    patch.setattr("loopline.pipeline.advance.fold_release", released)


def merge_forgets_refusals(patch: Patch) -> None:
    """The consent of the one that stays wins, whatever the other had refused."""

    def both(person: Person, other: Person, *_: object) -> dict[str, bool] | None:
        return {**(other.consent or {}), **(person.consent or {})} or None

    patch.setattr(identity, "both_consents", both)


def emitted_signals_lost(patch: Patch) -> None:
    """Those of addresses arrive: what comes of a loss there is planted in the worlds of addresses."""
    real = transaction.TransactionBuilder.add

    def add(*args: Any) -> list[Signal]:
        return [one for one in real(*args) if isinstance(one, (AddressJoined, AddressSpoken, AddressTold))]

    patch.setattr(transaction.TransactionBuilder, "add", add)


def once_is_not_once(patch: Patch) -> None:
    real = enroll._reentry_refusal

    def refusal(*args: Any, **named: Any) -> str | None:
        why = real(*args, **named)
        return why if why != "already_entered" else None

    patch.setattr(enroll, "_reentry_refusal", refusal)


def late_event_triggers(patch: Patch) -> None:
    def try_enter(ctx: Any, version: Any, identity: str, received_at: int) -> Any:
        return enroll.try_enter(ctx, version, identity, ctx.change.at)

    patch.setattr("loopline.decisions.begin.ways_in.try_enter", try_enter)


def version_edited_in_place(patch: Patch) -> None:
    real = publishing.publish

    def publish(published: PublishedSet, document: Any, version: int, state: Any) -> PublishedSet:
        after = real(published, document, version, state)
        old = {key: after.versions[document.id, version] for key in after.versions if key[0] == document.id}
        return copied(after, versions={**after.versions, **old})

    patch.setattr(publication, "publish", publish)


def arms_drawn_anew(patch: Patch) -> None:
    patch.setattr(
        experiment,
        "arm_of",
        lambda person, version, name, node, published: node.arms[len(person.traits) % len(node.arms)],
    )


def crash_taken_for_sent(patch: Patch) -> None:
    patch.setattr(inline, "recover", lambda row, policy, told, now: attempt_answered(row, now, "sent"))


def crash_always_resent(patch: Patch) -> None:
    real = take_up.recover
    patch.setattr(inline, "recover", lambda row, policy, told, now: real(row, "resend", told, now))


def nobody_is_told(patch: Patch) -> None:
    """A stop or a resume is known to the program alone; people hear of it by chance."""
    patch.setattr(fan_out, "_notices", lambda *args: [])


def messages_of_a_pause_stay(patch: Patch) -> None:
    """What a pause found in the outbox is not looked at when it is over."""
    patch.setattr(fan_out, "_messages", lambda *args: [])


def a_stop_is_forgotten(patch: Patch) -> None:
    """People who were not touched between a stop and the next publish go on."""
    patch.setattr(PublishedSet, "state_of", lambda self, journey, version: self.states.get(journey, "stopped"))
    patch.setattr(fan_out, "_notices", lambda *args: [])


def a_publish_ends_a_pause(patch: Patch) -> None:
    patch.setattr(publication, "_state_after", lambda *args: "live")


def what_came_before_the_entry_counts(patch: Patch) -> None:
    patch.setattr(Enrollment, "since", lambda self: 0)


def dates_are_read_once(patch: Patch) -> None:
    """A wait keeps the date that it was reckoned from, whatever becomes of it."""
    patch.setattr("loopline.decisions.nodes.wait.kind.rescheduled", lambda *args: None)


def no_answer_taken_for_no(patch: Patch) -> None:
    """A provider that does not know the outcome of a message is sent it again."""
    real = take_up.recover

    def recover(row: Any, policy: UnknownPolicy, told: Any, now: int) -> Any:
        return real(row, "resend" if isinstance(told, Unknown) else policy, told, now)

    patch.setattr(inline, "recover", recover)


def a_state_is_heard_twice(patch: Patch) -> None:
    """A pause that comes again after the resume pauses again."""
    patch.setattr(publication, "_remember", lambda published, journey, signal_id: published)


def versions_are_let_go_too_early(patch: Patch) -> None:
    """An account forgets the versions of its traits as soon as it has newer ones, whoever still names them."""
    real = account_versions.Versions.counted

    def counted(self: Any) -> Any:
        newest = {key: one for key, one in real(self).items() if one.versions}
        last = {key: dict(list((one.versions or {}).items())[-1:]) for key, one in newest.items()}
        return {key: replace(one, versions=last[key]) for key, one in newest.items()}

    patch.setattr(account_versions, "REFERRED_BYTES", 0)
    patch.setattr(account_versions.Versions, "counted", counted)


FAULTS: tuple[Fault, ...] = (
    *ABOUT_POLICY,
    *ABOUT_FACTS,
    *ABOUT_UPKEEP,
    *ABOUT_CARRIERS,
    *ABOUT_TRIGGERS,
    *ABOUT_ACCOUNTS,
    *ABOUT_LISTS,
    *ABOUT_RIVALS,
    no_deduplication,
    no_rollback,
    program_not_restored,
    failed_end_believed,
    outbox_not_in_the_step,
    members_not_told_after_a_step,
    full_step_forgets_the_rest,
    something_happens_between_two_pages,
    wait_cut_short,
    timers_rounded_to_the_hour,
    second_gate_open,
    consent_ignored,
    suppression_ignored,
    cap_off_by_one,
    quiet_hours_in_utc,
    paused_journeys_send,
    exit_does_not_end,
    exit_leaves_its_messages,
    holdout_leaks,
    key_without_visit,
    first_visit_not_counted,
    timer_lost_on_merge,
    merge_leaves_a_double,
    merge_forgets_refusals,
    emitted_signals_lost,
    once_is_not_once,
    late_event_triggers,
    version_edited_in_place,
    arms_drawn_anew,
    crash_taken_for_sent,
    crash_always_resent,
    nobody_is_told,
    messages_of_a_pause_stay,
    a_stop_is_forgotten,
    a_publish_ends_a_pause,
    what_came_before_the_entry_counts,
    dates_are_read_once,
    no_answer_taken_for_no,
    a_state_is_heard_twice,
    versions_are_let_go_too_early,
)
