//! Repairs a backdoored neural network by pruning, as the course's lab asks and as Liu, Dolan-Gavitt and Garg describe
//! it (Fine-Pruning, 2018): the channels of one convolution that clean images excite least are switched off, one after
//! the other.
//!
//! The way of the data: [`Model::parse`] reads an ONNX file with tract and lists what can be pruned;
//! [`Model::network`] splits it where pruning acts; a [`Repair`] deals the images out to [`Shard`]s; in each, an [`Engine`]
//! runs the part before, once an image, and the part behind follows every number of pruned channels, slice by slice; the
//! repair adds up what the shards find and tells of it in [`Event`]s; [`Model::edited`] writes a repaired file.
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
mod engine;
mod evaluate;
mod export;
mod images;
mod kernels;
mod metrics;
mod network;

pub use bundle::{
    Archive, BundleFile, Expected, FORMAT, Manifest, People, Scenario, Training, TrainingRecipe, Trigger, TriggerFile,
};
pub use defence::{
    AccuracyDrop, ClpModel, ClpOptions, ClpOutcome, DEAD_BELOW, DEFENCES, Dead, DefenceInfo, DefenceOutcome, Event,
    Options, Outcome, PruningOptions, PruningOutcome, RankedChannel, Ranking, Recipe, RecipeChoice, Repaired,
    RepairedModel, Run, Step, Stop, SweepReport, Thresholds, parse_thresholds,
};
pub use engine::{Engine, ProcessorEngine, SimdEngine, TractEngine};
pub use evaluate::{
    Activation, Answers, ChannelActivations, ClassScore, Evaluator, FoundInputRange, Masked, Masks, Prediction, Probe,
    Processor, ReceptiveField, SetFeatures, SetPair, Slice, Subject, Task, Update, Worker, chunk_sums,
    dataset_warnings, find_input_range, predictions, top_classes,
};
pub use export::About;
pub use goodnet_data::{
    Bias, ChannelsOff, Edit, Error, ErrorReport, ImageSet, Label, Result, Scale, SourceFile, TensorEdit,
};
pub use images::{Images, Split};
pub use kernels::ConvStage;
pub use metrics::{Count, Decision, FoundTie, Score, StepWork, TIE, Tie, softmax, top_class};
pub use network::tail::{SumRefresh, Tail, TailGroup, TailLayer};
pub use network::{Convolution, FeatureBatch, Filters, Model, Network, TailMode};
