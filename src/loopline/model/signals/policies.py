"""The signal by which learning states the policy of a choose node."""

from loopline.model.choosing.policy import ChoicePolicy
from loopline.model.signals.header import SignalHeader


class PolicyStated(SignalHeader, frozen=True, kw_only=True, gc=False, tag="policy", array_like=True):
    """From here on the choices of a node go by this policy, until another version of it is stated."""

    policy: ChoicePolicy
    by: str = ""
