"""The providers that our own package installs, each with its stand.

A stand is `STAND` in the provider's own test file. The pigeon exists in tests alone: it is the one whose service calls
a webhook.
"""

from importlib import import_module
from typing import Final

from loopline.providers.registry import installed
from tests.providers.pigeon import stand as pigeon
from tests.providers.stand import MakeStand

OURS: Final = {scheme: point for scheme, point in installed().items() if point.module.startswith("loopline.")}


def stand_of(module: str) -> MakeStand:
    """`loopline.providers.sms.twilio` is tried with `STAND` of `tests.providers.sms.test_twilio`."""
    *folders, name = module.split(".")[1:]
    made: MakeStand = import_module(".".join(("tests", *folders, f"test_{name}"))).STAND
    return made


STANDS: Final = {point.value: stand_of(point.module) for point in OURS.values()} | {"pigeon": pigeon}
