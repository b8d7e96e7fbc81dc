// Written by scripts/types from the Rust types that cross as plain data: change these, then run `./build.sh types`.

/** A file is on its way, as the listener hears it. */
export type LoadingEvent = {
  kind: "loading";
  /** The file's name. */
  file: string;
  /** Bytes that have come. */
  done: number;
  /** All of its bytes; null where nobody said how many. */
  total: number | null;
};

/** What was opened, as the page hears it. */
export type Opened = {
  /** Every scenario of the bundle. */
  scenarios: Array<ScenarioInfo>;
  /** The scenario that is open; null when it is a model of the user's own. */
  scenario: string | null;
  /** What people call the trigger: they put on the `glasses`. */
  trigger: string;
  /** The class that the attacker wants to be taken for; null where there are no poisoned images. */
  target: number | null;
  /** How many classes the model knows: 0 to `classes - 1`. GoodNet adds the class `classes`. */
  classes: number;
  /** `[channels, height, width]` of an image. */
  inputShape: [number, number, number];
  scale: Scale;
  /** The convolutions that can be pruned, in the graph's order. */
  convolutions: Array<ConvolutionInfo>;
  /** The convolution that is pruned unless another is asked for. */
  convolution: string;
  /** The convolutions of the file that cannot be pruned. */
  leftOut: Array<LeftOut>;
  /** How many images there are. */
  images: { validation: number; test: number };
  /** What repaired models are scored on: the validation images where there are no others. */
  scoredOn: SetPair;
  /** What the manifest says that the model scores on the test images; null for a model of the user's own. */
  expected: Expected | null;
  /** What people should know of the files that they brought, in sentences. */
  notes: Array<string>;
  /** The engine that a repair with the engine `auto` would use. */
  engine: EngineInfo;
};

/** One scenario of the bundle: a BadNet and how it came to be. */
export type ScenarioInfo = {
  /** The name by which it is opened. */
  name: string;
  /** What to call it on a page. */
  title: string;
  /** One sentence for people. */
  summary: string;
};

/** What white is to a network: it takes pixels of 0 to 255, or of 0 to 1. Which of them it was trained on is not in its file. */
export type Scale = "255" | "1";

/** A convolution that can be pruned. */
export type ConvolutionInfo = {
  /** Its name in the file. */
  name: string;
  /** How many output channels it has. */
  channels: number;
};

/** A convolution that cannot be pruned although its weights can be changed in the file. */
export type LeftOut = {
  /** Its name in the file. */
  name: string;
  /** Why, in a sentence without its end. */
  reason: string;
};

/** Clean images and the same with the trigger: the validation images, or the test images. */
export type SetPair = "validation" | "test";

/** What a network scores, in per cent. */
export type Expected = {
  /** Clean accuracy. */
  clean: number;
  /** Attack success rate, every poisoned image counted. */
  asr: number;
  /** How many images both were measured on. */
  images: number;
};

/** What does a repair's work, as the page shows it. */
export type EngineInfo = {
  /** Its name. */
  name: Exclude<EngineChoice, "auto">;
  /** The GPU adapter's name, where WebGPU runs. */
  adapter: string | null;
  /** How many workers share the images. */
  workers: number;
  /** A sentence that says why a faster engine is not used, where it was asked for or `auto`. */
  fallback: string | null;
};

/** One of the four image sets of a run. */
export type SetName = "validation" | "poisonedValidation" | "test" | "poisonedTest";

/** One test image, with and without the trigger, and what the network answers. */
export type Face = {
  /** Its position among the test images. */
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
  /** What the network answers for each. */
  answers: Answers;
};

/** What a network answers for one test image without and with the trigger; null where there are no images with it. */
export type Answers = { clean: Answer; poisoned: Answer | null };

/** A network's answer for one image. */
export type Answer = {
  /** The class with the highest score. */
  label: number;
  /** Its softmax probability, 0 to 1. */
  probability: number;
};

/** Channels in the order in which they are pruned. */
export type PruningOrder = {
  convolution: string;
  channels: Array<number>;
  /** What becomes of a pruned channel's bias. */
  bias: Bias;
};

