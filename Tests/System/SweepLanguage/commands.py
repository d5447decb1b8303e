"""Compares command lines, argument by argument, of real runs with what W&B's agent starts for the same values."""

import json
import math
import os
import pathlib
import random
import shutil
import struct
import tempfile

import sweepctl
import wandb_library
from differences import Differences
from yaml_text import written

PROGRAM = pathlib.Path(__file__).with_name("print_argv.py")
MACROS = [
    "args", "args_no_equals", "args_no_hyphens", "args_append_hydra", "args_override_hydra", "args_no_boolean_flags",
    "args_json", "args_json_file", "env", "interpreter", "program", "envvar:CONFORMANCE_VALUE", "envvar:EMPTY_VALUE",
    "envvar:NO_SUCH_VARIABLE",
]
# A marker before each macro, so that its arguments can be told from the next one's.
TEMPLATE = ["python3", "${program}"] + [item for one in MACROS for item in (f"::{one}", "${%s}" % one)]
LITERALS = [
    "", "a b", "$HOME", "${", "}", "{}", "$x", "a${nothing}b", "*", "~", "'", '"', "\\", "ü", 5, -2.5, 1e-5, 1e16, 3.0,
    True, False, "x${envvar:CONFORMANCE_VALUE}y", "${envvar:CONFORMANCE_VALUE}${envvar:CONFORMANCE_VALUE}", "$${args}",
    "${args} ",
]
FIXED = [
    0, 1, -1, 2**31, 2**53 + 1, 2**63 - 1, -2**63, 0.0, -0.0, 0.1, 1e-4, 1e-5, 1.5e-7, 5e-324, 1e15, 1e16, 1e17,
    123456789012345.6, 1e21, 1e22, 1e23, 9007199254740993.0, 1.7976931348623157e308, 3.0, 100000.0, True, False, None,
    "", " ", "a b", "a=b", "--flag", "-1", "1e-5", "True", "None", "null", "$HOME", "${args}", "%s", "*", "~", "it's",
    'say "hi"', "both ' and \"", "back\\slash", "new\nline", "tab\tbed", "\r", "\x01\x1b\x7f", "\x85\xa0\xad",
    "ümlaut", "日本", "🙂", "\u200b\u2028\u3000\ufeff", "\ue000\uffff", "e\u0301", "\U0010ffff", "$(id)", "`id`", ";",
    "&&", [], {}, [[]], [{}], {"a": []}, [1, 2.5, "x", True, None],
    ["it's", 'say "hi"', "both ' and \"", "\\", "\n\t\r"],
    ["\x01\x7f\x85\xa0\xad", "\u200b\u2028\ue000\uffff\U0010ffff", "ü日本🙂e\u0301"], [1e-5, 1e16, 3.0, -0.0],
    {"b": 1, "a": {"z": [1, {"y": None}], "k": "v"}}, {"it's": "x", "": "", "a b": True, "1": 1}, [[1, [2, [3, [4]]]]],
]
RANDOM_VALUES = 240
ALPHABETS = [(0x20, 0x7E), (0x01, 0x1F), (0x7F, 0xFF), (0x370, 0x3FF), (0x2000, 0x206F), (0x4E00, 0x4FFF),
             (0x1F300, 0x1F5FF)]


def values() -> list:
    chance = random.Random(23)
    return FIXED + [_random_value(chance, depth=0) for _ in range(RANDOM_VALUES)]


def _random_value(chance: random.Random, depth: int):
    kind = chance.randrange(6 if depth < 3 else 3)
    if kind == 0:
        [number] = struct.unpack("<d", chance.randbytes(8))
        short = round(chance.uniform(-1000, 1000), chance.randrange(1, 9))
        return number if math.isfinite(number) and chance.random() < 0.5 else short
    if kind == 1:
        return chance.randrange(-2**63, 2**63)
    if kind in (2, 3):
        return "".join(chr(chance.randint(*chance.choice(ALPHABETS))) for _ in range(chance.randrange(8)))
    items = [_random_value(chance, depth + 1) for _ in range(chance.randrange(4))]
    return items if kind == 4 else {f"k{number}": item for number, item in enumerate(items)}


def started(config: dict) -> tuple[list[str], list[str]]:
    """The arguments behind the program of the only run of this sweep, and the texts of the files that they name."""
    with tempfile.TemporaryDirectory() as results:
        sweepctl.carry_out(written(config), pathlib.Path(results))
        [file] = pathlib.Path(results).rglob("argv.json")
        kept = json.loads(file.read_text())
        return kept["argv"], kept["texts"]


