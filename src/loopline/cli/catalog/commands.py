"""`loopline catalog`, as the command line shows it: collections of items that messages look up."""

from pathlib import Path
from typing import Annotated

import typer

from loopline.cli.access import Data, Json

catalog_app = typer.Typer(no_args_is_help=True, help="Catalogs: items, such as products, that messages look up.")
Name = Annotated[str, typer.Argument(help="The catalog's id.")]


@catalog_app.command("add")
def catalog_add(
    file: Annotated[Path, typer.Argument(help="The catalog's document, with `kind: catalog`.")],
    data: Data,
    reason: Annotated[str, typer.Option(help="Why it is published; kept with the version.")] = "added",
) -> None:
    """Publish a catalog from its document, so that it can hold items."""
    from loopline.cli.documents import push as act

    raise typer.Exit(act([file], data, "", "", publish=True, reason=reason))


@catalog_app.command("list")
def catalog_list(data: Data, as_json: Json = False) -> None:
    """Print every catalog and what it holds."""
    from loopline.cli.catalog.act import list_catalogs as act

    raise typer.Exit(act(data, as_json=as_json))


@catalog_app.command("show")
def catalog_show(
    catalog: Name, data: Data, item: Annotated[str, typer.Argument(help="The id of an item.")] = ""
) -> None:
    """Print a catalog, or one item of it, as JSON."""
    from loopline.cli.catalog.act import show_catalog as act

    raise typer.Exit(act(data, catalog, item))


@catalog_app.command("import")
def catalog_import(
    catalog: Name,
    file: Annotated[Path, typer.Argument(help="Items as .csv with a header, .jsonl, or .json with a list.")],
    data: Data,
    patch: Annotated[bool, typer.Option(help="Change fields of items that are there, and leave the others.")] = False,
) -> None:
    """Take the items of a file of any size; each bad one is told with its line, and exits 1."""
    from loopline.cli.catalog.act import import_items as act

    raise typer.Exit(act(data, catalog, file, patch=patch))


@catalog_app.command("export")
def catalog_export(
    catalog: Name, file: Annotated[Path, typer.Argument(help="The .jsonl file to write.")], data: Data
) -> None:
    """Write all items into a file that `import` reads."""
    from loopline.cli.catalog.act import export_items as act

    raise typer.Exit(act(data, catalog, file))


@catalog_app.command("remove")
def catalog_remove(
    catalog: Name,
    data: Data,
    items: Annotated[list[str] | None, typer.Argument(help="The ids of the items.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All items.")] = False,
) -> None:
    """Take items out. The catalog itself stays, as every published document does."""
    from loopline.cli.catalog.act import remove_items as act

    raise typer.Exit(act(data, catalog, items or [], every=every))


@catalog_app.command("index")
def catalog_index(catalog: Name, data: Data) -> None:
    """Make the index of the fields that the document names `indexed`; an import does so, too."""
    from loopline.cli.catalog.act import index_items as act

    raise typer.Exit(act(data, catalog))
