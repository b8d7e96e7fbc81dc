//! A listener that remembers, and JS values as data that a test can look into.

use std::{cell::RefCell, rc::Rc};

use js_sys::Function;
use serde_json::Value;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};

/// Every event that a call told.
#[derive(Clone, Default)]
pub(crate) struct Events(Rc<RefCell<Vec<Value>>>);

impl Events {
    /// The function to hand over.
    pub(crate) fn listener(&self) -> Function {
        self.listener_and(|_| {})
    }

    /// A function that also calls `also` with every event.
    pub(crate) fn listener_and(&self, also: impl Fn(&Value) + 'static) -> Function {
        let told = Rc::clone(&self.0);
        Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            let event = data(event);
            also(&event);
            told.borrow_mut().push(event);
        })
        .into_js_value()
        .unchecked_into()
    }

    /// What was told so far.
    pub(crate) fn all(&self) -> Vec<Value> {
        self.0.borrow().clone()
    }

    /// What was told of one kind.
    pub(crate) fn of(&self, kind: &str) -> Vec<Value> {
        self.all().into_iter().filter(|event| event["kind"] == kind).collect()
    }
}

/// Plain JS data as JSON.
pub(crate) fn data(value: impl Into<JsValue>) -> Value {
    serde_wasm_bindgen::from_value(value.into()).unwrap()
}

/// The error that a call ended with, as it reaches JavaScript: `{ name, kind, message, context }`.
#[track_caller]
pub(crate) fn refusal<T>(result: Result<T, impl Into<JsValue>>) -> Value {
    let Err(error) = result else { panic!("this should have been refused") };
    let error: JsValue = error.into();
    let of = |name: &str| js_sys::Reflect::get(&error, &name.into()).unwrap();
    assert!(error.is_instance_of::<js_sys::Error>());
    serde_json::json!({
        "name": data(of("name")), "kind": data(of("kind")), "message": data(of("message")), "context": data(of("context")),
    })
}
