"""The dialects' HTTP halves, one file a protocol, found by the names of the register in `signals/dialects`.

May import `api` and the rooms.
"""

from importlib import import_module
from typing import Final

from loopline.api.dialect import Dialect
from loopline.signals.dialects import NAMES

DIALECTS: Final[tuple[Dialect, ...]] = tuple(import_module(f"{__name__}.{name}").DIALECT for name in NAMES)
