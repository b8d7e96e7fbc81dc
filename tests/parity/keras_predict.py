"""What Keras answers: keras_predict.py keras|tf_keras IMAGES.npy SHARES.npy MODEL..., images f32 [N, H, W, C]."""

import importlib
import sys

import numpy as np

module, images, shares, *models = sys.argv[1:]
load = importlib.import_module(module).models.load_model
np.save(shares, np.stack([load(model, compile=False).predict(np.load(images), verbose=0) for model in models]))
