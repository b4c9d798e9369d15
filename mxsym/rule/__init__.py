"""The definition of an op: signature, traced body, derived forms, names."""
