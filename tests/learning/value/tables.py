"""The kept tables, as the models take them."""

import csv
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from loopline.learning.value.purchases import Purchases

DATA: Final = Path(__file__).parent / "data"


def column(file: str, name: str) -> NDArray[np.float64]:
    """A column of numbers."""
    with (DATA / file).open(newline="") as lines:
        return np.array([float(row[name]) for row in csv.DictReader(lines)])


def cdnow() -> Purchases:
    """The 2,357 customers of the sample, in weeks."""
    return Purchases(*(column("cdnow_sample.csv", name) for name in ("x", "t_x", "T")))
