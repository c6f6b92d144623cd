"""The hatch hook: a wheel or an sdist is never built without the engine file and the studio in it."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's generic is over its own private configs
    """Builds the assets first; an editable install leaves that to `make assets`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before each target; `build_data` is hatchling's open dictionary."""
        if version == "editable":
            return
        path = Path(self.root) / "build_hooks" / "assets.py"
        spec = importlib.util.spec_from_file_location("loopline_assets", path)
        if spec is None or spec.loader is None:
            raise FileNotFoundError(f"{path} is missing from this source tree")
        assets = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(assets)
        assets.build()
