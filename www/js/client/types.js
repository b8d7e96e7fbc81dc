/**
 * The shapes that the WebAssembly module takes and gives, described in `crate/web/src/types.d.ts`: the page names that
 * file here alone.
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
/** @typedef {import("../../../crate/web/src/types.js").UserFileChoice} UserFileChoice */
/** @typedef {import("../../../crate/web/src/types.js").PruningOrder} PruningOrder */
/** @typedef {import("../../../crate/web/src/types.js").Ranking} Ranking */
/** @typedef {import("../../../crate/web/src/types.js").Recipe} Recipe */
/** @typedef {import("../../../crate/web/src/types.js").RecipeOptions} RecipeOptions */
/** @typedef {import("../../../crate/web/src/types.js").DefenceEvent} DefenceEvent */
/** @typedef {import("../../../crate/web/src/types.js").DefenceRequest} DefenceRequest */
/** @typedef {import("../../../crate/web/src/types.js").Outcome} Outcome */
/** @typedef {import("../../../crate/web/src/types.js").PruningOutcome} PruningOutcome */
/** @typedef {import("../../../crate/web/src/types.js").RefitOutcome} RefitOutcome */
/** @typedef {import("../../../crate/web/src/types.js").ReportRepaired} ReportRepaired */
/** @typedef {import("../../../crate/web/src/types.js").ReportStep} ReportStep */
/** @typedef {import("../../../crate/web/src/types.js").Robustness} Robustness */
/** @typedef {import("../../../crate/web/src/types.js").ScenarioInfo} ScenarioInfo */
/** @typedef {import("../../../crate/web/src/types.js").Score} Score */
/** @typedef {import("../../../crate/web/src/types.js").OutputKind} OutputKind */

/**
 * What the module says that is open, and how many poisoned images there are, which the worker counts.
 *
 * @typedef {import("../../../crate/web/src/types.js").Opened & { poisonedImages: { validation: number, test: number } }} Opened
 */

export {};
