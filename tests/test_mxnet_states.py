"""States of optimizers that MXNet pickled: they load, and the next step has the bits of the version that wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import numpy as np
import pytest

import mxsym as mx
from mxsym.errors import LoadError
from mxsym.optimizer import Updater
from tests.mxnet_files import CASES, VERSIONS, content, created, flavour, names, part, recorded
from tests.support import assert_same_bits

OLD = ("1.5.1", "1.9.1")
UNREADABLE = {("1.5.1", case): "NAG's momentum was another one before MXNet 1.6" for case in ("nag", "nag_mp")}


def cases() -> Iterator[tuple[str, str]]:
    for version in VERSIONS:
        for name in names(version, "states/", "/dumped"):
            case = name.split("/")[1]
            if (version, case) not in UNREADABLE:
                yield version, case


def loaded(version: str, case: str, *forms: str) -> Updater:
    updater = created(version, case)
    for form in forms:
        updater.set_states(content(version, f"states/{case}/{form}"))
    return updater


def flat(state: Any) -> list[Any]:
    if isinstance(state, tuple):
        return [item for each in cast("tuple[Any, ...]", state) for item in flat(each)]
    return [] if state is None else [state]


def stepped(updater: Updater, version: str, case: str) -> dict[Any, Any]:
    """The weights after the step that was recorded."""
    grads, weights = part(version, case, "grad"), dict[Any, Any]()
    for key, values in part(version, case, "weight").items():
        context = mx.cpu(key if "devices" in case else 0)
        weight, grad = (mx.nd.array(array, dtype=array.dtype, ctx=context) for array in (values, grads[key]))
        if "row_sparse" in case:
            weight, grad = weight.tostype("row_sparse"), grad.tostype("row_sparse")
        updater(key, grad, weight)
        weights[key] = weight.asnumpy()
    return weights


def check(updater: Updater, version: str, case: str) -> None:
    got, want = stepped(updater, version, case), part(version, case, "next")
    assert got.keys() == want.keys() and want
    for key, values in want.items():
        assert_same_bits(got[key], values)


@pytest.mark.every(2)
@pytest.mark.parametrize(("version", "case"), [*cases()])
def test_the_step_after_a_file_with_its_optimizer(version: str, case: str) -> None:
    check(loaded(version, case, "dumped"), version, case)


@pytest.mark.every(2)
@pytest.mark.parametrize(("version", "case"), [*cases()])
def test_the_step_after_a_file_of_states_alone(version: str, case: str) -> None:
    """Settings and counts are those of the optimizer that is there."""
    updater = loaded(version, case, "dumped", "plain")
    check(updater, version, case)


@pytest.mark.parametrize(("version", "case"), [*cases()])
def test_every_array_arrives(version: str, case: str) -> None:
    updater = loaded(version, case, "dumped")
    prefix = f"states/{case}/state/"
    want = [array for name, array in recorded(version).items() if name.startswith(prefix)]
    got = [item.asnumpy() for state in updater.states.values() for item in flat(state)]
    assert sorted(array.tobytes() for array in got) == sorted(array.tobytes() for array in want)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_protocol_of_pickle(version: str) -> None:
    protocols = names(version, "states/adam_protocols/dumped/")
    assert len(protocols) == (3 if version == "1.5.1" else 6)
    for name in protocols:
        updater = loaded(version, "adam_protocols", name.removeprefix("states/adam_protocols/"))
        check(updater, version, "adam_protocols")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_files_of_a_trainer(version: str, name: str) -> None:
    updater = mx.optimizer.get_updater(mx.optimizer.create(name, flavour=flavour(version)))
    updater.set_states(content(version, f"trainer/{name}/file"))
    arrays = recorded(version)
    weights = {arrays[f"trainer/{name}/weight/{number}"].shape: number for number in (0, 1)}
    assert len(updater.states) == 2
    for key, state in updater.states.items():  # numbered in another order
        number = weights[flat(state)[0].shape]
        weight = mx.nd.array(arrays[f"trainer/{name}/weight/{number}"])
        updater(key, mx.nd.array(arrays[f"trainer/{name}/grad/{number}"]), weight)
        want = arrays[f"trainer/{name}/next/{number}"]
        if version == "1.5.1":  # on Python 2, which gives the op a rate of 12 digits
            np.testing.assert_allclose(weight.asnumpy(), want, rtol=1e-6)
        else:
            assert_same_bits(weight.asnumpy(), want)


@pytest.mark.parametrize(("version", "case"), [*UNREADABLE])
def test_what_cannot_be_read_says_why(version: str, case: str) -> None:
    with pytest.raises(LoadError, match=UNREADABLE[version, case]):
        loaded(version, case, "dumped")


def test_settings_and_counts_come_along() -> None:
    updater = mx.optimizer.get_updater(mx.optimizer.create("adam"))
    updater.set_states(content("2.0.0beta1", "states/adam/dumped"))
    optimizer = updater.optimizer
    assert (optimizer.learning_rate, optimizer.wd, optimizer.rescale_grad) == (0.01, 0.01, 0.5)
    assert (optimizer.num_update, optimizer.update_counts) == (3, {0: 3, 1: 3})
    assert (optimizer.lr_mult, optimizer.idx2name) == ({"fc_bias": 0.5}, {0: "fc_weight", 1: "fc_bias"})


@pytest.mark.parametrize("version", OLD)
@pytest.mark.parametrize(
    "case", ["sgd_mp", "sgd_mp_plain", "rmsprop", "rmsprop_centered", "adadelta", "adagrad", "sgd"]
)
def test_states_of_1_x_for_an_optimizer_of_2_0(version: str, case: str) -> None:
    """They are put in its order, and a warning says whose numbers follow."""
    updater = created("2.0", case)
    with pytest.warns(UserWarning, match=r"states of MXNet 1\.9 for .* create it with flavour='1\.9'"):
        updater.set_states(content(version, f"states/{case}/dumped"))
    assert updater.optimizer.flavour == "2.0"
    got, want = stepped(updater, version, case), part(version, case, "next")
    if case == "adadelta":  # 1.9 has neither a rate nor its multipliers
        del want[1]
    for key, values in want.items():
        np.testing.assert_allclose(got[key], values, rtol=1e-4, atol=1e-5)


def test_states_of_2_0_for_an_optimizer_of_1_x() -> None:
    updater = created("1.9.1", "sgd_mp")
    with pytest.warns(UserWarning, match=r"states of MXNet 2\.0 for .* create it with flavour='2\.0'"):
        updater.set_states(content("2.0.0beta1", "states/sgd_mp/dumped"))
    check(updater, "2.0.0beta1", "sgd_mp")


@pytest.mark.parametrize("version", OLD)
def test_layouts_without_an_optimizer_are_those_of_the_one_that_is_there(version: str) -> None:
    for case in ("sgd_mp", "sgd_mp_plain", "rmsprop", "rmsprop_centered"):
        updater = loaded(version, case, "plain")
        optimizer = updater.optimizer
        optimizer.update_counts, optimizer.num_update = dict.fromkeys(updater.states, 3), 3
        check(updater, version, case)


def test_another_optimizer_is_refused() -> None:
    with pytest.raises(LoadError, match="states of SGD, expected Adam's; create that optimizer; nothing was changed"):
        created("2.0.0beta1", "adam").set_states(content("2.0.0beta1", "states/sgd/dumped"))


def test_another_number_of_states_is_refused() -> None:
    for case in ("sgd_mom", "rmsprop_centered"):
        with pytest.raises(LoadError, match=r"parameter 0: a state of \d arrays, expected 2 \(mean, var\)"):
            created("2.0.0beta1", "adam").set_states(content("2.0.0beta1", f"states/{case}/plain"))


def test_what_was_loaded_can_be_saved() -> None:
    updater = loaded("2.0.0beta1", "adam", "dumped")
    other = mx.optimizer.get_updater(mx.optimizer.create("adam"))
    other.set_states(updater.get_states(dump_optimizer=True))
    check(other, "2.0.0beta1", "adam")


def test_every_optimizer_is_recorded() -> None:
    known = {about["optimizer"] for about in CASES.values()}
    assert {*mx.optimizer.Optimizer.opt_registry} - known == {"sgld", "test"}
