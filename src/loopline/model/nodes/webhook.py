"""The webhook node: calls an endpoint, waits for its answer, and keeps it for later conditions."""

from typing import Annotated, Final, Literal, get_args

from msgspec import field

from loopline.model.choices import one_of
from loopline.model.nodes.message import IfFailed
from loopline.model.nodes.node import Named

HeldOutPolicy = Literal["skip", "call"]
HELD_OUT_POLICIES: Final = get_args(HeldOutPolicy)


class WebhookCall(Named, frozen=True, kw_only=True, tag="webhook", tag_field="kind"):
    """Call an endpoint and go on with its answer. `held_out`: skip it for people who are held out, or call it too."""

    url: str
    method: str = ""
    payload: str = ""
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    timeout: str = "1d"
    held_out: Annotated[str, one_of(HeldOutPolicy)] = "skip"
    if_failed: IfFailed = IfFailed()
    then: str | None = None
