// What the worker tells of a model that it opened.

/** @import { Opened } from "../../../crate/web/src/types.js" */

/** @type {Opened} */
export const MODEL = {
  scenarios: [{ name: "badnet", title: "BadNet", summary: "" }],
  scenario: "badnet",
  trigger: "glasses",
  target: 0,
  classes: 1283,
  inputShape: [3, 55, 47],
  scale: "255",
  keras: false,
  ownImages: false,
  notes: [],
  convolutions: [
    { name: "conv_2", channels: 40 },
    { name: "conv_3", channels: 60 },
  ],
  convolution: "conv_3",
  images: { validation: 1283, test: 1283 },
  scoredOn: "test",
  expected: null,
  engine: { name: "webgpu", adapter: "an adapter", workers: 1, fallback: null },
};
