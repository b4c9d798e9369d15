"""Torch's classes whose `step()` runs a rule of mxsym's. Groups, states, hooks and files are torch's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mxsym.rule.rule import Rule
from mxsym.torch.arithmetic import BESIDE
from mxsym.torch.listed import Lazy
from mxsym.torch.parts import Group, Lists, Part, Work, chosen
from mxsym.torch.rule_facts import rule_of
from mxsym.torch.stepped import Stepped
from mxsym.torch.tensors import parts_of_this_rank, plain, torch
from mxsym.torch.theirs import optim
from mxsym.torch.works import ByRows, ByTorch, Then

_COUNT = "t"
"""The attribute of a rule that is the count of a parameter's steps."""
_ADAM = ("grad", "exp_avg", "exp_avg_sq", "max_exp_avg_sq", "step")


def _is_plain(weight: Any, grad: Any) -> bool:
    weight, grad = parts_of_this_rank((weight, grad), in_parts=True)
    return plain({"weight": weight, "grad": grad}, frozenset()) is not None


class Adam(Stepped, optim.Adam):
    """`torch.optim.Adam`, whose step is one call of a kernel of mxsym's, rounded as torch's fused one."""

    rule = "torch_adam_update"
    tensors = _ADAM

    def _rule(self, group: Group) -> Rule:
        return rule_of(AdamW.rule if group["decoupled_weight_decay"] else Adam.rule)


class AdamW(Stepped, optim.AdamW):
    """`torch.optim.AdamW`, whose step is one call of a kernel of mxsym's, rounded as torch's fused one."""

    rule = "torch_adamw_update"
    tensors = _ADAM


class SGD(Stepped, optim.SGD):
    """`torch.optim.SGD`, whose step is one call of a kernel of mxsym's, rounded as torch's fused one."""

    rule = "torch_sgd_update"
    takes_sparse = True
    tensors = ("grad", "momentum_buffer")
    begins = frozenset(("momentum_buffer",))

    def _works(self, group: Group, lists: Lists) -> list[Work]:
        weights, grads, buffers = lists
        fresh = [place for place, buffer in enumerate(buffers) if buffer is None] if buffers else buffers
        if not fresh:
            return super()._works(group, lists)
        # A buffer begins as the gradient of its first step, without dampening.
        is_left = self._is_left(group)
        foreign = [n for n in fresh if is_left or not _is_plain(weights[n], grads[n])]
        for place in set(fresh) - set(foreign):
            buffers[place] = self._buffer(weights[place])
        parts = [[n for n in fresh if n not in foreign], [n for n in range(len(weights)) if n not in fresh]]
        works: list[Work] = []
        for began, places in enumerate(parts):
            if places:
                works += super()._works({**group, "began": began}, chosen(lists, places))
        if works:
            own = [n for n in fresh if n not in foreign]
            works[0].assigns = [(self.state[weights[n]], "momentum_buffer", buffers[n]) for n in own]
        if not foreign:
            return works
        left = chosen(lists, foreign)

        def begin() -> None:
            for place, buffer in zip(foreign, left[2], strict=True):
                self.state[weights[place]]["momentum_buffer"] = buffer

        return [*works, ByTorch(self, group, left), Then(begin)]

    def _buffer(self, weight: Any) -> Any:
        """A buffer in the weight's order of axes, as autograd's gradients are; torch's has that of the gradient."""
        like = self.state[weight].get("master", weight)
        return torch.zeros_like(like, dtype=self._options.dtype("momentum_buffer", like.dtype))


class Adagrad(Stepped, optim.Adagrad):
    """`torch.optim.Adagrad`, whose step is one call of a kernel of mxsym's, rounded as torch's fused one."""

    rule = "torch_adagrad_update"
    takes_sparse = True
    tensors = ("grad", "sum_of_squares", "step")


class RMSprop(Stepped, optim.RMSprop):
    """`torch.optim.RMSprop`, whose step is one call of a kernel of mxsym's."""

    rule = "torch_rmsprop_update"
    tensors = ("grad", "square_avg", "momentum_buffer", "grad_avg", "step")


