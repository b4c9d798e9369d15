"""The performance figures, each one command: `python -m benchmarks` prints every table, `… dense` one of them."""
