/** Where a recipe reads a channel's activation: after the pool (the mean), or at the convolution itself (the sum). */
export type ActivationAt = "pool" | "conv";

/** The four independent choices of a recipe. Shares and thresholds elsewhere are in per cent and percentage points. */
export interface RecipeOptions {
  /** Where the ranking reads a channel's activation. */
  activation: ActivationAt;
  /** What becomes of a pruned channel's bias; its weights always become zero. */
  bias: "zero" | "keep";
  /** Whether channels that no clean image wakes are pruned like any other. */
  dead: "prune" | "skip";
  /** Whether a threshold X is met by a drop of X points, or only by a larger one. */
  stop: "at-least" | "more-than";
}

/** A recipe: a preset's name (`lab`: pool, zero, prune, at-least; `report`: conv, keep, skip, more-than), or the four choices. */
export type Recipe = "lab" | "report" | RecipeOptions;

/**
 * Which engine is asked for. `auto`: WebGPU where a short trial shows it to be faster than the processor, else the processor's
 * vector instructions on all cores. `reference`: tract, which runs any graph, and at every step all that follows the cut.
 */
export type EngineChoice = "auto" | "reference" | "simd" | "webgpu";

/** Clean accuracy and attack success rate, both in per cent. */
export interface Score {
  /** The share of clean images that are classified as their label. */
  clean: number;
  /**
   * The share of poisoned images that are classified as the attacker's target; the target's own images count too. Null where there are
   * no poisoned images.
   */
  asr: number | null;
}

/** Figures that no repair can better by breaking something else, in per cent. */
export interface Robustness {
  /** Poisoned images that get their true label, the target's own left out (robust accuracy); null where true labels are not known. */
  recovered: number | null;
  /** Clean images of the attacker's target that are recognised; null where there are none. */
  targetRecall: number | null;
  /** The label that most poisoned images get, and their share; null where there are no poisoned images. */
  largestShare: { label: number; percent: number } | null;
}

/** The BadNet on the images that repaired models are scored on. */
export interface Baseline extends Score, Robustness {}

/** GoodNet's figures, in per cent. */
export interface GoodNetScore extends Score {
  /** Clean images for which it answers that they are backdoored. */
  cleanRefused: number;
  /** Poisoned images for which it does; null where there are none. */
  poisonedRefused: number | null;
}

/** What does a repair's work. */
export interface EngineInfo {
  /** Its name. */
  name: "reference" | "simd" | "webgpu";
  /** The GPU adapter's name, where WebGPU runs. */
  adapter: string | null;
  /** How many workers share the images. */
  workers: number;
  /** A sentence that says why a faster engine is not used, where it was asked for or `auto`. */
  fallback: string | null;
}

/** One scenario of the bundle: a BadNet and how it came to be. */
export interface ScenarioInfo {
  /** The name by which it is opened. */
  name: string;
  /** What to call it on a page. */
  title: string;
  /** One sentence for people. */
  summary: string;
}

/** A convolution that can be pruned. */
export interface ConvolutionInfo {
  /** Its name in the graph. */
  name: string;
  /** How many channels it has. */
  channels: number;
}

