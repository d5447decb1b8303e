"""What sweepd finds, field by field beside what nvidia-smi says."""

import re
import statistics

SURE = [
    "index", "uuid", "name", "memory.total", "memory.used", "pci.bus_id", "driver_version", "power.draw",
    "temperature.gpu", "utilization.gpu", "compute_mode",
]
# Newer drivers alone know these, and an unknown field spoils the others.
NEWER = ["compute_cap", "mig.mode.current", "memory.reserved"]


def check(machine, report):
    """Discovery"""
    sight = machine.seen()
    rows = machine.smi(*SURE)
    for field in NEWER:
        for row, newer in zip(rows, machine.smi(field)):
            row.update(newer)
    cards = [device for device in sight["devices"] if device["vendor"] == "nvidia" and "slice" not in device]
    report.check("as many cards are found as nvidia-smi lists", len(cards) == len(rows) > 0, f"{len(cards)}, {len(rows)}")
    vendor = next(vendor for vendor in sight["vendors"] if vendor["vendor"] == "nvidia")
    report.check("the NVIDIA library answers", vendor["outcome"] == "found", vendor["outcome"])
    report.check(
        "the driver's version", vendor.get("driver") == rows[0]["driver_version"],
        f"{vendor.get('driver')}, {rows[0]['driver_version']}")
    said = re.search(r"CUDA (?:UMD )?Version\s*:\s*([\d.]+)", machine.said(machine.smi_path))
    report.check(
        "the version of CUDA", said is not None and vendor.get("runtime") == said.group(1),
        f"{vendor.get('runtime')}, {said and said.group(1)}")
    for card, row in zip(cards, rows):
        compare(card, row, report)
    for card, element in zip(cards, re.findall(r"<minor_number>(.*?)<", machine.said(machine.smi_path, "-q", "-x"))):
        report.check(f"GPU {card['index']}: the number of its node", str(card.get("minor")) == element, element)
    report.check("the cards that were found are still the same when sampled", not sight["isStale"])
    report.check("errors of the driver can be waited for", sight["hasEvents"])
    times(sight, len(cards), report)
    for note in vendor["notes"]:
        report.note(f"- found: {note}")


def compare(card, row, report):
    """One card: exactly where it is a fact, nearly where it changes."""
    label = f"GPU {card['index']}"

    def exactly(what, ours, theirs):
        report.check(f"{label}: {what}", ours == theirs, f"{ours}, {theirs}")

    def nearly(what, ours, theirs, tolerance):
        try:
            theirs = float(theirs)
        except (TypeError, ValueError):
            report.note(f"- {label}: {what}: we say {ours}, nvidia-smi '{theirs}'")
            return
        is_near = ours is not None and abs(ours - theirs) <= tolerance
        report.check(f"{label}: {what}", is_near, f"{ours}, {theirs:g}, within {tolerance:g}")

    def mebibytes(amount):
        return None if amount is None else amount / 2**20

    exactly("its index", str(card["index"]), row["index"])
    exactly("its UUID", card["uuid"], row["uuid"])
    exactly("its name", card.get("name"), row["name"])
    exactly("its PCI address", card.get("address"), row["pci.bus_id"].lower()[4:])
    exactly("its compute capability", card.get("architecture"), row.get("compute_cap"))
    modes = {"Default": "shared", "Prohibited": "prohibited", "Exclusive_Process": "exclusive-process"}
    exactly("its compute mode", card.get("computeMode"), modes.get(row["compute_mode"]))
    slicing = {"Enabled": True, "Disabled": False}.get(row.get("mig.mode.current"))
    exactly("whether it is sliced", card.get("isSliced"), slicing)
    nearly("all of its memory, MiB", mebibytes(card.get("memory")), row["memory.total"], 1)
    nearly("its memory in use, MiB", mebibytes(card.get("memoryUsed")), row["memory.used"], 64)
    nearly("its reserved memory, MiB", mebibytes(card.get("memoryReserved")), row.get("memory.reserved"), 2)
    nearly("its temperature", card.get("temperature"), row["temperature.gpu"], 4)
    watts = card.get("power") and card["power"] / 1000
    nearly("its power, W", watts, row["power.draw"], 40)
    nearly("its utilisation, %", card.get("utilisation"), row["utilization.gpu"], 15)
    report.check(f"{label}: nothing is wrong with it", card["ailments"] == [], "; ".join(card["ailments"]))
    report.figure(f"{label} used since its driver was loaded", f"{(card.get('energy') or 0) / 3.6e9:.3f} kWh")
    report.figure(f"{label} is on NUMA node", card.get("numaNode"))


def times(sight, cards, report):
    first, *later = sight["discovery"]
    sampling = sight["sampling"]
    report.figure("first discovery", f"{first:.1f} ms")
    report.figure("a later discovery", f"{statistics.median(later):.2f} ms (median of {len(later)})")
    report.figure(
        f"sampling of {cards}", f"{statistics.median(sampling):.2f} ms (median of {len(sampling)}, at most {max(sampling):.2f})")
