//! goodnet in a browser's worker: the wasm-bindgen face of goodnet-core and goodnet-gpu, and the only crate that names a
//! JS type.
//!
//! [`Bundle::open`] fetches the images, [`Bundle::open_scenario`] or [`Bundle::open_file`] a network, [`BadNet::repair`]
//! repairs it, and [`Repaired`] holds the report and writes the repaired files. Everything runs in a dedicated worker,
//! tells of its progress through a callback, gives way to the event loop, and stops when an `AbortSignal` says so. What
//! crosses as plain data is described in `types.d.ts`, which is part of the generated declarations.

mod bundle;
mod crew;
mod engine;
mod error;
mod faces;
mod job;
mod lead;
mod model;
mod pace;
mod panic;
mod read;
mod repair;
mod take_home;

use wasm_bindgen::prelude::wasm_bindgen;

pub use bundle::Bundle;
pub use crew::{Crew, Helper};
pub use model::BadNet;
pub use panic::on_panic;
pub use take_home::Repaired;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");
