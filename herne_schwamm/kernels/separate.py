"""Telling the compiler that the arrays of a kernel do not overlap."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic


@intrinsic
def _promise(_typing_context: Any) -> Any:
    # numba knows this promise but has no word for it.
    def generate(context: Any, builder: Any, _signature: Any, _arguments: Any) -> Any:
        # The first two are the places of the result and of an error.
        for argument in builder.function.args[2:]:
            if isinstance(argument.type, ir.PointerType):
                argument.add_attribute("noalias")
        return context.get_dummy_value()

    return types.void(), generate


arrays_are_separate: Any = _promise
"""Called in a kernel: no two arrays handed to it overlap.

Else its code looks before every loop whether what it writes is also read there: on the rows of a
tile that took a twentieth of a step."""
