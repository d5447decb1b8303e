"""What a program says that wants more memory of a card than there is."""

import json
import subprocess


def check(machine, report):
    """Running out of a card's memory"""
    for name, command in machine.programs.items():
        ended = subprocess.run(command + ["--memory", "all"], capture_output=True, text=True, timeout=180)
        report.check(f"{name}: the program fails", ended.returncode != 0, ended.returncode)
        report.block((ended.stdout + ended.stderr)[-1500:])
        probe, environment = machine.ours("gpu-check")
        told = subprocess.run(
            probe + ["words"], env=environment, input=ended.stderr, capture_output=True, text=True, timeout=60)
        outcome = json.loads(told.stdout)["reason"]
        report.check(f"{name}: its last words tell gpu-oom", outcome == "gpu-oom", outcome)
