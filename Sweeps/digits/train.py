"""A neural network that reads handwritten digits: scikit-learn's data set of 1,797 pictures of 8 x 8 pixels.

Judged after every epoch by the fifth of the pictures that the network has not seen.
"""

import argparse
import json
import os
import sys

import numpy
from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score, log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lr", type=float, default=0.001, help="length of a step")
    parser.add_argument("--hidden", type=int, default=64, help="width of the hidden layer")
    parser.add_argument("--alpha", type=float, default=0.0001, help="penalty on large weights")
    parser.add_argument("--batch", type=int, default=32, help="pictures a step")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SWEEP_SEED", "0")))
    options = parser.parse_args()

    pictures, digits = load_digits(return_X_y=True)
    # The same fifth in every run.
    seen, unseen, seen_digits, unseen_digits = train_test_split(
        pictures / 16.0, digits, test_size=0.2, stratify=digits, random_state=0
    )
    network = MLPClassifier(
        hidden_layer_sizes=(options.hidden,),
        learning_rate_init=options.lr,
        alpha=options.alpha,
        batch_size=options.batch,
        random_state=options.seed,
    )
    classes = numpy.unique(digits)

    path = os.environ.get("SWEEP_METRICS_FILE")
    with open(path, "a") if path else sys.stdout as metrics:
        for epoch in range(1, options.epochs + 1):
            network.partial_fit(seen, seen_digits, classes)
            probabilities = network.predict_proba(unseen)
            loss = log_loss(unseen_digits, probabilities, labels=classes)
            accuracy = accuracy_score(unseen_digits, classes[probabilities.argmax(axis=1)])
            line = {"step": epoch, "accuracy": round(accuracy, 6), "loss": round(loss, 6)}
            metrics.write(json.dumps(line) + "\n")
            metrics.flush()
    print(f"after {options.epochs} epochs: loss {loss:.4f}, accuracy {accuracy:.4f}", file=sys.stderr)


if __name__ == "__main__":
    main()
