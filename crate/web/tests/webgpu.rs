//! With a WebGPU adapter: it is tried and used, it finds what the others find, and the processor goes on when it breaks down.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

#[allow(dead_code, reason = "each test program uses a part of it")]
mod common;

use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use common::events::{Events, data};
use common::{badnet, options, repair};

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
async fn an_adapter_is_used_and_named_where_it_is_asked_for() {
    let badnet = badnet(20).await;
    let (_, told) = repair(&badnet, r#"{"engine":"webgpu"}"#).await;
    let engine = &told.of("engine")[0];
    assert_eq!((engine["name"].as_str(), &engine["fallback"]), (Some("webgpu"), &Value::Null));
    assert!(!engine["adapter"].as_str().unwrap().is_empty());
    for name in ["simd", "reference"] {
        let (_, told) = repair(&badnet, &format!(r#"{{"engine":"{name}"}}"#)).await;
        let asked = json!([{"kind": "engine", "name": name, "adapter": null, "workers": 1, "fallback": null}]);
        assert_eq!(json!(told.of("engine")), asked);
    }
}

#[wasm_bindgen_test]
async fn a_software_adapter_loses_the_trial() {
    let badnet = badnet(50).await;
    let opened = data(badnet.opened())["engine"].clone();
    let (_, told) = repair(&badnet, "{}").await;
    for engine in [&opened, &told.of("engine")[0]] {
        assert_eq!(engine["name"], "simd");
        let why = engine["fallback"].as_str().unwrap();
        assert!(why.starts_with("WebGPU is not used: in a trial ") && why.contains(" ms, the processor "), "{why}");
    }
}

#[wasm_bindgen_test]
async fn all_engines_agree() {
    let badnet = badnet(100).await;
    for recipe in ["lab", "report"] {
        let with = |engine: &str| format!(r#"{{"recipe":"{recipe}","engine":"{engine}"}}"#);
        let (reference, _) = repair(&badnet, &with("reference")).await;
        assert_eq!(reference["sweep"]["way"], "whole");
        for engine in ["webgpu", "simd"] {
            let (found, told) = repair(&badnet, &with(engine)).await;
            assert_eq!(told.of("engine").len(), 1, "{:?}", told.of("engine"));
            assert_eq!((&found["sweep"]["way"], &found["sweep"]["fallback"]), (&json!("incremental"), &Value::Null));
            for part in ["baseline", "steps", "repaired", "tied"] {
                assert_eq!(found[part], reference[part], "{recipe}, {part}, {engine}");
            }
            // The processor is spared scores by a bound; the GPU computes them all, and so this tells who did the steps.
            let work: Vec<_> = found["sweep"]["steps"].as_array().unwrap().iter().collect();
            let all_full = work.iter().all(|step| step["full"] == step["changed"]);
            assert_eq!(all_full, engine == "webgpu", "{recipe}, {engine}: {work:?}");
        }
    }
}

#[wasm_bindgen_test]
async fn the_processor_goes_on_when_the_device_is_lost() {
    let badnet = badnet(100).await;
    let (expected, _) = repair(&badnet, r#"{"engine":"simd"}"#).await;

    // The browser itself takes the device away, as it does when a driver crashes.
    js_sys::eval(
        "const request = GPUAdapter.prototype.requestDevice;
         GPUAdapter.prototype.requestDevice = async function (...given) {
           return (globalThis.lastDevice = await request.apply(this, given));
         };",
    )
    .unwrap();
    // While images are read, and in the middle of the sweep.
    let moments: [fn(&Value) -> bool; 2] = [
        |event: &Value| event["kind"] == "features" && event["set"] == "validation",
        |event: &Value| event["kind"] == "step" && event["pruned"] == 7,
    ];
    for is_moment in moments {
        let told = Events::default();
        let listener = told.listener_and(move |event| {
            if is_moment(event) {
                js_sys::eval("globalThis.lastDevice.destroy()").unwrap();
            }
        });
        let asked = options(r#"{"engine":"webgpu"}"#);
        let repaired = badnet.defend(asked, Some(listener), None, None).await.ok().unwrap();

        let engines = told.of("engine");
        assert_eq!(engines[0]["name"], "webgpu");
        assert_eq!(engines[1]["name"], "simd");
        let why = engines[1]["fallback"].as_str().unwrap();
        assert!(why.contains("webgpu engine failed") && why.contains("lost"), "{why}");
        assert_eq!(told.of("step").len(), expected["steps"].as_array().unwrap().len(), "no step is told twice");
        let report = data(repaired.report());
        for part in ["baseline", "steps", "repaired"] {
            assert_eq!(report[part], expected[part], "{part}");
        }
    }
}
