//! What becomes of a panic: a message to whoever owns the worker, before the module stops for good.

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::error::{Error, thrown};

thread_local! {
    static LISTENER: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Says whom to tell when goodnet breaks down by a mistake of its own. The listener is called with a `GoodnetError` of
/// kind `panic`; after that the module can do no more, and its worker has to be replaced.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(#[wasm_bindgen(unchecked_param_type = "(error: GoodnetError) => void")] listener: Function) {
    LISTENER.set(Some(listener));
    std::panic::set_hook(Box::new(|panic| {
        let error = Error::Panic { reason: panic.to_string() };
        LISTENER.with_borrow(|listener| {
            if let Some(listener) = listener {
                // Nobody is left to hear of a listener that throws.
                let _ = listener.call1(&JsValue::NULL, &thrown(error.report()));
            }
        });
    }));
}
