"""Uses the card that it is shown: --memory MiB of it (with `--memory all` more than there is), for --seconds, busy where
--busy says so. Its first line says what it sees, its second what it did, each as JSON."""

import argparse
import json
import os
import time

parser = argparse.ArgumentParser()
parser.add_argument("--memory", default="256")
parser.add_argument("--seconds", type=float, default=5)
parser.add_argument("--busy", action="store_true")
parser.add_argument("--index", default="")
asked, _ = parser.parse_known_args()

import torch  # noqa: E402

card = torch.cuda.get_device_properties(0)
if asked.memory == "all":
    mebibytes = 2 * card.total_memory // 2**20
else:
    mebibytes = int(asked.memory)
held = torch.empty(mebibytes * 2**20, dtype=torch.uint8, device="cuda")
held.fill_(1)
torch.cuda.synchronize()
print(
    json.dumps(
        {
            "uuid": f"GPU-{card.uuid}",
            "cards": torch.cuda.device_count(),
            "visible": os.environ.get("CUDA_VISIBLE_DEVICES"),
            "order": os.environ.get("CUDA_DEVICE_ORDER"),
            "allocated_mib": mebibytes,
            "pid": os.getpid(),
        }),
    flush=True)
end = time.monotonic() + asked.seconds
rounds = 0
if asked.busy:
    square = torch.randn(4096, 4096, device="cuda")
while time.monotonic() < end:
    if asked.busy:
        for _ in range(20):
            square = torch.tanh(square @ square)
        torch.cuda.synchronize()
    else:
        time.sleep(0.05)
    rounds += 1
print(json.dumps({"rounds": rounds, "free_mib": torch.cuda.mem_get_info()[0] // 2**20}), flush=True)
