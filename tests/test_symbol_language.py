"""Symbols as MXNet's users know them: composition, attributes, parts of graphs, inference, executors' methods."""

from __future__ import annotations

import copy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import networkx
import numpy as np
import pytest

import mxsym as mx
from mxsym.opgraph.names import NameManager, Prefix
from mxsym.rule import lookup, registry
from tests.support import HANG, Array, assert_same_bits, bind, op_of, untyped


def update() -> mx.Symbol:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    with NameManager():
        return mx.sym.sgd_mom_update(w, mx.clip(g * 0.5, -1, 1), m, lr=0.1, momentum=0.9, name="upd")


def arrays() -> dict[str, Array]:
    return {"w": np.ones(4, np.float32), "g": np.full(4, 3, np.float32), "m": np.zeros(4, np.float32)}


# --- composition ---


def test_composing_replaces_variables_by_name() -> None:
    x, y = mx.sym.var("x"), mx.sym.var("y")
    made = update()(w=x, g=x * y, name="new")
    assert made.list_inputs() == ["x", "y", "m"]
    assert made.list_outputs() == ["new_output"]
    assert update().list_inputs() == ["w", "g", "m"], "the one composed of is as it was"
    assert update()(x, y).list_arguments() == ["x", "y"]
    assert update()(m=x).list_auxiliary_states() == ["x"]
    got = bind(made, {"x": np.ones(3, np.float32), "y": np.ones(3, np.float32), "m": np.zeros(3, np.float32)}).forward()
    np.testing.assert_allclose(got[0], 0.95, rtol=1e-6)


def test_composing_reaches_where_results_are_stored() -> None:
    w, g, x = (mx.sym.var(name) for name in "wgx")
    made = mx.sym.sgd_update(w, g, lr=1.0, out=w)(w=x)
    held = {"x": np.ones(2, np.float32), "g": np.ones(2, np.float32)}
    bind(made, held).forward()
    np.testing.assert_array_equal(held["x"], 0)


BUILD: list[tuple[Callable[[mx.Symbol], object], str]] = [
    (lambda u: u(zz=u, ww=u), r"no variable 'zz': .*; no variable 'ww': did you mean 'w'\?"),
    (lambda u: u(**cast("Any", {"w": 1.0})), "w must be a Symbol, got a float"),
    (lambda u: u(m=mx.sym.var("x") * 2), "m is written, so it must be a variable, got the op _mulscalar"),
    (lambda u: u(mx.sym.var("x"), g=mx.sym.var("y")), "by position or by name, got both"),
    (lambda u: u(u, u, u), r"takes 2 Symbols \(w, g\), got 3"),
    (lambda u: u(g=mx.Group([u, u])), "g must have one output, got a group of 2"),
    (lambda u: u.gradient("w"), "not differentiable"),
    (lambda _: mx.sym.var("v", extra="1"), "no argument 'extra'; name it '__extra__'"),
    (lambda _: mx.sym.var("v", stype="csr"), "stype is 'default' or 'row_sparse'"),
    (lambda _: mx.sym.var("v", dtype="int8"), "dtype is one of float32"),
    (lambda _: mx.sym.var("v", shape="ab"), "shape is a tuple of sizes"),
    (lambda _: mx.sym.var("v", lr_mult=cast("Any", "much")), "lr_mult is a finite number"),
    (lambda _: mx.sym.sqrt(mx.sym.var("v"), attr={"foo": "1"}), "names like '__mine__' to texts, got 'foo'"),
]


@pytest.mark.parametrize(("build", "message"), BUILD)
def test_what_cannot_be_composed(build: Callable[[mx.Symbol], object], message: str) -> None:
    with pytest.raises(mx.SymbolError, match=message):
        build(update())


# --- parts, names, attributes ---


def test_internals_and_children() -> None:
    inner = update().get_internals()
    assert inner.list_outputs() == ["w", "g", "_mulscalar0_output", "clip0_output", "m", "upd_output"]
    np.testing.assert_array_equal(inner["clip0_output"].eval(g=np.array([1.0, 8.0], np.float32))[0], [0.5, 1])
    children = update().get_children()
    assert children is not None
    assert repr(children) == "<Symbol group [w, clip0, m]>"
    assert mx.sym.var("w").get_children() is None


