"""Checks that W&B runs the sweep files in `Files`, and that sweepctl accepts them with the same parameters."""

import pathlib

import yaml

import sweepctl
import wandb_library
from differences import Differences
from inference import compare

FILES = pathlib.Path(__file__).with_name("Files")


def main():
    differences = Differences("files")
    with sweepctl.folder() as here:
        for file in sorted(FILES.glob("*.yaml")):
            text = file.read_text()
            config = yaml.safe_load(text)
            program = here / config.get("program", "train.py")
            program.parent.mkdir(parents=True, exist_ok=True)
            program.touch()
            refusal, verdict = wandb_library.refusal(config), sweepctl.validate(text)
            differences.check(refusal is None, f"{file.name}: W&B: {refusal}")
            differences.check(verdict.accepted, f"{file.name}: sweepctl: {verdict.messages}")
            if refusal is None and verdict.accepted:
                for name, theirs in wandb_library.definitions(config).items():
                    compare(theirs, verdict.description["parameters"].get(name), differences)
    differences.finish()


if __name__ == "__main__":
    main()
