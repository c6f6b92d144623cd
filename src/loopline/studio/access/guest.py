"""Whoever looks at the demo without an account: they see what it holds, and change nothing."""

from typing import Final

from loopline.api.auth import Forbidden
from loopline.studio.access.roles import OperatorRole
from loopline.studio.access.schemas import SignedIn

GUEST: Final = SignedIn("Guest", "", "viewer", sees_people=True)
"""What the demo holds is public or made up, so a guest sees its people."""

QUESTIONS: Final = frozenset(
    {
        ("POST", "/api/audience"),
        ("POST", "/api/broadcasts/preview"),
        ("POST", "/api/check"),
        ("POST", "/api/content/preview"),
        ("POST", "/api/journeys/{journey}/presence"),
        ("POST", "/api/previews/dry-run"),
        ("POST", "/api/segments/preview"),
    }
)
"""What is asked by a body and changes nothing."""


def check_guest(method: str, path: str, needed: OperatorRole) -> None:
    """Raises Forbidden `demo_read_only` for what changes something, and for what not every viewer reads."""
    reads = method in ("GET", "HEAD") and needed == GUEST.role
    if not reads and (method, path) not in QUESTIONS:
        text = (
            "This is the demo: everything is there to look at, and nothing changes. To try it yourself, open the link "
            "that `loopline demo` has printed and make the owner's account."
        )
        raise Forbidden("demo_read_only", text)
