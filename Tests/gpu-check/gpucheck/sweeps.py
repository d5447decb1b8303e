"""Sweeps of programs that use the card, by sweepd."""

import fcntl
import os
import time
import traceback

from .daemon import Daemon, until
from .processes import Holder


def check(machine, report):
    """Sweeps on the card"""
    if not machine.programs:
        report.note("- left out: there is no program that uses a card")
        return
    if machine.smi("mig.mode.current") == [{"mig.mode.current": "Enabled"}]:
        report.note("- left out: the card is cut into slices")
        return
    with Daemon(machine) as daemon:
        try:
            for part in (card, whole, shared, exceeding, hidden, shortage, foreign, refusals, drained):
                report.note(f"\n### {part.__doc__}\n")
                try:
                    part(machine, daemon, report)
                except Exception:  # noqa: BLE001
                    report.check(f"'{part.__doc__}' came to its end", False, "see below")
                    report.block(traceback.format_exc())
        finally:
            report.block(daemon.log.read_text()[-3000:])
    left = machine.smi("pid", "used_memory", of="compute-apps")
    report.check("no process is left on the card", left == [], left)


def arguments(command, *more):
    return command + [str(word) for word in more] + ["${args}"]


def card(machine, daemon, report):
    """The card as `sweepctl gpus` shows it"""
    until(daemon.gpu, 30)
    gpu = daemon.gpu()
    report.check("it is there and free", gpu.get("state") == "free", gpu)
    report.block(daemon.say("gpus", "--explain").stdout)
    daemon.memory = gpu["memory_total_bytes"]


def whole(machine, daemon, report):
    """Runs with the whole card, one after another"""
    for name, command in machine.programs.items():
        before = state(machine, daemon)
        sweep = daemon.submit(
            f"whole-{name}".lower(), arguments(command, "--memory", 1024, "--seconds", 8, "--busy"), runs=2,
            resources={"gpus": 1})
        seen = watch(machine, daemon, sweep)
        after = state(machine, daemon)
        runs = daemon.runs(sweep)
        report.check(f"{name}: all finish", [run["state"] for run in runs] == ["finished"] * 2, outcomes(runs))
        report.check(f"{name}: never two at once", max((len(look["leases"]) for look in seen), default=0) == 1)
        report.check(
            f"{name}: the lease is the whole card", {lease["share"] for look in seen for lease in look["leases"]} == {1.0})
        report.check(f"{name}: nothing of theirs is called foreign", not any(look["foreign"] for look in seen))
        report.check(f"{name}: the card's lock is held meanwhile", any(look["locked"] for look in seen))
        for run in runs:
            first = daemon.told(run["run"])[0]
            report.check(
                f"{run['run']}: sees this card alone", (first["uuid"], first["cards"]) == (daemon.uuid, 1), first)
            report.check(f"{run['run']}: is told of it", run["gpus"] == [daemon.uuid], run["gpus"])
        used(machine, daemon, report, runs, (before, after))


def state(machine, daemon):
    return next(device for device in machine.seen()["devices"] if device["uuid"] == daemon.uuid)


def used(machine, daemon, report, runs, sights):
    """What was sampled, beside what the card says."""
    total = (sights[1]["energy"] - sights[0]["energy"]) / 1000
    energy = 0
    for run in runs:
        manifest = daemon.manifest(run["run"], lambda found: found.get("device_report"))
        usage = (manifest.get("device_usage") or [{}])[0]
        peak = (usage.get("memory_peak_bytes") or 0) / 2**20
        report.check(f"{run['run']}: was sampled", (usage.get("samples") or 0) >= 2, usage)
        report.check(f"{run['run']}: its peak of memory is 1 GiB and CUDA's own", 1024 <= peak <= 2048, f"{peak:.0f} MiB")
        report.check(f"{run['run']}: kept the card busy", (usage.get("utilisation_peak_percent") or 0) >= 80)
        text = (manifest.get("device_report") or {}).get("text") or ""
        # sweepd takes the tool from the system's folders alone, where a rehearsal has none.
        if "pretended" not in machine.programs:
            report.check(f"{run['run']}: nvidia-smi's report is in the manifest", daemon.uuid in text, f"{len(text)} bytes")
        metric = run["metrics"].get("system.gpu_memory_peak_bytes")
        report.check(f"{run['run']}: the peak is a metric", metric == usage.get("memory_peak_bytes"), metric)
        energy += usage.get("energy_joules") or 0
    report.check("the energy is most of what the card took meanwhile", 0.4 * total <= energy <= total + 1, f"{energy:.0f} of {total:.0f} J")


