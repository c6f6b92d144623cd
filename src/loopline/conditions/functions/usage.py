"""How a function of the language is written."""

from loopline.conditions.tree import NAMED_ROLES, SIGNATURES, WINDOWED


def usage(name: str) -> str:
    """How a function is written, for the texts of faults."""
    signature = SIGNATURES[name]
    words = [f'"{role}"' if role in NAMED_ROLES else role for role in signature.takes]
    if name == "coalesce":
        words = ["field", "..."]
    if name == "received":
        words = ['"journey/node"', 'channel="email"', 'within="30d"']
    if name in WINDOWED:
        words.append('within="30d"')
    return f"{name}({', '.join(words)})"
