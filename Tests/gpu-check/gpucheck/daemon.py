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
        # sweepd takes no source that its own state lies in.
        self.work = machine.scratch / "work"
        self.work.mkdir()
        self.uuid = machine.smi("uuid")[0]["uuid"]

    def __enter__(self):
        command, environment = self.machine.ours("sweepd")
        for name in ("XDG_STATE_HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"):
            environment[name] = str(self.machine.scratch / name.lower())
            os.makedirs(environment[name], mode=0o700, exist_ok=True)
        # One card is enough, and others may be in use.
        configuration = self.machine.scratch / "config.yaml"
        configuration.write_text(f"gpus: {{include: [{self.uuid}]}}\n")
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                command + ["--config", configuration, "--state-dir", self.state, "--socket", self.socket]
                + ["--slots", "4", "--devices", "nvidia"],
                env=environment, stdout=log, stderr=log)
        if not until(lambda: self.socket.exists() or self.process.poll() is not None, 30) or self.process.poll() is not None:
            self.process.kill()
            raise RuntimeError(f"sweepd does not listen: {self.log.read_text()[-2000:]}")
        return self

    def __exit__(self, *_):
        for sweep in self.asked("sweeps", "--json") or []:
            if sweep["state"] in ("running", "paused", "held"):
                self.say("cancel", sweep["sweep"])
        until(lambda: not self.gpu().get("leases"), 30)
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def gpu(self):
        """The card as `sweepctl gpus` shows it; empty where it does not."""
        return next((gpu for gpu in self.asked("gpus", "--json") or [] if gpu["uuid"] == self.uuid), {})

    def say(self, *arguments, timeout=120):
        command, environment = self.machine.ours("sweepctl")
        return subprocess.run(
            command + ["--socket", str(self.socket)] + [str(word) for word in arguments],
            env=environment, cwd=self.work, capture_output=True, text=True, timeout=timeout)

    def asked(self, *arguments):
        """The document that a command prints; None where it prints none."""
        output = self.say(*arguments)
        try:
            return json.loads(output.stdout)
        except ValueError:
            return None

    def submit(self, name, command, runs=1, **keys):
        """Submits a sweep whose runs all do the same; returns its name, or what was said against it."""
        document = {
            "name": name, "method": "grid", "command": command, "metric": {"name": "rounds", "goal": "maximize"},
            "parameters": {"index": {"values": list(range(1, runs + 1))}}, **keys,
        }
        path = self.work / f"{name}.yaml"
        path.write_text(json.dumps(document))
        output = self.say("submit", path, "--json")
        return json.loads(output.stdout)["sweep"] if output.returncode == 0 else output

    def runs(self, sweep):
        return self.asked("runs", sweep, "--json") or []

    def ended(self, sweep, seconds=120):
        """The runs of a sweep when all have ended."""
        self.say("wait", sweep, "--timeout", f"{seconds}s", timeout=seconds + 30)
        return self.runs(sweep)

    def told(self, run):
        """What a run printed, a document a line; other lines are left out."""
        return [json.loads(line) for line in self.say("logs", run).stdout.splitlines() if line.startswith("{")]

    def manifest(self, run, is_complete=lambda manifest: True):
        """Its manifest, when it holds what is waited for."""
        until(lambda: is_complete(self.asked("manifest", run) or {}), 15)
        return self.asked("manifest", run) or {}


def until(condition, seconds):
    """Whether the condition came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.2)
    return False
