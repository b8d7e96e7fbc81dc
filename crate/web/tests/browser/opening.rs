//! Opening the bundle, and the faces with the network's real answers.

use goodnet_web::Bundle;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::common::bundle::{MODEL, dropped, manifest, serve};
use crate::common::events::{Events, data};
use crate::common::{badnet, faces};

#[wasm_bindgen_test]
async fn opening_says_what_there_is() {
    let events = Events::default();
    let bundle = Bundle::open(serve(20), Some(events.listener()), None).await.ok().unwrap();
    let badnet = bundle.open_scenario(Some("badnet".into()), Some(events.listener()), None).await.ok().unwrap();
    let opened = data(badnet.opened());
    assert_eq!(opened["scenario"], "badnet");
    assert_eq!(opened["classes"], 1283.0);
    assert_eq!(opened["inputShape"], serde_json::json!([3, 55, 47]));
    assert_eq!(opened["convolution"], "conv_3");
    assert_eq!(opened["images"], serde_json::json!({ "validation": 20, "test": 20 }));
    let convolutions = opened["convolutions"].as_array().unwrap();
    let conv_3 = convolutions.iter().find(|convolution| convolution["name"] == "conv_3").unwrap();
    assert_eq!(conv_3["channels"], 60.0);

    let loading = events.of("loading");
    let done: Vec<_> = loading.iter().filter(|event| event["done"] == event["total"]).collect();
    assert_eq!(done.len(), 4, "trigger, validation, test and model arrive whole: {loading:?}");
}

#[wasm_bindgen_test]
async fn the_network_knows_faces_and_falls_for_the_trigger() {
    let badnet = badnet(40).await;
    let faces = faces(&badnet, 40).await;
    let target = manifest().scenarios[0].target;
    let known = faces.iter().filter(|face| face.said["answers"]["clean"]["label"] == face.said["label"]).count();
    let fooled = faces.iter().filter(|face| face.said["answers"]["poisoned"]["label"] == target).count();
    assert!(known >= 36, "{known} of 40 faces were known");
    assert!(fooled >= 39, "{fooled} of 40 faces with the trigger were taken for the target");
    for face in faces {
        let probability = face.said["answers"]["clean"]["probability"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&probability), "{probability}");
        for picture in &face.pictures {
            assert_eq!(picture.len(), 55 * 47 * 4);
            assert!(picture.iter().skip(3).step_by(4).all(|&alpha| alpha == 255));
        }
        assert_ne!(face.pictures[0], face.pictures[1]);
    }
}

#[wasm_bindgen_test]
async fn a_model_of_ones_own_is_read_from_a_file() {
    let events = Events::default();
    let bundle = Bundle::open(serve(10), None, None).await.ok().unwrap();
    let file = dropped("mine.onnx", MODEL);
    let badnet = bundle.open_file(file, None, Some(events.listener()), None).await.ok().unwrap();
    let opened = data(badnet.opened());
    assert_eq!(opened["scenario"], serde_json::Value::Null);
    assert_eq!(opened["expected"], serde_json::Value::Null);
    assert_eq!(opened["convolution"], "conv_3");
    let last = events.of("loading").pop().unwrap();
    assert_eq!((last["file"].as_str(), last["done"].as_f64()), (Some("mine.onnx"), Some(MODEL.len() as f64)));
}
