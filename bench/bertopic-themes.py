"""BERTopic with its defaults on given vectors and texts, set after set in one process, so that all but the first run are warm."""
import json
import sys
import time

import numpy as np
from bertopic import BERTopic


def run(folder):
    texts = json.load(open(f"{folder}/texts.json", encoding="utf8"))
    vectors = np.fromfile(f"{folder}/vectors.f32", dtype=np.float32).reshape(len(texts), -1)
    start = time.perf_counter()
    labels, _ = BERTopic().fit_transform(texts, vectors)
    seconds = time.perf_counter() - start
    json.dump({"labels": [int(label) for label in labels], "seconds": seconds}, open(f"{folder}/themes.json", "w"))
    return seconds


folders = sys.argv[1:]
print(f"{run(folders[0]):.1f}")
for folder in folders:
    run(folder)
