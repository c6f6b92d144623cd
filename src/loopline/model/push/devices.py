"""The devices of a person as one address: a push goes to each of them and is still one message."""

from collections.abc import Collection, Sequence
from typing import Any, Final, Literal, get_args

from loopline.model.addresses.normal import PUSH
from loopline.model.push.device import Device, shortened

DEVICES_MAX: Final = 16
ENDED_MAX: Final = 16
"""So many devices that are reached no more are remembered, so that what a trait still says of them is void."""

TOKEN_CHARACTERS_MAX: Final = 4_096
BETWEEN: Final = "\n"

WhichDevices = Literal["all", "latest"]
"""The devices that a push goes to: each of a person's, or the one that was stated last."""
DEVICE_CHOICES: Final[tuple[WhichDevices, ...]] = get_args(WhichDevices)


def devices_address(
    devices: Sequence[Device], own: object, listed: object, dead: Collection[str], which: WhichDevices = "all"
) -> str:
    """The tokens of the devices that can be reached, 16 at most; of those that bounced when no other is there.

    `devices` are those of the person's record. `own` is the one token that a person always had, `listed` what the trait
    of devices holds. The one that was stated last comes first, and those of traits behind. "" when there is none.
    """
    tokens = list(dict.fromkeys((*live_tokens(devices), *reached_tokens(devices, own, listed))))
    alive = [token for token in tokens if token not in dead]
    return BETWEEN.join((alive or tokens)[: 1 if which == "latest" else DEVICES_MAX])


def live_tokens(devices: Sequence[Device]) -> list[str]:
    """The tokens of a record's devices that are reached, the one that was stated last first."""
    return [one.token for one in sorted(live_devices(devices), key=lambda one: -one.seen_at)]


def live_devices(devices: Sequence[Device]) -> list[Device]:
    """The devices of a record that are reached, in the order in which they were added."""
    return [one for one in devices if not one.end]


def reached_tokens(devices: Sequence[Device], own: object, listed: object) -> list[str]:
    """The tokens that traits state, without those of which the record knows that they are reached no more."""
    ended = {one.token for one in devices if one.end}
    return [token for token in stated_tokens(own, listed) if token not in ended]


def stated_tokens(own: object, listed: object) -> list[str]:
    """The tokens that traits state: texts, or objects whose `token` is one. What is neither is passed over."""
    told = [own, *(_token_of(one) for one in listed)] if isinstance(listed, list | tuple) else [own]
    return list(dict.fromkeys(one.strip() for one in told if isinstance(one, str) and is_device_token(one.strip())))


def tokens_in(address: str) -> tuple[str, ...]:
    """The tokens that an address names."""
    return tuple(address.split(BETWEEN)) if address else ()


def shown_address(channel: str, address: str) -> str:
    """The address as pages show it: tokens of devices are shortened, one a line, since who has one can write there."""
    return BETWEEN.join(map(shortened, tokens_in(address))) if channel == PUSH else address


def is_device_token(text: str) -> bool:
    """Whether this can be the token of a device: some characters, not too many, and no line break."""
    return 0 < len(text) <= TOKEN_CHARACTERS_MAX and BETWEEN not in text


def _token_of(one: Any) -> object:  # JSON of the customer's own shape
    return one.get("token") if isinstance(one, dict) else one