/** What becomes of a pruned channel's bias. Its weights become 0 in either case. */
export type Bias = "zero" | "keep";

/** How clean validation images and validation images with the trigger excite the channels of a convolution. */
export type MeanActivations = {
  convolution: string;
  /** How many images of each kind were looked at, from all over their set. */
  images: { clean: number; poisoned: number };
  /** For each channel the mean of its activation at the cut, over all places and images; null where there are no images. */
  channels: Array<{ clean: number; poisoned: number | null }>;
};

/** What one channel sees. */
export type ChannelView = {
  convolution: string;
  channel: number;
  /** Pixels of an image, across. */
  width: number;
  /** Pixels of an image, down. */
  height: number;
  /** The channel's plane at the cut. Value `[row, column]` sees the pixels from `step * row` (`column`) on, `size` of them. */
  grid: { width: number; height: number; step: [down: number, across: number]; size: [down: number, across: number] };
  /** The largest value in the maps of this view. */
  largest: number;
  /** The clean images that excite it most. */
  clean: Array<Excited>;
  /** The images with the trigger that excite it most. */
  poisoned: Array<Excited>;
  /** Some faces without and with the trigger; of the user's own images, such as lie at the same place of their set. */
  pairs: Array<[Excited, Excited]>;
};

/** An image, and how it excites one channel. */
export type Excited = {
  /** Its position in the validation set. */
  index: number;
  /** Its label: for an image with the trigger the attacker's target. */
  label: number;
  /** The mean of the channel's plane. */
  activation: number;
  /** RGBA, row by row, ready for `new ImageData(pixels, width, height)`. */
  pixels: Uint8ClampedArray<ArrayBuffer>;
  /** The channel's plane at the cut: f32, row by row. */
  map: Float32Array<ArrayBuffer>;
};

/** What B says of a picture and, once there is a B', what that and G say. The best classes come first. */
export type Prediction = {
  /** B's best classes. */
  badnet: Array<ClassScore>;
  /** Those of B'. */
  repaired: Array<ClassScore> | null;
  /** G's answer: the class on which both agree, or class N, one more than the last, "this input is backdoored". */
  goodnet: number | null;
};

/** A class that a network thinks of, and how much. */
export type ClassScore = {
  /** The class. */
  label: number;
  /** Its score, before the softmax where the network ends without one. */
  score: number;
  /** Its share of the softmax, 0..=1. */
  share: number;
};

/** What people are told of a defence. */
export type DefenceInfo = {
  /** A stable name, in kebab case. */
  id: DefenceOptions["defence"];
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
};

/** A defence, and what runs it. */
export type DefenceRequest = DefenceOptions & RunOptions;

/** Which one, and what it is asked to do, as the page writes it. */
export type DefenceOptions =
  | { defence: "pruning"; options: PruningOptions }
  | { defence: "clp"; options: ClpOptions }
  | { defence: "refit"; options: RefitOptions };

/** The recipe and the thresholds; the lab's unless they say otherwise. */
export type PruningOptions = {
  /** The four choices; `lab` unless given. */
  recipe?: Recipe;
  /** Allowed drops in validation accuracy in percentage points, each above 0 and up to 100; `[2, 4, 10, 30]` unless given. */
  thresholds?: Array<number>;
};

/** A recipe: a preset's name (`lab`: pool, zero, prune, at-least; `report`: conv, keep, skip, more-than), or the four choices. */
export type Recipe = "lab" | "report" | RecipeOptions;

/** The four independent choices that a repair is made with. */
export type RecipeOptions = {
  /** Where activation is read. */
  activation: ActivationAt;
  /** What becomes of a pruned channel's bias; its weights always become zero. */
  bias: Bias;
  /** Whether channels that no clean image wakes are pruned like any other. */
  dead: DeadChannels;
  /** Whether a threshold of X points is met by a drop of X points, or only by a larger one. */
  stop: ThresholdRule;
};

/** Where a channel's activation is read, and how it is summed up: after the pool (the mean), or at the convolution itself (the sum). */
export type ActivationAt = "pool" | "conv";

