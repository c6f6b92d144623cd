"""The demo's progress on standard error: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Callable

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

LINES = 4
"""Plain lines a phase, evenly spread."""


class DemoProgress:
    """One phase after another; `spent` is the seconds of each."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._terminal = sys.stderr.isatty()
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
        self._bars = Bars(*columns, console=Console(stderr=True), transient=False)
        if self._terminal:
            self._bars.start()

    def phase(self, name: str) -> Callable[[int, int], None]:
        """Begin a phase; call the answer with how much is done, and of how much."""
        began = time.perf_counter()
        return self._on_terminal(name, began) if self._terminal else self._in_lines(name, began)

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._terminal:
            self._bars.stop()

    def _on_terminal(self, name: str, began: float) -> Callable[[int, int], None]:
        task = self._bars.add_task(name, total=None)

        def report(done: int, whole: int) -> None:
            self.spent[name] = time.perf_counter() - began
            self._bars.update(task, completed=done, total=whole)

        return report

    def _in_lines(self, name: str, began: float) -> Callable[[int, int], None]:
        said = 0

        def report(done: int, whole: int) -> None:
            nonlocal said
            self.spent[name] = time.perf_counter() - began
            if (part := done * LINES // whole) > said:
                said = part
                sys.stderr.write(f"{name}: {done * 100 // whole} %, {self.spent[name]:.1f} s\n")
                sys.stderr.flush()

        return report
