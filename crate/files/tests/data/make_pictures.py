"""Makes the pictures in the folder `pictures` beside this file with Pillow, the library that students use.

    pip install numpy==2.4.6 pillow==13.0.0 && python crate/files/tests/data/make_pictures.py

NAME.jpg is a JPEG; NAME.png is what Pillow reads in it, turned as its camera says. NAME_fitted.png is NAME.png as
`ImageOps.fit` brings it to 47x55 pixels, bicubic. crate/files/tests/pictures.rs reads them all.
"""

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

HERE = Path(__file__).parent / "pictures"
NETWORK = (47, 55)


def scene(width, height):
    """Waves of three colours, sharp blocks, and a little noise: smooth parts, edges and texture."""
    y, x = np.mgrid[:height, :width]
    waves = [127 + 100 * np.sin(x / 7 + phase) * np.cos(y / (9 + phase)) for phase in (0, 1, 2)]
    pixels = np.stack(waves, axis=2)
    pixels[height // 3 : height // 2, width // 4 : width // 2] = (230, 40, 60)
    pixels[2 * height // 3 :, width // 2 : 3 * width // 4] = (20, 90, 200)
    noise = np.random.default_rng(3).normal(0, 4, pixels.shape)
    return Image.fromarray(np.clip(pixels + noise, 0, 255).astype(np.uint8))


def save(name, picture, **options):
    picture.save(HERE / f"{name}.jpg", **options)
    seen = ImageOps.exif_transpose(Image.open(HERE / f"{name}.jpg"))
    seen.save(HERE / f"{name}.png", optimize=True)
    return seen


def fit(name, picture):
    ImageOps.fit(picture, NETWORK, Image.Resampling.BICUBIC).save(HERE / f"{name}_fitted.png", optimize=True)


HERE.mkdir(exist_ok=True)
save("colour_444", scene(47, 55), quality=92, subsampling="4:4:4")
save("colour_422", scene(61, 43), quality=85, subsampling="4:2:2")
save("colour_420", scene(61, 43), quality=85, subsampling="4:2:0")
save("grey", scene(45, 33).convert("L"), quality=90)
save("restarts", scene(47, 55), quality=75, subsampling="4:2:0", restart_marker_blocks=3)
fit("progressive", save("progressive", scene(150, 110), quality=80, progressive=True))
for orientation in (3, 6, 8):
    exif = Image.Exif()
    exif[0x0112] = orientation
    save(f"turned_{orientation}", scene(40, 24), quality=95, subsampling="4:4:4", exif=exif)
small = scene(19, 31)
small.save(HERE / "small.png", optimize=True)
fit("small", small)
