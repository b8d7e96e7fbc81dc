//! goodnet in a real browser's worker, on the real bundle: what it answers, tells, refuses and gives up. Runs with and
//! without a WebGPU adapter; what depends on one is in `webgpu.rs` and `no_adapter.rs`.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[path = "../common/mod.rs"]
#[allow(dead_code, reason = "each test program uses a part of it")]
mod common;

mod cancel;
mod errors;
mod inside;
mod opening;
mod repair;
mod scan;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);
