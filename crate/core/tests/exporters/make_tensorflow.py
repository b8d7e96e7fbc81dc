"""Makes the ONNX files of TensorFlow's world that lie beside this file, and what the networks answer there.

    pip install tensorflow-cpu==2.21.0 tf_keras==2.21.0 keras==3.15.1 tf2onnx==1.17.0 onnx==1.23.2
    python crate/core/tests/exporters/make_tensorflow.py

crate/core/tests/exporters.rs reads them all, and compares tensorflow.json: for some images, u8 [N, C, H, W], each class's share.
"""

import json
import os
from pathlib import Path

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras
import numpy as np
import tensorflow as tf
import tf2onnx
import tf_keras

HERE = Path(__file__).parent
SHAPE = (12, 10, 3)
CLASSES = 5
IMAGES = np.random.default_rng(3).integers(0, 256, (8, *SHAPE), dtype=np.uint8)


def deepid(tool):
    """DeepID in small: what follows pool_3 are two branches, added."""
    layers = tool.layers
    image = tool.Input(SHAPE, name="image")
    conv = layers.Conv2D(6, 3, activation="relu", name="conv_1")(image)
    conv = layers.MaxPooling2D(2, name="pool_1")(conv)
    conv = layers.Conv2D(8, 2, activation="relu", name="conv_3")(conv)
    pool = layers.MaxPooling2D(2, name="pool_3")(conv)
    first = layers.Dense(7, name="fc_1")(layers.Flatten(name="flatten_1")(pool))
    second = layers.Conv2D(4, (2, 1), activation="relu", name="conv_4")(pool)
    second = layers.Dense(7, name="fc_2")(layers.Flatten(name="flatten_2")(second))
    hidden = layers.Activation("relu", name="relu_5")(layers.Add(name="add_1")([first, second]))
    return tool.Model(image, layers.Dense(CLASSES, activation="softmax", name="output")(hidden))


def norm(tool):
    """A chain with normalisation before a ReLU, which exporters fold, and behind one, which they cannot."""
    layers = tool.layers
    return tool.Sequential([
        tool.Input(SHAPE, name="image"),
        layers.Conv2D(6, 3, use_bias=False, name="conv_1"),
        layers.BatchNormalization(name="norm_1"),
        layers.Activation("relu", name="relu_1"),
        layers.MaxPooling2D(2, name="pool_1"),
        layers.Conv2D(8, 2, activation="relu", name="conv_2"),
        layers.BatchNormalization(name="norm_2"),
        layers.MaxPooling2D(2, name="pool_2"),
        layers.Flatten(name="flat"),
        layers.Dense(7, activation="relu", name="hidden"),
        layers.Dense(CLASSES, activation="softmax", name="output"),
    ])


def settle(model):
    """Weights that let every layer matter: activations keep their size, and normalisation has something to do."""
    random = np.random.default_rng(11)
    for layer in model.layers:
        new = []
        for weight in layer.get_weights():
            scale = 1.5 / np.sqrt(max(1, np.prod(weight.shape[:-1])))
            new.append(random.normal(0, scale, weight.shape).astype(np.float32) + (weight if weight.ndim == 1 else 0))
        if "norm" in layer.name:
            new[3] = np.abs(new[3]) + 0.5
        if layer.name == "conv_1":
            new[0] = new[0] / 128
        layer.set_weights(new)
    return model


answers = {"images": np.moveaxis(IMAGES, 3, 1).ravel().tolist(), "shares": {}}


def kept(name, model):
    """Where the file of that name goes; what the network answers is noted."""
    answers["shares"][name] = model.predict(IMAGES.astype(np.float32), verbose=0).tolist()
    return str(HERE / name)


def convert(name, model, opset, batch=None, **options):
    signature = [tf.TensorSpec((batch, *SHAPE), tf.float32, name="image")]
    tf2onnx.convert.from_keras(model, signature, opset=opset, output_path=kept(name, model), **options)


convert("tf2onnx_deepid.onnx", settle(deepid(tf_keras)), 9)
convert("tf2onnx_nchw.onnx", settle(deepid(tf_keras)), 13, inputs_as_nchw=["image"])
convert("tf2onnx_norm.onnx", settle(norm(tf_keras)), 18, batch=1)
for kind in (deepid, norm):
    model = settle(kind(keras))
    model.export(kept(f"keras3_{kind.__name__}.onnx", model), format="onnx", verbose=False)
(HERE / "tensorflow.json").write_text(json.dumps(answers) + "\n")
