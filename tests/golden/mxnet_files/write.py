"""Record small files of a real MXNet, and the step that follows each, as `mxnet-VERSION.npz`.

Run it beside MXNet 1.9.1 (NumPy 1.23, Python 3.11), 2.0.0b1 (NumPy 1.23, Python 3.8) and 1.5.1 (Python 2.7).
"""

import json
import os
import pickle
import shutil
import struct
import tempfile

import mxnet as mx
import numpy as np

V2 = mx.__version__.startswith("2")
SHAPES = {0: (3, 4), 1: (5,)}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases.json")) as file:
    CASES = json.load(file)


def index(key):
    return int(key) if key.isdigit() else str(key)


def recorded(name, kwargs, record, key, shapes, sparse, array):
    half = kwargs.get("multi_precision", False)
    dtype = "float16" if half else "float32"
    random = np.random.RandomState(7)
    optimizer = mx.optimizer.create(name, param_idx2name={0: "fc_weight", 1: "fc_bias"}, **kwargs)
    optimizer.set_lr_mult({"fc_bias": 0.5})
    updater = mx.optimizer.get_updater(optimizer)
    contexts = {i: mx.cpu(i if "devices" in key else 0) for i in shapes}
    weights = {i: array(random.randn(*shape), dtype=dtype, ctx=contexts[i]) for i, shape in shapes.items()}
    if sparse:
        weights = {i: weight.tostype("row_sparse") for i, weight in weights.items()}

    def step(keep=False):
        for i, shape in shapes.items():
            grad = random.randn(*shape).astype(dtype)
            if keep:
                record["{}/grad/{}".format(key, i)] = grad
                record["{}/weight/{}".format(key, i)] = weights[i].asnumpy()
            grad = array(grad, dtype=dtype, ctx=contexts[i])
            updater(i, grad.tostype("row_sparse") if sparse else grad, weights[i])

    for _ in range(3):
        step()
    record["{}/plain".format(key)] = updater.get_states()
    record["{}/dumped".format(key)] = updater.get_states(dump_optimizer=True)
    if "protocols" in key:
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            dumped = pickle.dumps((updater.states, updater.optimizer), protocol)
            record["{}/dumped/{}".format(key, protocol)] = dumped
    for i, state in updater.states.items():
        for position, item in enumerate(flat(state)):
            record["{}/state/{}/{}".format(key, i, position)] = item.asnumpy()
    step(keep=True)
    for i, weight in weights.items():
        record["{}/next/{}".format(key, i)] = weight.asnumpy()


def flat(state):
    if isinstance(state, (tuple, list)):
        return [item for part in state for item in flat(part)]
    return [] if state is None else [state]


def optimizers(record):
    for key, case in CASES.items():
        if case["optimizer"] not in mx.optimizer.Optimizer.opt_registry or case.get("only", "12"[V2]) != "12"[V2]:
            continue
        settings = dict(case["settings"])
        if "schedule" in case:
            schedule = case["schedule"]
            settings["lr_scheduler"] = getattr(mx.lr_scheduler, schedule["class"])(**schedule["arguments"])
            settings["learning_rate"] = None if V2 else 0.1
        if "protocols" in key:  # numbers of NumPy's
            settings = {"learning_rate": np.float64(settings["learning_rate"]), "wd": np.float32(settings["wd"])}
        shapes = {index(name): tuple(shape) for name, shape in case["shapes"].items()} if "shapes" in case else SHAPES
        is_np = key.endswith("_np")
        if is_np:
            mx.npx.set_np()
        array = mx.np.array if is_np else mx.nd.array
        recorded(case["optimizer"], settings, record, "states/" + key, shapes, "row_sparse" in key, array)
        if is_np:
            mx.npx.reset_np()


