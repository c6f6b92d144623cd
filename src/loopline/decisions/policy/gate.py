"""May it leave now? Consent, suppression, caps, quiet hours, exits: asked at the decision and again at the send."""

from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from loopline.decisions.capping.compiled import CompiledCap
from loopline.decisions.narrate import GateReason
from loopline.decisions.policy.arms import NO_CAPS, TriedCap, ask_caps
from loopline.decisions.policy.caps import Capped, WantedSend, capped, share_cap
from loopline.decisions.policy.exits import holding_at_send
from loopline.decisions.policy.recipient import no_address
from loopline.decisions.policy.region import window_opens
from loopline.decisions.policy.sight import consents
from loopline.decisions.policy.wishes import (
    WEEK_MS,
    paused_until,
    sends_in_week_max,
    waits_for_word,
    without_quiet_channels,
)
from loopline.decisions.published import JourneyVersion, PublishedSet
from loopline.model.addresses.address import (
    CROWDED,
    SUPPRESSION_REASONS,
    UNSUBSCRIBED,
    HeldAddress,
    SuppressionReason,
    refusal_word,
)
from loopline.model.addresses.normal import held_address
from loopline.model.channels import CHANNELS, ChannelName
from loopline.model.consent.asking import asked_by
from loopline.model.duration import DAY, MINUTE
from loopline.model.localtime import quiet_until
from loopline.model.person import Person, is_test
from loopline.model.push.devices import tokens_in

OPT_IN: Final = "opt_in"
SUPPRESSED: Final[dict[SuppressionReason, GateReason]] = {
    "bounced": "suppressed_bounced",
    "complained": "suppressed_complained",
    "manual": "suppressed_manual",
}
DEFERRED_MS_MAX: Final = 14 * DAY
"""Nothing is put off for longer by quiet hours and the hours of countries: what cannot leave by then is refused."""

HOURS_TRIED_MAX: Final = 64
ASK_AGAIN_MS: Final = 2_000
"""A message waits so long for the answer of an address that its person got just now, and is asked for again."""

ASK_AGAIN_MS_MOST: Final = 15 * MINUTE
"""An address that is silent for long is set aside: its messages ask ever more seldom, so that they cost nothing."""


class Verdict(Struct, frozen=True):
    """The gate's answer. `retry_at`: when a cap or quiet hours would let it go (ms).

    `rule`: the exit, or the country's rule, that holds. `cap`: the cap that is full, and who has its places. `tried`:
    the caps that try several limits, where another limit would have answered otherwise.
    """

    allowed: bool
    reason: GateReason | Literal[""] = ""
    retry_at: int | None = None
    deferred: bool = False
    rule: str = ""
    cap: Capped | None = None
    tried: tuple[TriedCap, ...] = NO_CAPS


ALLOWED: Final = Verdict(True)


class Asked(Struct, frozen=True):
    """What wants to leave; at the send with the context that the outbox keeps."""

    channel: ChannelName
    topic: str
    address: str
    transactional: bool = False
    key: str = ""
    enrollment: str = ""
    context: bytes = b""
    due_at: int = 0


def ask(
    asked: Asked, person: Person, version: JourneyVersion, published: PublishedSet, now: int, *, sending: bool = False
) -> Verdict:
    """The verdict, by the first rule that objects. `sending` adds what can only be known at the moment of the send."""
    if objection := _journey_objects(asked, person, version, published, now, sending=sending):
        return objection
    if objection := ask_recipient(asked, person, published, now, sending=sending):
        return objection
    if asked.transactional:
        return ALLOWED
    journey = version.journey
    wanted = WantedSend(asked.channel, asked.topic, asked.key, version.id, journey.programme, journey.priority)
    if (wished := _wished_otherwise(wanted, person, published, now, sending=sending)) is not None:
        return wished
    tried = NO_CAPS
    if published.caps and not is_test(person):
        found = ask_caps(
            person, published, now, lambda cap: capped(cap, wanted, person, published, now, sending=sending)
        )
        if (one := found.refused) is not None:
            return Verdict(False, "capped", one.frees_at, cap=one, tried=found.tried)
        tried = found.tried
    held = _held(asked, person, version, published, now)
    verdict = ALLOWED if held is None else _until_open(held, asked, person, version, published, now)
    return replace(verdict, tried=tried) if tried else verdict


def _wished_otherwise(
    wanted: WantedSend, person: Person, published: PublishedSet, now: int, *, sending: bool
) -> Verdict | None:
    """What the person chose beside yes and no: a pause, and at most so many messages a week."""
    if paused := paused_until(wanted.channel, person, now):
        return Verdict(False, "paused_by_person", paused)
    if most := sends_in_week_max(wanted.channel, person):
        own, sent = CompiledCap(most, WEEK_MS, "", ""), without_quiet_channels(person)
        if (one := capped(own, wanted, sent, published, now, sending=sending)) is not None:
            return Verdict(False, "frequency_chosen", one.frees_at, cap=one)
    return None


def share_a_place(one: WantedSend, other: WantedSend, person: Person, published: PublishedSet) -> bool:
    """Whether two messages may want one place: of a cap, or of what the person chose to get in a week."""
    chosen = all(sends_in_week_max(each.channel, person) for each in (one, other))
    return chosen or share_cap(one, other, published.caps)


