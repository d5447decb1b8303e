"""What W&B does with a specification: PyPI `sweeps` (the controller) and `wandb` (the agent)."""

import copy
import json
import os
import random

import numpy
from sweeps import SweepConfig, SweepRun, next_run
from sweeps.config.schema import dereferenced_sweep_config_jsonschema as SCHEMA
from sweeps.params import HyperParameter, HyperParameterSet

SEARCHES = ("grid", "random", "bayes")


def refusal(config) -> str | None:
    """Why W&B cannot run this: its checks, or else its search, which finds what they overlook; None where it can."""
    try:
        SweepConfig(copy.deepcopy(config))
        if config["method"] in SEARCHES and "parameters" in config:
            random.seed(0)
            next_run(copy.deepcopy(config), [])
    except Exception as error:  # Whatever it raises, it does not run the sweep.
        return f"{type(error).__name__}: {error}"
    return None


def definitions(config) -> dict[str, dict]:
    """Each parameter's definition with W&B's defaults filled in and its `distribution` named, by dotted name."""
    return {_dotted(one.name): _named(one) for one in HyperParameterSet.from_config(config["parameters"])}


def _named(parameter: HyperParameter) -> dict:
    schema = SCHEMA["definitions"][parameter.type]
    schema = schema.get("anyOf", [schema])[0]
    return {"distribution": schema["properties"]["distribution"]["enum"][0], **parameter.config}


def _dotted(name: str) -> str:
    return name.replace(HyperParameterSet.NESTING_DELIMITER, ".")


def grid(config, validate: bool = False) -> list[dict]:
    """The points of a grid by dotted name, asked for one by one until W&B says that there are no more."""
    runs: list[SweepRun] = []
    while run := next_run(copy.deepcopy(config), runs, validate=validate):
        runs.append(run)
    names = [one.name for one in HyperParameterSet.from_config(config["parameters"])]
    return [_flat(run.config, names) for run in runs]


def _flat(config: dict, names: list[str]) -> dict:
    point = {}
    for name in names:
        first, *rest = name.split(HyperParameterSet.NESTING_DELIMITER)
        if first not in config:
            continue
        value = config[first]["value"]
        for part in rest:
            value = value[part]
        point[_dotted(name)] = value
    return point


def draws(definition: dict, count: int, seed: int) -> list:
    """Values that W&B's random search draws for one parameter: quantiles of uniform numbers, all at once, which is
    the same and fast, except that the quantiles of several weighted values at once are wrong."""
    parameter = HyperParameter("x", definition)
    uniform = numpy.random.default_rng(seed).random(count)
    if parameter.type == HyperParameter.CONSTANT:
        return [parameter.value] * count
    if parameter.type == HyperParameter.CATEGORICAL_PROB:
        return [parameter.ppf(one) for one in uniform]
    values = parameter.ppf(uniform)
    return values if isinstance(values, list) else values.tolist()


def argv(command: list, program: str, config: dict, folder) -> tuple[list[str], dict]:
    """The argument vector that W&B's agent starts for a run with this configuration, and the content of the JSON file
    that it wrote."""
    from wandb import wandb_agent

    started = []

    class Recorder:
        def __init__(self, command, **_):
            started.append(command)

    agent = object.__new__(wandb_agent.Agent)
    agent._sweep_command, agent._run_processes = list(command), {}
    agent._in_jupyter, agent._function, agent._forward_signals = False, None, False
    os.environ.update(WANDB_SWEEP_ID="sweep", WANDB_DIR=str(folder))
    agent_process, wandb_agent.AgentProcess = wandb_agent.AgentProcess, Recorder
    try:
        values = {name: {"value": config[name]} for name in config}
        agent._command_run({"run_id": "run", "program": program, "args": values})
    finally:
        wandb_agent.AgentProcess = agent_process
    file = folder / "wandb/sweep-sweep/config-run.json"
    return started[0], json.loads(file.read_text()) if file.exists() else {}
