"""The signals between an account and its members: a member asks, the account chooses who enters, and is answered."""

from typing import Literal

from loopline.model.entry.holdout import HoldoutLevel
from loopline.model.signals.header import SignalHeader

MemberOutcome = Literal["entered", "refused", "ended"]


class AccountAsked(SignalHeader, frozen=True, kw_only=True, gc=False, tag="account_asked", array_like=True):
    """Emitted to an account: `person` would enter a journey that the account decides on.

    `name` and `entry` are what she would have entered by, with the properties as JSON text; `entry_key` is what
    re-entry is counted by, `began_at` when that happened (ms). `held`: the journey that hands over holds her out.
    `again`: those who are inside have been asked whether they still are. `depth`: so many asks led to this one, each
    of them to the next, with no time between them.
    """

    journey: str
    person: str
    name: str
    entry: bytes = b"{}"
    entry_key: str = ""
    began_at: int = 0
    held: HoldoutLevel | Literal[""] = ""
    again: bool = False
    depth: int = 0


class AccountChose(SignalHeader, frozen=True, kw_only=True, gc=False, tag="account_chose", array_like=True):
    """Emitted to a member: `account` chose her for what `asker` asked; `rule` is the condition that she met.

    The id names the place that she holds in the passage, and she answers by it. `arms` are those that the account has
    been given in this journey. `depth` is that of the ask.
    """

    account: str
    journey: str
    asker: str
    name: str
    rule: str = ""
    entry: bytes = b"{}"
    entry_key: str = ""
    began_at: int = 0
    held: HoldoutLevel | Literal[""] = ""
    arms: dict[str, str] | None = None
    depth: int = 0


class MemberAnswered(SignalHeader, frozen=True, kw_only=True, gc=False, tag="member_answered", array_like=True):
    """Emitted to an account by a member who holds a `place` in a passage: she entered, or did not, or it has ended."""

    journey: str
    place: str
    person: str
    outcome: MemberOutcome
    reason: str = ""
    arms: dict[str, str] | None = None


class PlaceAsked(SignalHeader, frozen=True, kw_only=True, gc=False, tag="place_asked", array_like=True):
    """Emitted to a member: is she still in the passage of `account` in which she has this `place`?

    What was due for her by now happens first, however late the loop is; only where she is not, she answers. With no
    `place` that is all: she has then been asked of what was published, and her account knows by what it may choose her.
    """

    account: str
    journey: str
    place: str


class MemberDid(SignalHeader, frozen=True, kw_only=True, gc=False, tag="member_did", array_like=True):
    """Emitted to an account, where a condition asks for such events: `person`, its member, did this.

    `properties` is the JSON text of an object. `silent`: it is of a file of the past, and nothing is triggered by it.
    """

    person: str
    name: str
    properties: bytes = b"{}"
    silent: bool = False


class RecipientStated(SignalHeader, frozen=True, kw_only=True, gc=False, tag="recipient", array_like=True):
    """Emitted to an account: of the conditions that choose among its members, these are true of `person` now."""

    person: str
    rules: tuple[str, ...] = ()


MemberSignal = AccountAsked | AccountChose | MemberAnswered | PlaceAsked | RecipientStated | MemberDid
