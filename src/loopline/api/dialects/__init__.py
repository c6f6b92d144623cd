"""The protocols that existing clients speak, and their register: modules with `routes(face)` and `describe()`.

May import `api` and the rooms.
"""

from typing import Final

from loopline.api.dialects import segment

DIALECTS: Final = (segment,)
