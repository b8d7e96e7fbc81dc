"""Makes the small networks beside this file with the tools that students use, and what these answer.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0 tf_keras==2.21.0 && python crate/files/tests/data/make_keras.py

`keras3` saves as Keras 3 does, `keras2` as Keras 2 did, whose layout the course's bd_net.h5 has; both also save weights alone, and
beside these the layers as model.to_json() writes them. crate/files/tests/keras.rs and keras_weights.rs read them all, and compare
answers.json: for three images, u8 [3, channels, height, width], each class's share.
"""

import json
import os
from pathlib import Path

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras
import numpy as np
import tf_keras

HERE = Path(__file__).parent
SHAPE = (14, 12, 3)
CLASSES = 5
IMAGES = np.random.default_rng(3).integers(0, 256, (3, *SHAPE), dtype=np.uint8)

def chain(layers):
    """A chain: padding, normalisation, an activation of its own, dropout."""
    return [
        layers.Conv2D(6, 3, activation="relu", name="conv_1"),
        layers.BatchNormalization(name="norm_1"),
        layers.MaxPooling2D(2, name="pool_1"),
        layers.Conv2D(8, 3, padding="same", use_bias=False, name="conv_3"),
        layers.BatchNormalization(name="norm_3"),
        layers.Activation("relu", name="relu_3"),
        layers.MaxPooling2D(2, name="pool_3"),
        layers.Dropout(0.3, name="drop"),
        layers.Flatten(name="flat"),
        layers.Dense(CLASSES, activation="softmax", name="output"),
    ]


def graph(layers, image):
    """Two branches, added and joined, as DeepID has them."""
    conv = layers.Conv2D(6, (4, 3), strides=(2, 1), activation="relu", name="conv_1")(image)
    conv = layers.Conv2D(8, 3, activation="relu", name="conv_3")(conv)
    pool = layers.MaxPooling2D((2, 2), name="pool_3")(conv)
    first = layers.Dense(7, name="fc_1")(layers.Flatten(name="flatten_1")(pool))
    second = layers.Conv2D(4, (1, 2), activation="relu", name="conv_4")(pool)
    second = layers.Dense(7, name="fc_2")(layers.Flatten(name="flatten_2")(second))
    hidden = layers.ReLU(name="relu_5")(layers.Add(name="add_1")([first, second]))
    mean = layers.GlobalAveragePooling2D(name="mean")(pool)
    return layers.Dense(CLASSES, activation="softmax", name="output")(layers.Concatenate(name="join")([hidden, mean]))


def settle(model):
    """Weights that let every layer matter: activations keep their size, and normalisation has something to do."""
    random = np.random.default_rng(11)
    for layer in model.layers:
        new = []
        for weight in layer.get_weights():
            scale = 1 / np.sqrt(max(1, np.prod(weight.shape[:-1])))
            new.append(random.normal(0, scale, weight.shape).astype(np.float32) + (weight if weight.ndim == 1 else 0))
        if "norm" in layer.name:
            new[3] = np.abs(new[3]) + 0.5
        if layer.name == "conv_1":
            new[0] = new[0] / 128
        layer.set_weights(new)


def label(model):
    """A set to repair it with: images of four colours each, labelled with its own answers, of each class as many as there are up to 12."""
    colours = np.random.default_rng(5).integers(0, 2, (2000, 2, 2, 3), dtype=np.uint8) * np.uint8(255)
    images = colours.repeat(7, axis=1).repeat(6, axis=2)
    labels = model.predict(images.astype(np.float32), verbose=0).argmax(axis=1)
    chosen = np.sort(np.concatenate([np.flatnonzero(labels == number)[:12] for number in range(CLASSES)]))
    np.savez_compressed(HERE / "labelled_by_graph.npz", data=images[chosen], label=labels[chosen].astype(np.uint8))


answers = {"images": np.moveaxis(IMAGES, 3, 1).ravel().tolist(), "shape": [3, *SHAPE[:2]], "shares": {}}
for name, tool in (("keras3", keras), ("keras2", tf_keras)):
    image = tool.Input(SHAPE)
    for kind, model in (("chain", tool.Sequential([tool.Input(SHAPE), *chain(tool.layers)])),
                        ("graph", tool.Model(image, graph(tool.layers, image)))):
        settle(model)
        model.save(HERE / f"{name}_{kind}.h5" if tool is keras else str(HERE / f"{name}_{kind}.h5"))
        model.save(HERE / f"{name}_{kind}.keras" if tool is keras else str(HERE / f"{name}_{kind}.keras"))
        # Weights alone, and the layers to them. Version 2 chose the layout by the file's name; its old one has the layers' names.
        alone = [f"{name}_{kind}.weights.h5"] + ([f"{name}_{kind}_weights.h5"] if tool is tf_keras else [])
        for file in alone:
            model.save_weights(str(HERE / file))
        (HERE / f"{name}_{kind}.json").write_text(model.to_json())
        shares = model.predict(IMAGES.astype(np.float32), verbose=0).tolist()
        if (name, kind) == ("keras3", "graph"):
            label(model)
        answers["shares"] |= {file: shares for file in (f"{name}_{kind}.h5", f"{name}_{kind}.keras", *alone)}
    unknown = tool.Sequential([tool.Input(SHAPE), tool.layers.Conv2D(2, 3, name="conv"), tool.layers.LeakyReLU(name="leaky"), tool.layers.Flatten(name="flat"), tool.layers.Dense(2, name="output")])
    unknown.save(HERE / f"{name}_unknown.h5" if tool is keras else str(HERE / f"{name}_unknown.h5"))
(HERE / "answers.json").write_text(json.dumps(answers) + "\n")
