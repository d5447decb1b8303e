"""What the machine is like; nothing to pass or fail."""

import pathlib
import subprocess
import time


def check(machine, report):
    """The machine"""
    report.block(machine.said(machine.smi_path))
    began = time.monotonic()
    document = machine.said(machine.smi_path, "-q", "-x")
    report.figure("nvidia-smi -q -x", f"{len(document)} bytes in {(time.monotonic() - began) * 1000:.0f} ms")
    report.figure("libraries that were carried and are needed here", ", ".join(lacking(machine)) or "none")
    report.block(
        "\n".join(
            [
                text("/proc/driver/nvidia/version"), text("/proc/self/cgroup"), said("id"),
                said("readlink", "/proc/self/ns/pid"), said("cat", "/proc/1/comm"),
                said("sh", "-c", "ls -l /dev/nvidia* /dev/dri /etc/cdi /var/run/cdi 2>&1"),
                said("sh", "-c", "ls -ld /run/lock /run/user/0 /dev/shm 2>&1; df -T /tmp /dev/shm | cat"),
            ]))


def lacking(machine):
    found = []
    for program in ["gpu-check", "sweepd", "sweepctl", "sweep-runner"]:
        if (path := machine.bin / program).exists():
            lines = subprocess.run(["ldd", path], capture_output=True, text=True).stdout.splitlines()
            found += [f"{line.split()[0]} ({program})" for line in lines if "not found" in line]
    return found


def text(path):
    try:
        return pathlib.Path(path).read_text().strip()
    except OSError as error:
        return str(error)


def said(*command):
    output = subprocess.run(command, capture_output=True, text=True, timeout=20)
    return (output.stdout + output.stderr).strip()
