"""How fast the kernels are, beside plain versions of the same in the same run."""
