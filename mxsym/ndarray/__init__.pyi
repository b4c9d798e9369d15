"""`mx.nd`: arrays, the imperative ops and the functions that NumPy computes. Written by `python -m tests.stubs`."""

from collections.abc import Sequence
from typing import Any

from mxsym.ndarray import _ops, random
from mxsym.ndarray._ops import (
    _adabelief_update as _adabelief_update,
    _adamw_update as _adamw_update,
    _all_finite as _all_finite,
    _all_true as _all_true,
    _constant as _constant,
    _contrib_group_adagrad_update as _contrib_group_adagrad_update,
    _copy as _copy,
    _div_scalar as _div_scalar,
    _equal as _equal,
    _equal_scalar as _equal_scalar,
    _greater as _greater,
    _greater_equal as _greater_equal,
    _greater_equal_scalar as _greater_equal_scalar,
    _greater_scalar as _greater_scalar,
    _lesser as _lesser,
    _lesser_equal as _lesser_equal,
    _lesser_equal_scalar as _lesser_equal_scalar,
    _lesser_scalar as _lesser_scalar,
    _logical_and as _logical_and,
    _logical_or as _logical_or,
    _maximum as _maximum,
    _maximum_scalar as _maximum_scalar,
    _minimum as _minimum,
    _minimum_scalar as _minimum_scalar,
    _minus_scalar as _minus_scalar,
    _mod as _mod,
    _mod_scalar as _mod_scalar,
    _mp_adabelief_update as _mp_adabelief_update,
    _mp_adamw_update as _mp_adamw_update,
    _mul_scalar as _mul_scalar,
    _multi_adabelief_update as _multi_adabelief_update,
    _multi_adamw_update as _multi_adamw_update,
    _multi_lamb_update as _multi_lamb_update,
    _multi_lans_update as _multi_lans_update,
    _multi_mp_adabelief_update as _multi_mp_adabelief_update,
    _multi_mp_adamw_update as _multi_mp_adamw_update,
    _multi_mp_lamb_update as _multi_mp_lamb_update,
    _multi_mp_lans_update as _multi_mp_lans_update,
    _not_equal as _not_equal,
    _not_equal_scalar as _not_equal_scalar,
    _npi_all_finite as _npi_all_finite,
    _npi_multi_all_finite as _npi_multi_all_finite,
    _only_if as _only_if,
    _plus_scalar as _plus_scalar,
    _power as _power,
    _power_scalar as _power_scalar,
    _rdiv_scalar as _rdiv_scalar,
    _rescale as _rescale,
    _rminus_scalar as _rminus_scalar,
    _rmod_scalar as _rmod_scalar,
    _rpower_scalar as _rpower_scalar,
    _sparse_adagrad_update as _sparse_adagrad_update,
    _sparse_adam_update as _sparse_adam_update,
    _sparse_ftrl_update as _sparse_ftrl_update,
    _sparse_sgd_mom_update as _sparse_sgd_mom_update,
    _sparse_sgd_update as _sparse_sgd_update,
    _sum_sq as _sum_sq,
    adabelief_update as adabelief_update,
    adadelta_update as adadelta_update,
    adagrad_update as adagrad_update,
    adam8bit_small_update as adam8bit_small_update,
    adam8bit_update as adam8bit_update,
    adam_update as adam_update,
    adamax_update as adamax_update,
    adamw_update as adamw_update,
    all_finite as all_finite,
    copy_update as copy_update,
    dcasgd_update as dcasgd_update,
    ema_update as ema_update,
    fma as fma,
    ftml_update as ftml_update,
    ftrl_update as ftrl_update,
    gradient_scale as gradient_scale,
    group_adagrad_update as group_adagrad_update,
    identity as identity,
    lamb_update as lamb_update,
    lamb_update_phase1 as lamb_update_phase1,
    lamb_update_phase2 as lamb_update_phase2,
    lans_update as lans_update,
    lars_mom_update as lars_mom_update,
    lars_update as lars_update,
    lbsgd_mom_update as lbsgd_mom_update,
    lbsgd_update as lbsgd_update,
    limit as limit,
    mp_adabelief_update as mp_adabelief_update,
    mp_adadelta_update as mp_adadelta_update,
    mp_adagrad_update as mp_adagrad_update,
    mp_adam8bit_small_update as mp_adam8bit_small_update,
    mp_adam8bit_update as mp_adam8bit_update,
    mp_adam_update as mp_adam_update,
    mp_adamax_update as mp_adamax_update,
    mp_adamw_update as mp_adamw_update,
    mp_copy_update as mp_copy_update,
    mp_dcasgd_update as mp_dcasgd_update,
    mp_ema_update as mp_ema_update,
    mp_ftml_update as mp_ftml_update,
    mp_ftrl_update as mp_ftrl_update,
    mp_group_adagrad_update as mp_group_adagrad_update,
    mp_lamb_update as mp_lamb_update,
    mp_lamb_update_phase1 as mp_lamb_update_phase1,
    mp_lamb_update_phase2 as mp_lamb_update_phase2,
    mp_lans_update as mp_lans_update,
    mp_lars_mom_update as mp_lars_mom_update,
    mp_lars_update as mp_lars_update,
    mp_lbsgd_mom_update as mp_lbsgd_mom_update,
    mp_lbsgd_update as mp_lbsgd_update,
    mp_nadam_update as mp_nadam_update,
    mp_nag_mom_update as mp_nag_mom_update,
    mp_rmsprop_update as mp_rmsprop_update,
    mp_rmspropalex_update as mp_rmspropalex_update,
    mp_sgd_mom_update as mp_sgd_mom_update,
    mp_sgd_update as mp_sgd_update,
    mp_sgld_update as mp_sgld_update,
    mp_signsgd_update as mp_signsgd_update,
    mp_signum_update as mp_signum_update,
    mp_test_update as mp_test_update,
    mp_torch_adadelta_update as mp_torch_adadelta_update,
    mp_torch_adagrad_update as mp_torch_adagrad_update,
    mp_torch_adam_update as mp_torch_adam_update,
    mp_torch_adamax_update as mp_torch_adamax_update,
    mp_torch_adamw_update as mp_torch_adamw_update,
    mp_torch_asgd_update as mp_torch_asgd_update,
    mp_torch_nadam_update as mp_torch_nadam_update,
    mp_torch_radam_update as mp_torch_radam_update,
    mp_torch_rmsprop_update as mp_torch_rmsprop_update,
    mp_torch_rprop_update as mp_torch_rprop_update,
    mp_torch_sgd_update as mp_torch_sgd_update,
    mp_torch_sparse_adam_update as mp_torch_sparse_adam_update,
    multi_adabelief_update as multi_adabelief_update,
    multi_adadelta_update as multi_adadelta_update,
    multi_adagrad_update as multi_adagrad_update,
    multi_adam8bit_small_update as multi_adam8bit_small_update,
    multi_adam8bit_update as multi_adam8bit_update,
    multi_adam_update as multi_adam_update,
    multi_adamax_update as multi_adamax_update,
    multi_adamw_update as multi_adamw_update,
    multi_all_finite as multi_all_finite,
    multi_copy_update as multi_copy_update,
    multi_dcasgd_update as multi_dcasgd_update,
    multi_ema_update as multi_ema_update,
    multi_ftml_update as multi_ftml_update,
    multi_ftrl_update as multi_ftrl_update,
    multi_group_adagrad_update as multi_group_adagrad_update,
    multi_lamb_update as multi_lamb_update,
    multi_lamb_update_phase1 as multi_lamb_update_phase1,
    multi_lamb_update_phase2 as multi_lamb_update_phase2,
    multi_lans_update as multi_lans_update,
    multi_lars as multi_lars,
    multi_lars_mom_update as multi_lars_mom_update,
    multi_lars_update as multi_lars_update,
    multi_lbsgd_mom_update as multi_lbsgd_mom_update,
    multi_lbsgd_update as multi_lbsgd_update,
    multi_mp_adabelief_update as multi_mp_adabelief_update,
    multi_mp_adadelta_update as multi_mp_adadelta_update,
    multi_mp_adagrad_update as multi_mp_adagrad_update,
    multi_mp_adam8bit_small_update as multi_mp_adam8bit_small_update,
    multi_mp_adam8bit_update as multi_mp_adam8bit_update,
    multi_mp_adam_update as multi_mp_adam_update,
    multi_mp_adamax_update as multi_mp_adamax_update,
    multi_mp_adamw_update as multi_mp_adamw_update,
    multi_mp_copy_update as multi_mp_copy_update,
    multi_mp_dcasgd_update as multi_mp_dcasgd_update,
    multi_mp_ema_update as multi_mp_ema_update,
    multi_mp_ftml_update as multi_mp_ftml_update,
    multi_mp_ftrl_update as multi_mp_ftrl_update,
    multi_mp_group_adagrad_update as multi_mp_group_adagrad_update,
    multi_mp_lamb_update as multi_mp_lamb_update,
    multi_mp_lamb_update_phase1 as multi_mp_lamb_update_phase1,
    multi_mp_lamb_update_phase2 as multi_mp_lamb_update_phase2,
    multi_mp_lans_update as multi_mp_lans_update,
    multi_mp_lars_mom_update as multi_mp_lars_mom_update,
    multi_mp_lars_update as multi_mp_lars_update,
    multi_mp_lbsgd_mom_update as multi_mp_lbsgd_mom_update,
    multi_mp_lbsgd_update as multi_mp_lbsgd_update,
    multi_mp_nadam_update as multi_mp_nadam_update,
    multi_mp_nag_mom_update as multi_mp_nag_mom_update,
    multi_mp_rmsprop_update as multi_mp_rmsprop_update,
    multi_mp_rmspropalex_update as multi_mp_rmspropalex_update,
    multi_mp_sgd_mom_update as multi_mp_sgd_mom_update,
    multi_mp_sgd_update as multi_mp_sgd_update,
    multi_mp_sgld_update as multi_mp_sgld_update,
    multi_mp_signsgd_update as multi_mp_signsgd_update,
    multi_mp_signum_update as multi_mp_signum_update,
    multi_mp_test_update as multi_mp_test_update,
    multi_mp_torch_adadelta_update as multi_mp_torch_adadelta_update,
    multi_mp_torch_adagrad_update as multi_mp_torch_adagrad_update,
    multi_mp_torch_adam_update as multi_mp_torch_adam_update,
    multi_mp_torch_adamax_update as multi_mp_torch_adamax_update,
    multi_mp_torch_adamw_update as multi_mp_torch_adamw_update,
    multi_mp_torch_asgd_update as multi_mp_torch_asgd_update,
    multi_mp_torch_nadam_update as multi_mp_torch_nadam_update,
    multi_mp_torch_radam_update as multi_mp_torch_radam_update,
    multi_mp_torch_rmsprop_update as multi_mp_torch_rmsprop_update,
    multi_mp_torch_rprop_update as multi_mp_torch_rprop_update,
    multi_mp_torch_sgd_update as multi_mp_torch_sgd_update,
    multi_mp_torch_sparse_adam_update as multi_mp_torch_sparse_adam_update,
    multi_nadam_update as multi_nadam_update,
    multi_nag_mom_update as multi_nag_mom_update,
    multi_rmsprop_update as multi_rmsprop_update,
    multi_rmspropalex_update as multi_rmspropalex_update,
    multi_sgd_mom_update as multi_sgd_mom_update,
    multi_sgd_update as multi_sgd_update,
    multi_sgld_update as multi_sgld_update,
    multi_signsgd_update as multi_signsgd_update,
    multi_signum_update as multi_signum_update,
    multi_sum_sq as multi_sum_sq,
    multi_test_update as multi_test_update,
    multi_torch_adadelta_update as multi_torch_adadelta_update,
    multi_torch_adagrad_update as multi_torch_adagrad_update,
    multi_torch_adam_update as multi_torch_adam_update,
    multi_torch_adamax_update as multi_torch_adamax_update,
    multi_torch_adamw_update as multi_torch_adamw_update,
    multi_torch_asgd_update as multi_torch_asgd_update,
    multi_torch_nadam_update as multi_torch_nadam_update,
    multi_torch_radam_update as multi_torch_radam_update,
    multi_torch_rmsprop_update as multi_torch_rmsprop_update,
    multi_torch_rprop_update as multi_torch_rprop_update,
    multi_torch_sgd_update as multi_torch_sgd_update,
    multi_torch_sparse_adam_update as multi_torch_sparse_adam_update,
    nadam_update as nadam_update,
    nag_mom_update as nag_mom_update,
    preloaded_multi_adabelief_update as preloaded_multi_adabelief_update,
    preloaded_multi_adadelta_update as preloaded_multi_adadelta_update,
    preloaded_multi_adagrad_update as preloaded_multi_adagrad_update,
    preloaded_multi_adam8bit_small_update as preloaded_multi_adam8bit_small_update,
    preloaded_multi_adam8bit_update as preloaded_multi_adam8bit_update,
    preloaded_multi_adam_update as preloaded_multi_adam_update,
    preloaded_multi_adamax_update as preloaded_multi_adamax_update,
    preloaded_multi_adamw_update as preloaded_multi_adamw_update,
    preloaded_multi_dcasgd_update as preloaded_multi_dcasgd_update,
    preloaded_multi_ftml_update as preloaded_multi_ftml_update,
    preloaded_multi_ftrl_update as preloaded_multi_ftrl_update,
    preloaded_multi_group_adagrad_update as preloaded_multi_group_adagrad_update,
    preloaded_multi_lamb_update as preloaded_multi_lamb_update,
    preloaded_multi_lamb_update_phase2 as preloaded_multi_lamb_update_phase2,
    preloaded_multi_lans_update as preloaded_multi_lans_update,
    preloaded_multi_lars_mom_update as preloaded_multi_lars_mom_update,
    preloaded_multi_lars_update as preloaded_multi_lars_update,
    preloaded_multi_lbsgd_mom_update as preloaded_multi_lbsgd_mom_update,
    preloaded_multi_lbsgd_update as preloaded_multi_lbsgd_update,
    preloaded_multi_mp_adabelief_update as preloaded_multi_mp_adabelief_update,
    preloaded_multi_mp_adadelta_update as preloaded_multi_mp_adadelta_update,
    preloaded_multi_mp_adagrad_update as preloaded_multi_mp_adagrad_update,
    preloaded_multi_mp_adam8bit_small_update as preloaded_multi_mp_adam8bit_small_update,
    preloaded_multi_mp_adam8bit_update as preloaded_multi_mp_adam8bit_update,
    preloaded_multi_mp_adam_update as preloaded_multi_mp_adam_update,
    preloaded_multi_mp_adamax_update as preloaded_multi_mp_adamax_update,
    preloaded_multi_mp_adamw_update as preloaded_multi_mp_adamw_update,
    preloaded_multi_mp_dcasgd_update as preloaded_multi_mp_dcasgd_update,
    preloaded_multi_mp_ftml_update as preloaded_multi_mp_ftml_update,
    preloaded_multi_mp_ftrl_update as preloaded_multi_mp_ftrl_update,
    preloaded_multi_mp_group_adagrad_update as preloaded_multi_mp_group_adagrad_update,
    preloaded_multi_mp_lamb_update as preloaded_multi_mp_lamb_update,
    preloaded_multi_mp_lamb_update_phase2 as preloaded_multi_mp_lamb_update_phase2,
    preloaded_multi_mp_lans_update as preloaded_multi_mp_lans_update,
    preloaded_multi_mp_lars_mom_update as preloaded_multi_mp_lars_mom_update,
    preloaded_multi_mp_lars_update as preloaded_multi_mp_lars_update,
    preloaded_multi_mp_lbsgd_mom_update as preloaded_multi_mp_lbsgd_mom_update,
    preloaded_multi_mp_lbsgd_update as preloaded_multi_mp_lbsgd_update,
    preloaded_multi_mp_nadam_update as preloaded_multi_mp_nadam_update,
    preloaded_multi_mp_nag_mom_update as preloaded_multi_mp_nag_mom_update,
    preloaded_multi_mp_rmsprop_update as preloaded_multi_mp_rmsprop_update,
    preloaded_multi_mp_rmspropalex_update as preloaded_multi_mp_rmspropalex_update,
    preloaded_multi_mp_sgd_mom_update as preloaded_multi_mp_sgd_mom_update,
    preloaded_multi_mp_sgd_update as preloaded_multi_mp_sgd_update,
    preloaded_multi_mp_sgld_update as preloaded_multi_mp_sgld_update,
    preloaded_multi_mp_signsgd_update as preloaded_multi_mp_signsgd_update,
    preloaded_multi_mp_signum_update as preloaded_multi_mp_signum_update,
    preloaded_multi_mp_test_update as preloaded_multi_mp_test_update,
    preloaded_multi_mp_torch_adadelta_update as preloaded_multi_mp_torch_adadelta_update,
    preloaded_multi_mp_torch_adagrad_update as preloaded_multi_mp_torch_adagrad_update,
    preloaded_multi_mp_torch_adam_update as preloaded_multi_mp_torch_adam_update,
    preloaded_multi_mp_torch_adamax_update as preloaded_multi_mp_torch_adamax_update,
    preloaded_multi_mp_torch_adamw_update as preloaded_multi_mp_torch_adamw_update,
    preloaded_multi_mp_torch_asgd_update as preloaded_multi_mp_torch_asgd_update,
    preloaded_multi_mp_torch_nadam_update as preloaded_multi_mp_torch_nadam_update,
    preloaded_multi_mp_torch_radam_update as preloaded_multi_mp_torch_radam_update,
    preloaded_multi_mp_torch_rmsprop_update as preloaded_multi_mp_torch_rmsprop_update,
    preloaded_multi_mp_torch_sgd_update as preloaded_multi_mp_torch_sgd_update,
    preloaded_multi_mp_torch_sparse_adam_update as preloaded_multi_mp_torch_sparse_adam_update,
    preloaded_multi_nadam_update as preloaded_multi_nadam_update,
    preloaded_multi_nag_mom_update as preloaded_multi_nag_mom_update,
    preloaded_multi_rmsprop_update as preloaded_multi_rmsprop_update,
    preloaded_multi_rmspropalex_update as preloaded_multi_rmspropalex_update,
    preloaded_multi_sgd_mom_update as preloaded_multi_sgd_mom_update,
    preloaded_multi_sgd_update as preloaded_multi_sgd_update,
    preloaded_multi_sgld_update as preloaded_multi_sgld_update,
    preloaded_multi_signsgd_update as preloaded_multi_signsgd_update,
    preloaded_multi_signum_update as preloaded_multi_signum_update,
    preloaded_multi_test_update as preloaded_multi_test_update,
    preloaded_multi_torch_adadelta_update as preloaded_multi_torch_adadelta_update,
    preloaded_multi_torch_adagrad_update as preloaded_multi_torch_adagrad_update,
    preloaded_multi_torch_adam_update as preloaded_multi_torch_adam_update,
    preloaded_multi_torch_adamax_update as preloaded_multi_torch_adamax_update,
    preloaded_multi_torch_adamw_update as preloaded_multi_torch_adamw_update,
    preloaded_multi_torch_asgd_update as preloaded_multi_torch_asgd_update,
    preloaded_multi_torch_nadam_update as preloaded_multi_torch_nadam_update,
    preloaded_multi_torch_radam_update as preloaded_multi_torch_radam_update,
    preloaded_multi_torch_rmsprop_update as preloaded_multi_torch_rmsprop_update,
    preloaded_multi_torch_sgd_update as preloaded_multi_torch_sgd_update,
    preloaded_multi_torch_sparse_adam_update as preloaded_multi_torch_sparse_adam_update,
    reset_arrays as reset_arrays,
    rmsprop_update as rmsprop_update,
    rmspropalex_update as rmspropalex_update,
    sgd_mom_update as sgd_mom_update,
    sgd_update as sgd_update,
    sgld_update as sgld_update,
    signsgd_update as signsgd_update,
    signum_update as signum_update,
    test_update as test_update,
    torch_adadelta_update as torch_adadelta_update,
    torch_adagrad_update as torch_adagrad_update,
    torch_adam_update as torch_adam_update,
    torch_adamax_update as torch_adamax_update,
    torch_adamw_update as torch_adamw_update,
    torch_asgd_update as torch_asgd_update,
    torch_nadam_update as torch_nadam_update,
    torch_radam_update as torch_radam_update,
    torch_rmsprop_update as torch_rmsprop_update,
    torch_rprop_update as torch_rprop_update,
    torch_sgd_update as torch_sgd_update,
    torch_sparse_adam_update as torch_sparse_adam_update,
    where as where,
)
from mxsym.executor.imperative import invoke as invoke
from mxsym.ndarray import contrib as contrib
from mxsym.ndarray import sparse as sparse
from mxsym.ndarray.create import arange as arange
from mxsym.ndarray.create import array as array
from mxsym.ndarray.create import empty as empty
from mxsym.ndarray.create import eye as eye
from mxsym.ndarray.create import from_dlpack as from_dlpack
from mxsym.ndarray.create import from_numpy as from_numpy
from mxsym.ndarray.create import full as full
from mxsym.ndarray.create import linspace as linspace
from mxsym.ndarray.create import ones as ones
from mxsym.ndarray.create import waitall as waitall
from mxsym.ndarray.create import zeros as zeros
from mxsym.ndarray.csr import CSRNDArray as CSRNDArray
from mxsym.ndarray.dense import NDArray as NDArray
from mxsym.ndarray.files import load as load
from mxsym.ndarray.files import load_frombuffer as load_frombuffer
from mxsym.ndarray.files import save as save
from mxsym.ndarray.rowsparse import RowSparseNDArray as RowSparseNDArray