def shared(machine, daemon, report):
    """Runs with a part of the card, two at once"""
    part = max(3, min(8, (daemon.memory >> 31) - 1))
    for name, command in machine.programs.items():
        sweep = daemon.submit(
            f"shared-{name}".lower(), arguments(command, "--memory", 2048, "--seconds", 8, "--busy"), runs=3,
            max_parallel=2, resources={"gpus": 1, "gpu_memory": f"{part}GiB"})
        seen = watch(machine, daemon, sweep)
        runs = daemon.runs(sweep)
        report.check(f"{name}: all finish", [run["state"] for run in runs] == ["finished"] * 3, outcomes(runs))
        report.check(f"{name}: two at once", max((len(look["leases"]) for look in seen), default=0) == 2)
        report.check(f"{name}: the card says so too", max((len(look["pids"]) for look in seen), default=0) == 2)
        booked = {lease["memory_bytes"] for look in seen for lease in look["leases"]}
        report.check(f"{name}: what is booked is what was asked for", booked == {part * 2**30}, booked)
        peaks = [run["metrics"].get("system.gpu_memory_peak_bytes", 0) / 2**20 for run in runs]
        report.check(
            f"{name}: each peak is a run's own", all(2048 <= peak <= 3072 for peak in peaks), [f"{peak:.0f} MiB" for peak in peaks])


def exceeding(machine, daemon, report):
    """A run that takes more of the card than it asked for"""
    command = next(iter(machine.programs.values()))
    sweep = daemon.submit(
        "exceeding", arguments(command, "--memory", 6144, "--seconds", 8), resources={"gpus": 1, "gpu_memory": "2GiB"})
    daemon.ended(sweep)
    events = daemon.say("events", sweep, "--json").stdout
    report.check("an event says so", "are booked" in events, [line for line in events.splitlines() if "note" in line])


def hidden(machine, daemon, report):
    """A run without a GPU"""
    sweep = daemon.submit(
        "hidden", ["sh", "-c", 'echo "{\\"visible\\": \\"$CUDA_VISIBLE_DEVICES\\", \\"count\\": \\"$SWEEP_GPU_COUNT\\"}"'],
        resources={"gpus": 0})
    [run] = daemon.ended(sweep)
    told = daemon.told(run["run"])
    report.check("the card is hidden from it", told and told[0]["visible"] == "", told)


def shortage(machine, daemon, report):
    """Runs that want more memory than the card has"""
    for name, command in machine.programs.items():
        sweep = daemon.submit(f"shortage-{name}".lower(), arguments(command, "--memory", "all"), resources={"gpus": 1})
        [run] = daemon.ended(sweep)
        report.check(f"{name}: the run fails as gpu-oom", (run["state"], run["reason"]) == ("failed", "gpu-oom"), run["last_error"])


def foreign(machine, daemon, report):
    """A card that somebody else uses"""
    command = next(iter(machine.programs.values()))
    with Holder(command, mebibytes=(daemon.memory >> 20) // 2):
        shown = until(lambda: daemon.gpu().get("state") == "foreign", 30)
        report.check("it is shown as foreign", shown, daemon.gpu().get("foreign"))
        sweep = daemon.submit("foreign", arguments(command, "--seconds", 1), resources={"gpus": 1})
        time.sleep(3)
        words = daemon.say("explain", sweep).stdout.strip()
        report.check("a run waits, and is told for whom", "of user" in words and "GPU 0" in words, words)
    began = time.monotonic()
    runs = daemon.ended(sweep, 90)
    report.check("it starts when the other one has gone", runs[0]["state"] == "finished", outcomes(runs))
    report.figure("from there to its end", f"{time.monotonic() - began:.1f} s")


def refusals(machine, daemon, report):
    """Requests that this machine can never meet"""
    for keys in ({"gpus": 64}, {"gpus": 1, "gpu_memory": "4TiB"}, {"gpus": 1, "gpu_vendor": "amd"}):
        output = daemon.submit("refused", ["true"], resources=keys)
        code = getattr(output, "returncode", 0)
        report.check(f"{keys} is refused with code 8", code == 8, getattr(output, "stderr", output))


def drained(machine, daemon, report):
    """A card that is drained by hand"""
    daemon.say("drain", daemon.uuid)
    command = next(iter(machine.programs.values()))
    sweep = daemon.submit("drained", arguments(command, "--seconds", 1), resources={"gpus": 1})
    time.sleep(2)
    report.check("it gets no runs", {run["state"] for run in daemon.runs(sweep)} <= {"queued"}, daemon.say("explain", sweep).stdout)
    daemon.say("undrain", daemon.uuid)
    runs = daemon.ended(sweep, 60)
    report.check("and does again when it is undrained", runs[0]["state"] == "finished", outcomes(runs))


def watch(machine, daemon, sweep, seconds=120):
    """What daemon and card say, again and again until the sweep has ended."""
    seen = []
    end = time.monotonic() + seconds
    while time.monotonic() < end and (daemon.asked("status", sweep, "--json") or {}).get("state") == "running":
        gpu = daemon.gpu()
        gpu["pids"] = [row["pid"] for row in machine.smi("pid", of="compute-apps")]
        gpu["locked"] = is_locked(gpu["uuid"])
        seen.append(gpu)
        time.sleep(0.3)
    return seen


def is_locked(uuid):
    try:
        with open(f"{os.environ.get('SWEEPD_LOCK_DIR', '/run/lock')}/sweepd-{uuid}") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def outcomes(runs):
    return [(run["state"], run["reason"], run["last_error"]) for run in runs]