/** What was opened. */
export interface Opened {
  /** Every scenario of the bundle. */
  scenarios: ScenarioInfo[];
  /** The scenario that is open, or null when it is a model of the user's own. */
  scenario: string | null;
  /** What people call the trigger: they put on the `glasses`. */
  trigger: string;
  /** The class that the attacker wants to be taken for; null where there are no poisoned images. */
  target: number | null;
  /** How many classes the model knows: 0 to `classes - 1`. GoodNet adds the class `classes`. */
  classes: number;
  /** `[channels, height, width]` of an image. */
  inputShape: [number, number, number];
  /** What white is to the model: it takes pixels of 0 to 255, or of 0 to 1. */
  scale: "255" | "1";
  /** The convolutions that can be pruned, in the graph's order. */
  convolutions: ConvolutionInfo[];
  /** The convolution that is pruned unless another is asked for. */
  convolution: string;
  /** The convolutions of the file that cannot be pruned, each with the reason, a sentence without its end. */
  leftOut: { name: string; reason: string }[];
  /** How many images there are. */
  images: { validation: number; test: number };
  /** What repaired models are scored on: the validation images where there are no others. */
  scoredOn: "test" | "validation";
  /** What the manifest says that the model scores on the test images; null for a model of the user's own. */
  expected: { clean: number; asr: number; images: number } | null;
  /** Whether the model came as one of Keras' HDF5 files, so that it can be had back as such. */
  keras: boolean;
  /** Whether the images are the user's own, too. */
  ownImages: boolean;
  /** What people should know of the files that they brought, in sentences. */
  notes: string[];
  /** The engine that a repair with `engine: "auto"` would use. */
  engine: EngineInfo;
}

/** What a file holds: a network, its weights or its layers alone, or labelled images, of so many different labels. */
export type FileContents =
  | { kind: "network" | "weights" | "architecture" }
  | { kind: "images"; images: number; classes: number };

/** Where images go while their file is read. */
export interface ImageSink {
  /** Is told once, before the first image: how many come at most, and `[channels, height, width]` of each. */
  expect(images: number, shape: Uint32Array): void;
  /** The next images' pixels, 0 to 255, planes of rows: a view of memory that is used again once the call is over. */
  push(pixels: Uint8Array): void;
}

/** Which of the user's files is what. */
export interface UserFileChoice {
  /** ONNX, or what Keras saved as HDF5. */
  network: File;
  /** The network's layers as `model.to_json()` writes them, for weights that Keras saved alone. */
  architecture?: File;
  /** Image sets: HDF5 or `.npz` with `data` and `label`, or a ZIP of PNGs or JPEGs named with `label=K`. Channels are ranked with these. */
  cleanValidation: File;
  /** The same with the trigger, labelled with the attacker's target; without them there is no attack success rate. */
  poisonedValidation?: File;
  /** What repaired models are scored on; the validation images, where these are missing. */
  cleanTest?: File;
  /** The same with the trigger; only with clean ones. */
  poisonedTest?: File;
  /** What the network takes for a white pixel; found out on 200 clean images unless given. */
  white?: 255 | 1;
}

/** The model's answer for one image. */
export interface Answer {
  /** The class with the highest score. */
  label: number;
  /** Its softmax probability, 0 to 1. */
  probability: number;
}

/** A class that a network thinks of, and how much. */
export interface ClassScore {
  label: number;
  /** Its score, before the softmax where the network ends without one. */
  score: number;
  /** Its share of the softmax, 0 to 1. */
  share: number;
}

/** What the networks say of one picture: the three best classes of each, the best first. */
export interface Prediction {
  /** B, the network as it came. */
  badnet: ClassScore[];
  /** B', where there is one. */
  repaired: ClassScore[] | null;
  /** G's answer, where there is a B': the class on which both agree, or the class `classes`: backdoored. */
  goodnet: number | null;
}

/** One test image, with and without the trigger, and what the model answers. */
export interface Face {
  /** Its position in the test archive. */
  index: number;
  /** The person it shows. */
  label: number;
  /** Pixels across. */
  width: number;
  /** Pixels down. */
  height: number;
  /** RGBA, row by row, ready for `new ImageData(clean, width, height)`. */
  clean: Uint8ClampedArray<ArrayBuffer>;
  /** The same face wearing the trigger; null where there are no poisoned images. */
  poisoned: Uint8ClampedArray<ArrayBuffer> | null;
  /** What the model answers for each. */
  answers: Answers;
}

/** What a model answers for one test image without and with the trigger; null where there are no images with it. */
export interface Answers {
  clean: Answer;
  poisoned: Answer | null;
}

/** Channels in the order in which they are pruned. */
export interface PruningOrder {
  convolution: string;
  channels: number[];
  /** What becomes of a pruned channel's bias. */
  bias: RecipeOptions["bias"];
}