def test_networkx_s_algorithms_run_on_a_graph() -> None:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    first = mx.sym.sgd_mom_update(w, mx.sym.clip(g, a_min=-1, a_max=1, name="c"), m, lr=0.5, out=w, name="u")
    graph: Any = mx.sym.Group(
        [first, mx.sym.sgd_update(mx.sym.var("w2"), mx.sym.var("u"), lr=0.5, name="v")]
    ).to_networkx()
    assert networkx.is_directed_acyclic_graph(graph)
    algorithms: Any = networkx
    above = algorithms.ancestors(graph, "u")
    assert above == {"w", "g", "m", "c"}
    assert sorted(map(len, networkx.weakly_connected_components(graph))) == [3, 5]
    assert graph.nodes["u"] == {"kind": "op", "op": "sgd_mom_update", "attrs": {"lr": 0.5}, "writes": ["m", "w"]}
    assert dict(graph.edges) == {
        ("w", "u", "weight"): {"output": 0},
        ("c", "u", "grad"): {"output": 0},
        ("m", "u", "mom"): {"output": 0},
        ("g", "c", "data"): {"output": 0},
        ("w2", "v", "weight"): {"output": 0},
        ("u.1", "v", "grad"): {"output": 0},
    }


def test_slices_and_names_of_outputs() -> None:
    group = mx.Group([mx.sym.var(name) for name in "abcd"])
    assert group[1:3].list_outputs() == ["b", "c"]
    assert group[cast("Any", np.int64(2))].name == "c"
    assert [item.name for item in mx.Group([group[:2], group[3]])] == ["a", "b", "d"]
    for wrong in (-1, 4, slice(4, 9)):
        with pytest.raises(IndexError):
            group[wrong]
    with pytest.raises(mx.SymbolError, match="2 outputs are named 'a'"):
        mx.Group([group[0], mx.sym.var("a")])["a"]


def test_operators_have_mxnet_s_names() -> None:
    x, y = mx.sym.var("x"), mx.sym.var("y")
    with NameManager():
        made = [x != y, x >= 1, x < y, 2**x, mx.sym.maximum(1, x), mx.sym.broadcast_add(x, y), mx.sym.pow(x, 2)]
        made += [x % y, x % 2, 2 % x, mx.sym.identity(x), mx.sym.cast(x, dtype="float16"), mx.sym.zeros_like(x)]
        made += [mx.sym.sparse.sgd_update(x, y, lr=1), mx.sym.contrib.group_adagrad_update(x, y, x, lr=1)]
    assert [symbol.name for symbol in made] == [
        "_not_equal0", "_greater_equal_scalar0", "_lesser0", "_rpower_scalar0", "_maximumscalar0", "broadcast_add0",
        "_powerscalar0", "_mod0", "_modscalar0", "_rmodscalar0", "identity0", "cast0", "zeros_like0", "sgd_update0",
        "group_adagrad_update0",
    ]  # fmt: skip
    ops = [op_of(symbol).rule for symbol in made[7:10]]
    assert [rule.name for rule in ops] == ["_mod", "_mod_scalar", "_rmod_scalar"]
    with Prefix("p_"):
        assert mx.sym.var("w").name == "w"
        assert mx.sym.sqrt(x, name="given").name == "p_given"


def test_a_prefix_is_a_text() -> None:
    with pytest.raises(TypeError, match="Prefix takes a text, got 3"):
        Prefix(cast("Any", 3))


def test_copies_are_the_same_graph() -> None:
    symbol = update()
    for again in (symbol.copy(), copy.copy(symbol), copy.deepcopy(symbol)):
        assert again is not symbol
        assert again.tojson() == symbol.tojson()
    assert op_of(symbol == symbol.copy()).rule is lookup.find("_equal"), "an op, as in MXNet"


