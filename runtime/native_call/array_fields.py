"""Offsets and flags of the objects that native code reads: NumPy's arrays, memoryviews, DLPack's tensors."""

from __future__ import annotations

TENSOR_BYTES, ROOT, GATHERED = 80, 64, 72
"""Room for DLPack's DLTensor; the address of the object that a view is in (0: none); the list of arrays to gather.

That list has rows of `GATHER`.
"""
DATA, DIMENSIONS, SHAPE, STRIDES, BASE, DTYPE, FLAGS, REFERENCES = 16, 24, 32, 40, 48, 56, 64, 72
"""Offsets in bytes of an array object's fields, by the layout that NumPy promises to extensions."""
BYTE_ORDER = 26
"""Offset in bytes of a dtype's order of bytes, one character, by the same layout."""
TYPE, LENDER, REFERENT = 8, 64, 16
"""Offset of any object's type, of the object that lends a memoryview its memory, and of what a weak reference is to."""
CONTIGUOUS, ALIGNED, WRITABLE = 0x1, 0x100, 0x400
"""NumPy's flags."""
T_DEVICE, T_DIMENSIONS, T_CODE, T_SHAPE, T_STRIDES, T_OFFSET = 8, 16, 20, 24, 32, 40
"""Offsets of a DLTensor's fields; its address is at 0."""
BUFFER_BYTES, B_ITEM, B_DIMENSIONS, B_SHAPE, B_STRIDES = 80, 24, 36, 48, 56
"""Room for a `Py_buffer`, and offsets of its fields; its address is at 0."""
WITH_STRIDES = 0x18
"""The request for a buffer that may have strides: `PyBUF_STRIDES`."""
CPU = 1
DEEPEST = 16
"""Views of views that are followed to the owner of their memory."""
