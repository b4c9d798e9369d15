"""A bound step as one call of a native method."""
