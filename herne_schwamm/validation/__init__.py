"""Cases with a known answer: what makes the results believable.

The tests run the same functions that write the page.
"""

from herne_schwamm.validation.run import cases, validate

__all__ = ["cases", "validate"]
