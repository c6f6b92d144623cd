"""A person's devices as the API shows and states them. Tokens are shown shortened: who has one can write there."""

from collections.abc import Sequence
from typing import Final

from loopline.decisions.policy.recipient import tokens_stated
from loopline.decisions.published import PublishedSet
from loopline.model.errors import Invalid, Missing
from loopline.model.ids import stable_id
from loopline.model.person import Person
from loopline.model.push.device import device_id, platform_named, shortened
from loopline.model.push.devices import live_devices
from loopline.model.signals.devices import DeviceStated
from loopline.signals.dialects.told_device import app_text, checked_token
from loopline.signals.quality import BadMessage
from loopline.studio.people import schemas as shape

LIVE: Final = "live"


def device_lines(person: Person, published: PublishedSet) -> tuple[shape.DeviceLine, ...]:
    """Those that are reached, the one seen last first; then those that only traits state, and those that ended."""
    devices = person.devices or ()
    known = {one.token for one in devices}
    live = sorted(live_devices(devices), key=lambda one: -one.seen_at)
    over = sorted((one for one in devices if one.end), key=lambda one: -one.ended_at)
    own = [
        shape.DeviceLine(
            device=device_id(one.token),
            token=shortened(one.token),
            platform=one.platform,
            app=one.app,
            app_version=one.version,
            last_seen_at=one.seen_at,
            added_at=one.added_at,
            state=one.end or LIVE,
            ended_at=one.ended_at or None,
        )
        for one in (*live, *over)
    ]
    dead = {what for what in person.suppressed or {} if what.startswith("push=")}
    stated = [
        shape.DeviceLine(
            device=device_id(token),
            token=shortened(token),
            platform=platform_named("", token),
            state="gone" if f"push={token}" in dead else LIVE,
            from_traits=True,
        )
        for token in tokens_stated(person, published)
        if token not in known
    ]
    return (*own[: len(live)], *stated, *own[len(live) :])


def stated_device(key: str, body: shape.DeviceBody, now: int) -> DeviceStated:
    """The signal that a person uses a device. Raises Invalid `device_invalid`."""
    try:
        token = checked_token(body.token, "token")
    except BadMessage as bad:
        raise Invalid(bad.code, bad.text, at="token") from None
    at = now if body.last_seen_at is None else max(0, min(body.last_seen_at, now))
    return DeviceStated(
        key=key,
        id=stable_id("device", key, token, body.platform, body.app, body.app_version, str(at), str(now)),
        at=at,
        received_at=now,
        token=token,
        platform=body.platform or platform_named("", token),
        app=app_text(body.app),
        version=app_text(body.app_version),
    )


def removed_device(person: Person, device: str, stated: Sequence[str], now: int) -> DeviceStated:
    """The signal that a person uses a device no more, by its id or token. Raises Missing `device_unknown`."""
    tokens = [*(one.token for one in live_devices(person.devices or ())), *stated]
    token = next((one for one in tokens if device in (one, device_id(one))), None)
    if token is None:
        raise Missing("device_unknown", "This person has no such device; the person's page lists their ids.")
    name = stable_id("device", person.key, token, "removed", str(now))
    return DeviceStated(key=person.key, id=name, at=now, received_at=now, token=token, removed=True)
