"""Puts the built web UI into the wheel and the source archive; an editable install needs none."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildUi(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        script = Path(self.root, "tools", "build_ui.py")
        if version != "editable" and script.exists():
            runpy.run_path(str(script), run_name="__main__")
