"""Graphs of ops: build, rewrite, type, interpret, save, lower."""
