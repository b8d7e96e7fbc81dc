//! What people look at while and after a network is repaired: every model's answers for a few faces, and single channels.

use goodnet_web::Bundle;
use js_sys::{Array, Float32Array, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::common::bundle::{dropped, serve};
use crate::common::events::{data, refusal};
use crate::common::{badnet, faces, options, parse};

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

#[wasm_bindgen_test]
async fn every_model_answers_for_faces_as_its_own_file_does() {
    let bundle = Bundle::open(serve(40), None, None).await.ok().unwrap();
    let badnet = bundle.open_scenario(None, None, None).await.ok().unwrap();
    let repaired = badnet.defend(options(r#"{ "thresholds": [10, 50] }"#), None, None, None).await.ok().unwrap();
    let report = data(repaired.report());
    let channels: Vec<_> =
        report["ranking"]["channels"].as_array().unwrap().iter().map(|ranked| ranked["channel"].clone()).collect();
    let order = serde_json::json!({ "convolution": "conv_3", "channels": channels, "bias": "zero" });
    let answers = badnet.face_predictions((0..6).collect(), parse(&order.to_string()), None).await.ok().unwrap();
    let answers = data(answers);
    assert_eq!(answers.as_array().unwrap().len(), 61);
    for (face, answer) in faces(&badnet, 6).await.iter().zip(answers[0].as_array().unwrap()) {
        assert_eq!(face.said["answers"], *answer, "nothing pruned: the BadNet itself");
    }
    for row in report["repaired"].as_array().unwrap() {
        let threshold = row["threshold"].as_f64().unwrap();
        let wanted = parse(&format!(r#"{{ "kind": "repaired", "threshold": {threshold} }}"#));
        let file = repaired.file(wanted, JsValue::NULL).ok().unwrap();
        let bytes: Uint8Array = get(&file, "bytes").dyn_into().unwrap();
        let opened = bundle.open_file(dropped("repaired.onnx", &bytes.to_vec()), None, None, None).await.ok().unwrap();
        let pruned = row["pruned"].as_f64().unwrap() as usize;
        for (index, face) in faces(&opened, 6).await.iter().enumerate() {
            for kind in ["clean", "poisoned"] {
                let (found, wanted) = (&answers[pruned][index][kind], &face.said["answers"][kind]);
                assert_eq!(found["label"], wanted["label"], "face {index}, {kind}, {pruned} pruned");
                let apart = found["probability"].as_f64().unwrap() - wanted["probability"].as_f64().unwrap();
                assert!(apart.abs() < 1e-4, "face {index}, {kind}, {pruned} pruned: {apart}");
            }
        }
    }
}

#[wasm_bindgen_test]
async fn a_channel_shows_what_excites_it_most() {
    let badnet = badnet(20).await;
    let excitement = data(badnet.channel_activations("conv_3".into(), None).await.ok().unwrap());
    assert_eq!(excitement["images"], serde_json::json!({ "clean": 20, "poisoned": 20 }));
    let channels = excitement["channels"].as_array().unwrap();
    assert_eq!(channels.len(), 60);
    let clean = |channel: usize| channels[channel]["clean"].as_f64().unwrap();
    let liveliest = (0..60).max_by(|&a, &b| clean(a).total_cmp(&clean(b))).unwrap();
    assert!(channels.iter().any(|both| both["clean"] != both["poisoned"]), "the glasses change something");

    let view = badnet.channel("conv_3".into(), liveliest, None).await.ok().unwrap();
    let grid = data(get(&view, "grid"));
    assert_eq!(grid, serde_json::json!({ "width": 4, "height": 5, "step": [8, 8], "size": [23, 23] }));
    let largest = data(get(&view, "largest")).as_f64().unwrap();
    for name in ["clean", "poisoned"] {
        let images: Array = get(&view, name).dyn_into().unwrap();
        assert_eq!(images.length(), 4);
        let mut before = f64::INFINITY;
        for image in images.iter() {
            let map: Float32Array = get(&image, "map").dyn_into().unwrap();
            let map = map.to_vec();
            assert_eq!(map.len(), 20);
            assert!(map.iter().all(|&value| (0.0..=largest).contains(&f64::from(value))));
            let activation = data(get(&image, "activation")).as_f64().unwrap();
            let mean = map.iter().map(|&value| f64::from(value)).sum::<f64>() / 20.0;
            assert!((activation - mean).abs() < 1e-9 && activation <= before, "{activation}, {mean}, {before}");
            before = activation;
        }
    }
    assert_eq!(get(&view, "pairs").dyn_into::<Array>().unwrap().length(), 2);
}

#[wasm_bindgen_test]
async fn a_channel_that_is_not_there_is_refused() {
    let badnet = badnet(5).await;
    let error = refusal(badnet.channel("conv_3".into(), 60, None).await);
    assert_eq!(error["kind"], "argument");
    assert!(error["message"].as_str().unwrap().contains("has 60 channels, and 60 is none of them"), "{error}");
    assert_eq!(refusal(badnet.channel_activations("conv_9".into(), None).await)["kind"], "no-such-convolution");
    let order = parse(r#"{ "convolution": "conv_3", "channels": [3, 99], "bias": "zero" }"#);
    assert_eq!(refusal(badnet.face_predictions(vec![0], order, None).await)["kind"], "argument");
    let order = parse(r#"{ "convolution": "conv_3", "channels": [3], "bias": "zero" }"#);
    assert_eq!(refusal(badnet.face_predictions(vec![5], order, None).await)["kind"], "no-such-image");
}
