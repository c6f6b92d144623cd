"""A person's side of her devices: what is stated of them, who took one over, which are gone, and those of a merge."""

from collections.abc import Collection, Sequence
from typing import Final

from msgspec.structs import replace

from loopline.model.addresses.normal import device_key
from loopline.model.effect import Effect
from loopline.model.fact import quality_fact
from loopline.model.person import Person
from loopline.model.push.device import Device, DeviceEnd, shortened
from loopline.model.push.devices import DEVICES_MAX, ENDED_MAX, is_device_token, live_devices
from loopline.model.signals.devices import DeviceLeft, DeviceStated
from loopline.signals.addresses.people import Cause, cause_of, join

_KEPT: Final = "kept"
_REFUSED: Final = "refused"
_DEVICES: Final = "devices"


def fold_device(person: Person, signal: DeviceStated, stated: Collection[str], effects: list[Effect]) -> Person:
    """The person after a word of one of her devices; `stated` are the tokens that her traits have.

    What is older than the device's end is void. A browser's key adds a device to who has none, and never one more.
    """
    token, cause = signal.token.strip(), cause_of(signal)
    known = _known(person, token)
    if not is_device_token(token) or (known is not None and known.end and signal.at < known.ended_at):
        return person
    if signal.removed:
        return ended(person, token, "removed", stated, cause, effects)
    if (known is None or known.end) and signal.trust and _has_others(person, stated, token):
        effects.append(quality_fact(person.key, signal.received_at, "address_refused", _DEVICES, _KEPT, _REFUSED))
        return person
    device = Device(
        token=token,
        platform=signal.platform or (known.platform if known else ""),
        app=signal.app or (known.app if known else ""),
        version=signal.version or (known.version if known else ""),
        seen_at=max(signal.at, known.seen_at if known else 0),
        added_at=known.added_at if known and not known.end else signal.at,
        trust="browser" if signal.trust and (known is None or known.end or known.trust) else "",
    )
    if known is None or known.end:
        effects.append(join(person.key, device_key(token), cause))
    suppressed = {what: why for what, why in (person.suppressed or {}).items() if what != f"push={token}"}
    first = person.first_seen_at or signal.received_at
    person = replace(person, suppressed=suppressed or None, first_seen_at=first)
    return _with(person, device, cause, effects)


def fold_left(
    person: Person, signal: DeviceLeft, stated: Sequence[str], stated_at: int, effects: list[Effect]
) -> Person:
    """The person one of whose devices is somebody else's by now; one who used it since says so to the device.

    `stated_at` is when her traits last stated a token (ms). What an id of her own took over stays hers.
    """
    if signal.holder == person.key or signal.holder in person.links:
        return person
    cause = cause_of(signal)
    found = next((one for one in live_devices(person.devices or ()) if device_key(one.token) == signal.device), None)
    token = found.token if found else next((one for one in stated if device_key(one) == signal.device), "")
    used_at = max(found.seen_at if found else 0, stated_at if token in stated else 0)
    if not token:
        return person
    if used_at > signal.at:
        effects.append(join(person.key, signal.device, Cause(signal.id, used_at, signal.received_at)))
        return person
    name = shortened(token)
    effects.append(quality_fact(person.key, signal.received_at, "device_moved", name, _KEPT, "dropped"))
    return _ended(person, found or Device(token, seen_at=used_at), "moved", cause)


def dropped(person: Person, token: str, cause: Cause, effects: list[Effect]) -> Person | None:
    """The person whose device is gone, as its service says; None where it is none of those that her record has."""
    known = _known(person, token)
    if known is None:
        return None
    if known.end or known.seen_at > cause.at:
        return person
    return ended(person, token, "gone", (), cause, effects)


def ended(
    person: Person, token: str, end: DeviceEnd, stated: Collection[str], cause: Cause, effects: list[Effect]
) -> Person:
    """The person without this device, whether it stands in her record or in what her traits state."""
    known = _known(person, token)
    if (known is None and token not in stated) or (known is not None and known.end):
        return person
    effects.append(join(person.key, device_key(token), cause, left=True))
    return _ended(person, known or Device(token), end, cause)


def restated(person: Person, old: Sequence[str], new: Sequence[str], cause: Cause, effects: list[Effect]) -> Person:
    """The person whose traits state other tokens than before: what is new is asked for, and what is not is let go."""
    live = {one.token for one in live_devices(person.devices or ())}
    come = [token for token in new if token not in old]
    effects.extend(join(person.key, device_key(token), cause) for token in come if token not in live)
    gone = [token for token in old if token not in new and token not in live]
    effects.extend(join(person.key, device_key(token), cause, left=True) for token in gone)
    return replace(person, devices=tuple(one for one in person.devices or () if not one.end or one.token not in come))


def both_devices(
    person: Person, other: Person, cause: Cause, effects: list[Effect], *, of_a_visitor: bool, stated: Collection[str]
) -> Person:
    """The person with the devices of another id of hers. What a browser's key said of a visitor adds none to hers."""
    for one in other.devices or ():
        known = _known(person, one.token)
        if known is not None and max(known.seen_at, known.ended_at) >= max(one.seen_at, one.ended_at):
            continue
        if one.end:
            person = _ended(person, one, one.end, Cause(cause.id, one.ended_at, cause.received_at))
            continue
        is_new = known is None or bool(known.end)
        if is_new and of_a_visitor and one.trust and _has_others(person, stated, one.token):
            effects.append(join(other.key, device_key(one.token), cause, left=True))
            effects.append(quality_fact(person.key, cause.received_at, "address_refused", _DEVICES, _KEPT, _REFUSED))
            continue
        used = Cause(cause.id, one.seen_at, cause.received_at)
        effects.append(join(person.key, device_key(one.token), used))
        person = _with(person, one, cause, effects)
    return person


def _known(person: Person, token: str) -> Device | None:
    return next((one for one in person.devices or () if one.token == token), None)


def _has_others(person: Person, stated: Collection[str], token: str) -> bool:
    live = {one.token for one in live_devices(person.devices or ())}
    return bool({*live, *stated} - {token})


def _with(person: Person, device: Device, cause: Cause, effects: list[Effect]) -> Person:
    """The person with a device that is reached; of more than there is room for the one seen longest ago goes."""
    others = [one for one in person.devices or () if one.token != device.token]
    live = [*live_devices(others), device]
    if len(live) > DEVICES_MAX:
        oldest = min(live, key=lambda one: one.seen_at)
        live.remove(oldest)
        effects.append(join(person.key, device_key(oldest.token), cause, left=True))
        name = shortened(oldest.token)
        effects.append(quality_fact(person.key, cause.received_at, "device_limit", name, _KEPT, "dropped"))
    return replace(person, devices=(*live, *(one for one in others if one.end)))


def _ended(person: Person, device: Device, end: DeviceEnd, cause: Cause) -> Person:
    others = [one for one in person.devices or () if one.token != device.token]
    gone = replace(device, end=end, ended_at=cause.at)
    over = sorted([*(one for one in others if one.end), gone], key=lambda one: one.ended_at)
    return replace(person, devices=(*live_devices(others), *over[-ENDED_MAX:]))
