"""A member whom her account chose enters, or says why she cannot, so that the account chooses another."""

from msgspec.structs import replace

from loopline.decisions.context import DecisionContext, PlaceOf
from loopline.decisions.entry.asking import EnteredBy
from loopline.decisions.entry.enroll import enrollment_of, enter, holding_exit_of, no_place
from loopline.decisions.entry.exclusive import make_way
from loopline.decisions.narrate import NotEnteredReason
from loopline.decisions.policy.gate import Asked, ask_recipient
from loopline.decisions.policy.recipient import address_of
from loopline.decisions.published import JourneyVersion
from loopline.model.channels import parse_channel
from loopline.model.nodes.message import Message
from loopline.model.person import Enrollment
from loopline.model.signals.members import AccountChose, PlaceAsked


def enter_as_chosen(ctx: DecisionContext, chosen: AccountChose) -> Enrollment | None:
    """The new enrollment; None, with a fact that says why, where the member cannot take the place. The account hears.

    Re-entry was asked of the account, and the filters of whoever triggered.
    """
    version = ctx.published.live.get(chosen.journey)
    begun = EnteredBy(chosen.name, chosen.entry, chosen.entry_key, chosen.began_at, chosen.held)
    if version is None:
        _decline(ctx, chosen, 0, "journey_stopped")
        return None
    if (reason := _objection(ctx, version, chosen)) is not None:
        _decline(ctx, chosen, version.version, reason)
        return None
    enrollment = replace(enrollment_of(ctx, version, chosen.id, begun), account=chosen.account, place=chosen.id)
    if (told := holding_exit_of(ctx, version, enrollment)) is not None:
        _decline(ctx, chosen, version.version, "exit_holds", told)
        return None
    if (taken := make_way(ctx, version)) is not None:
        _decline(ctx, chosen, version.version, "group_taken", taken)
        return None
    history = replace(ctx.history_of(version.id), unit=chosen.account, arms=chosen.arms)
    enter(ctx, version, enrollment, history)
    ctx.answer(PlaceOf(chosen.account, chosen.journey, chosen.id), "entered")
    return enrollment


def _objection(ctx: DecisionContext, version: JourneyVersion, chosen: AccountChose) -> NotEnteredReason | None:
    if ctx.person.account != chosen.account:
        return "left_account"
    if (state := ctx.published.state_of(version.id, version.version)) != "live":
        return "journey_paused" if state == "paused" else "journey_stopped"
    if _is_inside(ctx, version, chosen):
        return "already_inside"
    return no_place(ctx, chosen.entry) or (None if _is_reachable(ctx, version) else "unreachable")


def _is_inside(ctx: DecisionContext, version: JourneyVersion, chosen: AccountChose) -> bool:
    """Whether she stands in the journey already without her account's knowledge, and may not stand in it twice.

    She entered before a publish made the account decide, or before an operator let the record of the account go.
    """
    inside = [one for one in ctx.person.enrollments if one.journey == version.id and one.key == chosen.entry_key]
    return bool(inside) and not version.journey.entry.reentry.concurrent


def _is_reachable(ctx: DecisionContext, version: JourneyVersion) -> bool:
    """Whether any message of the journey could go to the person; a journey without messages asks for no address."""
    messages = [one for compiled in version.nodes.values() if isinstance(one := compiled.node, Message)]
    person, published, now = ctx.person, ctx.published, ctx.now
    return not messages or any(ask_recipient(_as_asked(ctx, one), person, published, now) is None for one in messages)


def _as_asked(ctx: DecisionContext, message: Message) -> Asked:
    channel = parse_channel(message.channel)
    address = address_of(ctx.person, channel, ctx.published)
    return Asked(channel, message.topic, address, message.transactional)


def _decline(
    ctx: DecisionContext,
    chosen: AccountChose,
    version: int,
    reason: NotEnteredReason,
    told: dict[str, object] | None = None,
) -> None:
    ctx.record("not_entered", journey=chosen.journey, version=version, reason=reason, data=told)
    ctx.answer(PlaceOf(chosen.account, chosen.journey, chosen.id), "refused", reason)


def answer_for_place(ctx: DecisionContext, asked: PlaceAsked) -> None:
    """Say that the person is not in the passage, where she is not; what was due by now has happened."""
    if asked.place and not any(one.place == asked.place for one in ctx.person.enrollments):
        ctx.answer(PlaceOf(asked.account, asked.journey, asked.place), "ended", "not_inside")
