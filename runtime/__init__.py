"""The run-time system: arrays, compiled kernels, plans and threads. It knows the compiler's kernels but no Symbols."""
