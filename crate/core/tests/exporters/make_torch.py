"""Makes the ONNX files of PyTorch's two exporters that lie beside this file, and what the networks answer there.

    pip install torch==2.15.0 onnx==1.23.2 onnxscript==0.7.2
    python crate/core/tests/exporters/make_torch.py

crate/core/tests/exporters.rs reads them all, and compares torch.json: for some images, u8 [N, C, H, W], each class's share.
"""

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn

HERE = Path(__file__).parent
CLASSES = 5
IMAGES = np.random.default_rng(3).integers(0, 256, (8, 3, 12, 10), dtype=np.uint8)


class DeepID(nn.Module):
    """DeepID in small: what follows pool_3 are two branches, added. It answers with logits."""

    def __init__(self):
        super().__init__()
        self.conv_1 = nn.Conv2d(3, 6, 3)
        self.conv_3 = nn.Conv2d(6, 8, 2)
        self.conv_4 = nn.Conv2d(8, 4, (2, 1))
        self.fc_1 = nn.Linear(16, 7)
        self.fc_2 = nn.Linear(4, 7)
        self.output = nn.Linear(7, CLASSES)
        self.pool = nn.MaxPool2d(2)

    def forward(self, image):
        pool_3 = self.pool(torch.relu(self.conv_3(self.pool(torch.relu(self.conv_1(image))))))
        branch = torch.relu(self.conv_4(pool_3)).flatten(1)
        return self.output(torch.relu(self.fc_1(pool_3.flatten(1)) + self.fc_2(branch)))


class Norm(nn.Module):
    """A chain with normalisation; its shape is written as PyTorch's first tutorials do. It answers with a log-softmax."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 3)
        self.norm1 = nn.BatchNorm2d(6)
        self.conv2 = nn.Conv2d(6, 8, 2, bias=False)
        self.norm2 = nn.BatchNorm2d(8)
        self.fc1 = nn.Linear(16, 7)
        self.fc2 = nn.Linear(7, CLASSES)
        self.pool = nn.MaxPool2d(2)

    def forward(self, image):
        plane = self.pool(torch.relu(self.norm1(self.conv1(image))))
        plane = self.pool(torch.relu(self.norm2(self.conv2(plane))))
        row = plane.view(plane.size(0), -1)
        return torch.log_softmax(self.fc2(torch.relu(self.fc1(row))), dim=1)


def settle(model):
    """Weights that let every layer matter: activations keep their size, and normalisation has something to do."""
    random = np.random.default_rng(11)
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if not tensor.dtype.is_floating_point:
                continue
            fan_in = max(1, int(np.prod(tensor.shape[1:])))
            new = random.normal(0, 1.5 / np.sqrt(fan_in) if tensor.ndim > 1 else 0.4, tensor.shape)
            if "norm" in name and name.endswith(("weight", "running_var")):
                new = np.abs(new) + 0.5
            if name.startswith("conv") and name.endswith("1.weight"):
                new = new / 128
            tensor.copy_(torch.from_numpy(new.astype(np.float32)))
    return model.eval()


def without_traces(path):
    """The same file without the places in source files that the exporter notes at each node."""
    model = onnx.load(path, load_external_data=False)
    for node in (*model.graph.node, *model.graph.value_info, *model.graph.input, *model.graph.output):
        del node.metadata_props[:]
    del model.graph.metadata_props[:]
    path.write_bytes(model.SerializeToString())


def weights_as_nodes(path):
    """The same file with its weights in Constant nodes, as some tools write them."""
    model = onnx.load(path)
    graph = model.graph
    nodes = [onnx.helper.make_node("Constant", [], [tensor.name], f"make {tensor.name}", value=tensor)
             for tensor in graph.initializer]
    nodes.extend(graph.node)
    del graph.initializer[:], graph.node[:]
    graph.node.extend(nodes)
    onnx.save(model, path)


answers = {"images": IMAGES.ravel().tolist(), "shares": {}}


def export(name, model, **options):
    with torch.no_grad():
        answers["shares"][name] = torch.softmax(model(torch.from_numpy(IMAGES.astype(np.float32))), 1).tolist()
    torch.onnx.export(model, (torch.zeros(1, 3, 12, 10),), str(HERE / name), input_names=["image"],
                      output_names=["scores"], **options)
    without_traces(HERE / name)
    return HERE / name


any_batch = {"image": {0: "batch"}, "scores": {0: "batch"}}
deepid, norm = settle(DeepID()), settle(Norm())
export("torch_norm.onnx", norm, dynamo=False, opset_version=9)
export("torch_norm_unfolded.onnx", norm, dynamo=False, opset_version=11, do_constant_folding=False,
       training=torch.onnx.TrainingMode.PRESERVE, keep_initializers_as_inputs=True)
weights_as_nodes(export("torch_weights_as_nodes.onnx", norm, dynamo=False, opset_version=17, dynamic_axes=any_batch,
                        training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False))
weights_as_nodes(export("torch_deepid.onnx", deepid, dynamo=False, opset_version=14, dynamic_axes=any_batch))
export("torch_dynamo_deepid.onnx", deepid, dynamo=True, opset_version=21, external_data=False,
       dynamic_shapes={"image": {0: torch.export.Dim("batch")}})
export("torch_dynamo_norm.onnx", norm, dynamo=True, external_data=False)
# The default: weights beside the file, which goodnet refuses.
export("torch_external.onnx", deepid, dynamo=True, external_data=True)
del answers["shares"]["torch_external.onnx"]
(HERE / "torch_external.onnx.data").unlink()
(HERE / "torch.json").write_text(json.dumps(answers) + "\n")
