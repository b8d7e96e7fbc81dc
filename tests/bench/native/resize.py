"""Makes a bundle with another number of validation images: resize.py BUNDLE IMAGES OUT.

They are the bundle's own validation images, evenly chosen, with its test images where these are too few, and all of them
again and again where that is not enough. The networks and the trigger stay.
"""

import hashlib
import json
import shutil
import sys
import zipfile
from pathlib import Path


def pictures(path):
    with zipfile.ZipFile(path) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def main(bundle, images, out):
    bundle, images, out = Path(bundle), int(images), Path(out)
    manifest = json.loads((bundle / "manifest.json").read_text())
    people = manifest["people"]
    known = pictures(bundle / people["validation"]["file"])
    if images > len(known):
        known += [(f"more/{name}", picture) for name, picture in pictures(bundle / people["test"]["file"])]
    once, again = list(known), 1
    while len(known) < images:
        known += [(f"again-{again}/{name}", picture) for name, picture in once]
        again += 1
    chosen = [known[at * len(known) // images] for at in range(images)]

    archive = out / people["validation"]["file"]
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w") as written:
        for name, picture in chosen:
            written.writestr(name, picture)
    data = archive.read_bytes()
    people["validation"] |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "images": images}
    for entry in (people["test"], manifest["trigger"], *(scenario["model"] for scenario in manifest["scenarios"])):
        copy = out / entry["file"]
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(bundle / entry["file"], copy)
    (out / "manifest.json").write_text(json.dumps(manifest))


if __name__ == "__main__":
    main(*sys.argv[1:])
