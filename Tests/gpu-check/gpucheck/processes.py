"""Who has a card open."""

import json
import subprocess


def check(machine, report):
    """Processes on a card, and the lists that the driver writes of them"""
    if not machine.programs:
        report.note("- left out: there is no program that uses a card")
        return
    for name, command in machine.programs.items():
        with Holder(command, mebibytes=2048) as holder:
            look(machine, report, name, holder)


def look(machine, report, name, holder):
    sight = machine.seen()
    rows = machine.smi("pid", "used_memory", "gpu_uuid", of="compute-apps")
    lists = {one["function"]: one for one in machine.seen("lists")["lists"]}
    card = next(device for device in sight["devices"] if device["uuid"] == holder.told["uuid"])
    report.note(f"- {name} holds {holder.told['allocated_mib']} MiB as process {holder.process.pid}; nvidia-smi: {rows}")
    for function, found in lists.items():
        stride = found["touched"] / found["count"] if found["count"] else None
        report.note(
            f"- {function}: status {found['status']}, {found['count']} entries, {found['touched']} bytes, "
            f"so {stride} each; {[hex(word) for word in found['words'][:4]]}")
    listed = lists.get("compute_v3")
    report.check(
        f"{name}: an entry of the list is as long as some layout",
        listed is not None and listed["count"] > 0 and listed["touched"] in {listed["count"] * size for size in (16, 24, 32)})
    ours = {process["pid"]: process for process in card.get("processes") or []}
    report.check(f"{name}: sweepd sees its process on the card", holder.process.pid in ours, sorted(ours))
    theirs = {int(row["pid"]): row["used_memory"] for row in rows if row["gpu_uuid"] == card["uuid"]}
    report.check(f"{name}: sweepd and nvidia-smi see the same processes", set(ours) == set(theirs), f"{sorted(ours)}, {sorted(theirs)}")
    memory = (ours.get(holder.process.pid) or {}).get("memory")
    report.check(
        f"{name}: its memory is what nvidia-smi says",
        memory is not None and abs(memory / 2**20 - float(theirs.get(holder.process.pid, -1000))) <= 64,
        f"{memory and memory / 2**20} MiB, {theirs.get(holder.process.pid)}")
    used = (card.get("memoryUsed") or 0) / 2**20
    report.check(f"{name}: the card's memory in use holds it", used >= holder.told["allocated_mib"], f"{used:.0f} MiB")


class Holder:
    """A program that holds memory of a card until it is told to end."""

    def __init__(self, command, mebibytes):
        self.command = command + ["--memory", f"{mebibytes}", "--seconds", "120"]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        self.told = json.loads(self.process.stdout.readline())
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate()
