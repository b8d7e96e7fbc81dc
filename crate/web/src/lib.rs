//! goodnet in a browser's worker: the wasm-bindgen face of goodnet-core and goodnet-gpu.
//!
//! [`Bundle::open`] fetches the images, [`Bundle::open_scenario`] or [`Bundle::open_file`] a network;
//! [`Bundle::open_user_files`] takes both from the user. [`BadNet::face_predictions`] and [`BadNet::channel`] show people what
//! happens inside. [`BadNet::defend`] runs any defence on the network, and [`Repaired`] holds its outcome and writes the files
//! that people take home. Everything runs in a dedicated worker, tells of its progress through a callback, gives way to the event
//! loop, and stops when an `AbortSignal` says so. What crosses as plain data is described in `types.d.ts`, which
//! scripts/types writes and which is part of the module's declarations.

mod answers;
mod bundle;
mod channel;
mod defend;
mod engine;
mod error;
mod face_predictions;
mod faces;
mod leader;
mod model;
mod picture;
mod predict;
mod read;
mod repaired;
mod run;
mod samples;
mod scan;
#[cfg(feature = "types")]
pub mod types;
mod user_files;
mod worker_pool;

use wasm_bindgen::prelude::wasm_bindgen;

pub use bundle::Bundle;
pub use defend::defences;
pub use goodnet_js::on_panic;
pub use model::BadNet;
pub use repaired::Repaired;
pub use scan::detectors;
pub use user_files::UserFiles;
pub use worker_pool::{PoolWorker, WorkerPool};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");
