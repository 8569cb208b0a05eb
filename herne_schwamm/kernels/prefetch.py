"""Asking the memory for what will be read soon."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from herne_schwamm.kernels.compiling import inlined_kernel

_LINE_BYTES = 64

_READ, _SECOND_CACHE, _DATA = 0, 2, 1


@intrinsic
def _ask_for(_typing_context: Any, array: Any, _place: Any) -> Any:
    # numba has no word for it: the one instruction that is written as LLVM knows it.
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        pointer, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        ask = builder.module.declare_intrinsic(
            "llvm.prefetch",
            [pointer],
            ir.FunctionType(ir.VoidType(), [pointer, number, number, number]),
        )
        where = builder.bitcast(builder.gep(data, [arguments[1]]), pointer)
        builder.call(ask, [where, *(number(how) for how in (_READ, _SECOND_CACHE, _DATA))])
        return context.get_dummy_value()

    return types.void(array, types.uintp), generate


@inlined_kernel
def ask_for(block, first, last):
    """Let the memory bring a stretch of a block while other work goes on.

    A processor guesses by itself what comes next, but many arrays that are read by turns are
    too much for it: a step of a large city waited for a third of its time. Few lines at a time,
    as no more than some twenty can be on their way. May reach beyond the block's end: nothing is
    read there.
    """
    for place in range(np.uintp(first), np.uintp(last), np.uintp(_LINE_BYTES // block.itemsize)):
        _ask_for(block, place)  # type: ignore[call-arg]
