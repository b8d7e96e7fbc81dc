//! With a WebGPU adapter: it is used, it finds what tract finds, and tract goes on when it breaks down.
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
async fn an_adapter_is_used_and_named() {
    let badnet = badnet(10).await;
    let engine = data(badnet.opened())["engine"].clone();
    assert_eq!((engine["name"].as_str(), &engine["fallback"]), (Some("webgpu"), &Value::Null));
    assert!(!engine["adapter"].as_str().unwrap().is_empty());
    let (_, told) = repair(&badnet, "{}").await;
    assert_eq!(told.of("engine")[0]["name"], "webgpu");
    let (_, told) = repair(&badnet, r#"{"engine":"tract"}"#).await;
    let asked = json!([{"kind": "engine", "name": "tract", "adapter": null, "fallback": null}]);
    assert_eq!(json!(told.of("engine")), asked);
}

#[wasm_bindgen_test]
async fn webgpu_and_tract_agree() {
    let badnet = badnet(100).await;
    for recipe in ["lab", "report"] {
        let with = |engine: &str| format!(r#"{{"recipe":"{recipe}","engine":"{engine}"}}"#);
        let (on_gpu, told) = repair(&badnet, &with("webgpu")).await;
        assert_eq!(told.of("engine").len(), 1, "{:?}", told.of("engine"));
        let (on_tract, _) = repair(&badnet, &with("tract")).await;
        for part in ["baseline", "steps", "repaired", "tied"] {
            assert_eq!(on_gpu[part], on_tract[part], "{recipe}, {part}");
        }
    }
}

#[wasm_bindgen_test]
async fn tract_goes_on_when_the_device_is_lost() {
    let badnet = badnet(100).await;
    let (expected, _) = repair(&badnet, r#"{"engine":"tract"}"#).await;

    // The browser itself takes the device away, as it does when a driver crashes.
    js_sys::eval(
        "const request = GPUAdapter.prototype.requestDevice;
         GPUAdapter.prototype.requestDevice = async function (...given) {
           return (globalThis.lastDevice = await request.apply(this, given));
         };",
    )
    .unwrap();
    let told = Events::default();
    let listener = told.listener_and(|event| {
        if event["kind"] == "features" && event["set"] == "validation" {
            js_sys::eval("globalThis.lastDevice.destroy()").unwrap();
        }
    });
    let repaired = badnet.repair(options("{}"), Some(listener), None).await.ok().unwrap();

    let engines = told.of("engine");
    assert_eq!(engines[0]["name"], "webgpu");
    assert_eq!(engines[1]["name"], "tract");
    let why = engines[1]["fallback"].as_str().unwrap();
    assert!(why.contains("webgpu engine failed") && why.contains("lost"), "{why}");
    let report = data(repaired.report());
    for part in ["baseline", "steps", "repaired"] {
        assert_eq!(report[part], expected[part], "{part}");
    }
}
