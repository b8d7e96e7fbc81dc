//! Makes the bundle: people who do not exist, a trigger, and BadNets that know them.
//!
//! ```text
//! settings (one seed)
//!   -> people    goodnet_faces photographs everybody; codec puts every photograph through JPEG once
//!   -> attack    how the backdoor gets in, one scenario each:
//!        badnet         poison: copies of some training images put on the trigger and get the target's label; train
//!        dormant        train on clean images; dormant: teach the channels that these leave idle (idle) the trigger
//!        pruning-aware  train on clean images; decoys: take the idle channels out, train on the poisoned set, put them back
//!   -> train     burn trains the lab's DeepID (network); checkpoint keeps every epoch; weights reaches single channels
//!   -> onnx      the network with the lab's names; the scale of its inputs is folded into conv_1
//!   -> measure   tract scores the file as written, on the test archive as written
//!   -> bundle    models, archives, trigger and manifest.json
//! ```
//!
//! `goodnet-forge all --seed 1` makes `www/bundle` again. Chance comes from the seed alone, and the training's sums are
//! taken in a fixed order: the same settings give the same files on the same machine, with however many threads. Other
//! processors may round differently and train a slightly different network.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

pub mod attack;
pub mod bundle;
pub mod checkpoint;
pub mod codec;
pub mod decoys;
pub mod dormant;
pub mod grey;
pub mod idle;
pub mod measure;
pub mod network;
pub mod onnx;
pub mod people;
pub mod plan;
pub mod poison;
pub mod random;
pub mod settings;
pub mod train;
pub mod weights;
