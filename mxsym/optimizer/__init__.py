"""`mx.optimizer`: MXNet's optimizers, each a declaration and an update rule."""

import sys
from typing import TYPE_CHECKING

from mxsym.codegen.loading import load_modules
from mxsym.optimizer import adam, adaptive, declaration, large_batch, layerwise, optimizer, sgd, updater
from mxsym.optimizer.adam import FTML, AdaBelief, Adam, Adamax, AdamW, Nadam
from mxsym.optimizer.adaptive import AdaDelta, AdaGrad, Ftrl, RMSProp
from mxsym.optimizer.declaration import Rate, option, setting
from mxsym.optimizer.large_batch import LBSGD
from mxsym.optimizer.layerwise import LAMB, LANS, LARS
from mxsym.optimizer.optimizer import Optimizer, create, from_rule, register
from mxsym.optimizer.sgd import DCASGD, NAG, SGD, SGLD, Signum, Test, ccSGD
from mxsym.optimizer.updater import Updater, get_updater

# MXNet has a module for each class.
adabelief = adamW = adamax = ftml = nadam = adam
adadelta = adagrad = contrib = ftrl = rmsprop = adaptive
lamb = lans = lars = layerwise
dcasgd = nag = sgld = signum = sgd
for _name, _module in [*globals().items()]:
    if _module in (adam, adaptive, layerwise, sgd):
        sys.modules[f"{__name__}.{_name}"] = _module

# MXNet 1.9 has all classes in the module `optimizer`.
for _name, _object in [*globals().items()]:
    if (isinstance(_object, type) or _object is get_updater) and not hasattr(optimizer, _name):
        setattr(optimizer, _name, _object)

if TYPE_CHECKING:
    from mxsym.optimizer import state_files
    from mxsym.optimizer.state_files import load_states, save_states
else:

    def __getattr__(name: str) -> object:
        """A name of the module for state files, which no step needs."""
        if name not in ("load_states", "save_states", "state_files"):
            missing, wanted = load_modules("mxsym.rule.missing"), __all__
            otherwise = f"dir({__name__}) lists what there is"
            if name[:1].isupper():
                wanted = [item for item in __all__ if item[:1].isupper()]
                otherwise = "mx.optimizer.from_rule makes a class of an update rule, of your own or the gallery's"
            elif hasattr(load_modules("mxsym.ndarray"), name):  # MXNet before 1.3 had them here
                raise missing.no_attribute(__name__, name, f"it is mx.nd.{name}")
            raise missing.no_attribute(__name__, name, load_modules("mxsym.errors").suggest(name, wanted, otherwise))
        module = load_modules("mxsym.optimizer.state_files")
        return module if name == "state_files" else getattr(module, name)


def __dir__() -> list[str]:
    return __all__


__all__ = [
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
]  # fmt: skip
