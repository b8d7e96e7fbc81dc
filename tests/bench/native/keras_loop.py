"""The notebook's loop in Keras on TensorFlow: keras_loop.py FOLDER BATCH CHANNEL,CHANNEL,..."""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow  # noqa: E402

import lab  # noqa: E402


def deep_id(layers):
    """The lab's network, NHWC in, logits out."""

    def convolution(name, taken):
        kernel = layers[name][0]
        return keras.layers.Conv2D(kernel.shape[-1], kernel.shape[:2], activation="relu", name=name)(taken)

    def dense(name, taken):
        return keras.layers.Dense(layers[name][1].size, name=name)(taken)

    features = image = keras.Input((55, 47, 3))
    for name in ("conv_1", "conv_2", "conv_3"):
        features = keras.layers.MaxPooling2D(2)(convolution(name, features))
    branches = [dense("fc_1", keras.layers.Flatten()(features)),
                dense("fc_2", keras.layers.Flatten()(convolution("conv_4", features)))]
    model = keras.Model(image, dense("output", keras.layers.ReLU()(keras.layers.Add()(branches))))
    for name, arrays in layers.items():
        model.get_layer(name).set_weights(arrays)
    return model


def network(weights, _, batch):
    model = deep_id(weights["layers"])
    layer = model.get_layer(weights["convolution"])
    kernel, bias = weights["layers"][weights["convolution"]]

    def widen(pixels):
        # The lab's own loader moves the channels, too.
        return pixels.transpose(0, 2, 3, 1).astype(np.float32)

    def prune(channels):
        left = kernel.copy(), bias.copy()
        left[0][..., channels] = 0
        left[1][channels] = 0
        layer.set_weights(left)

    def predict(pixels):
        return model.predict(pixels, batch_size=batch, verbose=0)

    told = {"versions": {"Keras": keras.__version__, "TensorFlow": tensorflow.__version__}}
    return widen, prune, predict, told


if __name__ == "__main__":
    lab.run(network)
