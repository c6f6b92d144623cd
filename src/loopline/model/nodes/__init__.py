"""The kinds of node as they are written, one file each. A new kind is its file, an import and its place in `Node` here.

Imports nothing of the house.
"""

from typing import Any, Final, get_args

from loopline.model.nodes.choose import Choose
from loopline.model.nodes.exit import Exit
from loopline.model.nodes.experiment import Experiment
from loopline.model.nodes.goal import Goal
from loopline.model.nodes.handoff import Handoff
from loopline.model.nodes.message import Message
from loopline.model.nodes.split import Split
from loopline.model.nodes.update import Update
from loopline.model.nodes.wait import Wait
from loopline.model.nodes.webhook import WebhookCall

Node = Message | Wait | Split | Experiment | Choose | Update | Handoff | Goal | Exit | WebhookCall


def kind_name(node: Any) -> str:
    """How the kind of a node, or of a node's class, is written in documents, such as "message"."""
    return str(node.__struct_config__.tag)


NODE_KINDS: Final[tuple[str, ...]] = tuple(kind_name(kind) for kind in get_args(Node))
