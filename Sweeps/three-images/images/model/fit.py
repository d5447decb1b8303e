"""Boosted trees that tell benign tumours from malignant ones, judged after every ten trees by those in unseen.npz.

Reads its configuration from the environment, as the env file has it.
"""

import json
import os

import numpy
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import accuracy_score, log_loss

TREES = 200

with numpy.load("/data/seen.npz") as seen, numpy.load("/data/unseen.npz") as unseen:
    model = GradientBoostingClassifier(
        n_estimators=TREES,
        max_depth=int(os.environ["PARAM_DEPTH"]),
        learning_rate=float(os.environ["PARAM_RATE"]),
        subsample=float(os.environ["PARAM_SUBSAMPLE"]),
        random_state=int(os.environ["SWEEP_SEED"]),
    )
    model.fit(seen["measurements"], seen["benign"])
    stages = model.staged_predict_proba(unseen["measurements"])
    for trees, probabilities in enumerate(stages, start=1):
        if trees % 10 == 0:
            loss = log_loss(unseen["benign"], probabilities)
            accuracy = accuracy_score(unseen["benign"], probabilities.argmax(axis=1))
            print(json.dumps({"step": trees, "accuracy": round(accuracy, 6), "loss": round(loss, 6)}), flush=True)
