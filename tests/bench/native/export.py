"""Writes one BadNet in the forms that the other runtimes take:

    export.py MODEL.onnx CONVOLUTION OUT

OUT/fed.onnx       the same graph, but the convolution's weight and bias are inputs: a loop that prunes feeds them masked,
                   and needs no new session for a step
OUT/weights.bin    every weight as f32: first the convolution's as ONNX lays it out, then all layers' as Keras does (NHWC)
OUT/weights.json   where each lies in weights.bin, in numbers, and its shape
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx


def keras_layout(graph):
    """Kernel and bias of every layer by name: convolutions as [height, width, in, out], dense ones as [in, out]."""
    arrays = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}
    shapes = {value.name: [dim.dim_value for dim in value.type.tensor_type.shape.dim] for value in graph.value_info}
    flattened = {node.output[0]: shapes[node.input[0]][1:] for node in graph.node if node.op_type == "Flatten"}
    layers = {}
    for node in graph.node:
        if node.op_type not in ("Conv", "Gemm"):
            continue
        kernel, bias = (arrays[name] for name in node.input[1:])
        if node.op_type == "Conv":
            kernel = kernel.transpose(2, 3, 1, 0)
        elif node.input[0] in flattened:
            # Its rows follow the flatten, which Keras does in the order height, width, channel.
            channels, height, width = flattened[node.input[0]]
            kernel = kernel.reshape(channels, height, width, -1).transpose(1, 2, 0, 3).reshape(kernel.shape)
        layers[node.name] = {"kernel": kernel, "bias": bias}
    return layers


def feed_convolution(model, convolution):
    """Turns the convolution's weight and bias into inputs of the graph; returns them."""
    node = next(node for node in model.graph.node if node.name == convolution)
    taken = {}
    for role, name in zip(("weight", "bias"), node.input[1:]):
        tensor = next(tensor for tensor in model.graph.initializer if tensor.name == name)
        model.graph.initializer.remove(tensor)
        model.graph.input.append(onnx.helper.make_tensor_value_info(name, tensor.data_type, tensor.dims))
        taken[role] = {"name": name, "values": onnx.numpy_helper.to_array(tensor)}
    return taken


def main(path, convolution, out):
    model = onnx.shape_inference.infer_shapes(onnx.load(path))
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    values = []

    def place(array):
        values.append(np.ascontiguousarray(array, "<f4").ravel())
        return {"shape": list(array.shape), "offset": sum(map(len, values[:-1]))}

    layers = keras_layout(model.graph)
    fed = {role: {"name": taken["name"], **place(taken["values"])}
           for role, taken in feed_convolution(model, convolution).items()}
    layers = {name: {role: place(array) for role, array in layer.items()} for name, layer in layers.items()}
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, out / "fed.onnx")
    np.concatenate(values).tofile(out / "weights.bin")
    (out / "weights.json").write_text(json.dumps({"convolution": convolution, "fed": fed, "layers": layers}, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