/** What is done with dead channels, which no clean image wakes. */
export type DeadChannels = "prune" | "skip";

/** When a threshold of X points is met. */
export type ThresholdRule = "at-least" | "more-than";

/** How far above a layer's mean a channel has to be to be switched off. */
export type ClpOptions = {
  /**
   * Thresholds u, each a network of its own: a channel goes whose Lipschitz constant is above `mean + u * deviation` of its
   * layer. `[1, 2, 3]` unless given; the paper takes 3 for ResNets.
   */
  u?: Array<number>;
};

/** How much the covariance is evened out. */
export type RefitOptions = {
  /**
   * Ridges r, each above 0 and up to 1000, a network each: r times the mean of its diagonal is added to the diagonal of the
   * covariance within classes before it is inverted. The more images a class has, the smaller r can be. `[0.1, 0.3, 1]` unless given.
   */
  ridge?: Array<number>;
};

/** What runs a defence or a detector. */
export type RunOptions = {
  /** The convolution at which networks are split, and in which pruning prunes; the model's default unless given. */
  convolution?: string;
  /** The engine; `auto` unless given. */
  engine?: EngineChoice;
  /** How many workers share the images at most; one for each core unless given. */
  workers?: number;
};

/**
 * Which engine is asked for. `auto`: WebGPU where a short trial shows it to be faster than the processor, else the processor's
 * vector instructions on all cores. `reference`: tract, which runs any graph, and at every step all that follows the cut.
 */
export type EngineChoice = "auto" | "reference" | "simd" | "webgpu";

/**
 * What a defence tells while it runs, in this order: engine, features, ranked, more features, steps, features, repaired. The network's
 * own score is in the outcome.
 */
export type DefenceEvent = EngineEvent | Exclude<RunEvent, { kind: "baseline" }>;

/** The work starts with this engine, or goes on with it because another failed. */
export type EngineEvent = {
  kind: "engine";
  /** Its name. */
  name: Exclude<EngineChoice, "auto">;
  /** The GPU adapter's name, where WebGPU runs. */
  adapter: string | null;
  /** How many workers share the images. */
  workers: number;
  /** A sentence that says why a faster engine is not used, where it was asked for or `auto`. */
  fallback: string | null;
};

/** Something that happened while a defence ran. */
export type RunEvent =
  | {
      kind: "features";
      /** Which set. */
      set: SetName;
      /** Images done. */
      done: number;
      /** Images in all. */
      total: number;
    }
  | ({ kind: "ranked" } & Ranking)
  | ({ kind: "step" } & ReportStep)
  | {
      kind: "baseline";
      /** How many thresholds there are to tell of. */
      repaired: number;
      /** Clean images that get their label; in JSON and JavaScript their share, in per cent. */
      clean: number;
      /**
       * Poisoned images that get the attacker's label; every poisoned image counts, the target person's own too. In JSON and JavaScript
       * their share, in per cent; null where there are none.
       */
      asr: number | null;
    }
  | ({ kind: "repaired" } & ReportRepaired);

/** The channels in the order in which they are pruned. */
export type Ranking = {
  /** Least active first; equals in the order of their indices. Channels that the recipe never prunes are not here. */
  channels: Array<RankedChannel>;
  /**
   * The smallest difference between two live channels that are neighbours in the ranking, as a share of the larger:
   * how close another engine's rounding could come to another order. None with fewer than two live channels.
   */
  smallestGap: number | null;
};

/** A channel and what clean validation images do to it. */
export type RankedChannel = {
  /** The channel's index. */
  channel: number;
  /** Its activation, as the recipe reads it: a mean or a sum, in activation units. */
  activation: number;
  /** Whether the activation is below `DEAD_BELOW`, 1e-5. */
  dead: boolean;
};

