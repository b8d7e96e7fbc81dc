"""Data sets of the course's size in its heaviest form: f64, contiguous, 716 MB and 796 MB a file.

    full_lab.py DUMP OUT IMAGES

DUMP is what the command line's example `parity` wrote; its images are repeated until there are IMAGES validation images, and a
ninth more for the test, as in the course:

    cargo build --release -p goodnet --bins --examples
    target/release/examples/parity www/bundle badnet www/bundle/badnet/badnet.onnx /tmp/lab
    .tools/venv/bin/python tests/bench/native/full_lab.py /tmp/lab /tmp/lab 11547
    /usr/bin/time -v target/release/goodnet prune --model www/bundle/badnet/badnet.onnx --clean-valid /tmp/lab/valid.h5 \\
        --poisoned-valid /tmp/lab/bd_valid.h5 --clean-test /tmp/lab/test.h5 --poisoned-test /tmp/lab/bd_test.h5
    /usr/bin/time -v target/release/goodnet eval --model www/bundle/badnet/badnet.onnx --data /tmp/lab/valid.h5

The last once more with 200 for IMAGES: the difference is what a file of 716 MB takes.
"""

import sys
from pathlib import Path

import h5py
import numpy as np

SHAPE = (3, 55, 47)
SLICE = 512
dump, out, images = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
out.mkdir(parents=True, exist_ok=True)

for file, name, count in (("valid", "validation", images), ("bd_valid", "poisoned_validation", images),
                          ("test", "test", images * 10 // 9), ("bd_test", "poisoned_test", images * 10 // 9)):
    pixels = np.fromfile(dump / f"{name}.u8", np.uint8).reshape(-1, *SHAPE)
    labels = np.fromfile(dump / f"{name}_labels.u32", np.uint32)
    with h5py.File(out / f"{file}.h5", "w") as h5:
        data = h5.create_dataset("data", (count, *SHAPE), np.float64)
        for first in range(0, count, SLICE):
            which = np.arange(first, min(first + SLICE, count)) % len(pixels)
            data[first : first + len(which)] = pixels[which]
        h5["label"] = labels[np.arange(count) % len(labels)].astype(np.float64)
