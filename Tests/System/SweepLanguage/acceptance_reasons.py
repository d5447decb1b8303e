"""Why sweepd accepts what W&B does not, and the other way about: the keys of the documented differences."""

import copy
import dataclasses
import math
import re

import wandb_library
from specifications import DEPRECATED
from yaml_text import CoreLoader, read, repeats_a_key

MACROS = {
    "env", "interpreter", "program", "args", "args_no_equals", "args_no_hyphens", "args_append_hydra",
    "args_override_hydra", "args_no_boolean_flags", "args_json", "args_json_file",
}
OWN_KEYS = {"seed", "max_parallel", "nested", "wandb_strict", "priority", "labels"}
OWN_RULES = {"asha", "median", "threshold", "patience"}
UNUSED_KEYS = {"apiVersion", "kind", "controller", "project", "entity", "settings"}
NUMERIC = ("min", "max", "q", "mu", "sigma", "a", "b", "target")


@dataclasses.dataclass
class Case:
    """A specification as text, and as W&B reads it."""

    text: str
    config: object

    @property
    def read_differently(self) -> bool:
        """Whether some scalar of the text is another value in YAML 1.1 than in YAML 1.2."""
        return repr(self.config) != repr(read(self.text, CoreLoader))

    def get(self, key: str, kind: type = object):
        """The value of a key of the file, where it is of this type."""
        value = self.config.get(key) if isinstance(self.config, dict) else None
        return value if isinstance(value, kind) else None

    def definitions(self) -> list[dict]:
        """The definitions of all parameters, those in groups too."""
        return definitions(self.get("parameters"))

    def numbers(self, *keys: str) -> list:
        return [one[key] for one in self.definitions() for key in keys if key in one]

    def macros(self) -> list[str]:
        items = map(str, self.get("command", list) or ["${program}"])
        return [item[2:-1] for item in items if item.startswith("${") and item.endswith("}")]


def definitions(group) -> list[dict]:
    found = [one for one in group.values() if isinstance(one, dict)] if isinstance(group, dict) else []
    return found + [inner for one in found for inner in definitions(one.get("parameters"))]


# What sweepd accepts and W&B does not


def leniencies(case: Case) -> list[str | None]:
    """Of which documented leniencies a specification makes use: those without all of which W&B accepts it too."""
    config = read(case.text, CoreLoader) if case.read_differently else copy.deepcopy(case.config)
    keys: list[str | None] = ["yaml-1-2"] if case.read_differently else []
    if wandb_library.refusal(config) is None:
        return keys
    for key, mend in MENDINGS.items():
        mended = copy.deepcopy(config)
        mend(mended)
        if repr(mended) == repr(config):
            continue
        keys.append(key)
        config = mended
        if wandb_library.refusal(config) is None:
            return keys
    return [*keys, None]


def _without_own_keys(config: dict):
    for key in OWN_KEYS & set(config):
        del config[key]
    rule = config.get("early_terminate")
    if isinstance(rule, dict) and rule.get("type") in OWN_RULES:
        del config["early_terminate"]


def _without_unused_keys(config: dict):
    for key in UNUSED_KEYS & set(config):
        del config[key]


def _with_text(config: dict):
    for key in {"name", "description"} & set(config):
        config[key] = str(config[key])


def _with_numbers(config: dict):
    for one in [*definitions(config["parameters"]), config.get("metric", {})]:
        for key in NUMERIC:
            if isinstance(one.get(key), str):
                one[key] = float(one[key])


def _with_current_distributions(config: dict):
    for one in definitions(config["parameters"]):
        if one.get("distribution") in DEPRECATED:
            one["distribution"] = "q_uniform" if one["distribution"].startswith("q_") else "uniform"


def _without_probabilities(config: dict):
    for one in definitions(config["parameters"]) if config["method"] == "bayes" else []:
        if "probabilities" in one:
            one.pop("probabilities")
            one.pop("distribution", None)


MENDINGS = {
    "own-keys": _without_own_keys, "unused-keys": _without_unused_keys, "numbers-as-text": _with_text,
    "numeric-text": _with_numbers,
    "deprecated-distributions": _with_current_distributions, "bayes-probabilities": _without_probabilities,
}


# What W&B accepts and sweepd does not


def strictnesses(case: Case, messages: str) -> list[str | None]:
    """Which documented strictness each error is due to."""
    errors = re.findall(r"^\S+:\d+:\d+: error: (.*)", messages, re.MULTILINE)
    return [next((key for key, pattern, holds in REASONS if re.search(pattern, error) and holds(case)), None)
            for error in errors] or [None]


def _beyond(value) -> bool:
    return isinstance(value, int) and not -(2**63) <= value < 2**63


def _without_multiple(one: dict) -> bool:
    q = one.get("q", 1.0)
    bounded = str(one.get("distribution")).startswith("q_") and {"min", "max"} <= set(one)
    low, high = (one["min"], one["max"]) if bounded else (0, 0)
    if one.get("distribution") == "q_log_uniform":
        low, high = math.exp(low), math.exp(high)
    return math.ceil(low / q) > math.floor(high / q)


# The key, what an error due to it says, and for which specifications it may.
REASONS = [
    ("external-scheduler", "custom|scheduler|metrics",
     lambda case: case.get("method") == "custom" or case.get("scheduler") or case.get("metrics")),
    ("launch", "job|image_uri", lambda case: case.get("job") or case.get("image_uri")),
    ("program-missing", "program", lambda case: "program" in case.macros() and not case.get("program")),
    ("unknown-macro", "macro",
     lambda case: any(re.fullmatch(r"\w+", one) and one not in MACROS for one in case.macros())),
    ("command-items", "command",
     lambda case: any(isinstance(one, (list, dict, type(None))) for one in case.get("command", list) or [])),
    ("empty-command", "command", lambda case: case.get("command") == []),
    ("termination-without-metric", "metric", lambda case: case.get("early_terminate") and not case.get("metric")),
    ("group-probabilities", "probabilities", lambda case: case.numbers("probabilities")),
    ("long-name", "name", lambda case: len(case.get("name", str) or "") > 128),
    ("colliding-names", r"a\.b", lambda case: {"a.b", "a"} <= set(case.get("parameters", dict) or {})),
    ("integers-beyond-64-bits", "", lambda case: any(map(_beyond, case.numbers("min", "max", "value")))),
    ("non-finite-numbers", "", lambda case: re.search(r"\b(nan|inf)\b", repr(case.definitions()))),
    ("q-without-multiple", r"\bq\b|multiple", lambda case: any(map(_without_multiple, case.definitions()))),
    ("zero-shapes", "from 0.001 to", lambda case: 0 in case.numbers("a", "b")),
    ("repeated-keys", "", lambda case: repeats_a_key(case.text)),
    ("yaml-1-2", "", lambda case: case.read_differently),
]
