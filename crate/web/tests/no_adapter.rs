//! Without a WebGPU adapter: the processor does the work, and the report says why.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[allow(dead_code, reason = "each test program uses a part of it")]
mod common;

use serde_json::Value;
use wasm_bindgen_test::wasm_bindgen_test;

use common::events::data;
use common::{badnet, repair};

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
async fn the_processor_runs_and_the_reason_is_told() {
    let badnet = badnet(10).await;
    let opened = data(badnet.opened());
    for json in [r#"{"engine":"auto"}"#, r#"{"engine":"webgpu"}"#] {
        let (report, told) = repair(&badnet, json).await;
        assert_eq!(report["steps"].as_array().unwrap().len(), 61);
        for engine in [&opened["engine"], &told.of("engine")[0]] {
            assert_eq!((engine["name"].as_str(), &engine["adapter"]), (Some("simd"), &Value::Null));
            let why = engine["fallback"].as_str().unwrap();
            assert_eq!(why, "WebGPU is not used: this browser offers no WebGPU adapter");
        }
    }
    let (_, told) = repair(&badnet, r#"{"engine":"simd"}"#).await;
    assert_eq!(told.of("engine")[0]["fallback"], Value::Null);
}