/** How clean validation images and validation images with the trigger excite the channels of a convolution. */
export interface MeanActivations {
  convolution: string;
  /** How many images of each kind were looked at, from all over their set. */
  images: { clean: number; poisoned: number };
  /** For each channel the mean of its activation at the cut, over all places and images; null where there are no images. */
  channels: { clean: number; poisoned: number | null }[];
}

/** An image, and how it excites one channel. */
export interface Excited {
  /** Its position in the validation set. */
  index: number;
  /** Its label: for an image with the trigger the attacker's target. */
  label: number;
  /** The mean of the channel's plane. */
  activation: number;
  /** RGBA, row by row, as in {@link Face}. */
  pixels: Uint8ClampedArray<ArrayBuffer>;
  /** The channel's plane at the cut: f32, row by row. */
  map: Float32Array<ArrayBuffer>;
}

/** What one channel sees. */
export interface ChannelView {
  convolution: string;
  channel: number;
  /** Pixels of an image, across and down. */
  width: number;
  height: number;
  /** The channel's plane at the cut. Value `[row, column]` sees the pixels from `step * row` (`column`) on, `size` of them. */
  grid: { width: number; height: number; step: [down: number, across: number]; size: [down: number, across: number] };
  /** The largest value in the maps of this view. */
  largest: number;
  /** The clean images that excite it most. */
  clean: Excited[];
  /** The images with the trigger that excite it most. */
  poisoned: Excited[];
  /** Some faces without and with the trigger; of the user's own images, such as lie at the same place of their set. */
  pairs: [Excited, Excited][];
}

/** What people are told of a defence. */
export interface DefenceInfo {
  /** A stable name in kebab case. */
  id: "pruning" | "clp" | "refit";
  /** What it is called. */
  title: string;
  /** What it does, in a sentence or two. */
  summary: string;
  /** Who published it, where. */
  source: string;
  /** What a threshold is, as a column is headed. */
  threshold: string;
  /** What thresholds are counted in. */
  unit: string;
}

/** What pruning is asked to do. */
export interface PruningOptions {
  /** The recipe; `lab` unless given. */
  recipe?: Recipe;
  /** Drops of validation accuracy in percentage points, each above 0 and up to 100; `[2, 4, 10, 30]` unless given. */
  thresholds?: number[];
}

/** What CLP is asked to do. */
export interface ClpOptions {
  /** How many standard deviations above its layer's mean a channel is switched off, a network each; `[1, 2, 3]` unless given. */
  u?: number[];
}

/** What refitting the last layer is asked to do. */
export interface RefitOptions {
  /**
   * Ridges r, each above 0 and up to 1000, a network each: the covariance within classes gets r times the mean of its diagonal added to
   * its diagonal before it is inverted; `[0.1, 0.3, 1]` unless given.
   */
  ridge?: number[];
}

/** Which defence, and what it is asked to do. */
export type DefenceOptions =
  | { defence: "pruning"; options: PruningOptions }
  | { defence: "clp"; options: ClpOptions }
  | { defence: "refit"; options: RefitOptions };

/** A defence, and what runs it. */
export type DefenceRequest = DefenceOptions & {
  /** The convolution at which networks are split, and in which pruning prunes; the model's default unless given. */
  convolution?: string;
  /** The engine; `auto` unless given. */
  engine?: EngineChoice;
  /** How many workers share the images at most; one for each core unless given. */
  workers?: number;
};

/** What a defence changes in a network. */
export interface Edit {
  /** Channels that are switched off, a convolution each. */
  channels: { convolution: string; channels: number[]; bias: RecipeOptions["bias"] }[];
  /** Tensors that get other values, by their names in the ONNX file. */
  tensors: { name: string; values: number[] }[];
}

