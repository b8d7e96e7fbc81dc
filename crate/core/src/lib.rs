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

mod answers;
mod decision;
mod doubts;
mod engine;
mod found_scale;
mod graph;
mod lower;
mod manifest;
mod model;
mod network;
mod pair;
mod probe;
mod ranking;
mod reading;
mod recipe;
mod repair;
mod report;
mod sample;
mod scored;
mod shard;
mod simd;
mod simd_engine;
mod stage;
#[cfg(test)]
mod sweep_bits;
mod tail;
mod take_home;
mod tract_engine;
mod trigger;

pub use answers::{Guess, Opinion, best_guesses, opinions};
pub use decision::{Decision, TIE, shares, top_class};
pub use doubts::doubts;
pub use engine::{Engine, FeatureBatch};
pub use found_scale::{FoundScale, best_scale};
pub use goodnet_data::{
    Bias, ChannelsOff, Edit, Error, ErrorReport, ImageSet, Label, Result, Scale, SourceFile, TensorEdit,
};
pub use manifest::{
    Archive, BundleFile, Expected, FORMAT, Manifest, People, Scenario, Training, TrainingRecipe, TriggerFile,
};
pub use model::{Convolution, Model};
pub use network::Network;
pub use probe::Probe;
pub use ranking::{RankedChannel, Ranking};
pub use reading::chunk_sums;
pub use recipe::{Activation, DEAD_BELOW, Dead, Points, Recipe, Stop, parse_thresholds};
pub use repair::Repair;
pub use report::{Event, RepairedModel, RepairedReport, Report, Score, Split, StepReport, SweepReport, Tie};
pub use sample::{Field, Sample};
pub use scored::{Count, Work};
pub use shard::{FoundTie, Images, Part, PartAnswers, Shard, Task, Way};
pub use simd_engine::SimdEngine;
pub use stage::ConvStage;
pub use tail::{Tail, TailGroup, TailLayer};
pub use take_home::About;
pub use tract_engine::TractEngine;
pub use trigger::Trigger;
