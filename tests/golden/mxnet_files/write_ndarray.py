"""Record what a real MXNet makes of the expressions in ndarray.json: storage, dtype, shape, values, row ids.

1.9.1 and 2.0.0b1 give the same; those from `one_hot` on are recorded of 1.9.1 alone.
"""

import json
import os

import mxnet as mx
import numpy as np

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ndarray.json")


def main():
    if mx.__version__.startswith("2"):
        mx.npx.reset_np()
    with open(PATH) as file:
        about = json.load(file)
    recorded = {}
    for expression in about["expressions"]:
        space = {"mx": mx, "nd": mx.nd, "np": np}
        for name, text in about["arrays"].items():
            space[name] = eval(text, space)
        array = eval(expression, space)
        values = array.asnumpy().astype("float64").ravel().tolist()
        recorded[expression] = [array.stype, str(np.dtype(array.dtype)), list(array.shape), values]
        if array.stype == "row_sparse":
            recorded[expression].append(array.indices.asnumpy().astype(int).tolist())
    about["expressions"] = recorded
    with open(PATH, "w") as file:
        lines = ['  "arrays": ' + json.dumps(about["arrays"]), '  "expressions": {']
        items = ["    {}: {}".format(json.dumps(key), json.dumps(value)) for key, value in recorded.items()]
        file.write("{\n" + lines[0] + ",\n" + lines[1] + "\n" + ",\n".join(items) + "\n  }\n}\n")


main()
