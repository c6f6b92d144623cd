"""Reads HTML that anybody may have written: whatever stands in it, reading ends without an error."""

from html.parser import HTMLParser


class HtmlReader(HTMLParser):
    """The standard library's parser; some of its versions raise on a section that they do not know, as `<![x`."""

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Passes over `<![...>` as browsers do, which take it for a comment. -1: it does not end."""
        return self.rawdata.find(">", i + 3) + 1 or -1
