"""What people do with the house, one part a file; `front.py` is the door."""

from loopline.studio.access.operators import SignIns
from loopline.studio.context import AtHand
from loopline.studio.documents.check import FaultsFound
from loopline.studio.studio import Office

__all__ = ["AtHand", "FaultsFound", "Office", "SignIns"]
