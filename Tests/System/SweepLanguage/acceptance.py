"""Compares which specifications W&B can run with which ones `sweepctl validate` accepts."""

import multiprocessing

import yaml

import sweepctl
import wandb_library
from acceptance_reasons import Case, leniencies, strictnesses
from differences import Differences
from faults import CHANGES, singles, unusual
from specifications import Generator
from yaml_text import read, written

RIGHT, UNUSUAL, TEXTS = 900, 1900, 200


def cases() -> list[Case]:
    generator = Generator(seed=20)
    configs = [generator.specification() for _ in range(RIGHT)]
    configs += singles()
    configs += [unusual(generator.specification(), generator.random) for _ in range(UNUSUAL)]
    texts = [yaml.safe_dump(generator.specification(), default_flow_style=generator.often(0.3)) for _ in range(TEXTS)]
    texts += ["{method: random, program: train.py, parameters: {x: %s}}" % one for one in CHANGES["fragments"]]
    return [Case(written(one), one) for one in configs] + [Case(one, read(one)) for one in texts]


def judge(case: Case) -> tuple[str, str | None, list[str | None]]:
    """What was compared, what it came to, and the keys of the differences: none where both agree, None for one that
    nothing explains."""
    refusal, verdict = wandb_library.refusal(case.config), sweepctl.validate(case.text)
    if verdict.accepted == (refusal is None):
        return case.text, None, []
    keys = leniencies(case) if verdict.accepted else strictnesses(case, verdict.messages)
    return case.text, f"W&B: {refusal or 'accepted'}\n  sweepctl: {verdict.messages or 'accepted'}", keys


def main():
    differences = Differences("acceptance")
    with sweepctl.folder(), multiprocessing.Pool(2) as pool:
        for text, account, keys in pool.imap(judge, cases(), chunksize=16):
            if not keys:
                differences.agree()
            for key in keys:
                differences.differ(key, f"{text}\n  {account}")
    differences.finish()


if __name__ == "__main__":
    main()
