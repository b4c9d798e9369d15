"""`mx.optimizer`: MXNet's optimizers. Written by `python -m tests.stubs`."""

from collections.abc import Mapping
from typing import Any

import mxsym.optimizer.adam
import mxsym.optimizer.adaptive
import mxsym.optimizer.large_batch
import mxsym.optimizer.layerwise
import mxsym.optimizer.sgd
from mxsym.optimizer.declaration import Rate as Rate
from mxsym.optimizer.declaration import option as option
from mxsym.optimizer.declaration import setting as setting
from mxsym.optimizer.optimizer import Optimizer as Optimizer
from mxsym.optimizer.optimizer import create as create
from mxsym.optimizer.optimizer import from_rule as from_rule
from mxsym.optimizer.optimizer import register as register
from mxsym.optimizer.updater import Updater as Updater
from mxsym.optimizer.updater import get_updater as get_updater
from mxsym.optimizer.state_files import load_states as load_states
from mxsym.optimizer.state_files import save_states as save_states
from mxsym.optimizer import adam as adabelief
from mxsym.optimizer import adam as adam
from mxsym.optimizer import adam as adamW
from mxsym.optimizer import adam as adamax
from mxsym.optimizer import adam as ftml
from mxsym.optimizer import adam as nadam
from mxsym.optimizer import adaptive as adadelta
from mxsym.optimizer import adaptive as adagrad
from mxsym.optimizer import adaptive as adaptive
from mxsym.optimizer import adaptive as contrib
from mxsym.optimizer import adaptive as ftrl
from mxsym.optimizer import adaptive as rmsprop
from mxsym.optimizer import declaration as declaration
from mxsym.optimizer import large_batch as large_batch
from mxsym.optimizer import layerwise as lamb
from mxsym.optimizer import layerwise as lans
from mxsym.optimizer import layerwise as lars
from mxsym.optimizer import layerwise as layerwise
from mxsym.optimizer import optimizer as optimizer
from mxsym.optimizer import sgd as dcasgd
from mxsym.optimizer import sgd as nag
from mxsym.optimizer import sgd as sgd
from mxsym.optimizer import sgd as sgld
from mxsym.optimizer import sgd as signum
from mxsym.optimizer import state_files as state_files
from mxsym.optimizer import updater as updater

__all__: list[str] = [
    "DCASGD",
    "FTML",
    "LAMB",
    "LANS",
    "LARS",
    "LBSGD",
    "NAG",
    "SGD",
    "SGLD",
    "AdaBelief",
    "AdaDelta",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Ftrl",
    "Nadam",
    "Optimizer",
    "RMSProp",
    "Rate",
    "Signum",
    "Test",
    "Updater",
    "adabelief",
    "adadelta",
    "adagrad",
    "adam",
    "adamW",
    "adamax",
    "adaptive",
    "ccSGD",
    "contrib",
    "create",
    "dcasgd",
    "declaration",
    "from_rule",
    "ftml",
    "ftrl",
    "get_updater",
    "lamb",
    "lans",
    "large_batch",
    "lars",
    "layerwise",
    "load_states",
    "nadam",
    "nag",
    "optimizer",
    "option",
    "register",
    "rmsprop",
    "save_states",
    "setting",
    "sgd",
    "sgld",
    "signum",
    "state_files",
    "updater",
]

class AdaBelief(mxsym.optimizer.adam.AdaBelief):
    def __init__(
        self,
        learning_rate: float | None = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-06,
        correct_bias: bool = True,
        use_fused_step: bool | None = True,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        multi_precision: bool = False,
        param_dict: Any = None,
        aggregate_num: int | None = None,
        flavour: str = '',
    ) -> None: ...

class AdaDelta(mxsym.optimizer.adaptive.AdaDelta):
    def __init__(
        self,
        learning_rate: float | None = 1.0,
        rho: float = 0.9,
        epsilon: float = 1e-06,
        use_fused_step: bool | None = True,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        multi_precision: bool = False,
        param_dict: Any = None,
        aggregate_num: int | None = None,
        flavour: str = '',
    ) -> None: ...

