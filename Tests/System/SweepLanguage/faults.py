"""Specifications with something wrong, or merely unusual: one change of `faults.yaml` each to one that is right."""

import copy
import pathlib
import random

import yaml

CHANGES = yaml.safe_load(pathlib.Path(__file__).with_name("faults.yaml").read_text())


BASE = {
    "method": "random", "program": "train.py", "metric": {"name": "loss"},
    "parameters": {"lr": {"min": 0.1, "max": 1.0}},
}


def singles() -> list[dict]:
    """Every change alone."""
    found = [BASE | {key: value} for key, values in CHANGES["keys"].items() for value in values]
    parameters = [{"changed": one} for one in CHANGES["definitions"]]
    parameters += [{one: {"value": 1}} for one in CHANGES["names"]]
    return found + [BASE | {"parameters": BASE["parameters"] | one} for one in parameters]


def unusual(config: dict, chance: random.Random) -> dict:
    """`config` with one change, or rarely two."""
    config = copy.deepcopy(config)
    for _ in range(chance.choice([1, 1, 1, 2])):
        chance.choice([_key, _key, _definition, _definition, _name, _omission])(config, chance)
    return config


def _key(config: dict, chance: random.Random):
    key = chance.choice(sorted(CHANGES["keys"]))
    config[key] = copy.deepcopy(chance.choice(CHANGES["keys"][key]))


def _definition(config: dict, chance: random.Random):
    if isinstance(config.get("parameters"), dict):
        config["parameters"]["changed"] = copy.deepcopy(chance.choice(CHANGES["definitions"]))


def _name(config: dict, chance: random.Random):
    if isinstance(config.get("parameters"), dict):
        config["parameters"][chance.choice(CHANGES["names"])] = {"value": 1}


def _omission(config: dict, chance: random.Random):
    config.pop(chance.choice(["method", "parameters", "metric", "program"]), None)
    if chance.random() < 0.2 and isinstance(config.get("parameters"), dict):
        config["parameters"] |= {"a.b": {"value": 1}, "a": {"parameters": {"b": {"value": 2}}}}
