"""The compiler: a typed expression graph in, machine code out. It knows nothing of Symbols, arrays or threads."""
