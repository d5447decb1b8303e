"""Writes scikit-learn's breast cancer data set into /out, a third of it apart: 569 tumours, 30 measurements each."""

import numpy
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

measurements, benign = load_breast_cancer(return_X_y=True)
seen, unseen, seen_benign, unseen_benign = train_test_split(
    measurements, benign, test_size=1 / 3, stratify=benign, random_state=0
)
numpy.savez("/out/seen.npz", measurements=seen, benign=seen_benign)
numpy.savez("/out/unseen.npz", measurements=unseen, benign=unseen_benign)
