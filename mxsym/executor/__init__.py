"""A graph bound to arrays."""
