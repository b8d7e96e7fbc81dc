//! Repairs a backdoored neural network: defences, what they are measured by, and the engines that run the network fast.
//!
//! The way of the data: [`Model::parse`] reads an ONNX file with tract and lists what can be pruned; [`Model::network`] splits it
//! where pruning acts. A [`Run`] puts a defence ([`DEFENCES`]) to work on a [`Subject`]: it deals the images out to [`Worker`]s and hands out
//! [`Task`]s. In each worker an [`Evaluator`] runs the part before the cut, once an image, on an [`Engine`], and the part after it follows every
//! number of channels that are off, slice by slice. The run adds up what workers find, tells of it in [`Event`]s, and leaves an
//! [`Outcome`]: figures, and from each an [`Edit`] that [`Model::edited`] writes into a file.
//!
//! This crate names no JavaScript, GPU, file or clock type.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

// The integration tests' small networks serve unit tests too, and name this crate from outside.
#[cfg(test)]
extern crate self as goodnet_core;
#[cfg(test)]
#[path = "../tests/support/mod.rs"]
mod support;

mod bundle;
mod defence;
mod detect;
mod engine;
mod evaluate;
mod export;
mod images;
mod inquiry;
mod metrics;
mod network;

pub use bundle::{
    Archive, BundleFile, Expected, FORMAT, Manifest, People, Scenario, Training, TrainingRecipe, Trigger, TriggerFile,
};
#[cfg(feature = "types")]
pub use defence::DefenceOptions;
pub use defence::{
    AccuracyDrop, AnyDefence, Baseline, ClpModel, ClpOptions, ClpOutcome, DEAD_BELOW, DEFENCES, DeadChannels,
    DefenceInfo, DefenceOutcome, Event, GoodNetScore, LargestShare, Options, Outcome, PruningOptions, PruningOutcome,
    RankedChannel, Ranking, Recipe, RecipeChoice, RefitOptions, RefitOutcome, Repaired, RepairedModel, Robustness, Run,
    Step, SweepReport, ThresholdRule, Thresholds, parse_thresholds,
};
#[cfg(feature = "types")]
pub use detect::DetectorOptions;
pub use detect::{
    AnyDetector, DETECTORS, DetectEvent, DetectOptions, DetectOutcome, DetectorInfo, DetectorOutcome, LabelVotes, Scan,
    VoteOptions, VoteOutcome,
};
pub use engine::{Engine, ProcessorEngine, SimdEngine, TractEngine};
pub use evaluate::{
    Activation, Answers, ChannelActivations, ClassScore, CloseAnswers, CloseLook, Evaluator, Found, FoundInputRange,
    GoodNetAnswers, Masked, Masks, Prediction, Probe, Processor, ReceptiveField, SetFeatures, SetPair, Slice, Stimulus,
    Subject, Task, Update, Worker, chunk_sums, dataset_warnings, predictions, top_classes,
};
pub use export::About;
pub use goodnet_data::{
    Bias, ChannelsOff, Edit, Error, ErrorReport, ImageSet, Label, Result, Scale, SourceFile, TensorEdit,
};
pub use goodnet_kernels::ConvStage;
pub use images::{Images, Split};
pub use inquiry::{Asked, Inquiry, TaskRun};
pub use metrics::{Count, Decision, FoundTie, Score, StepWork, TIE, Tie, softmax, top_class};
pub use network::tail::{SumRefresh, Tail, TailGroup, TailLayer};
pub use network::{Convolution, FeatureBatch, Filters, LastLayer, LeftOut, Model, Network, TailMode};
