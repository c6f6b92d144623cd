"""The protocols that existing clients speak, one pure reader a protocol, and the register of all of them.

May import `signals` and `model`; a dialect never imports another.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from loopline.signals.batch import BatchReader

NAMES: Final = (
    "segment",  # the tracking protocol of Segment, RudderStack and Customer.io's CDP
    "customerio",  # the Track API of Customer.io, version 1
)
"""The register, one line a dialect: NAME stands for `signals/dialects/NAME.py` and `api/dialects/NAME.py`.

The process that takes signals in reads by these names and never loads the HTTP half; a name without its file stops the
start. How to add one: docs/howto/add-a-dialect.md.
"""


READERS: Final[Mapping[str, BatchReader]] = {name: import_module(f"{__name__}.{name}").read for name in NAMES}
