"""Writes the pages of docs/reference that the code knows best: `python -m docs.generate`.

Settings, endpoints, commands and error codes are taken from the code word by word; the notes beside the error codes are
written by hand, in error_notes.toml. tests/docs holds the pages to the code.
"""

import ast
import inspect
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from docs import codes
from docs.learning_pages import FACTS_INTRO, METRICS_INTRO, facts_parts, metrics_parts
from docs.tables import cell, table

REFERENCE = codes.ROOT / "docs" / "reference"
NOTE = "<!-- Made by `python -m docs.generate`; what stands here is edited in the code. -->"
NOTES = codes.ROOT / "docs" / "error_notes.toml"
Json = dict[str, Any]  # an OpenAPI document has no narrower type


def page(title: str, intro: str, *parts: str) -> str:
    """A page of the reference."""
    return "\n\n".join([f"# {title}", NOTE, intro, *parts]) + "\n"


def settings_page() -> str:
    """Every setting once, as `loopline.settings.Settings` declares it."""
    kind = import_module("loopline.settings").Settings
    prefix = str(kind.model_config.get("env_prefix", "")).upper()
    rows = [
        (
            f"`{prefix}{name.upper()}`",
            f"`{_type_name(field.annotation)}`",
            _default(field),
            cell(field.description or ""),
        )
        for name, field in kind.model_fields.items()
    ]
    intro = "Settings come from the environment. A wrong value stops the start and says what would be right."
    return page("Settings", intro, table(("Variable", "Type", "Default", "What it does"), rows))


def _type_name(annotation: object) -> str:
    return cell(annotation.__name__ if isinstance(annotation, type) else str(annotation).replace("typing.", ""))


def _default(field: Any) -> str:  # pydantic's FieldInfo is generic over everything
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=False)
    if value is None:
        return "none" if field.default_factory is None else "made at the start"
    if "Secret" in type(value).__name__ or value == "":
        return "empty"
    return f"`{cell(str(value))}`"


class Nobody:
    """Stands in for the application: describing a route reads names of operations and calls none."""

    def __getattr__(self, name: str) -> "Nobody":
        return self


def openapi() -> Json:
    """The OpenAPI document of the whole application, with nobody behind it."""
    nobody: Any = Nobody()
    document: Json = import_module("loopline.studio.http").create_house(nobody).openapi()
    return document


def openapi_text() -> str:
    """The OpenAPI document as a file; the studio's types are made from it (`npm run generate` in web/)."""
    return json.dumps(openapi(), indent=2, ensure_ascii=False) + "\n"


def api_page() -> str:
    """Every endpoint of the OpenAPI document."""
    document = openapi()
    rows = [
        (f"`{method.upper()} {path}`", cell(operation.get("summary", "")), cell(_first_line(operation)))
        for path, item in sorted(document["paths"].items())
        for method, operation in item.items()
        if method in ("get", "post", "put", "patch", "delete")
    ]
    intro = "Every instance serves its own as `/api/openapi.json`. Errors are told in errors.md."
    return page("Endpoints", intro, table(("Endpoint", "Name", "What it does"), rows))


def _first_line(operation: Json) -> str:
    return str(operation.get("description", "")).strip().split("\n\n")[0]


def commands_page() -> str:
    """Every command with its help, as the terminal shows it."""
    import typer

    module = import_module("loopline.__main__")
    root = typer.main.get_command(module.app)
    parts = []

    def describe(command: Any, path: str, parent: Any) -> None:  # typer carries its own click, without public types
        context = command.context_class(command, info_name=path, parent=parent)
        help_text = inspect.cleandoc(command.help or "").split("\f")[0].strip()
        inner: dict[str, Any] = getattr(command, "commands", {})
        if not inner:
            rows = [_parameter_row(parameter) for parameter in command.params if parameter.name != "help"]
            shown = [table(("Option", "Default", "What it does"), rows)] if rows else []
            parts.append("\n\n".join([f"## `{path}`", help_text, *shown]))
        for name, child in inner.items():
            if not child.hidden:
                describe(child, f"{path} {name}", context)

    describe(root, "loopline", None)
    intro = "`loopline --help` and `loopline COMMAND --help` say the same in the terminal."
    return page("Commands", intro, *parts)