_internal = _ops

__all__: list[str] = [
    "CSRNDArray",
    "Cast",
    "Concat",
    "ElementWiseSum",
    "Flatten",
    "L2Normalization",
    "NDArray",
    "RowSparseNDArray",
    "SliceChannel",
    "SwapAxis",
    "abs",
    "add",
    "add_n",
    "arange",
    "argmax",
    "argmin",
    "argsort",
    "array",
    "broadcast_add",
    "broadcast_div",
    "broadcast_equal",
    "broadcast_greater",
    "broadcast_greater_equal",
    "broadcast_lesser",
    "broadcast_lesser_equal",
    "broadcast_like",
    "broadcast_maximum",
    "broadcast_minimum",
    "broadcast_mod",
    "broadcast_mul",
    "broadcast_not_equal",
    "broadcast_power",
    "broadcast_sub",
    "broadcast_to",
    "cast",
    "cast_storage",
    "cbrt",
    "ceil",
    "clip",
    "concat",
    "concatenate",
    "contrib",
    "divide",
    "dot",
    "elemwise_add",
    "elemwise_div",
    "elemwise_mul",
    "elemwise_sub",
    "empty",
    "equal",
    "exp",
    "expand_dims",
    "expm1",
    "eye",
    "fix",
    "flatten",
    "flip",
    "floor",
    "from_dlpack",
    "from_numpy",
    "full",
    "greater",
    "greater_equal",
    "invoke",
    "isfinite",
    "isinf",
    "isnan",
    "lesser",
    "lesser_equal",
    "linspace",
    "load",
    "load_frombuffer",
    "log",
    "log10",
    "log1p",
    "log2",
    "log_softmax",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "max",
    "maximum",
    "mean",
    "min",
    "minimum",
    "modulo",
    "multiply",
    "nansum",
    "negative",
    "norm",
    "not_equal",
    "one_hot",
    "ones",
    "ones_like",
    "power",
    "prod",
    "random",
    "reciprocal",
    "relu",
    "repeat",
    "reshape",
    "reverse",
    "rint",
    "round",
    "rsqrt",
    "save",
    "sigmoid",
    "sign",
    "slice",
    "slice_axis",
    "softmax",
    "sort",
    "sparse",
    "split",
    "sqrt",
    "square",
    "square_sum",
    "squeeze",
    "stack",
    "subtract",
    "sum",
    "swapaxes",
    "take",
    "tanh",
    "tile",
    "topk",
    "transpose",
    "trunc",
    "waitall",
    "zeros",
    "zeros_like",
]
__all__ += _ops.__all__

