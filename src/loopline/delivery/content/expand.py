"""Blocks, slots and brand put into a source: what `{{> name}}` and `brand.name` stand for, before anything is sent."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

from loopline.delivery.content.house_blocks import HOUSE_BLOCKS
from loopline.delivery.content.mustache import PARTIAL, Bound, bind, decided, given_params, names_in
from loopline.model.content.documents import Block, Brand, Palette
from loopline.model.content.library import ContentLibrary
from loopline.model.errors import Invalid

DEPTH_MAX: Final = 8
PARTS_MAX: Final = 5_000
"""Blocks and slots put into one template, all in all: empty ones grow without a byte."""
SOURCE_BYTES_MAX: Final = 256 * 1024


def brand_values(brand: Brand) -> dict[str, Bound]:
    """What `brand.NAME` stands for: its texts, its colours, and `brand.dark.NAME` and `brand.social.NAME`."""
    texts = {name: str(getattr(brand, name)) for name in ("name", "url", "logo", "font", "address", "support")}
    texts["logo_width"] = str(brand.logo_width)
    texts |= _colours("", brand.light) | _colours("dark.", brand.dark)
    texts |= {f"social.{name}": url for name, url in brand.social.items()}
    return {f"brand.{name}": Bound(text) for name, text in texts.items()}


def _colours(prefix: str, palette: Palette) -> dict[str, str]:
    return {prefix + name: str(getattr(palette, name)) for name in palette.__struct_fields__}


class Expansion:
    """Expands the sources of one template, and keeps which blocks they hold, with their versions."""

    def __init__(self, library: ContentLibrary, slots: Mapping[str, str], brand: Brand) -> None:
        self._library, self._slots, self._brand = library, slots, brand_values(brand)
        self.blocks: dict[str, int] = {}
        self._parts = 0

    def expand(self, source: str, *, markup: bool, at: str) -> str:
        """The source with its blocks, slots and brand in it; `at` is its field, for faults.

        Raises Invalid `block_unknown`, `block_cycle`, `block_param_unknown`, `partial_form`, `brand_field_unknown`,
        `template_too_large`.
        """
        whole = self._expand(source, (), markup, at)
        for name in names_in(whole, "brand."):
            if name not in self._brand:
                raise Invalid("brand_field_unknown", f"A brand has no {name}. {_meant(name, self._brand)}", at=at)
        return decided(bind(whole, self._brand, markup=markup))

    def _expand(self, source: str, way: tuple[str, ...], markup: bool, at: str) -> str:
        out: list[str] = []
        end = 0
        for found in PARTIAL.finditer(source):
            out += [source[end : found.start()], self._part(found[1], found[2], way, markup, at)]
            end = found.end()
        whole = "".join([*out, source[end:]])
        if len(whole.encode()) > SOURCE_BYTES_MAX:
            raise Invalid("template_too_large", f"With its blocks this is over {SOURCE_BYTES_MAX:,} bytes.", at=at)
        if "{{>" in PARTIAL.sub("", source):
            text = 'A block stands as {{> name}} or {{> name param="words" other=field}}; correct this one.'
            raise Invalid("partial_form", text, at=at)
        return whole

    def _part(self, name: str, params: str, way: tuple[str, ...], markup: bool, at: str) -> str:
        if name in way:
            circle = " → ".join([*way[way.index(name) :], name])
            raise Invalid("block_cycle", f"Blocks hold each other in a circle: {circle}. Take one out.", at=at)
        self._parts += 1
        if self._parts > PARTS_MAX:
            raise Invalid("template_too_large", f"Over {PARTS_MAX:,} blocks would be put into it.", at=at)
        if len(way) >= DEPTH_MAX:
            raise Invalid("block_depth", f"Blocks stand at most {DEPTH_MAX} deep inside each other.", at=at)
        if name in self._slots:
            return self._expand(self._slots[name], (*way, name), markup, at)
        version, block = self._block(name, at)
        self.blocks[name] = version
        given = given_params(params)
        for param in given:
            if param not in block.params:
                text = f'Block "{name}" has no parameter "{param}". {_meant(param, block.params)}'
                raise Invalid("block_param_unknown", text, at=at)
        values = {param: Bound(text) for param, text in block.params.items()} | given
        return bind(self._expand(block.source, (*way, name), markup, at), values, markup=markup)

    def _block(self, name: str, at: str) -> tuple[int, Block]:
        known = self._library.blocks.get(name)
        if known is not None:
            return known
        if name in HOUSE_BLOCKS:
            return 0, HOUSE_BLOCKS[name]
        names = {**self._slots, **self._library.blocks, **HOUSE_BLOCKS}
        text = f'There is no block "{name[:60]}", and no slot of that name. {_meant(name, names)}'
        raise Invalid("block_unknown", text, at=at)


def _meant(name: str, names: Mapping[str, object]) -> str:
    near = get_close_matches(name, names, n=1)
    return f'Did you mean "{near[0]}"?' if near else f"There are: {', '.join(sorted(names)[:12]) or 'none'}."