def test_a_variable_says_what_it_is() -> None:
    class Init:
        def dumps(self) -> str:
            return '["zero", {}]'

    v = mx.sym.Variable("v", {"a": "b"}, (2, 3), 2.0, 0.5, "float16", Init(), "default", __mine__="z")
    attrs = {
        "a": "b", "__shape__": "(2, 3)", "__dtype__": "2", "__storage_type__": "0", "__init__": '["zero", {}]',
        "__lr_mult__": "2.0", "__wd_mult__": "0.5", "__mine__": "z",
    }  # fmt: skip
    assert v.list_attr() == {**attrs, "lr_mult": "2.0", "wd_mult": "0.5"}
    assert (v.attr("lr_mult"), v.attr("name"), v.attr("none")) == ("2.0", "v", None)
    assert mx.sym.load_json(v.tojson()).list_attr() == v.list_attr()
    step = mx.sym.sgd_update(v, lr=1.0, name="u")
    assert step.infer_shape() == ([(2, 3), (2, 3)], [(2, 3)], [])
    assert step.infer_type()[1] == [np.dtype(np.float16)]
    assert step.infer_shape(v=(4, 4))[1] == [(4, 4)], "what is given comes first"
    assert step.simple_bind().arg_dict["v"].shape == (2, 3)
    assert mx.sym.var("v", shape=(2, -1)).infer_shape() == (None, None, None)


def test_attributes_of_scopes_reach_ops_and_variables_left_out() -> None:
    with mx.AttrScope(ctx_group="a", __lr_mult__="3"), mx.AttrScope(__lr_mult__="2"):
        made = mx.sym.sgd_update(lr=0.1, name="u", attr={"__ctx_group__": "b"})
    hidden = {"__ctx_group__": "b", "__lr_mult__": "2", "ctx_group": "b", "lr_mult": "2"}
    assert made.attr_dict() == {"u_weight": hidden, "u_grad": hidden, "u": {"lr": "0.1", **hidden}}
    assert mx.sym.var("after").list_attr() == {}
    with pytest.raises(ValueError, match="texts"):
        mx.AttrScope(lr_mult=2)  # type: ignore[arg-type]


EXPLICIT: dict[str, Callable[[], mx.Symbol]] = {
    "attr": lambda: mx.sym.var("v", attr={"__lr_mult__": "1"}),
    "attr's short key": lambda: mx.sym.var("v", attr={"lr_mult": "1"}),
    "argument": lambda: mx.sym.var("v", lr_mult=1),
    "hidden argument": lambda: mx.sym.var("v", __lr_mult__="1"),
    "attr beside another argument": lambda: mx.sym.var("v", attr={"__lr_mult__": "1"}, wd_mult=3, shape=(2,)),
    "attr beside a hidden argument": lambda: mx.sym.var("v", attr={"__lr_mult__": "1"}, __mine__="x"),
    "an op's attr": lambda: mx.sym.sgd_update(lr=0.1, attr={"__lr_mult__": "1"}),
    "an operator's attr": lambda: mx.sym.sqrt(mx.sym.var("v"), attr={"lr_mult": "1"}),
}


@pytest.mark.parametrize("make", EXPLICIT.values(), ids=EXPLICIT)
def test_a_scope_yields_to_what_is_said_of_a_node(make: Callable[[], mx.Symbol]) -> None:
    with mx.AttrScope(__lr_mult__="4", __other__="5"), mx.AttrScope(lr_mult="3"):
        made = make()
    assert made.attr("__lr_mult__") in ("1", "1.0") and made.attr("__other__") == "5"


def test_the_graph_as_mxnet_lists_it() -> None:
    w, g, m = (mx.sym.var(name) for name in "wgm")
    made = mx.sym.sgd_mom_update(w, g, m, lr=0.1, momentum=0.9, name="upd")
    text = (
        "Symbol Outputs:\n\toutput[0]=upd(0)\nVariable:w\nVariable:g\nVariable:m\n--------------------\n"
        "Op:sgd_mom_update, Name=upd\nInputs:\n\targ[0]=w(0) version=0\n\targ[1]=g(0) version=0\n"
        "\targ[2]=m(0) version=1\nAttrs:\n\tlr=0.1\n\tmomentum=0.9\n"
    )
    assert made.debug_str() == text
    assert bind(made, arrays()).debug_str().startswith(text + "Total 0 MB allocated\n")


# --- inference ---


