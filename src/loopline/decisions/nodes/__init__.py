"""What each kind of node does, a folder a kind; `kind.py` has the questions that every kind answers.

The kinds are those of `model.nodes.Node`: the folder of each is imported here by its name, so that a struct without
its behaviour stops every start, and a new kind needs no line in this place. Imports conditions and model.
"""

from importlib import import_module
from typing import Any, get_args

from loopline.decisions.nodes.kind import KINDS, AnyKind, kind_at
from loopline.model.nodes import Node, kind_name

__all__ = ["AnyKind", "kind_at", "kind_of"]


def _load() -> None:
    for struct in get_args(Node):
        folder = f"{__name__}.{kind_name(struct)}"
        try:
            import_module(f"{folder}.kind")
        except ModuleNotFoundError as fault:
            if fault.name not in (folder, f"{folder}.kind"):
                raise  # the kind is there, and imports what is not
            raise _without_behaviour(struct) from None
        if struct not in KINDS:
            raise _without_behaviour(struct)


def _without_behaviour(struct: type[Any]) -> TypeError:
    kind = kind_name(struct)
    where = f"decisions/nodes/{kind}/kind.py"
    return TypeError(f'The kind "{kind}" has no behaviour: write a class with of={struct.__name__} in {where}.')


_load()


def kind_of(id: str, node: Node) -> AnyKind:
    """The node with all that its kind knows about it."""
    return KINDS[type(node)](id, node)