def _parameter_row(parameter: Any) -> tuple[str, str, str]:  # see describe
    name = ", ".join(parameter.opts) if parameter.param_type_name == "option" else parameter.name.upper()
    default = parameter.default
    plain = default in (None, "") or callable(default) or "Sentinel" in type(default).__name__ or default is False
    return f"`{name}`", "" if plain else f"`{cell(str(default))}`", cell(getattr(parameter, "help", "") or "")


def error_notes() -> dict[str, str]:
    """What people wrote about codes whose own words do not say enough."""
    return dict(tomllib.loads(NOTES.read_text(encoding="utf-8")))


def errors_page() -> str:
    """Every error code with its family, its words and its note."""
    notes = error_notes()
    places: dict[str, list[codes.Said]] = {}
    for place in codes.all_said():
        places.setdefault(place.code, []).append(place)
    rows = [
        (f"`{code}`", _families({place.family for place in said}), cell(_words(said)), notes.get(code, ""))
        for code, said in sorted(places.items())
    ]
    intro = (
        "An error has a stable code, a text that says the next step, and a family. As an answer over HTTP, Invalid is "
        "400 (or a more exact 4xx), Missing 404, Conflict 409 and Unavailable 503. A Problem is listed by a check "
        "beside others: of a document, a condition, a template, or one signal of a batch, whose good neighbours are "
        "taken all the same. An Outcome says why a message was refused, put off or given up. A star stands for the "
        "part that is filled in, such as the number of an SMTP answer."
    )
    return page("Error codes", intro, table(("Code", "Family", "What it says", "Note"), rows))


def _words(said: list[codes.Said]) -> str:
    """The texts of a code, the longest two; most have one."""
    texts = sorted({place.text for place in said if place.text}, key=lambda text: (-len(text), text))
    return " — or: ".join(texts[:2])


def _families(names: Iterable[str]) -> str:
    return ", ".join(sorted(names, key=[*codes.FAMILIES, codes.PROBLEM, codes.OUTCOME].index))


METRICS = ("Counter", "Gauge", "Histogram", "Summary")


def metrics_page() -> str:
    """Every figure that the source declares to Prometheus."""
    rows = [
        (f"`{name}`", kind.lower(), ", ".join(f"`{label}`" for label in labels), cell(meaning))
        for name, kind, meaning, labels in sorted(metrics())
    ]
    intro = (
        "Served as Prometheus text by `GET /metrics`. A counter only rises while the process lives, and its name "
        "ends in `_total` there."
    )
    return page("Monitoring", intro, table(("Name", "Kind", "Labels", "What it counts"), rows))


