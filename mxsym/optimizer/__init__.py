"""`mx.optimizer`: MXNet's optimizers, each a few lines beside its update rule."""

from mxsym.optimizer import (
    adabelief,
    adadelta,
    adagrad,
    adam,
    adamax,
    adamW,
    contrib,
    dcasgd,
    ftml,
    ftrl,
    lamb,
    lans,
    lars,
    nadam,
    nag,
    optimizer,
    rmsprop,
    sgd,
    sgld,
    signum,
    state_files,
    updater,
)
from mxsym.optimizer.adabelief import AdaBelief
from mxsym.optimizer.adadelta import AdaDelta
from mxsym.optimizer.adagrad import AdaGrad
from mxsym.optimizer.adam import Adam
from mxsym.optimizer.adamax import Adamax
from mxsym.optimizer.adamW import AdamW
from mxsym.optimizer.dcasgd import DCASGD
from mxsym.optimizer.ftml import FTML
from mxsym.optimizer.ftrl import Ftrl
from mxsym.optimizer.lamb import LAMB
from mxsym.optimizer.lans import LANS
from mxsym.optimizer.lars import LARS
from mxsym.optimizer.nadam import Nadam
from mxsym.optimizer.nag import NAG
from mxsym.optimizer.optimizer import Optimizer, Test, create, register
from mxsym.optimizer.rmsprop import RMSProp
from mxsym.optimizer.sgd import SGD
from mxsym.optimizer.sgld import SGLD
from mxsym.optimizer.signum import Signum
from mxsym.optimizer.state_files import load_states, save_states
from mxsym.optimizer.updater import Updater, get_updater

__all__ = [
    "DCASGD",
    "FTML",
    "LAMB",
    "LANS",
    "LARS",
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
    "Signum",
    "Test",
    "Updater",
    "adabelief",
    "adadelta",
    "adagrad",
    "adam",
    "adamW",
    "adamax",
    "contrib",
    "create",
    "dcasgd",
    "ftml",
    "ftrl",
    "get_updater",
    "lamb",
    "lans",
    "lars",
    "load_states",
    "nadam",
    "nag",
    "optimizer",
    "register",
    "rmsprop",
    "save_states",
    "sgd",
    "sgld",
    "signum",
    "state_files",
    "updater",
]  # fmt: skip