def test_inference_in_part() -> None:
    assert update().infer_shape_partial() == ([(), ()], [()], [()])
    assert update().infer_shape_partial(w=(2, -1))[0] == [(2, -1), ()]
    assert update().infer_shape(w=(2, -1), m=(2, 3)) == ([(2, 3), (2, 3)], [(2, 3)], [(2, 3)])
    with pytest.raises(mx.BindError, match=r"w: got shape \(-1, 4\), expected \(2, 3\)"):
        update().infer_shape(w=(-1, 4), m=(2, 3))
    assert update().infer_type_partial() == ([None, None], [None], [None])
    mixed = mx.Group([update(), mx.sym.var("other")])
    assert mixed.infer_shape(w=(2,)) == (None, None, None)
    assert mixed.infer_shape_partial(w=(2,))[0] == [(2,), (2,), ()]


def test_inference_of_storage() -> None:
    assert update().infer_storage_type() == (["default"] * 2, ["default"], ["default"])
    assert update().infer_storage_type(g="row_sparse")[0] == ["default", "row_sparse"]
    w, g = mx.sym.var("w", stype="row_sparse"), mx.sym.var("g", stype="row_sparse")
    step = mx.sym.sgd_update(w, g, lr=1, out=w)
    assert step.infer_storage_type() == (["row_sparse"] * 2, ["row_sparse"], [])
    with pytest.raises(mx.BindError, match="a row-sparse gradient"):
        step.infer_storage_type(g="default")
    with pytest.raises(mx.BindError, match="stype 'csr'"):
        step.infer_storage_type(g="csr")


# --- executors ---


@pytest.mark.parametrize("grad_req", ["null", "write", {"w": "null"}, ["null", "null"]])
def test_a_request_for_no_gradient_is_heard(grad_req: Any) -> None:
    executor = update().simple_bind(w=(4,), grad_req=grad_req)
    assert all(item is None for item in executor.grad_arrays)
    with pytest.raises(mx.BindError, match="grad_req: got 'add', expected 'null'"):
        update().simple_bind(w=(4,), grad_req="add")


def test_eval_takes_states_too() -> None:
    given = arrays()
    (out,) = update().eval(mx.cpu(), **given)
    np.testing.assert_allclose(out, 0.9, rtol=1e-6)
    np.testing.assert_allclose(given["m"], -0.1, rtol=1e-6)
    exe = cast("Any", update())._bind(None, {"w": out, "g": given["g"]}, aux_states=[given["m"]])  # MXNet 2's name
    np.testing.assert_allclose(exe.forward()[0], 0.71, rtol=1e-6)


def test_variables_may_be_called_like_parameters() -> None:
    names = ("scalars", "is_train", "ctx", "self", "args", "shapes")
    symbol = mx.sym.var("scalars")
    for name in names[1:]:
        symbol = symbol + mx.sym.var(name)
    given = {name: np.full(2, 2.0**k, np.float32) for k, name in enumerate(names)}
    assert symbol.infer_shape(**dict.fromkeys(names, (2,)))[1] == [(2,)]
    exe = symbol.simple_bind(**dict.fromkeys(names, (2,)))
    np.testing.assert_array_equal(exe.forward(**cast("Any", given))[0], 63)
    np.testing.assert_array_equal(symbol.eval(**given)[0], 63)


def test_parameters_are_copied_in() -> None:
    exe = update().simple_bind(w=(4,))
    weight = exe.arg_dict["w"]
    exe.copy_params_from({"w": [1, 2, 3, 4]}, {"m": np.arange(4.0)})
    assert exe.arg_dict["w"] is weight
    np.testing.assert_array_equal(weight, [1, 2, 3, 4])
    with pytest.raises(mx.BindError) as caught:
        exe.copy_params_from({"w": [9] * 4, "ww": [1], "g": [1, 2]}, {"m": ["a"] * 4})
    for part in ("argument ww", "did you mean 'w'", r"argument g: got shape (2,)", "state m: got dtype"):
        assert part in str(caught.value), part
    np.testing.assert_array_equal(weight, [1, 2, 3, 4])
    exe.copy_params_from({"w": [9] * 4, "ww": [1]}, allow_extra_params=True)
    np.testing.assert_array_equal(weight, 9)