def metrics() -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Name, kind, meaning and labels of each figure."""
    for tree in codes.trees().values():
        for node in ast.walk(tree):
            match node:
                case ast.Call(
                    func=ast.Name(id=kind) | ast.Attribute(attr=kind),
                    args=[ast.Constant(value=str(name)), ast.Constant(value=str(meaning)), *more],
                ) if kind in METRICS:
                    labels = more[0].elts if more and isinstance(more[0], ast.List | ast.Tuple) else []
                    named = tuple(str(label.value) for label in labels if isinstance(label, ast.Constant))
                    yield name, kind, meaning, named
                case _:
                    pass


def nodes_page() -> str:
    """Every kind of node: the page in its folder, and its examples."""
    kinds = import_module("loopline.model.nodes").NODE_KINDS
    intro = (
        "A journey is a graph: `nodes` maps a name of your choice to a node, and each node says its `kind` and where a "
        "person goes next (`then`, the name of a node). A `then` that is absent ends the journey. Every node may carry "
        "a `name` for people and a `note` for colleagues. Durations are written as `90m`, `12h`, `30d` or `2w`. In the "
        "examples `next` and `other` are names of nodes. [Add a kind](../howto/add-a-node-kind.md) of your own."
    )
    return page("Node kinds", intro, *(_kind_section(kind) for kind in kinds))


def _kind_section(kind: str) -> str:
    folder = files("loopline.decisions.nodes") / kind
    text = (folder / "page.md").read_text(encoding="utf-8").strip()
    examples = "".join(
        line
        for line in (folder / "examples.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
        if not line.startswith("#")
    )
    return f"## {kind}\n\n{text}\n\n```yaml\n{examples.strip()}\n```"


PROVIDERS = codes.ROOT / "docs" / "delivery.md"
MADE_PART = re.compile(r"(<!-- providers: [^\n]*-->\n)(.*?)(<!-- /providers -->)", re.DOTALL)
FOLLOWS = {
    "ask": "`ask`: the provider knows what it took",
    "hold": "`hold`: a person decides",
    "resend": "`resend`: it is sent again under the same key",
}


def providers_table() -> str:
    """What each provider of ours carries and what the unknown means to it, from the classes behind the entry points."""
    registry = import_module("loopline.providers.registry")
    rows = []
    for scheme, point in registry.installed().items():
        kind = registry.provider_kind(scheme)
        if point.module.startswith("loopline.") and scheme == kind.name:
            carries = ", ".join(f"`{channel}`" for channel in sorted(kind.channels))
            follows = FOLLOWS[kind.unknown_policy]
            rows.append((f"`{scheme}`", carries, cell(f"`{kind.example}`"), cell(kind.unknown_means), follows))
    return table(("Provider", "Carries", "URL", "Unknown means", "What follows"), rows)


def delivery_page() -> str:
    """docs/delivery.md with its table of providers made anew; the rest is written by hand."""
    text = PROVIDERS.read_text(encoding="utf-8")
    return MADE_PART.sub(lambda found: f"{found[1]}\n{providers_table()}\n\n{found[3]}", text)


def channels_json() -> str:
    """The kinds of channel for whoever is not written in Python: the rows of `loopline.model.channels` as JSON."""
    rows = list(import_module("loopline.model.channels").CHANNELS.values())
    return msgspec.json.format(msgspec.json.encode({"channels": rows}), indent=2).decode() + "\n"


def schema_text() -> str:
    """The JSON schema of documents, for editors that complete and check while people type."""
    return json.dumps(import_module("loopline.decisions.documents.read").schema(), indent=2, ensure_ascii=False) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "errors.md": errors_page,
    "settings.md": settings_page,
    "monitoring.md": metrics_page,
    "metrics.md": lambda: page("Metrics", METRICS_INTRO, *metrics_parts()),
    "facts.md": lambda: page("Facts", FACTS_INTRO, *facts_parts()),
    "commands.md": commands_page,
    "api.md": api_page,
    "nodes.md": nodes_page,
    "schema/document.schema.json": schema_text,
    "schema/channels.json": channels_json,
    "../delivery.md": delivery_page,
    "schema/openapi.json": openapi_text,
}


def main() -> int:
    """Writes the pages; one that cannot be made yet does not keep the others from being written."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    left_out = 0
    for name, make in PAGES.items():
        path: Path = REFERENCE / name
        try:
            path.write_text(make(), encoding="utf-8")
            print(f"{path.resolve().relative_to(codes.ROOT)} written", file=sys.stderr)
        except (ModuleNotFoundError, AttributeError) as fault:
            left_out += 1
            print(f"{path.resolve().relative_to(codes.ROOT)} left out: {fault}", file=sys.stderr)
    return 1 if left_out else 0


if __name__ == "__main__":
    sys.exit(main())
