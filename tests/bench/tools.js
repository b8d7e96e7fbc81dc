// The programs that the bench runs, and what it reads of them.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/**
 * Runs a program that `./build.sh bench` named in the environment.
 *
 * @param {string} variable
 * @param {(string | number)[]} args
 * @returns {Promise<string>} what it printed
 */
export async function run(variable, args) {
  const program = process.env[variable];
  if (!program) throw new Error(`${variable} is not set: run the bench with ./build.sh bench`);
  const { stdout } = await execute(program, args.map(String), { maxBuffer: 64e6 });
  return stdout;
}

/** @param {string} line what is being done, for whoever waits */
export const say = (line) => void process.stderr.write(`${line}\n`);

/** @param {number[]} values */
export function median(values) {
  if (values.length === 0) throw new Error("no run to take the median of");
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