def _held(asked: Asked, person: Person, version: JourneyVersion, published: PublishedSet, now: int) -> Verdict | None:
    """What of quiet hours and the hours of a country's rule keeps it from leaving at this moment."""
    until = quiet_end(asked.channel, person, version, published, now)
    if until is not None:
        return Verdict(False, "quiet_hours", until, deferred=True)
    held = window_opens(asked.address, person, published, now) if CHANNELS[asked.channel].phone else None
    return Verdict(False, "outside_send_window", held[0], deferred=True, rule=held[1]) if held is not None else None


def _until_open(
    held: Verdict, asked: Asked, person: Person, version: JourneyVersion, published: PublishedSet, now: int
) -> Verdict:
    """The verdict with the first moment that both let it leave; a refusal where none comes within two weeks."""
    moment, following = held.retry_at, held
    for _ in range(HOURS_TRIED_MAX):
        if moment is None or moment > now + DEFERRED_MS_MAX:
            break
        found = _held(asked, person, version, published, moment)
        if found is None:
            return replace(held, retry_at=moment)
        moment, following = found.retry_at, found
    return Verdict(False, "never_open", rule=following.rule)


def ask_recipient(
    asked: Asked, person: Person, published: PublishedSet, now: int, *, sending: bool = False
) -> Verdict | None:
    """What the address, its suppression and consent object, if they do; whatever sends, they are asked."""
    if not asked.address:
        return Verdict(False, no_address(person, asked.channel, published))
    if person.suppressed and (reason := _suppressed(asked, person)):
        return Verdict(False, reason)
    held = held_address(person.addresses, asked.channel, asked.address) if person.addresses else None
    if held is not None and (reason := _address_refuses(held, asked.key)):
        return Verdict(False, reason)
    if held is not None and held.asked_at and sending:
        waited = now - asked.due_at if asked.due_at else 0
        again = min(max(ASK_AGAIN_MS, waited // 8), ASK_AGAIN_MS_MOST)
        return Verdict(False, "address_asked", now + again, deferred=True)
    if held is None and asked.enrollment and sending and (person.addresses or {}).get(asked.channel):
        return Verdict(False, "address_left")  # nobody tells her any more what is said of it
    if refusal := _consent_refuses(asked, person, held, published):
        return Verdict(False, refusal)
    return None


def _journey_objects(
    asked: Asked, person: Person, version: JourneyVersion, published: PublishedSet, now: int, *, sending: bool
) -> Verdict | None:
    state = published.state_of(version.id, version.version)
    if state != "live" and (state == "stopped" or sending):
        return Verdict(False, "journey_stopped" if state == "stopped" else "journey_paused")
    if sending and _left(asked, person, version):
        return Verdict(False, "exited")
    if sending and (rule := holding_at_send(asked.enrollment, asked.context, person, version, published, now)):
        return Verdict(False, "exit_holds", rule=rule)
    return None


def quiet_end(
    channel: ChannelName, person: Person, version: JourneyVersion, published: PublishedSet, now: int
) -> int | None:
    """When the quiet hours end that keep a message on this channel from leaving now (ms); None when none do."""
    quiet = version.quiet or published.quiet
    if not quiet or not CHANNELS[channel].quiet_hours:
        return None
    return quiet_until(now, quiet.start, quiet.end, person.zone, published.workspace.zone)


def _left(asked: Asked, person: Person, version: JourneyVersion) -> bool:
    history = (person.journey_histories or {}).get(version.id)
    return history is not None and asked.enrollment in history.left


def _suppressed(asked: Asked, person: Person) -> GateReason | None:
    suppressed = person.suppressed or {}
    tokens = tokens_in(asked.address) if CHANNELS[asked.channel].devices_trait else (asked.address,)
    told = [suppressed.get(f"{asked.channel}={token}") for token in tokens]
    reason = (told[0] if all(told) else None) or suppressed.get(asked.channel) or suppressed.get("*")
    return SUPPRESSED[reason] if reason else None


def _address_refuses(held: HeldAddress, key: str) -> GateReason | None:
    """Why nothing at all goes to an address. By confirming there somebody shows that it is hers, in whatever crowd."""
    if held.refuses(CROWDED) and not asked_by(key):
        return "address_crowded"
    return next((SUPPRESSED[reason] for reason in SUPPRESSION_REASONS if held.refuses(reason)), None)


def _consent_refuses(
    asked: Asked, person: Person, held: HeldAddress | None, published: PublishedSet
) -> GateReason | None:
    workspace = published.workspace
    topic = workspace.topics.get(asked.topic)
    if asked.transactional or (topic and topic.transactional):
        return None
    if held is not None and held.words and (held.refuses(UNSUBSCRIBED) or held.refuses(refusal_word(asked.topic))):
        return "unsubscribed"
    said = consents(person, asked.channel, asked.topic or None, published)
    if said is False:
        return "unsubscribed"
    if waits_for_word(person, asked.channel, asked.topic, asked.address, said=said is True):
        return "consent_pending"
    default = workspace.consent.get(asked.channel) or CHANNELS[asked.channel].consent_default
    rule = (topic.consent if topic else "") or default
    return "no_opt_in" if said is None and rule == OPT_IN else None
