"""What sweepctl says of a specification."""

import contextlib
import dataclasses
import json
import os
import pathlib
import subprocess
import tempfile

class Refused(Exception):
    """sweepctl ended with another code than 0; what it said."""


PROGRAM = os.environ["SWEEPCTL"]
INVALID = 7


@dataclasses.dataclass
class Verdict:
    """Of `validate --json`: the object printed, or None where the specification is refused, and the messages."""

    description: dict | None
    messages: str

    @property
    def accepted(self) -> bool:
        return self.description is not None


def validate(text: str) -> Verdict:
    result = _run(["validate", "-", "--json"], text)
    if result.returncode not in (0, INVALID):
        raise RuntimeError(f"validate ended with {result.returncode}: {result.stderr}\n{text}")
    return Verdict(json.loads(result.stdout) if result.returncode == 0 else None, result.stderr)


def expand(text: str, *options: str) -> list[dict]:
    """The points, in order."""
    result = _run(["expand", "-", *options], text)
    if result.returncode != 0:
        raise Refused(f"{result.stderr}\n{text}")
    return [json.loads(line) for line in result.stdout.splitlines()]


def carry_out(text: str, results: pathlib.Path):
    """Runs the whole sweep, one run after the other."""
    result = _run(["try", "-", "--slots", "1", "--state-dir", str(results)], text)
    if result.returncode != 0:
        raise Refused(f"{result.stderr}\n{result.stdout}")


@contextlib.contextmanager
def folder():
    """An empty current folder, in which `train.py` exists."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as path:
        os.chdir(path)
        pathlib.Path("train.py").touch()
        try:
            yield pathlib.Path(path)
        finally:
            os.chdir(before)


def _run(arguments: list[str], text: str) -> subprocess.CompletedProcess:
    return subprocess.run([PROGRAM, *arguments], input=text, capture_output=True, text=True)
