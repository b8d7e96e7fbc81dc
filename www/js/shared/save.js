/**
 * Hands bytes to the browser as a file.
 *
 * @param {string} name
 * @param {string} type
 * @param {ArrayBuffer} bytes
 */
export function save(name, type, bytes) {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has taken hold of the bytes once this task is over.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
