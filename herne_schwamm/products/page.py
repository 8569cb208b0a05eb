"""A report as a page of HTML: one file that needs nothing but the pictures beside it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from herne_schwamm.products.page_parts import Page

TEMPLATE = "report.html.jinja"


@lru_cache(maxsize=None)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # Pages are the same on every system.
        newline_sequence="\n",
    )
    return environment.get_template(TEMPLATE)


def render_page(page: Page) -> str:
    """The page as HTML 5; every text in it is escaped."""
    return _template().render(page=page)
