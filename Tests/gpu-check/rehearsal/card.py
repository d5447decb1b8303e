"""As `programs/card.py`, on the pretended card."""

import argparse
import json
import os
import pathlib
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import pretend  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("--memory", default="256")
parser.add_argument("--seconds", type=float, default=5)
parser.add_argument("--busy", action="store_true")
asked, _ = parser.parse_known_args()

OWN = 500  # what CUDA takes for itself
visible = os.environ.get("CUDA_VISIBLE_DEVICES")
if visible == "":
    sys.exit("RuntimeError: No CUDA GPUs are available")
mebibytes = 2 * pretend.TOTAL if asked.memory == "all" else int(asked.memory)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
try:
    pretend.change(mebibytes + OWN, asked.busy)
    print(
        json.dumps(
            {
                "uuid": visible or pretend.UUID, "cards": 1, "visible": visible,
                "order": os.environ.get("CUDA_DEVICE_ORDER"), "allocated_mib": mebibytes, "pid": os.getpid(),
            }),
        flush=True)
    end = time.monotonic() + asked.seconds
    rounds = 0
    while time.monotonic() < end:
        time.sleep(0.1)
        pretend.change(mebibytes + OWN, asked.busy)
        rounds += 1
    print(json.dumps({"rounds": rounds}), flush=True)
except MemoryError:
    sys.exit("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate more than there is.")
finally:
    pretend.change(end=True)