def test_an_executor_for_other_shapes() -> None:
    given = arrays()
    exe = bind(update(), given)
    exe.scalars["upd"]["lr"] = 1.0
    small = exe.reshape(partial_shaping=True, w=(2,))
    assert small.scalars["upd"]["lr"] == 1.0
    assert np.shares_memory(small.arg_dict["w"], given["w"])
    np.testing.assert_array_equal(small.forward()[0], 0)
    np.testing.assert_array_equal(given["m"], [-1, -1, 0, 0])
    assert exe.reshape(w=(4,)).arg_dict["g"] is given["g"]
    with pytest.raises(mx.BindError, match="partial_shaping=True"):
        exe.reshape(w=(2,))
    with pytest.raises(mx.BindError, match="allow_up_sizing=True"):
        exe.reshape(partial_shaping=True, w=(9,))
    assert exe.reshape(partial_shaping=True, allow_up_sizing=True, w=(9,)).outputs[0].shape == (9,)


def test_a_monitor_sees_what_is_fused() -> None:
    given = arrays()
    exe = bind(update(), given)
    exe.forward()
    seen: dict[str, Array] = {}
    exe.set_monitor_callback(lambda name, array: seen.update({name: array.copy()}), monitor_all=True)
    before = given["m"].copy()
    grad = np.full(4, -1, np.float32)
    (out,) = exe.forward(g=grad)
    assert list(seen) == update().get_internals().list_outputs()
    assert_same_bits(seen["upd_output"], out)
    assert_same_bits(seen["m"], before)
    np.testing.assert_array_equal(seen["clip0_output"], -0.5)
    exe.set_monitor_callback(None)
    seen.clear()
    exe.forward()
    assert not seen
    assert (exe.grad_arrays, exe.grad_dict, exe.backward()) == ([None, None], {"w": None, "g": None}, None)


# --- files ---


def test_files(tmp_path: Path) -> None:
    update().save(tmp_path / "graph.json")
    assert mx.sym.load(tmp_path / "graph.json").tojson() == update().tojson()
    (tmp_path / "bad.json").write_bytes(b"\xff{")
    with pytest.raises(mx.LoadError, match=r"bad\.json"):
        mx.sym.load(tmp_path / "bad.json")


RULE = '''
import numpy as np
import mxsym as mx
@mx.update_rule
def lion_update(weight, grad, mom, extra=None, *, lr, beta1=0.9, wd=0.0, bounded=False):
    """Lion (Chen et al., 2023)."""
    step = mx.sign(beta1 * mom + (1 - beta1) * grad) + wd * weight
    step = step / mx.maximum(1.0, mx.norm(step)) if bounded else step
    step = step if extra is None else step + extra
    return {"weight": weight - lr * step, "mom": beta1 * mom + (1 - beta1) * grad}
w, g, m, h, e = (mx.sym.var(name) for name in "wgmhe")
graph = mx.Group([
    lion_update(w, g * 0.5, m, lr=0.1, bounded=True),
    mx.sym.mp_lion_update(h, g, extra=e, lr=0.25),
    *mx.sym.multi_lion_update(w, g, m, None, lrs=(0.5,), wds=(0.1,)),
])
'''
RUN = """
exe = graph.simple_bind(w=(3, 4), h=(3, 4), e=(3, 4))
rng = np.random.default_rng(0)
for held in (exe.arg_dict, exe.aux_dict):
    for array in held.values():
        array[...] = rng.standard_normal(array.shape)
for _ in range(3):
    exe.forward()
print(*[np.asarray(array).tobytes().hex() for array in (*exe.outputs, *exe.aux_arrays)])
"""


def python(text: str) -> str:
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=HANG, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_rule_travels_in_its_file(tmp_path: Path) -> None:
    """A graph with a rule of the user's runs where the function does not exist, from JSON and from printed Python."""
    path, source = tmp_path / "graph.json", tmp_path / "graph.py"
    (tmp_path / "rule.py").write_text(RULE)  # inspect reads the source
    want = python(RULE + RUN + f"graph.save({str(path)!r})")
    load = f"import numpy as np\nimport mxsym as mx\ngraph = mx.sym.load({str(path)!r})\n"
    again = f"assert graph.tojson() == open({str(path)!r}).read()\nopen({str(source)!r}, 'w').write(exe.ir('graph'))\n"
    lines = python(load + RUN + again + "print(graph[0].entries[0].node.rule.summary)").splitlines()
    assert lines == [want.strip(), "Lion (Chen et al., 2023)."]
    assert python("import numpy as np\n" + source.read_text() + RUN) == want


