//! Cancelling: soon, at any time, and with nothing left behind.

use std::{cell::Cell, rc::Rc};

use goodnet_web::Bundle;
use wasm_bindgen::{JsCast as _, closure::Closure};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AbortController, WorkerGlobalScope};

use crate::common::bundle::serve;
use crate::common::events::{Events, refusal};
use crate::common::{badnet, options, repair};

#[wasm_bindgen_test]
async fn a_repair_stops_between_two_steps_and_another_one_works() {
    let badnet = badnet(10).await;
    let controller = AbortController::new().unwrap();
    let (told, signal) = (Events::default(), controller.signal());
    let listener = told.listener_and(move |event| {
        if event["kind"] == "step" && event["pruned"] == 5.0 {
            controller.abort();
        }
    });
    let error = refusal(badnet.defend(options("{}"), Some(listener), Some(signal), None).await);
    assert_eq!((error["kind"].as_str(), error["name"].as_str()), (Some("cancelled"), Some("GoodnetError")));
    assert_eq!(told.of("step").len(), 6, "nothing is told after the abort");

    let (report, _) = repair(&badnet, "{}").await;
    assert_eq!(report["steps"].as_array().unwrap().len(), 61);
}

#[wasm_bindgen_test]
async fn messages_come_in_while_a_repair_runs() {
    let badnet = badnet(64).await;
    let controller = AbortController::new().unwrap();
    let (told, signal) = (Events::default(), controller.signal());
    let worker: WorkerGlobalScope = js_sys::global().unchecked_into();
    let clock = worker.performance().unwrap();
    let aborted_at = Rc::new(Cell::new(f64::NAN));
    // Armed by the first event, so that the timer can only fire when the repair gives way.
    let armed = Cell::new(false);
    let listener = {
        let (clock, aborted_at) = (clock.clone(), Rc::clone(&aborted_at));
        told.listener_and(move |_| {
            if armed.replace(true) {
                return;
            }
            let (controller, clock, aborted_at) = (controller.clone(), clock.clone(), Rc::clone(&aborted_at));
            let abort = Closure::once_into_js(move || {
                aborted_at.set(clock.now());
                controller.abort();
            });
            worker.set_timeout_with_callback_and_timeout_and_arguments_0(abort.unchecked_ref(), 100).unwrap();
        })
    };
    // The slowest engine, so that there is something to stop.
    let asked = options(r#"{"engine":"reference"}"#);
    let error = refusal(badnet.defend(asked, Some(listener), Some(signal), None).await);
    assert_eq!(error["kind"], "cancelled");
    let waited = clock.now() - aborted_at.get();
    // A slice is 40 ms of work and the batch that was begun in it; a busy machine gets some more.
    assert!(waited < 1_000.0, "it took {waited} ms to stop");
    assert!(told.of("repaired").is_empty());
}

#[wasm_bindgen_test]
async fn what_was_cancelled_before_it_began_does_nothing() {
    let controller = AbortController::new().unwrap();
    controller.abort();
    let told = Events::default();
    let error = refusal(Bundle::open(serve(10), Some(told.listener()), Some(controller.signal())).await);
    assert_eq!(error["kind"], "cancelled");
    assert!(told.all().is_empty());
}

#[wasm_bindgen_test]
async fn fetching_stops() {
    let controller = AbortController::new().unwrap();
    let (told, signal) = (Events::default(), controller.signal());
    let listener = told.listener_and(move |event| {
        if event["file"] != "manifest.json" {
            controller.abort();
        }
    });
    let error = refusal(Bundle::open(serve(10), Some(listener), Some(signal)).await);
    assert_eq!(error["kind"], "cancelled");
    assert_eq!(told.all().iter().filter(|event| event["file"] != "manifest.json").count(), 1);
}
