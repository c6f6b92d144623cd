"""The roles of operators, each of which may do all that those before it may."""

from typing import Final, Literal, get_args

from loopline.model.errors import Invalid

OperatorRole = Literal["viewer", "analyst", "editor", "publisher", "operator", "owner"]
"""A viewer reads. An analyst also exports and asks. An editor also writes drafts and content. A publisher also
publishes, pauses, sends and acts on people. An operator also looks after channels, keys and the team. An owner may do
everything, and make owners."""

ROLES: Final[tuple[OperatorRole, ...]] = get_args(OperatorRole)
DEFAULT: Final[OperatorRole] = "editor"


def role_named(text: str) -> OperatorRole:
    """Raises Invalid `role_unknown`."""
    for role in ROLES:
        if role == text:
            return role
    raise Invalid("role_unknown", f'"{text[:20]}" is no role; an operator is {", ".join(ROLES)}.', at="role")


def reaches(role: OperatorRole, needed: OperatorRole) -> bool:
    """Whether a role is this one or above."""
    return ROLES.index(role) >= ROLES.index(needed)
