"""Compares the distribution that W&B infers for each parameter with the one that `sweepctl validate --json` prints."""

import math
import multiprocessing

import sweepctl
import wandb_library
from acceptance_reasons import Case, strictnesses
from differences import Differences
from specifications import DEPRECATED, DISTRIBUTIONS, Generator
from yaml_text import written

EXTRA, SPECIFICATIONS = 6, 250
# What sweepctl prints beside the definition.
OWN = {"text"}
EXPONENTS = {
    "log_uniform": lambda one: (math.exp(one["min"]), math.exp(one["max"])),
    "q_log_uniform": lambda one: (math.exp(one["min"]), math.exp(one["max"])),
    "inv_log_uniform": lambda one: (math.exp(-one["max"]), math.exp(-one["min"])),
}


def configs() -> list[dict]:
    """With groups, and many parameters each, so that few processes say much."""
    generator = Generator(seed=21)
    found = []
    for _ in range(SPECIFICATIONS):
        config = generator.specification("random")
        for number in range(EXTRA):
            kind = generator.random.choice([*DEPRECATED, *DISTRIBUTIONS])
            config["parameters"][f"extra{number}"] = DISTRIBUTIONS[kind](generator)
        found.append(config | {"program": "train.py"})
    return found


def same(theirs: dict, ours: dict) -> bool:
    """Equal but for the spelling of numbers among the settings; listed values are exactly equal."""
    if set(theirs) != set(ours) - OWN:
        return False
    for key, value in theirs.items():
        exact = key in ("value", "values")
        if (repr(value) != repr(ours[key])) if exact else not close(value, ours[key]):
            return False
    return True


def close(one, other) -> bool:
    if isinstance(one, list):
        return len(one) == len(other) and all(map(close, one, other))
    return one == other if isinstance(one, str) else math.isclose(one, other, rel_tol=1e-12)


def translated(theirs: dict) -> tuple[str | None, dict]:
    """The documented difference that concerns this definition, and what sweepctl prints in its place."""
    kind = theirs["distribution"]
    if kind in EXPONENTS:
        low, high = EXPONENTS[kind](theirs)
        name = "q_log_uniform_values" if kind.startswith("q_") else "log_uniform_values"
        return "exponents", theirs | {"distribution": name, "min": low, "max": high}
    if kind == "inv_log_uniform_values":
        return "inverse-values", theirs | {"distribution": "log_uniform_values"}
    return None, theirs


def judge(config: dict) -> tuple[dict, dict, sweepctl.Verdict]:
    return config, wandb_library.definitions(config), sweepctl.validate(written(config))


def main():
    differences = Differences("inference")
    with sweepctl.folder(), multiprocessing.Pool(2) as pool:
        for config, definitions, verdict in pool.imap(judge, configs(), chunksize=8):
            if not verdict.accepted:
                # The acceptance has these, with their rows of the table.
                if None in strictnesses(Case(written(config), config), verdict.messages):
                    differences.differ(None, verdict.messages)
                continue
            printed = verdict.description["parameters"]
            names = list(printed) == list(definitions)
            differences.check(names, f"parameters {list(printed)}, W&B has {list(definitions)}")
            for name, theirs in definitions.items() if names else []:
                compare(theirs, printed[name], differences)
    differences.finish()


def compare(theirs: dict, ours, differences: Differences):
    if isinstance(ours, dict) and same(theirs, ours):
        return differences.agree()
    key, expected = translated(theirs)
    explained = isinstance(ours, dict) and same(expected, ours)
    differences.differ(key if explained else None, f"W&B has {theirs}, sweepctl {ours}")


if __name__ == "__main__":
    main()
