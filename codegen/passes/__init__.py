"""The passes over a typed graph, one file each."""
