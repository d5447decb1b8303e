"""A card that is only a file, which the stand-in for NVIDIA's library reads and programs write: who holds how much."""

import fcntl
import json
import os
import pathlib
import time

HERE = pathlib.Path(__file__).resolve().parent
MACHINE = HERE / "stand-in" / "machine.yaml"
STATE = HERE / "stand-in" / "state.json"
UUID, NAME, TOTAL, RESERVED = "GPU-00000001-1111-2222-3333-000000000001", "NVIDIA Pretended", 40960, 300
BUSY_WATTS, IDLE_WATTS = 300, 60


def change(held=None, busy=False, end=False):
    """Notes what this process holds (MiB), or that it has ended; returns how the card is then.

    MemoryError where there is not so much."""
    with open(HERE / "stand-in" / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        now = time.time()
        state = json.loads(STATE.read_text()) if STATE.exists() else {"processes": {}, "millijoules": 1e6, "at": now}
        processes = {pid: one for pid, one in state["processes"].items() if os.path.exists(f"/proc/{pid}")}
        watts = BUSY_WATTS if any(one["busy"] for one in processes.values()) else IDLE_WATTS
        state = {"processes": processes, "millijoules": state["millijoules"] + (now - state["at"]) * watts * 1e3, "at": now}
        own = f"{os.getpid()}"
        if end:
            processes.pop(own, None)
        elif held is not None:
            if sum(one["held"] for pid, one in processes.items() if pid != own) + held > TOTAL - RESERVED:
                raise MemoryError
            processes[own] = {"held": held, "busy": busy}
        state["watts"] = BUSY_WATTS if any(one["busy"] for one in processes.values()) else IDLE_WATTS
        state["used"] = RESERVED + sum(one["held"] for one in processes.values())
        replace(STATE, json.dumps(state))
        replace(MACHINE, described(state))
        return state


def described(state):
    lines = [
        "driver: 550.54.15", 'runtime: "12.4"', "gpus:", f"  - uuid: {UUID}", f"    name: {NAME}",
        f"    memory: {TOTAL}MiB", '    architecture: "8.0"', "    pci: 0000:01:00.0", "    compute_mode: shared", "    sliced: false",
        f"    #! reserved {RESERVED}MiB", f"    #! used {state['used']}MiB",
        f"    #! utilisation {97 if state['watts'] == BUSY_WATTS else 0}", "    #! temperature 40",
        f"    #! power {state['watts'] * 1000}", f"    #! energy {int(state['millijoules'])}",
    ]
    return "\n".join(lines + [f"    #! process {pid} compute {one['held']}MiB" for pid, one in state["processes"].items()]) + "\n"


def replace(path, text):
    new = path.with_suffix(".new")
    new.write_text(text)
    new.rename(path)