class AdaGrad(mxsym.optimizer.adaptive.AdaGrad):
    def __init__(
        self,
        learning_rate: float | None = 0.01,
        epsilon: float = 1e-06,
        use_fused_step: bool | None = True,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        multi_precision: bool = False,
        param_dict: Any = None,
        aggregate_num: int | None = None,
        flavour: str = '',
    ) -> None: ...

class Adam(mxsym.optimizer.adam.Adam):
    def __init__(
        self,
        learning_rate: float | None = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-08,
        lazy_update: bool = False,
        use_fused_step: bool | None = True,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        multi_precision: bool = False,
        param_dict: Any = None,
        aggregate_num: int | None = None,
        flavour: str = '',
    ) -> None: ...

class AdamW(mxsym.optimizer.adam.AdamW):
    def __init__(
        self,
        learning_rate: float | None = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-06,
        correct_bias: bool = True,
        use_fused_step: bool | None = True,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        multi_precision: bool = False,
        param_dict: Any = None,
        aggregate_num: int | None = None,
        flavour: str = '',
    ) -> None: ...

class Adamax(mxsym.optimizer.adam.Adamax):
    def __init__(
        self,
        learning_rate: float | None = 0.002,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-08,
        use_fused_step: bool | None = True,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        multi_precision: bool = False,
        param_dict: Any = None,
        aggregate_num: int | None = None,
        flavour: str = '',
    ) -> None: ...

class DCASGD(mxsym.optimizer.sgd.DCASGD):
    def __init__(
        self,
        learning_rate: float | None = 0.1,
        momentum: float = 0.0,
        lamda: float = 0.04,
        use_fused_step: bool | None = True,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        multi_precision: bool = False,
        param_dict: Any = None,
        aggregate_num: int | None = None,
        flavour: str = '',
    ) -> None: ...

class FTML(mxsym.optimizer.adam.FTML):
    def __init__(
        self,
        learning_rate: float | None = 0.0025,
        beta1: float = 0.6,
        beta2: float = 0.999,
        epsilon: float = 1e-08,
        use_fused_step: bool | None = True,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        multi_precision: bool = False,
        param_dict: Any = None,
        aggregate_num: int | None = None,
        flavour: str = '',
    ) -> None: ...

class Ftrl(mxsym.optimizer.adaptive.Ftrl):
    def __init__(
        self,
        learning_rate: float | None = 0.1,
        lamda1: float = 0.01,
        beta: float = 1.0,
        use_fused_step: bool | None = True,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        multi_precision: bool = False,
        param_dict: Any = None,
        aggregate_num: int | None = None,
        flavour: str = '',
    ) -> None: ...

class LAMB(mxsym.optimizer.layerwise.LAMB):
    def __init__(
        self,
        learning_rate: float | None = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-06,
        lower_bound: float | None = None,
        upper_bound: float | None = None,
        bias_correction: bool = True,
        aggregate_num: int | None = 4,
        use_fused_step: bool | None = True,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        multi_precision: bool = False,
        param_dict: Any = None,
        flavour: str = '',
    ) -> None: ...

class LANS(mxsym.optimizer.layerwise.LANS):
    def __init__(
        self,
        learning_rate: float | None = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-06,
        lower_bound: float | None = None,
        upper_bound: float | None = None,
        aggregate_num: int | None = 4,
        use_fused_step: bool | None = True,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        multi_precision: bool = False,
        param_dict: Any = None,
        flavour: str = '',
    ) -> None: ...

class LARS(mxsym.optimizer.layerwise.LARS):
    def __init__(
        self,
        learning_rate: float | None = 0.1,
        momentum: float = 0.0,
        eta: float = 0.001,
        epsilon: float = 1e-08,
        lazy_update: bool = False,
        use_fused_step: bool | None = True,
        aggregate_num: int | None = 1,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        multi_precision: bool = False,
        param_dict: Any = None,
        flavour: str = '',
    ) -> None: ...

