"""Specifications as YAML text that says exactly what it holds, and the two ways of reading such text."""

import json
import math
import re

import yaml


def written(value) -> str:
    """`value` as YAML of one line whose scalars YAML 1.2 reads as exactly that value."""
    if isinstance(value, dict):
        return "{%s}" % ", ".join(f"{written(str(key))}: {written(item)}" for key, item in value.items())
    if isinstance(value, list):
        return "[%s]" % ", ".join(map(written, value))
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    if isinstance(value, str):
        return '"%s"' % "".join(map(_escaped, value))
    return json.dumps(value)


def _escaped(character: str) -> str:
    code = ord(character)
    if 0x20 <= code < 0x7F and character not in '"\\':
        return character
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


class CoreLoader(yaml.SafeLoader):
    """PyYAML with the scalars of YAML 1.2's core schema in place of those of YAML 1.1."""

    yaml_implicit_resolvers: dict = {}


for tag, pattern, first in [
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
     list("-+.0123456789")),
    ("merge", r"<<", ["<"]),
]:
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)

CoreLoader.add_constructor(
    "tag:yaml.org,2002:int", lambda loader, node: int(node.value, 0 if node.value[:2] in ("0o", "0x") else 10))


def read(text: str, loader=yaml.SafeLoader):
    """What `text` holds, by default as W&B reads it: YAML 1.1; None where it cannot be read."""
    try:
        return yaml.load(text, loader)
    except yaml.YAMLError:
        return None


def repeats_a_key(text: str) -> bool:
    """Whether a mapping of `text` has one key twice, of which PyYAML takes the last."""
    nodes = [yaml.compose(text)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            if len(set(map(str, keys))) < len(keys):
                return True
            nodes += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            nodes += node.value
    return False
