"""The notebook's loop in ONNX Runtime: ort_loop.py FOLDER BATCH CHANNEL,CHANNEL,..."""

import numpy as np
import onnxruntime

import lab


def network(weights, folder, batch):
    # As many threads as there are cores, which is what it does by itself.
    session = onnxruntime.InferenceSession(folder / "fed.onnx", providers=["CPUExecutionProvider"])
    names = [name for name, _ in weights["fed"].values()]
    image = next(taken.name for taken in session.get_inputs() if taken.name not in names)
    fed = {}

    def widen(pixels):
        return pixels.astype(np.float32)

    def prune(channels):
        for name, array in weights["fed"].values():
            fed[name] = array.copy()
            fed[name][channels] = 0

    def predict(pixels):
        return np.concatenate([session.run(None, {image: pixels[at : at + batch], **fed})[0]
                               for at in range(0, len(pixels), batch)])

    prune([])
    return widen, prune, predict, {"versions": {"ONNX Runtime": onnxruntime.__version__}}


if __name__ == "__main__":
    lab.run(network)
