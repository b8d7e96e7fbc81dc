//! A detector to its end: what it tells, what it finds, and how it stops.

use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortController;

use crate::common::events::{Events, data, refusal};
use crate::common::{badnet, parse};

const VOTE: &str = r#"{"detector":"vote","options":{"images":16}}"#;

#[wasm_bindgen_test]
async fn the_vote_names_the_target_first_and_tells_how_far_it_is() {
    let badnet = badnet(40).await;
    let told = Events::default();
    let found = data(badnet.scan(parse(VOTE), Some(told.listener()), None, None).await.ok().unwrap());
    assert_eq!((found["images"].as_f64(), found["runs"].as_f64()), (Some(16.0), Some(240.0)));
    assert_eq!(found["votes"][0]["label"], 0.0, "{found}");
    assert!(found["votes"][0]["votes"].as_f64() > found["votes"][1]["votes"].as_f64(), "{found}");
    let mut kinds: Vec<String> = told.all().iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect();
    kinds.dedup();
    assert_eq!(kinds, ["engine", "features", "asked"]);
    assert_eq!(told.of("engine")[0]["name"], "simd");
    assert_eq!(told.of("asked").last().unwrap()["done"], 241.0);
    let names = data(goodnet_web::detectors().ok().unwrap());
    assert_eq!(names[0]["id"], "vote");
}

#[wasm_bindgen_test]
async fn a_scan_stops_where_it_is_and_what_makes_no_sense_is_refused() {
    let badnet = badnet(20).await;
    let controller = AbortController::new().unwrap();
    let (told, signal) = (Events::default(), controller.signal());
    let listener = told.listener_and(move |event| {
        if event["kind"] == "asked" && event["done"] == 9.0 {
            controller.abort();
        }
    });
    let error = refusal(badnet.scan(parse(VOTE), Some(listener), Some(signal), None).await);
    assert_eq!(error["kind"], "cancelled");
    assert_eq!(told.of("asked").len(), 9);
    for (asked, kind) in [
        (r#"{"detector":"dowsing","options":{}}"#, "argument"),
        (r#"{"detector":"vote","options":{"images":0}}"#, "option"),
        (r#"{"detector":"vote","options":{},"convolution":"conv_9"}"#, "no-such-convolution"),
    ] {
        assert_eq!(refusal(badnet.scan(parse(asked), None, None, None).await)["kind"], kind, "{asked}");
    }
}
