"""Generated specifications that use every key of W&B's language; the same seed gives the same ones."""

import random

NAMES = ["lr", "batch-size", "model.depth", "optimizer", "_hidden", "A1", "weight_decay", "data.aug.p", "x-y.z", "seed"]
TEXTS = ["adam", "sgd", "", "a b", "1", "1e-5", "true", "null", "None", "x'y", 'say "hi"', "ümlaut", "a=b", "-1", "~"]
NUMBERS = [0, 1, -3, 64, 2**53, 0.1, 1e-5, 3.0, -2.5, 1e16, 1.5e300]
DISCRETE = ["constant", "categorical", "int_uniform", "q_uniform"]
# W&B's library refuses these and its server takes them, so they must not hide what else there is to see.
DEPRECATED = ["log_uniform", "inv_log_uniform", "q_log_uniform"]


class Generator:
    def __init__(self, seed: int):
        self.random = random.Random(seed)

    # Whole specifications

    def specification(self, method: str | None = None, groups: bool = True) -> dict:
        method = method or self.random.choice(["grid", "random", "bayes"])
        config = {"method": method, "parameters": self.parameters(method, groups)}
        config["metric"] = self.metric()
        if self.often(0.95):
            config["program"] = "train.py"
        if self.often(0.2):
            config["early_terminate"] = self.early_termination()
        if method != "bayes" and self.often(0.3):
            del config["metric"]
        if self.often(0.2):
            config["command"] = self.command()
        for key, value in self.random.sample(sorted(OPTIONAL.items()), self.random.choice([0, 0, 1, 2])):
            config[key] = value
        return config

    def metric(self) -> dict:
        metric = {"name": self.random.choice(["loss", "val/accuracy", "mean score", "f1+f2", "a.b"])}
        optional = {
            "goal": self.random.choice(["minimize", "maximize"]), "target": self.random.choice([0, 0.5, -1e-3]),
            "impute": self.random.choice(["worst", "best", "latest"]),
            "impute_while_running": self.random.choice(["false", "worst", "best", "latest"]),
        }
        return metric | {key: value for key, value in optional.items() if self.often(0.3)}

    def early_termination(self) -> dict:
        bands = self.random.choice([{"min_iter": 3}, {"max_iter": 27, "s": 2}, {"min_iter": 1, "max_iter": 9, "s": 2}])
        optional = {"eta": self.random.choice([2, 3, 1.5]), "strict": self.often(0.5)}
        return {"type": "hyperband", **bands, **{key: value for key, value in optional.items() if self.often(0.4)}}

    def command(self) -> list:
        arguments = self.random.choice([
            "args", "args_no_equals", "args_no_hyphens", "args_append_hydra", "args_override_hydra",
            "args_no_boolean_flags", "args_json", "args_json_file"])
        start = self.random.choice([["${env}", "${interpreter}"], ["python3"], ["${interpreter}", "-u"]])
        end = self.random.choice([[], ["--verbose"], ["a b", "$x", "{}"]])
        return start + ["${program}", "${%s}" % arguments] + end

    # Parameters

    def parameters(self, method: str, groups: bool, depth: int = 0) -> dict:
        names = self.random.sample(NAMES, self.random.randint(1, 3 if depth == 0 else 2))
        found = {name: self.parameter(method) for name in names}
        if groups and depth < 3 and self.often(0.2):
            found[f"group{depth}"] = {"parameters": self.parameters(method, groups, depth + 1)}
        if method == "bayes" and depth == 0:
            found["searched"] = {"min": 0.0, "max": 1.0}
        return found

    def parameter(self, method: str) -> dict:
        kinds = DISCRETE if method == "grid" else DEPRECATED if self.often(0.04) else CURRENT
        return DISTRIBUTIONS[self.random.choice(kinds)](self)

    def constant(self) -> dict:
        return self.labelled("constant", {"value": self.value()})

    def categorical(self) -> dict:
        return self.labelled("categorical", {"values": self.values()})

    def weighted(self) -> dict:
        values = self.values()
        weights = [self.random.choice([0, 1, 2, 5]) for _ in values]
        weights[0] += 1
        return self.labelled("categorical_w_probabilities", {
            "values": values, "probabilities": [weight / sum(weights) for weight in weights]})

    def int_uniform(self) -> dict:
        low = self.random.randint(-5, 5)
        return self.labelled("int_uniform", {"min": low, "max": low + self.random.randint(1, 3)})

    def uniform(self) -> dict:
        low, high = self.random.choice([(0.0, 1.0), (0, 1.0), (-2.5, 3), (1e-5, 0.1)])
        return self.labelled("uniform", {"min": low, "max": high}) if self.often(0.8) else {
            "distribution": "uniform", "min": 0, "max": 10}

    def q_uniform(self) -> dict:
        low, high, step = self.random.choice([
            (0, 10, 5), (0, 10, 3), (0.0, 1.0, 0.25), (1, 9, 2), (-1, 1, 0.5), (0, 3, None), (0, 1, 0.1)])
        return {"distribution": "q_uniform", "min": low, "max": high} | ({} if step is None else {"q": step})

    def exponents(self, kind: str) -> dict:
        low, high = self.random.choice([(-9, -2), (0, 3.5), (-2.0, 2)])
        return self.quantised({"distribution": kind, "min": low, "max": high})

    def literals(self, kind: str) -> dict:
        low, high = self.random.choice([(1e-5, 1e-1), (1, 1000), (0.5, 64)])
        return self.quantised({"distribution": kind, "min": low, "max": high})

    def bell(self, kind: str) -> dict:
        mu, sigma = self.random.choice([(0, 1), (2.5, 0.5), (-1, 3)])
        return self.quantised({"distribution": kind} | self.some({"mu": mu, "sigma": sigma}))

    def beta(self, kind: str) -> dict:
        return self.quantised({"distribution": kind} | self.some({"a": self.random.choice([1, 2.5]), "b": 3}))

    def quantised(self, definition: dict) -> dict:
        """With a `q`, where the distribution takes one: mostly such that a multiple of it lies in the range."""
        if definition["distribution"].startswith("q_") and self.often(0.8):
            definition["q"] = self.random.choice([1, 2, 0.5, 1.0, 1e-4])
        return definition

    # Values

    def values(self) -> list:
        return [self.value() for _ in range(self.random.randint(1, 4))]

    def value(self):
        kind = self.random.random()
        if kind < 0.35:
            return self.random.choice(NUMBERS)
        if kind < 0.7:
            return self.random.choice(TEXTS)
        if kind < 0.85:
            return self.random.choice([True, False, None])
        return self.random.choice([[], [1, 2.5, "x", True, None], {"a": 1, "b": [None]}, [[1], {"k": "v"}], {}])

    def labelled(self, kind: str, definition: dict) -> dict:
        return definition | ({"distribution": kind} if self.often(0.3) else {})

    def some(self, optional: dict) -> dict:
        return {key: value for key, value in optional.items() if self.often(0.7)}

    def often(self, probability: float) -> bool:
        return self.random.random() < probability


DISTRIBUTIONS = {
    "constant": Generator.constant, "categorical": Generator.categorical,
    "categorical_w_probabilities": Generator.weighted, "int_uniform": Generator.int_uniform,
    "uniform": Generator.uniform, "q_uniform": Generator.q_uniform,
    **{kind: lambda self, kind=kind: self.exponents(kind) for kind in DEPRECATED},
    **{kind: lambda self, kind=kind: self.literals(kind)
       for kind in ("log_uniform_values", "inv_log_uniform_values", "q_log_uniform_values")},
    **{kind: lambda self, kind=kind: self.bell(kind) for kind in ("normal", "log_normal", "q_normal", "q_log_normal")},
    **{kind: lambda self, kind=kind: self.beta(kind) for kind in ("beta", "q_beta")},
}
CURRENT = sorted(set(DISTRIBUTIONS) - set(DEPRECATED))

OPTIONAL = {
    "name": "a name", "description": "what it is for", "project": "p", "entity": "e", "apiVersion": "v1",
    "kind": "sweep",
    "controller": {"type": "local"}, "run_cap": 12,
}
