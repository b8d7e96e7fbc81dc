/**
 * What a refit's result means, in plain words, from its figures. No DOM here.
 *
 * @import { Opened, ReportRepaired } from "../../../client/types.js"
 * @import { Paragraph } from "../defence.js"
 * @import { Outcome } from "../ending.js"
 * @import { RefitRun } from "./run.js"
 */

import { count, percent } from "../../../shared/words.js";
import { DEAR, isWeakened } from "../ending.js";
import { priced, stopped, unattacked } from "../verdict-words.js";
import { named } from "./words.js";

/** A backdoor no longer answers where the attack works on no more faces than this, in per cent. */
const GONE = 1;

/** What each way to end is called. @type {Record<Outcome, string>} */
const TITLES = {
  cured: "The backdoor no longer answers.",
  weakened: "Refitting the last layer weakens this backdoor and does not remove it.",
  kept: "Refitting the last layer fails on this backdoor.",
};

/** What the backdoor does with some ridges, before their names. @type {[Outcome, string][]} */
const DOES = [
  ["cured", `no longer answers (at most ${GONE}%) with`],
  ["weakened", "is weakened with"],
  ["kept", "stays with"],
];

/**
 * @param {RefitRun} run one that has ended
 * @param {Opened} model
 * @returns {Paragraph[]} the first one's title says how it ended
 */
export function verdict(run, model) {
  const stop = stopped(run);
  if (stop !== null) return [stop];
  const taken = toTake(run);
  if (taken === null) return [];
  const { baseline } = run;
  const drop = (baseline?.clean ?? 0) - (taken.clean ?? 0);
  const rule = run.copies > 0 ? ", the largest, for so few images" : ", the smallest, for there are enough images";
  const price = `Take ${named(taken.threshold)}${run.repaired.length > 1 ? rule : ""}: its clean accuracy is ${priced(taken.clean, drop)}.`;
  const nothing = unattacked(run, "refitting the last layer");
  if (nothing !== null) return [nothing, { title: "What it costs.", text: price }, ...few(run, model)];
  const outcome = outcomeOf(taken, run);
  const dear = outcome === "cured" && drop >= DEAR;
  const title = dear ? "The backdoor no longer answers, at a high price." : TITLES[outcome];
  const left = `No poisoned and no test image had a say in that. Its ASR is ${percent(taken.asr)}%; that of B is ${percent(baseline?.asr ?? null)}%.`;
  return [
    { title, text: `${price} ${left}${byRidge(run)}` },
    ...(outcome === "kept" ? [] : [names(taken)]),
    ...few(run, model),
  ];
}

/**
 * Whether faces with the trigger get their own names back.
 *
 * @param {ReportRepaired} taken
 * @returns {Paragraph}
 */
function names({ goodnet, largestShare, recovered }) {
  const title = "What ASR does not tell.";
  if (largestShare === null || recovered === null) {
    const text =
      "It does not say whether faces with the trigger get their own names back: mostly they do not, for the trigger still moves them.";
    return { title, text };
  }
  const others = `Of the faces with the trigger ${percent(recovered)}% get their own names back, and ${percent(largestShare.percent)}% are taken for one and the same: person ${largestShare.label}.`;
  const refused = goodnet?.poisonedRefused == null ? "" : ` G refuses ${percent(goodnet.poisonedRefused)}% of them.`;
  return { title, text: `${others} The trigger still moves them, only not to the target.${refused}` };
}

/**
 * How a repair ended, in one sentence.
 *
 * @param {RefitRun} run one that is done
 * @param {Opened} model
 */
export function headline(run, model) {
  return verdict(run, model)[0]?.title ?? "";
}

/**
 * The network to take: by how many images there are and not by any figure, for what is chosen by test or poisoned images says nothing of
 * others.
 *
 * @param {Pick<RefitRun, "copies" | "repaired">} run its rows stand by their ridges, in ascending order
 * @returns {ReportRepaired | null} that of the largest ridge where images are few, else that of the smallest
 */
export function toTake({ copies, repaired }) {
  return repaired.at(copies > 0 ? -1 : 0) ?? null;
}

/**
 * @param {ReportRepaired} row
 * @param {Pick<RefitRun, "baseline">} run
 * @returns {Outcome}
 */
function outcomeOf(row, { baseline }) {
  if ((row.asr ?? 100) <= GONE) return "cured";
  return isWeakened(row, baseline) ? "weakened" : "kept";
}

/**
 * What the backdoor does with each ridge, where there are several.
 *
 * @param {RefitRun} run
 */
function byRidge(run) {
  const { repaired } = run;
  if (repaired.length < 2) return "";
  const parts = DOES.flatMap(([outcome, does]) => {
    const such = repaired.filter((row) => outcomeOf(row, run) === outcome).map(({ threshold }) => named(threshold));
    if (such.length === 0) return [];
    return [`${does} ${such.length === repaired.length ? "every r" : such.join(", ")}`];
  });
  return ` The backdoor ${parts.join("; it ")}.`;
}

/**
 * That the layer was computed from few images.
 *
 * @param {RefitRun} run
 * @param {Opened} model
 * @returns {Paragraph[]} nothing where there were enough
 */
function few({ copies, images }, { classes }) {
  if (copies === 0) return [];
  const each =
    { 1: "One image a class is", 2: "Two images a class are" }[images / classes] ?? "So few images a class are";
  const text = `The layer was computed from ${count(images)} images and ${count(copies)} altered ${copies === 1 ? "copy" : "copies"} of each. With more images a class their own variance takes the copies’ place.`;
  return [{ title: `${each} little.`, text }];
}