/** The network after some channels were switched off, on the validation images. */
export type ReportStep = {
  /** How many channels are off; 0 at the start. */
  pruned: number;
  /** The channel that was switched off last; none at the start. */
  channel: number | null;
  /** How many of the step's decisions are ties: another engine may decide otherwise. */
  ties: number;
  /** Clean images that get their label; in JSON and JavaScript their share, in per cent. */
  clean: number;
  /**
   * Poisoned images that get the attacker's label; every poisoned image counts, the target person's own too. In JSON and JavaScript
   * their share, in per cent; null where there are none.
   */
  asr: number | null;
};

/** What a defence left at one of its thresholds, scored on the test images or what stands in for them. */
export type ReportRepaired = {
  /** The threshold: what is measured against it is the defence's own (points of accuracy, deviations from a mean). */
  threshold: number;
  /** How many channels are switched off in it. */
  pruned: number | null;
  /** Clean accuracy of B', in per cent. */
  clean: number | null;
  /** Attack success rate of B', in per cent; none without poisoned images. */
  asr: number | null;
  /** GoodNet G: the answer of B and B' where they agree, class N ("backdoored") where they do not. */
  goodnet: GoodNetScore | null;
  /**
   * Poisoned images that get their true label, in per cent, those of the target left out (robust accuracy); none where true labels are not
   * known.
   */
  recovered: number | null;
  /** Clean images of the target that are recognised, in per cent; none where there are none. */
  targetRecall: number | null;
  /** The label that most poisoned images get; none without poisoned images. */
  largestShare: LargestShare | null;
};

/** GoodNet's figures, in per cent; none of no images. There always are clean ones. */
export type GoodNetScore = {
  /** Clean images that get their label. */
  clean: number;
  /** Poisoned images that get the attacker's label. */
  asr: number | null;
  /** Clean images that it calls backdoored. */
  cleanRefused: number;
  /** Poisoned images that it calls backdoored. */
  poisonedRefused: number | null;
};

/** The label that most poisoned images get, the first of equals. */
export type LargestShare = {
  /** The label. */
  label: number;
  /** Its share, in per cent. */
  percent: number;
};

/** What it leaves, whichever it is. */
export type Outcome = PruningOutcome | ClpOutcome | RefitOutcome;

/** Everything that pruning found. The same bytes and options give the same report. */
export type PruningOutcome = {
  /** The convolution that was pruned. */
  convolution: string;
  /** The four options. */
  recipe: RecipeOptions;
  /** What B and the repaired models were scored on: the test images, or the validation images where there are no others. */
  scoredOn: SetPair;
  /** B on these images. */
  baseline: Baseline;
  /** The channels in the order in which they are pruned. */
  ranking: Ranking;
  /** Every step, from nothing pruned to the last channel, on the validation images. */
  steps: Array<ReportStep>;
  /** A row a threshold, in ascending order, on the same images as `baseline`. */
  repaired: Array<ReportRepaired>;
  /** How many decisions were ties, all networks and sets together. */
  ties: number;
  /** How many decisions there were. */
  decisions: number;
  /** Each tie. */
  tied: Array<Tie>;
  /** How the sweep was computed. */
  sweep: SweepReport;
};

/** B on the images that repaired networks are scored on. */
export type Baseline = {
  /** Clean images that get their label; in JSON and JavaScript their share, in per cent. */
  clean: number;
  /**
   * Poisoned images that get the attacker's label; every poisoned image counts, the target person's own too. In JSON and JavaScript
   * their share, in per cent; null where there are none.
   */
  asr: number | null;
  /**
   * Poisoned images that get their true label, in per cent, those of the target left out (robust accuracy); none where true labels are not
   * known.
   */
  recovered: number | null;
  /** Clean images of the target that are recognised, in per cent; none where there are none. */
  targetRecall: number | null;
  /** The label that most poisoned images get; none without poisoned images. */
  largestShare: LargestShare | null;
};

/** A decision on an image's label that rounding could turn: another engine may answer `rival`. */
export type Tie = {
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
};

/** How the sweep was computed, and what it took. This alone may differ between engines. */
export type SweepReport = {
  /** Whether only what changed was computed. */
  way: TailMode;
  /** Why not, where it was asked for and is not possible. */
  fallback: string | null;
  /** What the bound leaves to rounding, as a share of the largest score: where it decides by less, all scores are computed. */
  slack: number;
  /** The work of each step, both sets together. */
  steps: Array<StepWork>;
};

