"""What people do with the house, one part a file; `front.py` is the door."""

from loopline.office.at_hand import AtHand
from loopline.office.checking import FaultsFound
from loopline.office.front import Office
from loopline.office.operators import SignIns

__all__ = ["AtHand", "FaultsFound", "Office", "SignIns"]
