"""`mx.nd.save`, `load` and `load_frombuffer`: arrays in MXNet's files. Their code is loaded when first used."""

from __future__ import annotations

import os
from typing import Any

from mxsym.codegen.loading import load_modules
from mxsym.runtime import files


def load(fname: str | os.PathLike[str]) -> Any:
    """The arrays of a file that MXNet or `mx.nd.save` wrote: a dict by name, or a list where they have none.

    Reads `.params` of every version (dense, row_sparse and csr arrays, from any device) and the npz files of 2.0.
    Arrays come as NDArray, RowSparseNDArray and CSRNDArray.

    Args:
        fname: the file.

    Raises:
        LoadError: the file is of another kind, or damaged; the text says what it looks like. OSError: no such file.
    """
    load_modules("mxsym.ndarray.params_file")
    from mxsym.ndarray import params_file

    return params_file.load(files.read(fname), f"MXNet file {os.fspath(fname)!r}")


def load_frombuffer(buf: bytes) -> Any:
    """As `load`, of a file's bytes.

    Args:
        buf: what the file holds.
    """
    load_modules("mxsym.ndarray.params_file")
    from mxsym.ndarray import params_file

    return params_file.load(bytes(buf), "MXNet file")


def save(fname: str | os.PathLike[str], data: Any) -> None:
    """Write arrays as MXNet's binary file, whole or not at all. MXNet 1.x and 2.0 load it.

    Args:
        fname: the file. What was there is replaced as a whole.
        data: an array, a list of arrays, or a dict of arrays by name: dense, row-sparse or csr.

    Raises:
        BindError: something else. OSError: it cannot be written.
    """
    load_modules("mxsym.ndarray.params_file")
    from mxsym.ndarray import params_file

    files.write(fname, params_file.to_bytes(data))
