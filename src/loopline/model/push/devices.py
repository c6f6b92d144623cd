"""The devices of a person as one address: a push goes to each of them and is still one message."""

from collections.abc import Collection
from typing import Any, Final

DEVICES_MAX: Final = 10
TOKEN_CHARACTERS_MAX: Final = 4_096
BETWEEN: Final = "\n"


def devices_address(own: object, listed: object, dead: Collection[str]) -> str:
    """The tokens of the devices that can be reached, ten at most; of those that are dead when no other is there.

    `own` is the one token that a person always had, `listed` what the trait of devices holds: texts, or objects whose
    `token` is one. What is neither is passed over. "" when there is none.
    """
    told = [own, *(_token_of(one) for one in listed)] if isinstance(listed, list | tuple) else [own]
    tokens = list(dict.fromkeys(one.strip() for one in told if isinstance(one, str) and _is_token(one.strip())))
    alive = [token for token in tokens if token not in dead]
    return BETWEEN.join((alive or tokens)[:DEVICES_MAX])


def tokens_in(address: str) -> tuple[str, ...]:
    """The tokens that an address names."""
    return tuple(address.split(BETWEEN)) if address else ()


def _token_of(one: Any) -> object:  # JSON of the customer's own shape
    return one.get("token") if isinstance(one, dict) else one


def _is_token(text: str) -> bool:
    return 0 < len(text) <= TOKEN_CHARACTERS_MAX and BETWEEN not in text
