"""Compares the points of a grid, their order and their values exactly, with those that W&B hands out one by one."""

import json
import multiprocessing

import sweepctl
import wandb_library
from differences import Differences
from specifications import Generator
from yaml_text import written

GRIDS, LARGEST = 260, 60


def configs() -> list[dict]:
    """Grids of at most `LARGEST` points; every other one asks for W&B's own grid of a q_uniform."""
    generator = Generator(seed=22)
    found: list[dict] = []
    while len(found) < GRIDS:
        config = {"method": "grid", "program": "train.py", "parameters": generator.parameters("grid", groups=True)}
        if size(config["parameters"]) <= LARGEST:
            found.append(config | ({"wandb_strict": True} if len(found) % 2 else {}))
    return found + [{"method": "grid", "program": "train.py", "parameters": one} for one in CORNERS]


CORNERS = [
    {"b": {"values": [1, 2]}, "a": {"values": ["x", "y"]}},
    {"a": {"values": [None, 0, False, "", [], {}]}},
    {"a": {"values": [1, 1, "1", True, 1.5, 1.5]}},
    {"a": {"values": [1, 1.0]}}, {"a": {"values": [2.0, 2, 3]}},
    {"a": {"values": [{"x": 1}, {"y": 2}, {"x": 1, "y": 2}]}},
    {"a": {"value": 1}, "b": {"value": None}},
    {"B": {"values": [1, 2]}, "a": {"values": [1, 2]}, "_": {"values": [1, 2]}},
    {"a-b": {"values": [1, 2]}, "a.b": {"values": [1, 2]}, "a_b": {"values": [1, 2]}, "ab": {"values": [1, 2]}},
    {"a": {"parameters": {"z": {"values": [1, 2]}, "b": {"values": [3, 4]}}}, "a.c": {"values": [5, 6]}},
]


def size(parameters: dict) -> int:
    count = 1
    for one in parameters.values():
        if "parameters" in one:
            count *= size(one["parameters"])
        elif "values" in one:
            count *= len(one["values"])
        elif "min" in one:
            count *= int((one["max"] - one["min"]) / one.get("q", 1)) + 1
    return count


def judge(config: dict) -> tuple[dict, list[dict], list[dict] | None, list[dict], list[dict] | str]:
    parameters = config["parameters"]
    grouped = any("parameters" in one for one in parameters.values())
    checked = wandb_library.grid(searched(parameters), validate=True) if grouped else None
    mended = [] if "wandb_strict" in config else wandb_library.grid(searched(with_steps(parameters)))
    try:
        ours = sweepctl.expand(written(config))
    except sweepctl.Refused as refusal:
        ours = str(refusal)
    return config, wandb_library.grid(searched(parameters)), checked, mended, ours


def searched(parameters: dict) -> dict:
    return {"method": "grid", "parameters": parameters}


def with_steps(parameters: dict) -> dict:
    """With each q_uniform as the list of W&B's own values, as integers where they are."""
    return {name: {"parameters": with_steps(one["parameters"])} if "parameters" in one else
            {"values": steps(one)} if one.get("distribution") == "q_uniform" else one
            for name, one in parameters.items()}


def steps(one: dict) -> list:
    points = wandb_library.grid(searched({"x": one}))
    whole = all(float(one.get(key, 1.0)).is_integer() for key in ("min", "q"))
    return [int(point["x"]) if whole else point["x"] for point in points]


def exact(points: list[dict]) -> list[str]:
    return [json.dumps(point, sort_keys=True) for point in points]


def main():
    differences = Differences("grid")
    with sweepctl.folder(), multiprocessing.Pool(2) as pool:
        for config, theirs, checked, mended, ours in pool.imap(judge, configs(), chunksize=8):
            if isinstance(ours, str):
                differences.differ(None, ours)
                continue
            account = f"{written(config)}\n  W&B: {exact(theirs)[:8]}\n  sweepctl: {exact(ours)[:8]}"
            if exact(theirs) == exact(ours):
                differences.agree()
            else:
                differences.differ("grid-integers" if exact(mended) == exact(ours) else None, account)
            if checked is not None and exact(checked) != exact(theirs):
                differences.differ("groups-dropped", account)
    differences.finish()


if __name__ == "__main__":
    main()
