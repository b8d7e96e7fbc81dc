/**
 * The messages between the page and its worker. This is the one place where they are described; the shapes that they
 * carry are those of the WebAssembly module, described in `crate/web/src/types.d.ts`.
 *
 * The page sends a {@link Request} with an id of its own choosing. The worker answers with any number of `progress`
 * messages and then exactly one `result` or `error` with the same id. A {@link Cancel} has no answer of its own: the
 * request that it names ends with an error of kind `cancelled`, or with its result when that came first. `died` says
 * that the worker can do no more and why; whoever owns it starts another.
 *
 * @import { Answers, ChannelView, ErrorReport, MeanActivations, Face, FileContents, LoadingEvent } from "./types.js"
 * @import { Opened, Prediction, UserFileChoice, PruningOrder, DefenceEvent, DefenceRequest, Outcome, OutputKind } from "./types.js"
 * @import { DetectorEvent, DetectorRequest, DetectOutcome } from "./types.js"
 */

/**
 * Opens a scenario of the bundle (the first one where none that it has is named): fetches the manifest, the model, the
 * images and the trigger.
 * @typedef {{ scenario?: string }} OpenParams
 */

/**
 * Opens the user's own ONNX model with the images, the trigger and the target of a scenario (the first one unless
 * named). When that fails, what was open stays open.
 * @typedef {{ file: File, scenario?: string }} OpenModelParams
 */

/**
 * Asks what is in a file of the user's own.
 * @typedef {{ file: File }} InspectParams
 */

/**
 * Opens a network and images of the user's own. When that fails, what was open stays open.
 * @typedef {{ files: UserFileChoice }} OpenUserFilesParams
 */

/**
 * Asks for test images by position, with and without the trigger, and for the open model's answers.
 * @typedef {{ indices: number[] }} FacesParams
 */

/**
 * Asks for what every model that a repair can make, from no channel pruned to all of them, answers for some test
 * images.
 * @typedef {{ indices: number[], order: PruningOrder }} FacePredictionsParams
 */

/**
 * Asks how faces excite the channels of a convolution.
 * @typedef {{ convolution: string }} ChannelActivationsParams
 */

/**
 * Asks what one channel of a convolution sees.
 * @typedef {{ convolution: string, channel: number }} ChannelParams
 */

/**
 * Looks for a backdoor in the open model, with clean images alone.
 * @typedef {DetectorRequest} ScanParams
 */

/**
 * Repairs the open model.
 * @typedef {DefenceRequest} RepairParams
 */

/**
 * Asks for a file of the last repair that ended.
 * @typedef {{ wanted: OutputKind }} DownloadParams
 */

/**
 * Asks what the open model says of pictures (PNG or JPEG, of any size) and, where a threshold of the last repair is
 * named, what its repaired model and GoodNet say.
 * @typedef {{ pictures: File[], threshold: number | null }} PredictParams
 */

/**
 * A picture as the network sees it: `rgba` of `width` by `height`, made from one of `from[0]` by `from[1]` pixels; and
 * what is said of it. Or why it could not be read.
 * @typedef {{ width: number, height: number, rgba: Uint8ClampedArray<ArrayBuffer>, from: [number, number], opinion: Prediction }
 *   | { problem: string }} Predicted
 */

/**
 * A file: a name for it, its media type, and its bytes.
 * @typedef {{ name: string, type: string, bytes: ArrayBuffer }} Download
 */

/**
 * Every kind of request: what it takes, what it tells on the way, what it gives.
 * @typedef {object} Calls
 * @property {{ params: OpenParams, event: LoadingEvent, value: Opened }} open
 * @property {{ params: OpenModelParams, event: LoadingEvent, value: Opened }} openModel
 * @property {{ params: InspectParams, event: never, value: FileContents }} inspect
 * @property {{ params: OpenUserFilesParams, event: LoadingEvent, value: Opened }} openUserFiles
 * @property {{ params: FacesParams, event: never, value: Face[] }} faces
 * @property {{ params: FacePredictionsParams, event: never, value: Answers[][] }} facePredictions
 * @property {{ params: ChannelActivationsParams, event: never, value: MeanActivations }} channelActivations
 * @property {{ params: ChannelParams, event: never, value: ChannelView }} channel
 * @property {{ params: ScanParams, event: DetectorEvent, value: DetectOutcome }} scan
 * @property {{ params: RepairParams, event: DefenceEvent, value: Outcome }} repair
 * @property {{ params: DownloadParams, event: never, value: Download }} download
 * @property {{ params: PredictParams, event: never, value: Predicted[] }} predict
 */

/** @typedef {keyof Calls} CallType */

/** Is told every progress event of a request. @typedef {(event: any) => void} OnEvent */

/**
 * Page to worker: do this.
 * @typedef {{ [T in CallType]: { id: number, type: T } & Calls[T]["params"] }[CallType]} Request
 */

/**
 * Page to worker: stop the request with the id `target`.
 * @typedef {{ id: number, type: "cancel", target: number }} Cancel
 */

/**
 * Worker to page.
 * @typedef {{ id: number, type: "result", value: Calls[CallType]["value"] }
 *   | { id: number, type: "progress", event: Calls[CallType]["event"] }
 *   | { id: number, type: "error", error: ErrorReport }
 *   | { id: null, type: "died", error: ErrorReport }} Reply
 */

export {};
