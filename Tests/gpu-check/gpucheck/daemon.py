"""A sweepd of our own on this machine, and what one asks of it."""

import json
import os
import subprocess
import time


class Daemon:
    """Started with a state of its own, ended with everything that it runs."""

    def __init__(self, machine):
        self.machine = machine
        self.state = machine.scratch / "state"
        self.socket = machine.scratch / "s"
        self.log = machine.scratch / "sweepd.log"

    def __enter__(self):
        command, environment = self.machine.ours("sweepd")
        for name in ("XDG_STATE_HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"):
            environment[name] = str(self.machine.scratch / name.lower())
            os.makedirs(environment[name], mode=0o700, exist_ok=True)
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                command + ["--state-dir", self.state, "--socket", self.socket, "--slots", "4"],
                env=environment, stdout=log, stderr=log)
        until(lambda: self.socket.exists(), 30)
        return self

    def __exit__(self, *_):
        for sweep in self.asked("sweeps", "--json") or []:
            if sweep["state"] in ("running", "paused", "held"):
                self.say("cancel", sweep["sweep"])
        until(lambda: not any(gpu["leases"] for gpu in self.asked("gpus", "--json") or []), 30)
        self.process.terminate()
        self.process.wait(30)

    def say(self, *arguments, timeout=120):
        command, environment = self.machine.ours("sweepctl")
        return subprocess.run(
            command + ["--socket", str(self.socket)] + [str(word) for word in arguments],
            env=environment, cwd=self.machine.scratch, capture_output=True, text=True, timeout=timeout)

    def asked(self, *arguments):
        """The document that a command prints; None where it prints none."""
        output = self.say(*arguments)
        return json.loads(output.stdout) if output.stdout.strip() else None

    def submit(self, name, command, runs=1, **keys):
        """Submits a sweep whose runs all do the same; returns its name, or what was said against it."""
        document = {
            "name": name, "method": "grid", "command": command, "metric": {"name": "rounds", "goal": "maximize"},
            "parameters": {"index": {"values": list(range(1, runs + 1))}}, **keys,
        }
        path = self.machine.scratch / f"{name}.yaml"
        path.write_text(json.dumps(document))
        output = self.say("submit", path, "--json")
        return json.loads(output.stdout)["sweep"] if output.returncode == 0 else output

    def runs(self, sweep):
        return self.asked("runs", sweep, "--json")

    def ended(self, sweep, seconds=120):
        """The runs of a sweep when all have ended."""
        self.say("wait", sweep, "--timeout", f"{seconds}s", timeout=seconds + 30)
        return self.runs(sweep)

    def told(self, run):
        """What a run printed, a document a line; other lines are left out."""
        return [json.loads(line) for line in self.say("logs", run).stdout.splitlines() if line.startswith("{")]

    def manifest(self, run, is_complete=lambda manifest: True):
        """Its manifest, when it holds what is waited for."""
        until(lambda: is_complete(self.asked("manifest", run)), 15)
        return self.asked("manifest", run)


def until(condition, seconds):
    """Whether the condition came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False