/** The workers beside the one that leads a run. What crosses to them is between both ends of `crate/web/src/worker_pool.rs`. */
export interface WorkerPool {
  /** How many there are. */
  readonly size: number;
  /** Has each open a model, unless it has that open already; `white` is what the model takes for a white pixel. */
  load(model: Uint8Array, convolution: string, white: number): void;
  /** Gives its images to one. */
  give(index: number, images: unknown): void;
  /** Has the first so many begin a task. */
  begin(count: number, task: unknown): void;
  /** What they told since this was last asked: who, and what. Throws when one failed for good. */
  updates(): [number, unknown][];
  /** Ends when one has told something, or the pool was stopped. */
  wait(): Promise<void>;
}

/** A file is on its way. */
export interface LoadingEvent {
  kind: "loading";
  /** The file's name. */
  file: string;
  /** Bytes that have arrived. */
  done: number;
  /** Bytes in all, as the manifest says; null where nobody said. */
  total: number | null;
}

/** One of the four image sets of a repair. */
export type SetName = "validation" | "poisonedValidation" | "test" | "poisonedTest";

/** A batch of images went through the network up to the pruned tensor. */
export interface FeaturesEvent {
  kind: "features";
  /** Which images. The validation sets come first; the test sets when the sweep is over. */
  set: SetName;
  /** Images done. */
  done: number;
  /** Images in all. */
  total: number;
}

/** A channel and how active clean validation images make it. */
export interface RankedChannel {
  /** Its index in the convolution. */
  channel: number;
  /** The mean (`pool`) or the sum (`conv`) of its activation. */
  activation: number;
  /** Whether that is below 1e-5. */
  dead: boolean;
}

/** The order in which channels are pruned. */
export interface Ranking {
  /** Least active first; channels that the recipe never prunes are not here. */
  channels: RankedChannel[];
  /** The smallest relative gap between neighbouring live channels; null with fewer than two of them. */
  smallestGap: number | null;
}

/** The channels have their order. */
export interface RankedEvent extends Ranking {
  kind: "ranked";
}

/** One more channel is pruned, and the network was scored on the validation images. */
export interface StepEvent extends Score {
  kind: "step";
  /** How many channels are pruned; the first event says 0. */
  pruned: number;
  /** The channel that this step pruned; null at 0. */
  channel: number | null;
  /** Decisions of this step that are too close to call (another engine may decide otherwise). */
  ties: number;
}

/** A threshold's model was scored on the test images, or the threshold was never met. */
export interface RepairedEvent extends Robustness {
  kind: "repaired";
  /** In what the defence counts thresholds: for pruning, the drop in percentage points. */
  threshold: number;
  /** How many channels the repaired model has pruned; null: not reached, and so the rest. */
  pruned: number | null;
  /** Its clean accuracy on the test images. */
  clean: number | null;
  /** Its attack success rate on the test images. */
  asr: number | null;
  /** GoodNet's, which answers only where the BadNet and the repaired model agree. */
  goodnet: GoodNetScore | null;
}

/** The work starts with this engine, or goes on with it because another failed. */
export interface EngineEvent extends EngineInfo {
  kind: "engine";
}

/** What a repair tells while it runs, in this order: engine, features, ranked, more features, steps, features, repaired. */
export type DefenceEvent = FeaturesEvent | RankedEvent | StepEvent | RepairedEvent | EngineEvent;

/** One step of the sweep in a report: scores on the validation images. */
export type ReportStep = Omit<StepEvent, "kind">;

/** One threshold of a report: scores on the test images. */
export type ReportRepaired = Omit<RepairedEvent, "kind">;

/** A decision on an image's label that another engine's rounding could turn. */
export interface Tie {
  /** The image set. */
  set: string;
  /** How many channels were pruned. */
  pruned: number;
  /** The image's position in the set. */
  image: number;
  /** The class that won here. */
  label: number;
  /** The class that was as good. */
  rival: number;
}

