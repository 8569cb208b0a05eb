"""Pictures of products as a page shows them."""

from __future__ import annotations

from herne_schwamm.problems import Language
from herne_schwamm.products.page_parts import Picture
from herne_schwamm.tables.products import products


def product_picture(name: str, language: Language) -> Picture:
    """The picture of a product beside the page, with its label and its limits of validity."""
    product = products()[name]
    return Picture(
        f"maps/{name}.png",
        language.label(de=product.label_de, en=product.label_en),
        language.label(de=product.limits_de, en=product.limits_en),
    )
