"""Compares random draws with W&B's by distribution: two samples of each, which a test must not tell apart."""

import collections
import itertools
import json
import math
import multiprocessing

from scipy import stats

import sweepctl
import wandb_library
from differences import Differences
from yaml_text import written

COUNT, SEED = 20_000, 5
# Of a fixed seed, so that a right implementation passes always or never; a sample this unlikely is worth a look.
LEAST_PROBABILITY = 1e-4
# Cells of a chi-square test that hold fewer values are one cell.
LEAST_CELL = 16

DEFINITIONS = {
    "constant": {"value": [1, "x"]}, "categorical": {"values": ["a", 1, 2.5, None, True, [1], {"k": 1}]},
    "categorical-with-duplicates": {"values": [1, 1, 2, "1"]},
    "weighted": {"values": ["a", "b", "c", 3], "probabilities": [0.7, 0, 0.2, 0.1]},
    "int-uniform": {"min": -3, "max": 4}, "int-uniform-wide": {"min": 0, "max": 10**12},
    "uniform": {"min": -1.5, "max": 2}, "uniform-of-integers": {"distribution": "uniform", "min": 0, "max": 3},
    "q-uniform": {"distribution": "q_uniform", "min": 1, "max": 10, "q": 3},
    "q-uniform-omitted": {"distribution": "q_uniform", "min": 0, "max": 6},
    "q-uniform-fraction": {"distribution": "q_uniform", "min": 0.0, "max": 1.0, "q": 0.1},
    "q-uniform-float": {"distribution": "q_uniform", "min": -4, "max": 4, "q": 2.0},
    "log-uniform": {"distribution": "log_uniform", "min": -5, "max": 2},
    "log-uniform-values": {"distribution": "log_uniform_values", "min": 1e-5, "max": 0.1},
    "q-log-uniform": {"distribution": "q_log_uniform", "min": 0, "max": 4.0, "q": 4},
    "q-log-uniform-values": {"distribution": "q_log_uniform_values", "min": 1, "max": 100, "q": 10},
    "q-log-uniform-values-omitted": {"distribution": "q_log_uniform_values", "min": 1.5, "max": 64},
    "inv-log-uniform": {"distribution": "inv_log_uniform", "min": -1, "max": 3},
    "inv-log-uniform-values": {"distribution": "inv_log_uniform_values", "min": 0.01, "max": 10},
    "normal": {"distribution": "normal"}, "normal-settings": {"distribution": "normal", "mu": -4, "sigma": 0.25},
    "q-normal": {"distribution": "q_normal", "q": 1},
    "q-normal-omitted": {"distribution": "q_normal", "mu": 3, "sigma": 2},
    "q-normal-fraction": {"distribution": "q_normal", "q": 0.5, "sigma": 1.5},
    "log-normal": {"distribution": "log_normal"},
    "log-normal-settings": {"distribution": "log_normal", "mu": 2, "sigma": 0.5},
    "q-log-normal": {"distribution": "q_log_normal", "q": 1},
    "q-log-normal-fraction": {"distribution": "q_log_normal", "q": 0.25}, "beta": {"distribution": "beta"},
    "beta-settings": {"distribution": "beta", "a": 0.5, "b": 3},
    "q-beta": {"distribution": "q_beta", "q": 0.1, "a": 2, "b": 5}, "q-beta-omitted": {"distribution": "q_beta"},
}


def theirs(name: str) -> list:
    return wandb_library.draws(DEFINITIONS[name], COUNT, seed=sorted(DEFINITIONS).index(name))


def ours(strict: bool) -> dict[str, list]:
    """The same number of values of each; the continuous ones keep the points from repeating."""
    config = {"method": "random", "program": "train.py", "wandb_strict": strict, "parameters": DEFINITIONS}
    points = sweepctl.expand(written(config), "--count", str(COUNT), "--seed", str(SEED))
    return {name: [point[name] for point in points] for name in DEFINITIONS}


def quantised(definition: dict) -> bool:
    return definition.get("distribution", "").startswith("q_")


