"""Metrics of servers by key: a dict, and the text that Prometheus reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

COUNTERS = {
    "pushes": "pushes that were accepted",
    "rows_pushed": "ids of gradients",
    "bytes_in": "bytes of gradients",
    "duplicates": "pushes that came again and were dropped",
    "refused": "messages that were errors and had no effect",
    "steps": "steps of the update",
    "pulls": "requests to read",
    "rows_pulled": "ids of rows that were read",
    "bytes_out": "bytes of values that were read",
    "update_seconds": "time of updates, the sums of rows among it",
}
GAUGES = {
    "queue": "pushes that wait",
    "rows": "rows that are stored",
    "evicted": "rows that were taken out since the server was started",
    "waiting_ids": "ids that came too seldom for a row",
}
SERVER_GAUGES = {
    "restarts": "times that the server was started again",
    "checkpoint_seconds": "time of the last checkpoint",
    "checkpoint_bytes": "bytes of the last checkpoint",
    "checkpoint_rows": "rows in the last checkpoint",
    "checkpoint_version": "number of the last checkpoint",
    "pushes_since_checkpoint": "pushes that are in no checkpoint yet",
}


class KeyMetrics:
    """Counters of one key on one server. `staleness` counts pushes by how far their worker was ahead of the slowest."""

    def __init__(self) -> None:
        self.counts: dict[str, float] = dict.fromkeys(COUNTERS, 0)
        self.staleness: Counter[int] = Counter()

    def add(self, **amounts: float) -> None:
        """Add to counters."""
        for name, amount in amounts.items():
            self.counts[name] += amount

    def plain(self, **gauges: float) -> dict[str, Any]:
        """Everything as a dict."""
        return {**self.counts, **gauges, "staleness": dict(sorted(self.staleness.items()))}


def total(parts: Iterable[Mapping[Any, Mapping[str, Any]]]) -> dict[Any, Any]:
    """The sums of the metrics of each key, which are there by key in several parts."""
    keys: dict[Any, dict[str, Any]] = {}
    for part in parts:
        for key, values in part.items():
            into = keys.setdefault(key, {"staleness": Counter[int]()})
            for name, value in values.items():
                if name == "staleness":
                    into[name].update(value)
                else:
                    into[name] = into.get(name, 0) + value
    for values in keys.values():
        values["staleness"] = dict(sorted(values["staleness"].items()))
    return keys


def prometheus(servers: Iterable[Mapping[str, Any]]) -> str:
    """The metrics of servers in Prometheus' text format."""
    known = list(servers)
    lines: list[str] = []
    for kind, names in (("counter", COUNTERS), ("gauge", GAUGES)):
        for name, text in names.items():
            metric = _name(name, kind)
            lines += [f"# HELP {metric} {text}", f"# TYPE {metric} {kind}"]
            lines += [
                f"{metric}{{server={_text(server['server'])},key={_text(key)}}} {_number(values[name])}"
                for server in known
                for key, values in server["keys"].items()
            ]
    for name, text in SERVER_GAUGES.items():
        metric = _name(name, "gauge")
        lines += [f"# HELP {metric} {text}", f"# TYPE {metric} gauge"]
        lines += [f"{metric}{{server={_text(server['server'])}}} {_number(server[name])}" for server in known]
    metric = "mxsym_kv_staleness"
    lines += [f"# HELP {metric} pushes by how far their worker was ahead of the slowest", f"# TYPE {metric} histogram"]
    for server in known:
        for key, values in server["keys"].items():
            labels = f"server={_text(server['server'])},key={_text(key)}"
            count = 0
            for ahead, number in values["staleness"].items():
                count += number
                lines.append(f'{metric}_bucket{{{labels},le="{ahead}"}} {count}')
            lines.append(f'{metric}_bucket{{{labels},le="+Inf"}} {count}')
            summed = sum(ahead * number for ahead, number in values["staleness"].items())
            lines += [f"{metric}_sum{{{labels}}} {summed}", f"{metric}_count{{{labels}}} {count}"]
    return "\n".join(lines) + "\n"


def _name(name: str, kind: str) -> str:
    return f"mxsym_kv_{name}_total" if kind == "counter" else f"mxsym_kv_{name}"


def _text(value: object) -> str:
    """A label's value between quotes."""
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
