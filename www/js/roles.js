/**
 * Which of the user's files is what: a proposal from their names, for people to change.
 *
 * @import { OwnFiles } from "../../crate/web/src/types.js"
 */

/** @typedef {Exclude<keyof OwnFiles, "white">} Role */

/** A file that the user brought; null where it is not used. @typedef {{ file: File, role: Role | null }} Brought */

/** Every role, as the page calls it. @type {Record<Role, string>} */
export const ROLES = {
  network: "the network",
  cleanValidation: "clean validation images",
  poisonedValidation: "poisoned validation images",
  cleanTest: "clean test images",
  poisonedTest: "poisoned test images",
};

/** @type {Role[]} */
const ALL = ["network", "cleanValidation", "poisonedValidation", "cleanTest", "poisonedTest"];

/**
 * What a file is by its name: the course calls its files `bd_net.h5`, `valid.h5`, `bd_valid.h5`, `test.h5`, `bd_test.h5`.
 *
 * @param {string} name
 * @returns {Role | null}
 */
export function proposed(name) {
  const words = name.toLowerCase();
  if (words.endsWith(".onnx")) return "network";
  const poisoned = /(^|[^a-z])(bd|backdoor|poison|trigger|sun)/.test(words);
  if (/test/.test(words)) return poisoned ? "poisonedTest" : "cleanTest";
  if (/val/.test(words)) return poisoned ? "poisonedValidation" : "cleanValidation";
  return /net|model|weights/.test(words) ? "network" : null;
}

/**
 * Adds files, each in the role that its name says, unless another has that.
 *
 * @param {Brought[]} before
 * @param {File[]} files one with the name of an earlier one takes its place
 * @returns {Brought[]}
 */
export function bring(before, files) {
  let brought = before;
  for (const file of files) {
    const old = brought.find((one) => one.file.name === file.name);
    const others = brought.filter((one) => one !== old);
    const role = old?.role ?? proposed(file.name);
    const taken = others.some((one) => one.role === role);
    brought = [...others, { file, role: taken ? null : role }];
  }
  return brought;
}

/**
 * Gives a file another role; who had it has none then.
 *
 * @param {Brought[]} before
 * @param {number} index
 * @param {Role | null} role
 * @returns {Brought[]}
 */
export function assign(before, index, role) {
  return before.map((one, at) => {
    if (at === index) return { ...one, role };
    return role !== null && one.role === role ? { ...one, role: null } : one;
  });
}

/**
 * @param {Brought[]} brought
 * @returns {Role[]} the roles that no file has yet
 */
export function missing(brought) {
  return ALL.filter((role) => !brought.some((one) => one.role === role));
}

/**
 * @param {Brought[]} brought
 * @returns {OwnFiles | null} null while a role is missing
 */
export function ownFiles(brought) {
  if (missing(brought).length > 0) return null;
  return /** @type {OwnFiles} */ (Object.fromEntries(brought.filter(({ role }) => role !== null).map(({ file, role }) => [role, file])));
}
