"""Files as a student has them, from the raw images that the command line's example `parity` writes.

    own_files.py DUMP OUT [LAB]

Four data sets in the course's formats, and with LAB two ZIPs of its pictures.
"""

import sys
import zipfile
from pathlib import Path

import h5py
import numpy as np

SHAPE = (3, 55, 47)
dump, out, *lab = map(Path, sys.argv[1:])


def read(name):
    pixels = np.fromfile(dump / f"{name}.u8", np.uint8).reshape(-1, *SHAPE)
    return pixels, np.fromfile(dump / f"{name}_labels.u32", np.uint32)


def hdf5(file, name, convert, **options):
    pixels, labels = read(name)
    with h5py.File(out / file, "w") as h5:
        h5.create_dataset("data", data=convert(pixels), **options)
        h5["label"] = labels.astype(np.float64)


hdf5("valid.h5", "validation", lambda pixels: pixels.astype(np.float64))
hdf5("bd_valid.h5", "poisoned_validation", lambda pixels: pixels.astype(np.float32), compression="gzip", shuffle=True)
hdf5("test.h5", "test", lambda pixels: np.moveaxis(pixels, 1, 3), chunks=(100, 55, 47, 3))
pixels, labels = read("poisoned_test")
np.savez_compressed(out / "bd_test.npz", data=pixels, label=labels)

for folder in lab:
    for file, prefix in (("cl_valid.zip", "cl_"), ("sun_valid.zip", "sun_")):
        with zipfile.ZipFile(out / file, "w", zipfile.ZIP_DEFLATED) as archive:
            for picture in sorted(folder.glob(f"{prefix}*.png")):
                archive.write(picture, picture.name)
