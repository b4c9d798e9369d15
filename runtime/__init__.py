"""What runs: arrays, compiled kernels, plans, threads. It knows the compiler's kernels and nothing of Symbols."""