class Adamax(Stepped, optim.Adamax):
    """`torch.optim.Adamax`, whose step is one call of a kernel of mxsym's."""

    rule = "torch_adamax_update"
    tensors = ("grad", "exp_avg", "exp_inf", "step")


class Adadelta(Stepped, optim.Adadelta):
    """`torch.optim.Adadelta`, whose step is one call of a kernel of mxsym's."""

    rule = "torch_adadelta_update"
    tensors = ("grad", "square_avg", "acc_delta", "step")


class NAdam(Stepped, optim.NAdam):
    """`torch.optim.NAdam`, whose step is one call of a kernel of mxsym's."""

    rule = "torch_nadam_update"
    tensors = ("grad", "exp_avg", "exp_avg_sq", "mu_product", "step")


class RAdam(Stepped, optim.RAdam):
    """`torch.optim.RAdam`, whose step is one call of a kernel of mxsym's."""

    rule = "torch_radam_update"
    tensors = ("grad", "exp_avg", "exp_avg_sq", "step")


class Rprop(Stepped, optim.Rprop):
    """`torch.optim.Rprop`, whose step is one call of a kernel of mxsym's."""

    rule = "torch_rprop_update"
    tensors = ("grad", "prev", "step_size", "step")


class ASGD(Stepped, optim.ASGD):
    """`torch.optim.ASGD`, whose step is one call of a kernel of mxsym's."""

    rule = "torch_asgd_update"
    tensors = ("grad", "mu", "ax", "eta", "step")


class SparseAdam(Stepped, optim.SparseAdam):
    """`torch.optim.SparseAdam`, whose step updates the rows that a gradient lists by a kernel of mxsym's."""

    rule = "torch_sparse_adam_update"
    tensors = ("grad", "exp_avg", "exp_avg_sq")
    counter = "step"

    def __init__(self, params: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(params, *args, **kwargs)
        if self._options.has_masters or self._options.states is not None:
            raise ValueError(
                "SparseAdam: got master, into or states; its states have the parameters' dtype: leave them out"
            )

    def _parts(self, group: Group) -> list[Part]:
        if any(p.grad is not None and not p.grad.is_sparse for p in group["params"]):
            raise RuntimeError("SparseAdam does not support dense gradients, please consider Adam instead")
        parts = super()._parts(group)
        for part in parts:
            states = [self.state[p] for p in part.lists[0]]
            part.assigns = [(state, self.counter, state[self.counter] + 1) for state in states]
        return parts

    def _init_group(self, group: Group, *lists: list[Any]) -> None:
        for p in group["params"]:
            if p.grad is None:
                continue
            state = self.state[p]
            if state.keys() <= BESIDE:
                state[self.counter] = 0
                state["exp_avg"] = torch.zeros_like(p, memory_format=torch.preserve_format)
                state["exp_avg_sq"] = torch.zeros_like(p, memory_format=torch.preserve_format)
            own = [state[name] for name in (*self.tensors[1:], self.counter)]
            for column, tensor in zip(lists, (p, p.grad, *own), strict=False):  # the count is in no list
                column.append(tensor)

    def _works(self, group: Group, lists: Lists) -> list[Work]:
        counts = [self.state[p][self.counter] + 1 for p in lists[0]]
        updates: list[Lazy] = []
        for count in dict.fromkeys(counts):
            places = [n for n, one in enumerate(counts) if one == count]
            counted = {**group, _COUNT: count}
            own = lists if len(places) == len(counts) else chosen(lists, places)
            self._add_rows(updates, counted, own)
        return [ByRows(self, updates)]

    def _not_lazy(self, group: Group, columns: Mapping[str, Sequence[Any]]) -> Sequence[int]:
        return ()

    def _call_torch(self, group: Group, lists: Lists) -> None:
        named = {"beta1": group["betas"][0], "beta2": group["betas"][1], "lr": float(group["lr"])}
        named |= {"eps": group["eps"], "maximize": group["maximize"]}
        torch.optim._functional.sparse_adam(*lists, [group[_COUNT]] * len(lists[0]), **named)
