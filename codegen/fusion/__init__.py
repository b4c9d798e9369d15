"""From a Program to regions: what runs together in one loop, in which phase, and what is computed again."""