def Cast(data: Any, dtype: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def Concat(*data: Any, dim: int = 1, out: Any = None, name: str | None = None) -> Any: ...
def ElementWiseSum(*args: Any, out: Any = None, name: str | None = None) -> Any: ...
def Flatten(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def L2Normalization(
    data: Any, eps: float = 1e-10, mode: str = 'instance', *, out: Any = None, name: str | None = None
) -> Any: ...
def SliceChannel(
    data: Any, num_outputs: int, axis: int = 1, squeeze_axis: bool = False, *, out: Any = None, name: str | None = None
) -> Any: ...
def SwapAxis(data: Any, dim1: int = 0, dim2: int = 0, *, out: Any = None, name: str | None = None) -> Any: ...
def abs(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def add(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def add_n(*args: Any, out: Any = None, name: str | None = None) -> Any: ...
def argmax(
    data: Any, axis: int | None = None, keepdims: bool = False, *, out: Any = None, name: str | None = None
) -> Any: ...
def argmin(
    data: Any, axis: int | None = None, keepdims: bool = False, *, out: Any = None, name: str | None = None
) -> Any: ...
def argsort(
    data: Any,
    axis: int | None = -1,
    is_ascend: bool = True,
    dtype: Any = 'float32',
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def broadcast_add(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_div(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_equal(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_greater(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_greater_equal(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_lesser(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_lesser_equal(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_like(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_maximum(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_minimum(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_mod(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_mul(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_not_equal(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_power(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_sub(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def broadcast_to(data: Any, shape: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def cast(data: Any, dtype: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def cast_storage(data: Any, stype: str, *, out: Any = None, name: str | None = None) -> Any: ...
def cbrt(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def ceil(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def clip(data: Any, a_min: float, a_max: float, *, out: Any = None, name: str | None = None) -> Any: ...
def concat(*data: Any, dim: int = 1, out: Any = None, name: str | None = None) -> Any: ...
def concatenate(
    arrays: Sequence[Any], axis: int = 0, always_copy: bool = True, *, out: Any = None, name: str | None = None
) -> Any: ...
def divide(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def dot(
    lhs: Any,
    rhs: Any,
    transpose_a: bool = False,
    transpose_b: bool = False,
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def elemwise_add(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def elemwise_div(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def elemwise_mul(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def elemwise_sub(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def equal(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def exp(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def expand_dims(data: Any, axis: int, *, out: Any = None, name: str | None = None) -> Any: ...
def expm1(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def fix(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def flatten(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def flip(data: Any, axis: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def floor(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def greater(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def greater_equal(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def isfinite(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def isinf(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def isnan(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def lesser(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def lesser_equal(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def log(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def log10(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def log1p(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def log2(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def log_softmax(
    data: Any,
    axis: int = -1,
    temperature: float | None = None,
    dtype: Any = None,
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def logical_and(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def logical_not(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def logical_or(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def logical_xor(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def max(
    data: Any,
    axis: Any = None,
    keepdims: bool = False,
    exclude: bool = False,
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def maximum(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def mean(
    data: Any,
    axis: Any = None,
    keepdims: bool = False,
    exclude: bool = False,
    dtype: Any = None,
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def min(
    data: Any,
    axis: Any = None,
    keepdims: bool = False,
    exclude: bool = False,
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def minimum(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def modulo(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def multiply(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def nansum(
    data: Any,
    axis: Any = None,
    keepdims: bool = False,
    exclude: bool = False,
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def negative(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def norm(
    data: Any, ord: int = 2, axis: Any = None, keepdims: bool = False, *, out: Any = None, name: str | None = None
) -> Any: ...
def not_equal(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def one_hot(
    indices: Any,
    depth: int,
    on_value: float = 1.0,
    off_value: float = 0.0,
    dtype: Any = 'float32',
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def ones_like(data: Any, ctx: Any = None, *, out: Any = None, name: str | None = None) -> Any: ...
def power(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def prod(
    data: Any,
    axis: Any = None,
    keepdims: bool = False,
    exclude: bool = False,
    dtype: Any = None,
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def reciprocal(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def relu(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def repeat(data: Any, repeats: int, axis: int | None = None, *, out: Any = None, name: str | None = None) -> Any: ...
def reshape(data: Any, shape: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def reverse(data: Any, axis: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def rint(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def round(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def rsqrt(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def sigmoid(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def sign(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def slice(
    data: Any,
    begin: Sequence[Any],
    end: Sequence[Any],
    step: Sequence[Any] = (),
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def slice_axis(
    data: Any, axis: int, begin: int, end: int | None, *, out: Any = None, name: str | None = None
) -> Any: ...
def softmax(
    data: Any,
    length: Any = None,
    axis: int = -1,
    temperature: float | None = None,
    dtype: Any = None,
    use_length: bool = False,
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def sort(
    data: Any, axis: int | None = -1, is_ascend: bool = True, *, out: Any = None, name: str | None = None
) -> Any: ...
def split(
    data: Any, num_outputs: int, axis: int = 1, squeeze_axis: bool = False, *, out: Any = None, name: str | None = None
) -> Any: ...
def sqrt(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def square(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def square_sum(
    data: Any,
    axis: Any = None,
    keepdims: bool = False,
    exclude: bool = False,
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def squeeze(data: Any, axis: Any = None, *, out: Any = None, name: str | None = None) -> Any: ...
def stack(*data: Any, axis: int = 0, out: Any = None, name: str | None = None) -> Any: ...
def subtract(lhs: Any, rhs: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def sum(
    data: Any,
    axis: Any = None,
    keepdims: bool = False,
    exclude: bool = False,
    dtype: Any = None,
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def swapaxes(data: Any, dim1: int = 0, dim2: int = 0, *, out: Any = None, name: str | None = None) -> Any: ...
def take(
    a: Any, indices: Any, axis: int = 0, mode: str = 'clip', *, out: Any = None, name: str | None = None
) -> Any: ...
def tanh(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def tile(data: Any, reps: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def topk(
    data: Any,
    axis: int | None = -1,
    k: int = 1,
    ret_typ: str = 'indices',
    is_ascend: bool = False,
    dtype: Any = 'float32',
    *,
    out: Any = None,
    name: str | None = None,
) -> Any: ...
def transpose(data: Any, axes: Any = None, *, out: Any = None, name: str | None = None) -> Any: ...
def trunc(data: Any, *, out: Any = None, name: str | None = None) -> Any: ...
def zeros_like(data: Any, ctx: Any = None, *, out: Any = None, name: str | None = None) -> Any: ...
