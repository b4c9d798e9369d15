"""Checkpoints of `mxsym.torch` as safetensors files, and texts on a step."""

from __future__ import annotations

import copy
import importlib
from pathlib import Path
from typing import Any

import pytest

from mxsym.errors import LoadError

torch: Any = pytest.importorskip("torch")
pytest.importorskip("safetensors")
OURS: Any = importlib.import_module("mxsym.torch")
WRITTEN: Any = importlib.import_module("mxsym.torch.files")
FORMATS: Any = importlib.import_module("mxsym.optimizer.file_formats")

CASES: dict[str, tuple[str, dict[str, Any], Any]] = {
    "AdamW": ("AdamW", {"amsgrad": True}, torch.float32),
    "masters": ("AdamW", {"master": True, "ema": 0.9, "states": {"exp_avg": torch.bfloat16}}, torch.bfloat16),
    "SGD": ("SGD", {"lr": 0.1, "momentum": 0.9}, torch.float64),
    "complex": ("Adam", {"lr": torch.tensor(0.1)}, torch.complex64),
    "NAdam": ("NAdam", {}, torch.float16),
}


def model(dtype: Any) -> list[Any]:
    made = torch.Generator().manual_seed(1)
    tensors = [torch.randn(size, generator=made).to(dtype) for size in ((4, 6), (), (5,), (0, 2))]
    tensors.append(torch.randn((2, 3, 4, 4), generator=made).to(dtype).contiguous(memory_format=torch.channels_last))
    return [torch.nn.Parameter(tensor) for tensor in tensors]


def step(optimizer: Any, seed: int) -> None:
    made = torch.Generator().manual_seed(seed)
    for p in optimizer.param_groups[0]["params"]:
        p.grad = torch.randn(p.shape, generator=made).to(p.dtype)
    optimizer.step()


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("base", [torch.optim, OURS], ids=["torch", "mxsym"])
def test_a_file_continues_alike(name: str, base: Any, tmp_path: Path) -> None:
    kind, options, dtype = CASES[name]
    if base is torch.optim:
        options = {key: value for key, value in options.items() if key not in ("master", "ema", "states")}
    params = model(dtype)
    mine = getattr(base, kind)([(f"p.{n}", p) for n, p in enumerate(params)], **options)
    for turn in range(2):
        step(mine, turn)
    path = tmp_path / "checkpoint.safetensors"
    OURS.save(mine, path)
    checkpoint = OURS.load(path)
    expected = copy.deepcopy(mine.state_dict())
    leaves, form = torch.utils._pytree.tree_flatten(checkpoint)
    others, other_form = torch.utils._pytree.tree_flatten(expected)
    assert form == other_form
    for one, other in zip(leaves, others, strict=True):
        if isinstance(other, torch.Tensor):
            assert (one.dtype, one.shape, one.stride()) == (other.dtype, other.shape, other.stride())
            assert torch.equal(one, other)
        else:
            assert one == other
            assert type(one) is type(other)
    twins = [torch.nn.Parameter(p.detach().clone()) for p in params]
    twin = getattr(base, kind)(twins, **copy.deepcopy(options))
    twin.load_state_dict(checkpoint)
    for optimizer in (mine, twin):
        step(optimizer, 2)
    for p, q in zip(params, twins, strict=True):
        assert torch.equal(p, q)


def test_a_file_is_readable_by_others(tmp_path: Path) -> None:
    mine = OURS.AdamW(model(torch.bfloat16))
    step(mine, 0)
    OURS.save(mine.state_dict(), tmp_path / "checkpoint.safetensors")
    tensors = importlib.import_module("safetensors.torch").load_file(tmp_path / "checkpoint.safetensors")
    p = mine.param_groups[0]["params"][0]
    assert torch.equal(tensors["state.0.exp_avg"], mine.state[p]["exp_avg"])


def test_damaged_and_foreign_files(tmp_path: Path) -> None:
    mine = OURS.AdamW(model(torch.float32))
    step(mine, 0)
    path = tmp_path / "checkpoint.safetensors"
    OURS.save(mine, path)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(LoadError, match="digest"):
        OURS.load(path)
    importlib.import_module("safetensors.torch").save_file({"state.0.exp_avg": torch.ones(2)}, path)
    with pytest.raises(LoadError, match="state file"):
        OURS.load(path)
    texts = ["1", "[]", "{}", '{"kind":"other","version":1}', '{"kind":"torch optimizer","version":1,"content":{}}']
    content = [
        '{"dict":[["state",1]]}',
        '{"tensor":["no","float32",[]]}',
        '{"a":1,"b":2}',
        '{"dict":[[[],1]]}',
        "[[" * 5000,
    ]
    texts += ['{"kind":"torch optimizer","version":1,"content":' + text + "}" for text in content]
    for text in texts:
        path.write_bytes(FORMATS.write("safetensors", text, {}))
        with pytest.raises(LoadError):
            OURS.load(path)


def test_contents_that_no_file_holds(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.safetensors"
    with pytest.raises(ValueError, match=r"ends in \.safetensors"):
        OURS.save({}, tmp_path / "checkpoint.pt")
    with pytest.raises(TypeError, match=r"state\.0\.thing: got an object"):
        OURS.save({"state": {0: {"thing": object()}}, "param_groups": []}, path)
    sparse = torch.eye(3).to_sparse()
    with pytest.raises(TypeError, match="to_dense"):
        OURS.save({"state": {0: {"thing": sparse}}, "param_groups": []}, path)
    deep: Any = []
    deep.append(deep)
    with pytest.raises(TypeError, match="levels deep"):
        OURS.save({"state": deep, "param_groups": []}, path)
    assert not path.exists()


def test_a_step_is_explained() -> None:
    params = model(torch.float32)
    mine = OURS.AdamW(params, max_norm=1.0)
    assert mine.explain() == "no step has been done\n"
    for turn in range(2):
        step(mine, turn)
    text = mine.explain()
    assert "4 tensors in 1 call: sums of squares" in text
    assert "4 tensors in 1 call: torch_adamw_update" in text
    assert "1 tensor updated by torch's own step" in text  # the one without elements
    before = [p.detach().clone() for p in params]
    assert "fastest" in mine.explain(profile=2)
    assert all(map(torch.equal, params, before))
    table = torch.nn.Parameter(torch.zeros(6, 2))
    rows = OURS.SparseAdam([table])
    table.grad = torch.sparse_coo_tensor([[1, 4]], torch.ones(2, 2), (6, 2), check_invariants=True)
    rows.step()
    assert "1 tensor in 1 call, the rows that gradients list" in rows.explain()
