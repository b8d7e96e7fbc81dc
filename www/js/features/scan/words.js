/**
 * What the channels say, in words, and never more than the figures bear out. Like the rest of the page they speak of
 * people; they go through `wordsFor` before anybody reads them.
 *
 * @import { DetectOutcome, LabelVotes, Opened } from "../../client/types.js"
 * @import { State } from "../index.js"
 * @import { ScanRun } from "./run.js"
 */

import { isRunning } from "../defences/run.js";

/** How many of those who got votes are shown one by one. */
export const SHOWN = 8;

/** How many times the second's votes the first needs to be an answer. */
const CLEARLY = 2;

/** One run in so many has to have voted for the first, or it is no answer. */
const ONE_IN = 20;

/** With fewer clean images than this, a word of caution. */
const FEW = 16;

/**
 * Whether the first one's votes stand out: many more than the second's, of so many runs, and from more than one channel.
 *
 * @param {Pick<DetectOutcome, "runs" | "votes">} outcome
 */
export function isClear({ runs, votes: [first, second] }) {
  if (first === undefined || first.channels.length === 1 || first.votes * ONE_IN < runs) return false;
  return first.votes >= CLEARLY * (second?.votes ?? 0);
}

/** @param {Pick<DetectOutcome, "runs" | "votes">} outcome */
export function conclusion(outcome) {
  const { votes } = outcome;
  const [first, second] = votes;
  if (first === undefined) return "No channel turns faces into one and the same person.";
  if (isClear(outcome)) {
    const got =
      second === undefined
        ? `all ${first.votes} votes`
        : `${first.votes} of ${cast(votes)} votes, the next one ${second.votes}`;
    return `Person ${first.label} gets ${got}: if this network has a backdoor, it most likely serves person ${first.label}.`;
  }
  return `${unclear(outcome, first, second)}: that is no clear answer.`;
}

/**
 * @param {Pick<DetectOutcome, "runs" | "votes">} outcome
 * @param {LabelVotes} first
 * @param {LabelVotes} [second]
 */
function unclear({ runs, votes }, first, second) {
  const equal = votes.filter((one) => one.votes === first.votes).length;
  if (equal > 1) return `${equal} people come first with ${counted(first.votes)} each`;
  const leads = `Person ${first.label} comes first with ${counted(first.votes)}`;
  if (second !== undefined && first.votes < CLEARLY * second.votes)
    return `${leads}, but the next one has ${second.votes}`;
  return first.channels.length === 1
    ? `${leads}, but from one channel alone`
    : `${leads}, but there were ${runs} to be had`;
}

/**
 * What is always said: nobody has measured yet what a margin is worth.
 *
 * @param {Pick<DetectOutcome, "votes" | "images">} outcome
 */
export function caveat({ votes, images }) {
  const looked = images === 1 ? "1 clean image was" : `${images} clean images were`;
  const few = images < FEW ? ` Only ${looked} looked at, so chance has more of a say.` : "";
  const always =
    votes.length === 0
      ? "That is no proof that there is no backdoor: how often one stays silent here is not measured yet."
      : "Some person always comes first, in an honest network too; how much a margin is worth is not measured yet.";
  return `${always}${few}`;
}

/**
 * Those who are not shown one by one, in a line; empty where there are none.
 *
 * @param {Pick<DetectOutcome, "votes">} outcome
 */
export function others({ votes }) {
  const rest = votes.slice(SHOWN);
  const [most, least] = [rest.at(0)?.votes, rest.at(-1)?.votes];
  if (most === undefined || least === undefined) return "";
  if (rest.length === 1) return `One more person got ${counted(most)}.`;
  const each = most === least ? counted(most) : `${least} to ${most} votes`;
  return `${rest.length} other people got ${each} each.`;
}

/**
 * What a vote is, and how many there are.
 *
 * @param {DetectOutcome} outcome
 */
export function counting({ convolution, images, runs, votes }) {
  const faces = images === 1 ? "1 clean face" : `${images} clean faces`;
  return `${runs} times one channel of ${convolution} was made to fire on ${faces}. Where at least one face in twenty changed over to the same person, that was a vote for this person: ${cast(votes)} in all.`;
}

/**
 * How far it is, or what the button does.
 *
 * @param {Pick<State, "model" | "pruning" | "run" | "scan">} state
 */
export function status({ model, pruning, run, scan }) {
  if (model === null) return "";
  if (isRunning(run)) return "A repair is running: the channels can be asked once it is over.";
  if (scan === null) return about(model, pruning.convolution);
  switch (scan.status) {
    case "running":
      return progressText(scan);
    case "cancelling":
      return "Stopping …";
    case "cancelled":
      return "Cancelled: the channels have not answered.";
    case "failed":
      return "The channels have not answered.";
    case "done":
      return "The channels have answered.";
  }
}

/**
 * @param {Pick<Opened, "convolutions">} model
 * @param {string} convolution
 */
function about({ convolutions }, convolution) {
  const channels = convolutions.find(({ name }) => name === convolution)?.channels ?? 0;
  return `It asks the channels of ${convolution}, ${channels} in all.`;
}

/** @param {Pick<ScanRun, "progress">} scan */
function progressText({ progress: { stage, done, total } }) {
  if (total === 0) return "Starting …";
  return stage === "features"
    ? `Looking at clean faces: ${done} of ${total}`
    : `Asking the channels: ${done} of ${total}`;
}

/**
 * Where another layer is chosen than the one that has answered.
 *
 * @param {Pick<State, "pruning" | "scan">} state
 * @returns {string} a sentence; empty where it is the same
 */
export function outdated({ pruning, scan }) {
  if (scan?.status !== "done" || scan.convolution === pruning.convolution) return "";
  return `This is what ${scan.convolution} says; press Ask the channels for ${pruning.convolution}.`;
}

/** How many votes there are in all. @param {LabelVotes[]} votes */
function cast(votes) {
  return votes.reduce((sum, one) => sum + one.votes, 0);
}

/** @param {number} votes */
export function counted(votes) {
  return votes === 1 ? "1 vote" : `${votes} votes`;
}
