"""What Keras answers: keras_predict.py keras|tf_keras IMAGES.npy SHARES.npy MODEL..., images f32 [N, H, W, C].

A model is a file of a whole one, or weights and their layers: WEIGHTS@LAYERS.json.
"""

import importlib
import sys
from pathlib import Path

import numpy as np

module, images, shares, *files = sys.argv[1:]
models = importlib.import_module(module).models


def load(file):
    weights, _, layers = file.partition("@")
    if not layers:
        return models.load_model(file, compile=False)
    model = models.model_from_json(Path(layers).read_text())
    model.load_weights(weights)
    return model


np.save(shares, np.stack([load(file).predict(np.load(images), verbose=0) for file in files]))
