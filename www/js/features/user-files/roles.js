/**
 * Which of the user's files is what: a proposal from their names and from what is in them, for people to change.
 *
 * @import { FileContents, UserFileChoice } from "../../client/types.js"
 */

/** @typedef {Exclude<keyof UserFileChoice, "white">} Role */

/**
 * A file of the user’s.
 * @typedef {object} UserFile
 * @property {File} file
 * @property {Role | null} role null where it is not used
 * @property {boolean} chosen whether the user said so
 * @property {string | null} problem why it is of no use
 * @property {FileContents["kind"] | null} kind what is in it, once that is known
 */

/** Every role, as the page calls it. @type {Record<Role, string>} */
export const ROLES = {
  network: "the network",
  architecture: "the network’s layers",
  cleanValidation: "clean validation images",
  poisonedValidation: "poisoned validation images",
  cleanTest: "clean test images",
  poisonedTest: "poisoned test images",
};

/**
 * What a file is by its name: the course calls its files `bd_net.h5`, `valid.h5`, `bd_valid.h5`, `test.h5`,
 * `bd_test.h5`.
 *
 * @param {string} name
 * @returns {Role | null}
 */
export function proposed(name) {
  const words = name.toLowerCase();
  if (words.endsWith(".json")) return "architecture";
  if (words.endsWith(".onnx") || words.endsWith(".keras")) return "network";
  const poisoned = /(^|[^a-z])(bd|backdoor|poison|trigger|sun)/.test(words);
  if (/test/.test(words)) return poisoned ? "poisonedTest" : "cleanTest";
  if (/val/.test(words)) return poisoned ? "poisonedValidation" : "cleanValidation";
  return /net|model|weights/.test(words) ? "network" : null;
}

/**
 * The roles that fit what is in a file, the likeliest first. Poisoned images all have one label, the attacker's.
 *
 * @param {string} name
 * @param {FileContents} contents
 * @returns {Role[]}
 */
function fitting(name, contents) {
  if (contents.kind === "architecture") return ["architecture"];
  if (contents.kind !== "images") return ["network"];
  const poisoned = contents.classes === 1 && contents.images > 1;
  /** @type {Role[]} */
  const roles = poisoned ? ["poisonedValidation", "poisonedTest"] : ["cleanValidation", "cleanTest"];
  return /test/i.test(name) ? roles.reverse() : roles;
}

/**
 * Adds files, each in the role that its name says, unless another has that.
 *
 * @param {UserFile[]} before
 * @param {File[]} files one with the name of an earlier one takes its place
 * @returns {UserFile[]}
 */
export function add(before, files) {
  let all = before;
  for (const file of files) {
    const old = all.find((one) => one.file.name === file.name);
    const others = all.filter((one) => one !== old);
    const role = old?.role ?? proposed(file.name);
    all = [
      ...others,
      { file, role: has(others, role) ? null : role, chosen: old?.chosen ?? false, problem: null, kind: null },
    ];
  }
  return all;
}

/**
 * Takes into account what is in a file, where the user has not said what it is.
 *
 * @param {UserFile[]} before
 * @param {File} file
 * @param {FileContents} contents
 * @returns {UserFile[]}
 */
export function inspected(before, file, contents) {
  const one = before.find((one) => one.file === file);
  if (one === undefined) return before;
  const others = before.filter((other) => other !== one);
  const role = one.chosen ? one.role : (fitting(file.name, contents).find((role) => !has(others, role)) ?? null);
  return before.map((other) => (other === one ? { ...one, role, kind: contents.kind } : other));
}

/**
 * A file turned out to be of no use.
 *
 * @param {UserFile[]} before
 * @param {File} file
 * @param {string} problem
 * @returns {UserFile[]}
 */
export function unusable(before, file, problem) {
  return before.map((one) => (one.file === file ? { ...one, role: one.chosen ? one.role : null, problem } : one));
}

/**
 * Gives a file another role; the file that had it has none then.
 *
 * @param {UserFile[]} before
 * @param {number} index
 * @param {Role | null} role
 * @returns {UserFile[]}
 */
export function assign(before, index, role) {
  return before.map((one, at) => {
    if (at === index) return { ...one, role, chosen: true };
    return role !== null && one.role === role ? { ...one, role: null } : one;
  });
}

/**
 * @param {UserFile[]} files
 * @returns {Role[]} the roles without which there is no repair, and that no file has yet
 */
export function missing(files) {
  /** @type {Role[]} */
  const needed = ["network", "cleanValidation"];
  if (needsLayers(files)) needed.push("architecture");
  // An attack is told beside what it leaves of the clean accuracy.
  if (has(files, "poisonedTest")) needed.push("cleanTest");
  return needed.filter((role) => !has(files, role));
}

/**
 * Whether nobody has looked into a file yet: until then its role is a guess from its name, and it may have none.
 *
 * @param {UserFile} one
 */
export function isBeingRead({ kind, problem }) {
  return kind === null && problem === null;
}

/**
 * What a repair still waits for, or will lack, as sentences.
 *
 * @param {UserFile[]} files
 */
export function wanted(files) {
  const reading = files.filter(isBeingRead).map(({ file }) => file.name);
  // What is missing may be in them.
  if (reading.length > 0) return `Reading ${reading.join(", ")} …`;
  const names = missing(files).map((role) => ROLES[role]);
  return names.length === 0 ? lacking(files).join(" ") : `Still missing: ${names.join(", ")}.`;
}

/**
 * What people should know of a file: why it is of no use, or what it needs beside it.
 *
 * @param {UserFile[]} files
 * @param {UserFile} one of them
 */
export function remark(files, { role, problem }) {
  if (problem !== null || role !== "network" || !needsLayers(files) || has(files, "architecture")) return problem;
  return 'It holds a network’s weights without its layers. Where Keras has the network, run open("model.json", "w").write(model.to_json()), and bring model.json too.';
}

/** @param {UserFile[]} files whether their network is weights alone */
function needsLayers(files) {
  return files.some(({ role, kind }) => role === "network" && kind === "weights");
}

/**
 * What the results will lack, as sentences.
 *
 * @param {UserFile[]} files
 */
export function lacking(files) {
  const lacks = [];
  if (!has(files, "cleanTest")) lacks.push("Without test images the table shows figures of the validation images.");
  const poisoned = has(files, "cleanTest") ? has(files, "poisonedTest") : has(files, "poisonedValidation");
  if (!poisoned) lacks.push("Without poisoned images the table has no attack success rate.");
  return lacks;
}

/**
 * @param {UserFile[]} files
 * @param {255 | 1 | null} white what the network takes for a white pixel, where the user said so
 * @returns {UserFileChoice | null} null while a role is missing
 */
export function chosenRoles(files, white) {
  if (missing(files).length > 0) return null;
  const chosen = files.flatMap(({ file, role }) => (role === null ? [] : [[role, file]]));
  const choice = white === null ? chosen : [...chosen, ["white", white]];
  return /** @type {UserFileChoice} */ (Object.fromEntries(choice));
}

/**
 * @param {UserFile[]} files
 * @param {Role | null} role
 */
function has(files, role) {
  return role !== null && files.some((one) => one.role === role);
}
