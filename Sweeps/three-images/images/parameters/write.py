"""Writes one env file for each configuration into /out: every depth of trees with every length of a step."""

import itertools

DEPTHS = [1, 2, 3, 6]
RATES = [0.01, 0.05, 0.2, 1.0]
SUBSAMPLES = [0.5, 1.0]

for number, (depth, rate, subsample) in enumerate(itertools.product(DEPTHS, RATES, SUBSAMPLES), start=1):
    with open(f"/out/{number:03}.env", "w") as file:
        file.write(f"PARAM_DEPTH={depth}\nPARAM_RATE={rate}\nPARAM_SUBSAMPLE={subsample}\n")
