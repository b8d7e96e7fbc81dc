// A set of images as numpy.savez writes it: arrays in a ZIP that compresses nothing.

import { crc32 } from "node:zlib";

/**
 * @param {number[]} shape `[images, height, width, channels]`
 * @param {(at: number) => number} pixel its values, 0 to 255, in the array's order
 * @param {number[]} labels
 */
export function npz(shape, pixel, labels) {
  const pixels = Uint8Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, at) => pixel(at));
  return zip({ "data.npy": npy(shape, pixels), "label.npy": npy([labels.length], Uint8Array.from(labels)) });
}

/**
 * @param {number[]} shape
 * @param {Uint8Array} values
 */
function npy(shape, values) {
  const head = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`;
  const size = Math.ceil((10 + head.length + 1) / 64) * 64;
  const start = Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, (size - 10) & 255, (size - 10) >> 8]);
  return Buffer.concat([start, Buffer.from(`${head.padEnd(size - 11)}\n`), values]);
}

/** @param {Record<string, Buffer>} files */
function zip(files) {
  const [local, central] = [/** @type {Buffer[]} */ ([]), /** @type {Buffer[]} */ ([])];
  let at = 0;
  for (const [name, bytes] of Object.entries(files)) {
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt32LE(crc32(bytes), 10);
    facts.writeUInt32LE(bytes.length, 14);
    facts.writeUInt32LE(bytes.length, 18);
    facts.writeUInt16LE(name.length, 22);
    const here = Buffer.alloc(4);
    here.writeUInt32LE(at);
    const part = Buffer.concat([Buffer.from("PK\x03\x04"), facts, Buffer.from(name), bytes]);
    central.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), facts, Buffer.alloc(10), here, Buffer.from(name)]));
    local.push(part);
    at += part.length;
  }
  const listed = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(local.length, 8);
  end.writeUInt16LE(local.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...local, listed, end]);
}
