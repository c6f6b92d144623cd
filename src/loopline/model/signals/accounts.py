"""The signals by which people become members of accounts, and by which members hear of them."""

from typing import Any

from loopline.model.signals.header import SignalHeader, Trust


class AccountJoined(SignalHeader, frozen=True, kw_only=True, gc=False, tag="joined", array_like=True):
    """A person became a member of an account and the account's traits were stated."""

    account: str
    traits: dict[str, Any]
    trust: Trust = ""


class MemberJoined(SignalHeader, frozen=True, kw_only=True, gc=False, tag="member", array_like=True):
    """Emitted to an account: a person is its member now, and these of its traits were stated."""

    person: str
    traits: dict[str, Any]
    left: bool = False


class AccountChanged(SignalHeader, frozen=True, kw_only=True, gc=False, tag="account", array_like=True):
    """Emitted to a member: the account's traits are these now, and so it `answers`; it may be `silent`."""

    account: str
    traits: dict[str, Any]
    answers: dict[str, bool] | None = None
    silent: bool = False