@pytest.mark.usefixtures("forget_declared_rules")
def test_a_file_s_rule_is_its_own() -> None:
    """Loading registers nothing; where another rule has the name, the file means the one that it was saved with."""

    @mx.update_rule
    def travel_update(weight: Any, grad: Any, *, lr: float) -> dict[str, Any]:
        return {"weight": weight - lr * grad}

    symbol = untyped.sym.travel_update(untyped.sym.var("w"), untyped.sym.var("g"), lr=1.0, name="u")
    text = symbol.tojson()
    assert op_of(mx.sym.load_json(text)).rule is travel_update
    del registry.RULES["travel_update"]
    given = {"w": np.ones(2, np.float32), "g": np.ones(2, np.float32)}
    np.testing.assert_array_equal(bind(mx.sym.load_json(text), given).forward()[0], 0)
    with pytest.raises(AttributeError):
        _ = untyped.sym.travel_update

    @mx.update_rule(name="travel_update")
    def other(weight: Any, grad: Any, *, lr: float) -> dict[str, Any]:
        return {"weight": weight + lr * grad}

    assert other.name == "travel_update"
    loaded = mx.sym.load_json(text)
    np.testing.assert_array_equal(bind(loaded, given).forward()[0], 0)
    assert loaded.tojson() == text
    namespace: dict[str, Any] = {}
    exec(bind(loaded, given).ir("graph"), namespace)
    np.testing.assert_array_equal(bind(namespace["graph"], given).forward()[0], 0)


STAMPS: dict[str, tuple[Callable[[mx.Symbol, mx.Symbol], mx.Symbol], int]] = {
    "new": (lambda w, g: mx.sym.sgd_update(w, g, lr=1), 20000),
    "old": (lambda w, g: mx.sym.adam_update(w, g * 2, lr=1, flavour="1.9"), 10901),
    "both": (lambda w, g: mx.sym.adam_update(mx.sym.adam_update(w, g, lr=1, flavour="1.9"), g, lr=1), 20000),
}


@pytest.mark.parametrize("case", STAMPS)
def test_a_file_is_stamped_with_the_version_that_its_ops_are_of(case: str) -> None:
    build, version = STAMPS[case]
    text = build(mx.sym.var("w"), mx.sym.var("g")).tojson()
    assert f'"int",\n      {version}' in text
    assert ("__flavour__" in text) == (case == "both")
    assert mx.sym.load_json(text).tojson() == text


def test_operators_on_one_tensor_are_methods_too() -> None:
    x = mx.sym.var("x")
    held = np.array([-4.0, 0.25, 9.0], np.float32)
    for name, args, expected in (
        ("abs", (), np.abs(held)),
        ("square", (), np.square(held)),
        ("clip", (-1, 2), np.clip(held, -1, 2)),
        ("sum", (), held.sum(keepdims=True)),
        ("identity", (), held),
        ("astype", ("float64",), held.astype(np.float64)),
    ):
        method = getattr(x, name)(*args)
        function = getattr(mx.sym, {"astype": "cast"}.get(name, name))(x, *args)
        (result,) = method.bind(args={"x": held}).forward()
        (other,) = function.bind(args={"x": held}).forward()
        assert result.dtype == expected.dtype and result.tobytes() == other.tobytes() == expected.tobytes()
    assert str(x.sqrt().name).startswith("sqrt") and x.sqrt(name="root").name == "root"
    for wrong in ("sgd_update", "elemwise_add", "sqrrt", "__array__", "_mul_scalar"):
        assert not hasattr(x, wrong)
    with pytest.raises(AttributeError, match="a Symbol has no attribute 'tojsn': did you mean 'tojson'"):
        x.tojsn()