def trainer(record, folder):
    for key, (name, kwargs) in {"sgd": ("sgd", {"learning_rate": 0.1, "momentum": 0.9}), "adam": ("adam", {"learning_rate": 0.01})}.items():
        net = mx.gluon.nn.Dense(2, in_units=3)
        net.initialize(mx.init.Uniform(1.0))
        made = mx.gluon.Trainer(net.collect_params(), name, dict(kwargs))
        random = np.random.RandomState(3)

        def step(keep=False):
            for number, parameter in enumerate(net.collect_params().values()):
                grad = random.randn(*parameter.shape).astype("float32")
                if keep:
                    record["trainer/{}/grad/{}".format(key, number)] = grad
                    record["trainer/{}/weight/{}".format(key, number)] = parameter.data().asnumpy()
                parameter.grad()[:] = grad
            made.step(2, ignore_stale_grad=True)

        def run(keep=False):
            with mx.autograd.record():
                loss = net(mx.nd.ones((2, 3)) if not V2 else mx.np.ones((2, 3))).sum()
            loss.backward()
            step(keep)

        for _ in range(2):
            run()
        made.save_states(os.path.join(folder, "t"))
        record["trainer/{}/file".format(key)] = read(folder, "t")
        run(keep=True)
        for number, parameter in enumerate(net.collect_params().values()):
            record["trainer/{}/next/{}".format(key, number)] = parameter.data().asnumpy()
        if key == "sgd":
            net.save_parameters(os.path.join(folder, "p"))
            record["params/gluon"] = read(folder, "p")
            for name_, parameter in net._collect_params_with_prefix().items():
                record["values/gluon/{}".format(name_)] = parameter.data().asnumpy()


def read(folder, name):
    for ending in ("", ".npz"):
        path = os.path.join(folder, name + ending)
        if os.path.exists(path):
            with open(path, "rb") as file:
                return file.read()
    raise FileNotFoundError(name)


def params(record, folder):
    def save(key, content, np_shape=False):
        path = os.path.join(folder, "file")
        with mx.util.np_shape(np_shape):
            mx.nd.save(path, content)
        record["params/{}".format(key)] = read(folder, "file")
        listed = enumerate(content if isinstance(content, list) else [content])
        for name, array in content.items() if isinstance(content, dict) else listed:
            record["values/{}/{}".format(key, name)] = array.asnumpy()

    base = np.arange(6).reshape(2, 3) - 2.5
    types = ["float32", "float64", "float16", "uint8", "int32", "int8", "int64"]
    types += ["bool"] if V2 else []
    save("types", {name: mx.nd.array(np.abs(base) if name == "uint8" else base, dtype=name) for name in types})
    save("list", [mx.nd.array(base), mx.nd.ones((4,))])
    save("one", mx.nd.array(base))
    rows = mx.nd.sparse.row_sparse_array((base.astype("float32"), [1, 3]), shape=(5, 3))
    none = mx.nd.sparse.zeros("row_sparse", (5, 3))
    csr = mx.nd.sparse.csr_matrix(([1.0, 2.0, 3.0], [0, 2, 1], [0, 2, 2, 3]), shape=(3, 4))
    save("sparse", {"rows": rows, "none": none, "csr": csr, "dense": mx.nd.ones((2,))})
    with mx.util.np_shape(True):
        save("np_shape", {"scalar": mx.nd.array(np.float32(3.5)).reshape(()), "empty": mx.nd.zeros((0, 3)), "full": mx.nd.ones((2, 1))}, np_shape=True)
    save("checkpoint", {"arg:fc_weight": mx.nd.array(base), "arg:fc_bias": mx.nd.ones((2,)), "aux:bn_mean": mx.nd.zeros((3,))})
    # The two older layouts of an array are written by hand; the real program reads them.
    def shape(kind, sizes):
        return struct.pack("<I", len(sizes)) + struct.pack("<{}{}".format(len(sizes), kind), *sizes)

    raw = base.astype("float32").tobytes()
    tail = struct.pack("<iii", 1, 0, 0) + raw
    for key, head in {"v0": shape("I", (2, 3)), "v1": struct.pack("<I", 0xF993FAC8) + shape("q", (2, 3))}.items():
        names = struct.pack("<QQ", 1, 1) + b"x"
        data = struct.pack("<QQQ", 0x112, 0, 1) + head + tail + names
        path = os.path.join(folder, key)
        with open(path, "wb") as file:
            file.write(data)
        record["params/{}".format(key)] = data
        record["values/{}/x".format(key)] = mx.nd.load(path)["x"].asnumpy()


def as_array(value):
    return np.frombuffer(value, np.uint8) if isinstance(value, (bytes, bytearray)) else value


def main():
    record = {}
    if V2:
        mx.npx.reset_np()
    folder = tempfile.mkdtemp()
    params(record, folder)
    optimizers(record)
    if V2:
        mx.npx.set_np()
    trainer(record, folder)  # 2.0's blocks take arrays of mx.np only
    shutil.rmtree(folder)
    arrays = {key: as_array(value) for key, value in record.items()}
    np.savez_compressed("mxnet-{}.npz".format(mx.__version__), **arrays)
    print(len(arrays))


main()
