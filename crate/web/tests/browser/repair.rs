//! A repair to its end: what it tells and in which order, what it finds, and the files that it writes.

use goodnet_web::{BadNet, Bundle, Repaired};
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::common::bundle::{MODEL, dropped, manifest, serve};
use crate::common::events::{Events, data, refusal};
use crate::common::{badnet, faces, options, parse, repair};

const IMAGES: usize = 40;

#[wasm_bindgen_test]
async fn progress_comes_in_order_and_agrees_with_the_report() {
    let (report, told) = repair(&badnet(IMAGES).await, "{}").await;

    let mut kinds: Vec<String> = told.all().iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect();
    kinds.dedup();
    assert_eq!(kinds, ["engine", "features", "ranked", "features", "step", "features", "repaired"]);
    let mut sets: Vec<String> =
        told.of("features").iter().map(|event| event["set"].as_str().unwrap().to_owned()).collect();
    sets.dedup();
    assert_eq!(sets, ["validation", "poisonedValidation", "test", "poisonedTest"]);
    let whole = told.of("features").into_iter().filter(|event| event["done"] == event["total"]).count();
    assert_eq!(whole, 4);

    let steps = without_kind(told.of("step"));
    assert_eq!(json!(steps), report["steps"]);
    assert_eq!(steps.len(), 61);
    let order = told.of("ranked")[0]["channels"].as_array().unwrap().clone();
    for (pruned, step) in steps.iter().enumerate() {
        assert_eq!(step["pruned"], pruned as f64);
        let channel = if pruned == 0 { Value::Null } else { order[pruned - 1]["channel"].clone() };
        assert_eq!(step["channel"], channel);
    }
    assert!(order.is_sorted_by_key(|ranked| ranked["activation"].as_f64().unwrap()));

    assert_eq!(json!(without_kind(told.of("repaired"))), report["repaired"]);
    let thresholds: Vec<_> =
        report["repaired"].as_array().unwrap().iter().map(|row| row["threshold"].clone()).collect();
    assert_eq!(thresholds, [2.0, 4.0, 10.0, 30.0]);
}

#[wasm_bindgen_test]
async fn the_curve_starts_with_a_badnet_and_ends_with_one_answer_for_all() {
    let (report, _) = repair(&badnet(IMAGES).await, "{}").await;
    let steps = report["steps"].as_array().unwrap();
    assert!(percent(&steps[0]["clean"]) >= 90.0 && percent(&steps[0]["asr"]) >= 97.5, "{}", steps[0]);
    // With every channel silent the network sees nothing, and gives all faces, each of another person, one name.
    assert!(percent(&steps[60]["clean"]) <= 100.0 / IMAGES as f64, "{}", steps[60]);
    assert!(percent(&report["baseline"]["clean"]) >= 90.0 && percent(&report["baseline"]["asr"]) >= 97.5);
    assert_eq!(report["recipe"], json!({"activation": "pool", "bias": "zero", "dead": "prune", "stop": "at-least"}));
    for row in report["repaired"].as_array().unwrap() {
        let met = &steps[row["pruned"].as_f64().unwrap() as usize];
        let dropped = percent(&steps[0]["clean"]) - percent(&met["clean"]);
        assert!(dropped >= percent(&row["threshold"]) - 1e-9, "{row}: {dropped} points");
    }
}

#[wasm_bindgen_test]
async fn the_same_twice_is_the_same() {
    let badnet = badnet(IMAGES).await;
    let json = r#"{"recipe":{"activation":"conv","bias":"keep","dead":"prune","stop":"at-least"},"thresholds":[30,5]}"#;
    let (first, _) = repair(&badnet, json).await;
    let (second, _) = repair(&badnet, json).await;
    assert_eq!(first, second);
    assert_eq!(first["recipe"]["bias"], "keep");
    assert_eq!(first["repaired"][0]["threshold"], 5.0);
}

