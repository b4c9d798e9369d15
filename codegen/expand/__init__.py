"""The composite primitives by machine primitives; conversions of 16-bit floats."""
