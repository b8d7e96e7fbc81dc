/**
 * The shapes that the WebAssembly module takes and gives, as `./build.sh types` writes them in `crate/web/src/types.d.ts`: the
 * page names that file here alone. Beside them, what the worker makes of some.
 */

/** @typedef {import("../../../crate/web/src/types.js").Answer} Answer */
/** @typedef {import("../../../crate/web/src/types.js").Answers} Answers */
/** @typedef {import("../../../crate/web/src/types.js").Baseline} Baseline */
/** @typedef {import("../../../crate/web/src/types.js").ChannelView} ChannelView */
/** @typedef {import("../../../crate/web/src/types.js").ClpOutcome} ClpOutcome */
/** @typedef {import("../../../crate/web/src/types.js").ConvolutionInfo} ConvolutionInfo */
/** @typedef {import("../../../crate/web/src/types.js").EngineChoice} EngineChoice */
/** @typedef {import("../../../crate/web/src/types.js").EngineInfo} EngineInfo */
/** @typedef {import("../../../crate/web/src/types.js").ErrorReport} ErrorReport */
/** @typedef {import("../../../crate/web/src/types.js").Excited} Excited */
/** @typedef {import("../../../crate/web/src/types.js").MeanActivations} MeanActivations */
/** @typedef {import("../../../crate/web/src/types.js").Face} Face */
/** @typedef {import("../../../crate/web/src/types.js").FileContents} FileContents */
/** @typedef {import("../../../crate/web/src/types.js").ClassScore} ClassScore */
/** @typedef {import("../../../crate/web/src/types.js").GoodNetScore} GoodNetScore */
/** @typedef {import("../../../crate/web/src/types.js").LoadingEvent} LoadingEvent */
/** @typedef {import("../../../crate/web/src/types.js").Prediction} Prediction */
/** @typedef {import("../../../crate/web/src/types.js").PruningOrder} PruningOrder */
/** @typedef {import("../../../crate/web/src/types.js").Ranking} Ranking */
/** @typedef {import("../../../crate/web/src/types.js").Recipe} Recipe */
/** @typedef {import("../../../crate/web/src/types.js").RecipeOptions} RecipeOptions */
/** @typedef {import("../../../crate/web/src/types.js").DefenceEvent} DefenceEvent */
/** @typedef {import("../../../crate/web/src/types.js").DefenceRequest} DefenceRequest */
/** @typedef {import("../../../crate/web/src/types.js").DetectOutcome} DetectOutcome */
/** @typedef {import("../../../crate/web/src/types.js").DetectorEvent} DetectorEvent */
/** @typedef {import("../../../crate/web/src/types.js").DetectorRequest} DetectorRequest */
/** @typedef {import("../../../crate/web/src/types.js").LabelVotes} LabelVotes */
/** @typedef {import("../../../crate/web/src/types.js").Outcome} Outcome */
/** @typedef {import("../../../crate/web/src/types.js").PruningOutcome} PruningOutcome */
/** @typedef {import("../../../crate/web/src/types.js").RefitOutcome} RefitOutcome */
/** @typedef {import("../../../crate/web/src/types.js").ReportRepaired} ReportRepaired */
/** @typedef {import("../../../crate/web/src/types.js").ReportStep} ReportStep */
/** @typedef {import("../../../crate/web/src/types.js").Robustness} Robustness */
/** @typedef {import("../../../crate/web/src/types.js").ScenarioInfo} ScenarioInfo */
/** @typedef {import("../../../crate/web/src/types.js").Score} Score */

/**
 * What the module says that is open, and what the worker knows of the files.
 *
 * @typedef {import("../../../crate/web/src/types.js").Opened & OpenedFiles} Opened
 *
 * @typedef {object} OpenedFiles
 * @property {boolean} keras whether the model came as one of Keras' HDF5 files, so that it can be had back as such
 * @property {boolean} ownImages whether the images are the user's own, too
 * @property {{ validation: number, test: number }} poisonedImages how many images with the trigger there are
 */

/**
 * A file that a repair leaves: the module's, and those that the worker makes with the module for files.
 *
 * @typedef {import("../../../crate/web/src/types.js").OutputKind | { kind: "keras", threshold: number } | { kind: "plotPng" }} OutputKind
 */

/**
 * Which of the user's files is what.
 *
 * @typedef {object} UserFileChoice
 * @property {File} network ONNX, or what Keras saved as HDF5
 * @property {File} [architecture] the network's layers as `model.to_json()` writes them, for weights that Keras saved alone
 * @property {File} cleanValidation an image set: HDF5 or `.npz` with `data` and `label`, or a ZIP of PNGs or JPEGs named with
 *   `label=K`. Channels are ranked with it
 * @property {File} [poisonedValidation] the same with the trigger, labelled with the attacker's target; without it there is no attack
 *   success rate
 * @property {File} [cleanTest] what repaired models are scored on; the validation images, where it is missing
 * @property {File} [poisonedTest] the same with the trigger; only with a clean one
 * @property {255 | 1} [white] what the network takes for a white pixel; found out on 200 clean images unless given
 */

export {};
