//! What is refused, and that the error says which, why and with what values.

use goodnet_web::Bundle;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::common::bundle::{MODEL, dropped, serve, serve_changed};
use crate::common::events::{data, refusal};
use crate::common::{badnet, options, parse};

#[wasm_bindgen_test]
async fn damaged_models_are_refused_and_the_bundle_goes_on() {
    let bundle = Bundle::open(serve(10), None, None).await.ok().unwrap();
    let truncated = &MODEL[..MODEL.len() / 2];
    let noise: Vec<u8> = (0..4096_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for (name, bytes) in [("truncated.onnx", truncated), ("noise.onnx", noise.as_slice()), ("empty.onnx", &[])] {
        let error = refusal(bundle.open_file(dropped(name, bytes), None, None, None).await);
        assert_eq!(error["name"], "GoodnetError", "{name}");
        assert_eq!(error["kind"], "model-unreadable", "{name}: {error}");
        assert!(error["message"].as_str().unwrap().contains("could not be read as an ONNX model"), "{name}: {error}");
        assert!(!error["context"]["reason"].as_str().unwrap().is_empty(), "{name}: {error}");
    }
    bundle.open_scenario(None, None, None).await.ok().unwrap();
}

#[wasm_bindgen_test]
async fn a_model_for_other_images_is_refused() {
    let bundle = Bundle::open(serve(10), None, None).await.ok().unwrap();
    let error = refusal(bundle.open_file(dropped("other.onnx", &other_shape()), None, None, None).await);
    assert_eq!(error["kind"], "image-shape", "{error}");
    assert_eq!(error["context"]["found"], "[3, 55, 47]", "{error}");
    assert_eq!(error["context"]["wanted"], "[3, 55, 48]", "{error}");
}

#[wasm_bindgen_test]
async fn a_bundle_that_is_not_what_its_manifest_says_is_refused() {
    let changed = serve_changed(10, |manifest| manifest.scenarios[0].model.sha256 = "0".repeat(64));
    let bundle = Bundle::open(changed, None, None).await.ok().unwrap();
    let error = refusal(bundle.open_scenario(None, None, None).await);
    assert_eq!(error["kind"], "bundle");
    assert!(error["message"].as_str().unwrap().contains("checksum"), "{error}");

    let counted = serve_changed(10, |manifest| manifest.people.test.images = 11);
    let error = refusal(Bundle::open(counted, None, None).await);
    assert!(error["message"].as_str().unwrap().contains("holds 10 images, but the manifest says 11"), "{error}");
}

#[wasm_bindgen_test]
async fn a_file_that_is_not_there_is_a_network_error() {
    let error = refusal(Bundle::open("/no/such/manifest.json".into(), None, None).await);
    assert_eq!(error["kind"], "network");
    assert_eq!(error["context"]["url"], "/no/such/manifest.json");
    assert!(error["context"]["reason"].as_str().unwrap().contains("404"), "{error}");
}

#[wasm_bindgen_test]
async fn what_does_not_exist_is_refused_by_name() {
    let bundle = Bundle::open(serve(10), None, None).await.ok().unwrap();
    let error = refusal(bundle.open_scenario(Some("goodnet".into()), None, None).await);
    assert_eq!((error["kind"].as_str(), error["context"]["option"].as_str()), (Some("option"), Some("scenario")));

    let badnet = badnet(10).await;
    let error = refusal(badnet.faces(vec![3, 10], None).await);
    assert_eq!(error["kind"], "no-such-image");
    assert_eq!(error["context"], serde_json::json!({ "index": "10", "last": "9" }));

    for (asked, kind) in [
        (r#"{"recipe":"labs"}"#, "option"),
        (r#"{"thresholds":[0]}"#, "option"),
        (r#"{"thresholds":[]}"#, "option"),
        (r#"{"convolution":"conv_9"}"#, "no-such-convolution"),
        (r#"{"engine":"abacus"}"#, "argument"),
    ] {
        let error = refusal(badnet.defend(options(asked), None, None, None).await);
        assert_eq!(error["kind"], kind, "{asked}: {error}");
    }
    let unknown = parse(r#"{"defence":"prayer","options":{}}"#);
    let error = refusal(badnet.defend(unknown, None, None, None).await);
    assert_eq!(error["kind"], "argument");
    assert!(error["message"].as_str().unwrap().contains("prayer"), "{error}");
    assert_eq!(data(badnet.opened())["convolution"], "conv_3");
}

/// The bundle's model with an input that is one pixel wider: the one field of the file that says 47.
fn other_shape() -> Vec<u8> {
    let mut bytes = MODEL.to_vec();
    // Protobuf: `TensorShapeProto.Dimension { dim_value: 55 }`, then the same with 47.
    let dimensions = [0x0a, 0x02, 0x08, 55, 0x0a, 0x02, 0x08, 47];
    let at = bytes.windows(dimensions.len()).position(|window| window == dimensions).unwrap();
    bytes[at + 7] = 48;
    bytes
}
