"""Makes the small data sets beside this file, each the same seven images, with the tools that students use.

    pip install h5py==3.14.0 numpy==2.4.6 && python crate/files/tests/data/make.py

A pixel of image n, channel c, row y, column x is (97 n + 31 c + 7 y + 3 x) modulo 256; its label is 5 n modulo 7.
crate/files/tests/data_sets.rs reads them all.
"""

from pathlib import Path

import h5py
import numpy as np

HERE = Path(__file__).parent
IMAGES, CHANNELS, HEIGHT, WIDTH = SHAPE = (7, 3, 4, 5)

n, c, y, x = np.indices(SHAPE)
PIXELS = ((97 * n + 31 * c + 7 * y + 3 * x) % 256).astype(np.uint8)
LABELS = 5 * np.arange(IMAGES) % 7
CHUNKS = (3, 1, 4, 5)


def hdf5(name, data, label, libver="earliest", **options):
    with h5py.File(HERE / f"{name}.h5", "w", libver=libver, track_order=False) as file:
        file.create_dataset("data", data=data, track_times=False, **options)
        file.create_dataset("label", data=label, track_times=False)


def last(data):
    return np.ascontiguousarray(np.moveaxis(data, 1, 3))


hdf5("u8", PIXELS, LABELS)
hdf5("i16_labels_f32", PIXELS.astype(np.int16), LABELS.astype(np.float32))
hdf5("i32_labels_column", PIXELS.astype(np.int32), LABELS.astype(np.int32)[:, None])
hdf5("i64_gzip", PIXELS.astype(np.int64), LABELS.astype(np.uint8), chunks=CHUNKS, compression="gzip")
hdf5("f32_unit_last_gzip_shuffle", last(PIXELS) / np.float32(255), LABELS, chunks=(2, 4, 5, 3), compression="gzip", shuffle=True)
hdf5("f64", PIXELS.astype(np.float64), LABELS.astype(np.float64))
hdf5("f64_big_endian", PIXELS.astype(">f8"), LABELS.astype(">i4"))
hdf5("f64_chunked", PIXELS.astype(np.float64), LABELS, chunks=CHUNKS)
hdf5("f64_lzf_shuffle", PIXELS.astype(np.float64), LABELS, chunks=CHUNKS, compression="lzf", shuffle=True)
hdf5("f64_unit", PIXELS / 255, LABELS)
hdf5("u8_last_newest_format", last(PIXELS), LABELS, libver="latest", chunks=(7, 4, 5, 3), compression="gzip", fletcher32=True)
hdf5("labels_of_text", PIXELS, np.array([b"Ann", b"Bob"] * 3 + [b"Cid"]))
with h5py.File(HERE / "other_names.h5", "w", track_order=False) as file:
    file.create_dataset("images", data=PIXELS, track_times=False)
    file.create_dataset("targets", data=LABELS, track_times=False)

np.savez(HERE / "u8.npz", data=PIXELS, label=LABELS)
np.savez_compressed(HERE / "f32_unit_last.npz", data=last(PIXELS) / np.float32(255), label=LABELS.astype(np.float32))
np.savez(HERE / "fortran.npz", data=np.asfortranarray(PIXELS), label=LABELS)
np.savez(HERE / "other_names.npz", images=PIXELS)
# Black with either idea of what white is: a network of the size of those that Keras made, make_keras.py.
np.savez(HERE / "black.npz", data=np.zeros((2, 3, 14, 12), np.uint8), label=[0, 1])
