"""From kernels to machine code: LLVM text, object code, addresses."""