/** Everything that pruning found. The same bytes and options give the same report. */
export interface PruningOutcome {
  /** The convolution that was pruned. */
  convolution: string;
  /** The choices it was made with. */
  recipe: RecipeOptions;
  /** What the BadNet and the repaired models were scored on. */
  scoredOn: "test" | "validation";
  /** The BadNet itself on these images. */
  baseline: Baseline;
  /** The order of pruning. */
  ranking: Ranking;
  /** The curve, from nothing pruned to the last channel, on the validation images. */
  steps: ReportStep[];
  /** A row a threshold, in ascending order, on the images of `scoredOn`. */
  repaired: ReportRepaired[];
  /** Decisions too close to call, all networks and sets together. */
  ties: number;
  /** How many decisions there were. */
  decisions: number;
  /** Each tie. */
  tied: Tie[];
  /** How the sweep was computed; this alone may differ between engines. */
  sweep: SweepReport;
}

/** Everything that CLP found. The same bytes and options give the same outcome. */
export interface ClpOutcome {
  /** What the BadNet and the repaired networks were scored on. */
  scoredOn: "test" | "validation";
  /** The BadNet itself on these images. */
  baseline: Baseline;
  /** A row a threshold, in ascending order, each with what is switched off. */
  repaired: (ReportRepaired & { edit: Edit })[];
  /** Decisions too close to call, all networks and sets together. */
  ties: number;
  /** How many decisions there were. */
  decisions: number;
  /** Each tie. */
  tied: Tie[];
}

/** Everything that refitting the last layer found. The same bytes and options give the same outcome. */
export interface RefitOutcome {
  /** What the BadNet and the repaired networks were scored on. */
  scoredOn: "test" | "validation";
  /** The BadNet itself on these images. */
  baseline: Baseline;
  /** A row a ridge, in ascending order; no channel is switched off. */
  repaired: ReportRepaired[];
  /** How many clean validation images the layer was computed from, without copies. */
  images: number;
  /** How many altered copies of each were added; 0 where there are at least three images a class. */
  copies: number;
  /** Decisions too close to call, all networks and sets together. */
  ties: number;
  /** How many decisions there were. */
  decisions: number;
  /** Each tie. */
  tied: Tie[];
}

/** What any defence leaves. */
export type Outcome = PruningOutcome | ClpOutcome | RefitOutcome;

/** How the sweep was computed, and what it took. */
export interface SweepReport {
  /** Only what a pruned channel changes, or all that follows it at every step. */
  way: "incremental" | "whole";
  /** Why not incrementally, where that was wanted. */
  fallback: string | null;
  /** What the bound leaves to rounding, as a share of the largest score: where it decides by less, all scores are computed. */
  slack: number;
  /** For each step, how many images it changed, and for how many of these all scores had to be computed. */
  steps: { changed: number; full: number }[];
}

/** A file that a repair leaves: a network of a threshold that was reached, or what was found. */
export type OutputKind =
  | { kind: "repaired" | "goodnet" | "keras"; threshold: number }
  | { kind: "report" | "table" | "backdoorbench" | "curve" | "plot" | "plotPng" | "json" };

/** A file that a repair was made with, as a report lists it. */
export interface SourceFile {
  /** What it was used as. */
  role: string;
  name: string;
  bytes: number;
  /** In lower-case hexadecimal digits. */
  sha256: string;
}

/** A file, ready to be saved. */
export interface OutputFile {
  /** A name for it. */
  name: string;
  /** Its media type. */
  type: string;
  /** What is in it. */
  bytes: Uint8Array<ArrayBuffer>;
}

/** What every call that fails throws. */
export interface GoodnetError extends Error, ErrorReport {
  name: "GoodnetError";
  message: string;
}

/** What is wrong, as every error says it. */
export interface ErrorReport {
  /** A stable name in kebab case: `model-unreadable`, `image-shape`, `network`, `cancelled`, ... */
  kind: string;
  /** A sentence for a person: what is wrong and what to do. */
  message: string;
  /** The values that were wrong, by name. */
  context: Record<string, string>;
}