def mended(definition: dict, values: list) -> tuple[str | None, list]:
    """Without W&B's defects: multiples of `q` stay in the range and are integers where `q` is; and the difference's
    key where that changes something."""
    if not quantised(definition):
        return None, values
    q = definition.get("q", 1.0)
    low, high = bounds(definition)
    inside = [min(max(value, math.ceil(low / q) * q), math.floor(high / q) * q) for value in values]
    if float(q).is_integer():
        inside = [int(value) for value in inside]
    if exact(inside) == exact(values):
        return None, values
    return ("quantised-range" if inside != values else "quantised-integers"), inside


def bounds(definition: dict) -> tuple[float, float]:
    low, high = definition.get("min", -math.inf), definition.get("max", math.inf)
    if definition["distribution"] == "q_log_uniform":
        return math.exp(low), math.exp(high)
    unbounded = -2**60, 2**60
    return max(low, unbounded[0]), min(high, unbounded[1])


def exact(values: list) -> list[str]:
    return [json.dumps(value) for value in values]


def continuous(values: list) -> bool:
    return isinstance(values[0], (int, float)) and len(set(exact(values[:200]))) > 150


def fault(expected: list, found: list) -> str | None:
    """What tells the two samples apart, or None."""
    if {type(value) for value in expected} != {type(value) for value in found}:
        return f"values such as {expected[:4]} became such as {found[:4]}"
    if continuous(expected):
        probability = stats.ks_2samp(expected, found).pvalue
    else:
        table = cells(expected, found)
        if any(one == 0 or other == 0 for one, other in table):
            return f"{sorted(set(map(cell, expected)))} became {sorted(set(map(cell, found)))}"
        probability = stats.chi2_contingency(table).pvalue if len(table) > 1 else 1
    told = f"samples as different as these have probability {probability:.1g}"
    return None if probability >= LEAST_PROBABILITY else told


def cells(expected: list, found: list) -> list[tuple[int, int]]:
    """How often each value is in either sample, the rare ones together."""
    counts = [collections.Counter(map(cell, values)) for values in (expected, found)]
    table, rare = [], [0, 0]
    for value in {**counts[0], **counts[1]}:
        pair = counts[0][value], counts[1][value]
        if sum(pair) < LEAST_CELL:
            rare = [one + more for one, more in zip(rare, pair)]
        else:
            table.append(pair)
    return table + ([tuple(rare)] if min(rare) > 0 else [])


def cell(value) -> str:
    return f"{value:.9g}" if isinstance(value, float) else json.dumps(value)


def independent(samples: dict[str, list], differences: Differences):
    """No two parameters go together: rank correlations stay within five standard deviations."""
    columns = [name for name, values in samples.items() if continuous(values)]
    for one, other in itertools.combinations(columns, 2):
        correlation = stats.spearmanr(samples[one], samples[other]).statistic
        differences.check(abs(correlation) * math.sqrt(COUNT) < 5, f"{one} and {other} correlate by {correlation:.3f}")


def repetitions(differences: Differences):
    """W&B draws points of a small space again and again; sweepd draws each once, and then has drawn all."""
    parameters = {"a": {"values": [1, 2]}, "b": {"min": 1, "max": 3}}
    drawn = list(zip(*(wandb_library.draws(one, 6, seed) for seed, one in enumerate(parameters.values()))))
    config = {"method": "random", "program": "train.py", "parameters": parameters}
    points = sweepctl.expand(written(config), "--count", "20", "--seed", str(SEED))
    found = [(point["a"], point["b"]) for point in points]
    if len(set(drawn)) < len(drawn) and sorted(found) == sorted(itertools.product([1, 2], [1, 2, 3])):
        differences.differ("repetitions", "")
    else:
        differences.differ(None, f"W&B draws {drawn}, sweepctl {found}")


def main():
    differences = Differences("draws")
    with sweepctl.folder(), multiprocessing.Pool(2) as pool:
        references = dict(zip(DEFINITIONS, pool.map(theirs, DEFINITIONS, chunksize=1)))
        strict, plain = ours(strict=True), ours(strict=False)
        for name, definition in DEFINITIONS.items():
            told = fault(references[name], strict[name])
            differences.check(told is None, f"{name} {definition}, wandb_strict: {told}")
            key, expected = mended(definition, references[name])
            told = fault(expected, plain[name])
            differences.check(told is None, f"{name} {definition}: {told}")
            if key and told is None:
                differences.differ(key, name)
        independent(plain, differences)
        repetitions(differences)
    differences.finish()


if __name__ == "__main__":
    main()