def sections(argv: list[str]) -> dict[str, list[str]]:
    """The arguments behind each marker."""
    found: dict[str, list[str]] = {}
    marks = [f"::{one}" for one in MACROS]
    for argument in argv:
        if len(found) < len(marks) and argument == marks[len(found)]:
            current = found[argument[2:]] = []
        else:
            current.append(argument)
    return found


def sweep(parameters: dict, command: list, **more) -> dict:
    return {"method": "grid", "program": PROGRAM.name, "command": command, "parameters": parameters, **more}


def constants(config: dict) -> dict:
    """Parameters that have only these values; a group where the value says so."""
    return {name: {"parameters": constants(value)} if isinstance(value, Group) else {"value": value}
            for name, value in config.items()}


class Group(dict):
    """A nested group of parameters, which is not a parameter whose value is a mapping."""


def dotted(config: dict) -> dict:
    found = {}
    for name, value in config.items():
        inner = {f"{name}.{part}": one for part, one in dotted(value).items()} if isinstance(value,
                                                                                             Group) else {name: value}
        found |= inner
    return found


def ordered(config: dict) -> dict:
    """Sorted by name in every group, as W&B orders parameters."""
    return {name: ordered(value) if isinstance(value, Group) else value for name, value in sorted(config.items())}


def compare(differences: Differences, config: dict, reference: dict, **more):
    """Every macro, for a run with these values, with what W&B's agent makes of `reference`."""
    argv, texts = started(sweep(constants(config), TEMPLATE, **more))
    with tempfile.TemporaryDirectory() as folder:
        expected, file = wandb_library.argv(TEMPLATE, PROGRAM.name, ordered(reference), pathlib.Path(folder))
    ours, theirs = sections(argv), sections(expected[2:])
    differences.check(len(texts) == 1 and repr(json.loads(texts[0])) == repr(file), f"{texts} became {file}")
    for macro in MACROS:
        if ours.get(macro) == theirs[macro]:
            differences.agree(max(1, len(theirs[macro])))
        else:
            differences.differ(KEYS.get(macro), f"${{{macro}}}: {first_difference(theirs[macro], ours.get(macro, []))}")


# What cannot be the same.
KEYS = {"interpreter": "interpreter", "args_json_file": "json-file"}


def first_difference(theirs: list[str], ours: list[str]) -> str:
    pairs = [(one, other) for one, other in zip(theirs, ours) if one != other]
    one, other = pairs[0] if pairs else (f"{len(theirs)} arguments", f"{len(ours)}")
    start = next((index for index, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    start = max(0, start - 40)
    return f"W&B has {one[start:start + 120]!r}, sweepctl {other[start:start + 120]!r} ({len(pairs)} differ)"


def literals(differences: Differences):
    """Items that are no macros: as they are, and as text."""
    command = ["python3", "${program}", *LITERALS, "--lr=${lr}", "${lr}"]
    argv, _ = started(sweep({"lr": {"value": 0.5}}, command))
    with tempfile.TemporaryDirectory() as folder:
        expected, _ = wandb_library.argv(command, PROGRAM.name, {"lr": 0.5}, pathlib.Path(folder))
    theirs, ours = expected[2:], argv
    differences.check(theirs[:-1] == ours[:-2], first_difference(theirs[:-1], ours[:-2]))
    substituted = theirs[-1:] == ["--lr=${lr}"] and ours[-2:] == ["--lr=0.5", "0.5"]
    differences.differ("values-in-items" if substituted else None, f"W&B has {theirs[-1:]}, sweepctl {ours[-2:]}")


def main():
    differences = Differences("commands")
    os.environ |= {"CONFORMANCE_VALUE": "a value $x", "EMPTY_VALUE": ""}
    flat = {f"p{number:03}": value for number, value in enumerate(values())} | {"model.depth": 3, "batch-size": 8}
    groups = {"a": 1, "g": Group(z=True, b=Group(y=1e-5, x=[None, {"k": "it's"}], w={"m": 1.0}), a="x"),
              "h": {"b": 2, "a": 1}}
    with sweepctl.folder():
        shutil.copy(PROGRAM, PROGRAM.name)
        compare(differences, flat, flat)
        compare(differences, groups, groups, nested="dict")
        compare(differences, groups, dotted(groups))
        differences.differ("dotted-groups", "by default")
        literals(differences)
    differences.finish()


if __name__ == "__main__":
    main()