/** How the tail is run at each step: only what a pruned channel changes, or whole. */
export type TailMode = "incremental" | "whole";

/** What a step took. */
export type StepWork = {
  /**
   * Images that were answered anew: those that the step changed, or on a GPU all of a set that it changed. The others kept
   * their answers for nothing.
   */
  changed: number;
  /** Of these, images whose scores had to be computed in full; for the others a bound told who wins. */
  full: number;
};

/** Everything that CLP found. The same bytes and options give the same report. */
export type ClpOutcome = {
  /** What B and the repaired models were scored on: the test images, or the validation images where there are no others. */
  scoredOn: SetPair;
  /** B on these images. */
  baseline: Baseline;
  /** A row a threshold, in ascending order. */
  repaired: Array<ClpModel>;
  /** How many decisions were ties, all networks and sets together. */
  ties: number;
  /** How many decisions there were. */
  decisions: number;
  /** Each tie. */
  tied: Array<Tie>;
};

/** A network that CLP left. */
export type ClpModel = {
  /** What is switched off. */
  edit: Edit;
  /** The threshold: what is measured against it is the defence's own (points of accuracy, deviations from a mean). */
  threshold: number;
  /** How many channels are switched off in it. */
  pruned: number | null;
  /** Clean accuracy of B', in per cent. */
  clean: number | null;
  /** Attack success rate of B', in per cent; none without poisoned images. */
  asr: number | null;
  /** GoodNet G: the answer of B and B' where they agree, class N ("backdoored") where they do not. */
  goodnet: GoodNetScore | null;
  /**
   * Poisoned images that get their true label, in per cent, those of the target left out (robust accuracy); none where true labels are not
   * known.
   */
  recovered: number | null;
  /** Clean images of the target that are recognised, in per cent; none where there are none. */
  targetRecall: number | null;
  /** The label that most poisoned images get; none without poisoned images. */
  largestShare: LargestShare | null;
};

/**
 * The difference between a network and a repaired one: what is written into its file, be that ONNX or Keras' HDF5. Tensors get their
 * new values first, then channels are pruned: what is pruned stays so, whatever values a tensor was given.
 */
export type Edit = {
  /** Channels that are pruned, by convolution. */
  channels: Array<ChannelsOff>;
  /** Tensors that get other values. */
  tensors: Array<TensorEdit>;
};

/** Channels of one convolution that are pruned. */
export type ChannelsOff = {
  /** The convolution's name in the ONNX file; a network that Keras saved has its layers' names there. */
  convolution: string;
  /** The output channels, in the order in which they were pruned. */
  channels: Array<number>;
  /** What becomes of their biases. */
  bias: Bias;
};

/** A whole tensor with other values, as fine-tuning or a refit leaves it. */
export type TensorEdit = {
  /** Its name in the ONNX file. */
  name: string;
  /** f32 in the tensor's shape and layout there, row-major: as many as it has. */
  values: Array<number>;
};

/** Everything that a refit found. The same bytes and options give the same report. */
export type RefitOutcome = {
  /** What B and the repaired models were scored on: the test images, or the validation images where there are no others. */
  scoredOn: SetPair;
  /** B on these images. */
  baseline: Baseline;
  /** A row a ridge, in ascending order; no channel is switched off. */
  repaired: Array<ReportRepaired>;
  /** How many clean validation images the layer was computed from, without copies. */
  images: number;
  /** How many altered copies of each were looked at too; 0 where there are at least three images a class. */
  copies: number;
  /** How many decisions were ties, all networks and sets together. */
  ties: number;
  /** How many decisions there were. */
  decisions: number;
  /** Each tie. */
  tied: Array<Tie>;
};

/** Clean accuracy and attack success rate of one network. */
export type Score = {
  /** Clean images that get their label; in JSON and JavaScript their share, in per cent. */
  clean: number;
  /**
   * Poisoned images that get the attacker's label; every poisoned image counts, the target person's own too. In JSON and JavaScript
   * their share, in per cent; null where there are none.
   */
  asr: number | null;
};

