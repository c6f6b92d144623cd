"""The files of `deploy/`, read strictly, and what they say of Loopline held to what it is."""

import os
import re
import shlex
from pathlib import Path
from typing import Any

import typer
import yaml

from docs.codes import ROOT
from loopline.__main__ import app
from loopline.settings import Settings

DEPLOY = ROOT / "deploy"
SERVE = ["serve", "--data", "/data", "--host", "0.0.0.0", "--port", "8400"]


class Strict(yaml.SafeLoader):
    """A key that stands twice is a fault: one of the two would silently count for nothing."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Raises ValueError for a key that stands twice."""
        keys = [key.value for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
        if len(keys) != len(set(keys)):
            raise ValueError(f"{node.start_mark}: a key stands twice")
        return super().construct_mapping(node, deep)


def read(name: str) -> Any:
    """One YAML file."""
    return yaml.load((DEPLOY / name).read_text(encoding="utf-8"), Strict)


def unknown_settings(names: list[str]) -> list[str]:
    """Those of our environment variables that no setting reads."""
    known = {f"LOOPLINE_{name}".upper() for name in Settings.model_fields}
    return [name for name in names if name.startswith("LOOPLINE_") and name not in known]


def parsed(words: list[str]) -> dict[str, Any]:
    """What a command line of ours says, as the command would get it; fails as the command would."""
    command: Any = typer.main.get_command(app)
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    assert not getattr(command, "commands", {}), f"this names no command: {words}"
    said: dict[str, Any] = command.make_context(command.name, list(words)).params
    return said


def shell_commands(text: str) -> list[list[str]]:
    """The commands of ours that stand in the shell fences of a page."""
    found = []
    for body in re.findall(r"^ *```sh\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
        for line in body.replace("\\\n", " ").splitlines():
            words = [word for word in shlex.split(line, comments=True) if not re.match(r"[A-Z_]+=", word)]
            if words and words[0].endswith("loopline") and "/" not in words[0]:
                found.append(words[1:])
    return found


def path_with(*folders: Path) -> dict[str, str]:
    """Our environment with more places where programs are looked for."""
    return {**os.environ, "PATH": os.pathsep.join([*map(str, folders), os.environ["PATH"]])}