#[wasm_bindgen_test]
async fn a_repaired_file_scores_what_the_report_says() {
    let bundle = Bundle::open(serve(IMAGES), None, None).await.ok().unwrap();
    let badnet = bundle.open_scenario(None, None, None).await.ok().unwrap();
    let repaired = badnet.defend(options("{}"), None, None, None).await.ok().unwrap();
    let rows = data(repaired.report())["repaired"].as_array().unwrap().clone();
    assert!(rows.iter().any(|row| !row["pruned"].is_null()), "{rows:?}");
    for row in rows.iter().filter(|row| !row["pruned"].is_null()) {
        let threshold = percent(&row["threshold"]);
        let (name, bytes) = taken(&repaired, &format!(r#"{{"kind":"repaired","threshold":{threshold}}}"#));
        assert!(bytes.len() > MODEL.len(), "the file says what was pruned");
        let (goodnet, _) = taken(&repaired, &format!(r#"{{"kind":"goodnet","threshold":{threshold}}}"#));
        assert!(goodnet.ends_with(&format!("goodnet-{threshold}.onnx")), "{goodnet}");
        let again = bundle.open_file(dropped(&name, &bytes), None, None, None).await.ok().unwrap();
        assert_eq!(answers(&again).await, (percent(&row["clean"]), percent(&row["asr"])), "{name}");
    }
}

#[wasm_bindgen_test]
async fn a_threshold_that_is_not_reached_has_a_row_and_no_model() {
    let badnet = badnet(10).await;
    let told = Events::default();
    let given = options(r#"{"recipe":"report","thresholds":[100]}"#);
    let repaired = badnet.defend(given, Some(told.listener()), None, None).await.ok().unwrap();
    let report = data(repaired.report());
    let nothing = json!([{"threshold": 100, "pruned": null, "clean": null, "asr": null, "recovered": null, "targetRecall": null,
        "largestShare": null, "goodnet": null}]);
    assert_eq!(report["repaired"], nothing);
    let live = told.of("ranked")[0]["channels"].as_array().unwrap().len();
    assert_eq!(report["steps"].as_array().unwrap().len(), live + 1, "recipe `report` prunes no dead channel");
    for threshold in [100.0, 2.0] {
        let wanted = parse(&format!(r#"{{"kind":"repaired","threshold":{threshold}}}"#));
        assert_eq!(refusal(repaired.file(wanted, JsValue::NULL))["kind"], "no-such-model");
    }
    assert_eq!(
        refusal(repaired.file(parse(r#"{"kind":"goodnet","threshold":-1}"#), JsValue::NULL))["kind"],
        "no-such-model"
    );
    assert_eq!(refusal(repaired.file(parse(r#"{"kind":"everything"}"#), JsValue::NULL))["kind"], "argument");
}

#[wasm_bindgen_test]
async fn what_was_found_can_be_taken_home() {
    let badnet = badnet(IMAGES).await;
    let repaired = badnet.defend(options("{}"), None, None, None).await.ok().unwrap();
    let report = data(repaired.report());
    let text = |kind: &str| {
        let (name, bytes) = taken(&repaired, &format!(r#"{{"kind":"{kind}"}}"#));
        (name, String::from_utf8(bytes).unwrap())
    };
    let steps = report["steps"].as_array().unwrap().len();
    let (name, curve) = text("curve");
    assert!(name.ends_with("-curve.csv") && curve.lines().count() == steps + 1, "{name}: {curve}");
    let rows = report["repaired"].as_array().unwrap().len() + 2;
    assert_eq!(text("table").1.lines().count(), rows);
    let (name, shares) = text("backdoorbench");
    assert!(name.ends_with("-backdoorbench.csv") && shares.lines().count() == rows, "{name}: {shares}");
    assert!(text("plot").1.starts_with("<svg"));
    let again = data(js_sys::JSON::parse(&text("json").1).unwrap());
    assert_eq!(again["steps"], report["steps"]);
    let (_, page) = text("report");
    let model = &manifest().scenarios[0].model;
    assert!(page.contains(&model.sha256) && page.contains("<svg"), "{page}");
}

/// A file that a repair leaves: its name and its bytes.
fn taken(repaired: &Repaired, wanted: &str) -> (String, Vec<u8>) {
    let file = repaired.file(parse(wanted), JsValue::NULL).ok().unwrap();
    let get = |field: &str| js_sys::Reflect::get(&file, &field.into()).unwrap();
    (get("name").as_string().unwrap(), js_sys::Uint8Array::new(&get("bytes")).to_vec())
}

/// Clean accuracy and attack success rate by a network's answers for single faces.
async fn answers(badnet: &BadNet) -> (f64, f64) {
    let faces = faces(badnet, IMAGES).await;
    let target = manifest().scenarios[0].target;
    let share = |hits: usize| 100.0 * hits as f64 / IMAGES as f64;
    let known = faces.iter().filter(|face| face.said["answers"]["clean"]["label"] == face.said["label"]).count();
    let fooled = faces.iter().filter(|face| face.said["answers"]["poisoned"]["label"] == target).count();
    (share(known), share(fooled))
}

fn percent(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn without_kind(mut events: Vec<Value>) -> Vec<Value> {
    for event in &mut events {
        event.as_object_mut().unwrap().remove("kind");
    }
    events
}

#[wasm_bindgen_test]
async fn any_defence_of_the_list_runs_and_says_what_it_changes() {
    let badnet = badnet(IMAGES).await;
    let list = data(goodnet_web::defences().ok().unwrap());
    let ids: Vec<_> = list.as_array().unwrap().iter().map(|defence| defence["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["pruning", "clp", "refit"]);
    let told = Events::default();
    let asked = parse(r#"{"defence":"clp","options":{"u":[1,9]}}"#);
    let repaired = badnet.defend(asked, Some(told.listener()), None, None).await.ok().unwrap();
    let report = data(repaired.report());
    assert_eq!(json!(without_kind(told.of("repaired"))).as_array().unwrap().len(), 2);
    let row = &report["repaired"][0];
    assert_eq!(data(repaired.edit(1.0).ok().unwrap()), row["edit"]);
    let off = row["edit"]["channels"].as_array().unwrap().iter();
    let off: usize = off.map(|layer| layer["channels"].as_array().unwrap().len()).sum();
    assert!(off > 0 && percent(&row["pruned"]) == off as f64, "{row}");
    assert_eq!(report["repaired"][1]["clean"], report["baseline"]["clean"], "9 deviations above the mean is nobody");
    assert!(taken(&repaired, r#"{"kind":"repaired","threshold":1}"#).0.ends_with("repaired-1.onnx"));
    let refused = refusal(repaired.file(parse(r#"{"kind":"curve"}"#), JsValue::NULL));
    assert_eq!(refused["kind"], "no-curve");
}