class LBSGD(mxsym.optimizer.large_batch.LBSGD):
    def __init__(
        self,
        learning_rate: float | None = 0.01,
        momentum: float = 0.0,
        multi_precision: bool = False,
        warmup_strategy: str = 'linear',
        warmup_epochs: int = 5,
        batch_scale: int = 1,
        updates_per_epoch: int = 32,
        begin_epoch: int = 0,
        num_epochs: int = 60,
        use_fused_step: bool | None = True,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        param_dict: Any = None,
        aggregate_num: int | None = None,
        flavour: str = '',
    ) -> None: ...

class NAG(mxsym.optimizer.sgd.NAG):
    def __init__(
        self,
        learning_rate: float | None = 0.1,
        momentum: float = 0.9,
        multi_precision: bool = False,
        use_fused_step: bool | None = True,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        param_dict: Any = None,
        aggregate_num: int | None = None,
        flavour: str = '',
    ) -> None: ...

class Nadam(mxsym.optimizer.adam.Nadam):
    def __init__(
        self,
        learning_rate: float | None = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-08,
        schedule_decay: float = 0.004,
        use_fused_step: bool | None = True,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        multi_precision: bool = False,
        param_dict: Any = None,
        aggregate_num: int | None = None,
        flavour: str = '',
    ) -> None: ...

class RMSProp(mxsym.optimizer.adaptive.RMSProp):
    def __init__(
        self,
        learning_rate: float | None = 0.001,
        rho: float = 0.9,
        momentum: float = 0.9,
        epsilon: float = 1e-08,
        centered: bool = False,
        clip_weights: float | None = None,
        use_fused_step: bool | None = True,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        multi_precision: bool = False,
        param_dict: Any = None,
        aggregate_num: int | None = None,
        flavour: str = '',
    ) -> None: ...

class SGD(mxsym.optimizer.sgd.SGD):
    def __init__(
        self,
        learning_rate: float | None = 0.1,
        momentum: float = 0.0,
        lazy_update: bool = False,
        multi_precision: bool = False,
        use_fused_step: bool | None = True,
        aggregate_num: int | None = 1,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        param_dict: Any = None,
        flavour: str = '',
    ) -> None: ...

class SGLD(mxsym.optimizer.sgd.SGLD):
    def __init__(
        self,
        learning_rate: float | None = 0.1,
        use_fused_step: bool | None = True,
        seed: int | None = None,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        multi_precision: bool = False,
        param_dict: Any = None,
        aggregate_num: int | None = None,
        flavour: str = '',
    ) -> None: ...

class Signum(mxsym.optimizer.sgd.Signum):
    def __init__(
        self,
        learning_rate: float | None = 0.01,
        momentum: float = 0.9,
        wd_lh: float = 0.0,
        use_fused_step: bool | None = True,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        multi_precision: bool = False,
        param_dict: Any = None,
        aggregate_num: int | None = None,
        flavour: str = '',
    ) -> None: ...

class Test(mxsym.optimizer.sgd.Test):
    def __init__(
        self,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        learning_rate: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        multi_precision: bool = False,
        param_dict: Any = None,
        aggregate_num: int | None = None,
        use_fused_step: bool | None = None,
        flavour: str = '',
    ) -> None: ...

class ccSGD(mxsym.optimizer.sgd.ccSGD, SGD):
    def __init__(
        self,
        learning_rate: float | None = 0.1,
        momentum: float = 0.0,
        lazy_update: bool = False,
        multi_precision: bool = False,
        use_fused_step: bool | None = True,
        aggregate_num: int | None = 1,
        *,
        rescale_grad: float = 1.0,
        param_idx2name: Mapping[Any, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        param_dict: Any = None,
        flavour: str = '',
    ) -> None: ...