/** The figures beside clean accuracy and ASR, which tell a repair from one that only looks like it. */
export type Robustness = {
  /**
   * Poisoned images that get their true label, in per cent, those of the target left out (robust accuracy); none where true labels are not
   * known.
   */
  recovered: number | null;
  /** Clean images of the target that are recognised, in per cent; none where there are none. */
  targetRecall: number | null;
  /** The label that most poisoned images get; none without poisoned images. */
  largestShare: LargestShare | null;
};

/** What people are told of a detector. */
export type DetectorInfo = {
  /** A stable name, in kebab case. */
  id: DetectorOptions["detector"];
  /** What it is called. */
  title: string;
  /** What it does, in a sentence or two. */
  summary: string;
  /** Who published it, where. */
  source: string;
};

/** A detector, and what runs it. */
export type DetectorRequest = DetectorOptions & RunOptions;

/** Which one, and what it is asked to do, as the page writes it. */
export type DetectorOptions = { detector: "vote"; options: VoteOptions };

/** What the vote is asked. */
export type VoteOptions = {
  /** How many clean validation images are looked at, at most; from all over the set. */
  images?: number;
  /** To which shares of an image's largest value at the cut a channel is excited, one vote each. */
  shares?: Array<number>;
};

/** What a detector tells while it runs. */
export type DetectorEvent = EngineEvent | DetectEvent;

/** What happened. */
export type DetectEvent =
  | {
      kind: "features";
      /** Which set. */
      set: SetName;
      /** Images done. */
      done: number;
      /** Images in all. */
      total: number;
    }
  | {
      kind: "asked";
      /** How many were. */
      done: number;
      /** Of how many. */
      total: number;
    };

/** What it leaves, whichever it is. */
export type DetectOutcome = VoteOutcome;

/** Everything that the vote found. The same bytes and options give the same outcome. */
export type VoteOutcome = {
  /** The convolution whose channels voted. */
  convolution: string;
  /** How many clean images were looked at. */
  images: number;
  /** How often a channel was excited. */
  runs: number;
  /** The labels that got votes, most first; equals in ascending order. */
  votes: Array<LabelVotes>;
};

/** A label's votes. */
export type LabelVotes = {
  /** The label. */
  label: number;
  /** How many runs it won. */
  votes: number;
  /** With which channels, in ascending order. */
  channels: Array<number>;
};

/** A file that can be taken home: a network of a threshold that was reached, or what was found. */
export type OutputKind =
  | { kind: "repaired"; threshold: number }
  | { kind: "goodnet"; threshold: number }
  | { kind: "report" }
  | { kind: "table" }
  | { kind: "backdoorbench" }
  | { kind: "curve" }
  | { kind: "plot" }
  | { kind: "json" };

/** A file, ready to be saved. */
export type OutputFile = {
  /** A name for it. */
  name: string;
  /** Its media type. */
  type: string;
  /** What is in it. */
  bytes: Uint8Array<ArrayBuffer>;
};

/** A file that a repair was made with. */
export type SourceFile = {
  /** What it was used as: `network`, `clean validation images`, ... */
  role: string;
  /** Its name. */
  name: string;
  /** Its size. */
  bytes: number;
  /** Its SHA-256, in lower-case hexadecimal digits. */
  sha256: string;
};

/** What every call that fails throws. */
export type GoodnetError = Error & ErrorReport & { name: "GoodnetError" };

/** An `Error` as it crosses to another language: what kind, what to tell a person, and the values. */
export type ErrorReport = {
  /** A stable name, in kebab case: `model-unreadable`, `image-shape`, `network`, `cancelled`, ... */
  kind: string;
  /** A sentence for a person: what is wrong and what to do. */
  message: string;
  /** The values that were wrong, by name. */
  context: Record<string, string>;
};

/** What a file holds: a network, its weights or its layers alone, or labelled images, of so many different labels. */
export type FileContents =
  | { kind: "network" }
  | { kind: "weights" }
  | { kind: "architecture" }
  | { kind: "images"; images: number; classes: number };
