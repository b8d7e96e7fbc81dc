//! How every error crosses to JavaScript, as an `Error` with `kind` and `context`; and what goes wrong on the way.

use std::collections::BTreeMap;

use goodnet_data::ErrorReport;
use js_sys::Reflect;
use serde::Serialize as _;
use wasm_bindgen::{JsCast as _, JsValue};

/// What can go wrong in either module.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody aborted the signal.
    #[error("The work was cancelled.")]
    Cancelled,
    /// The browser did not do what it was asked.
    #[error("the browser could not {task}: {reason}")]
    Browser {
        /// What it should have done.
        task: &'static str,
        /// What it said.
        reason: String,
    },
    /// A mistake of goodnet's own.
    #[error("goodnet broke down ({reason}). This is a mistake in goodnet: please report it with what you did")]
    Panic {
        /// What broke, and where.
        reason: String,
    },
}

/// The result of what either module does.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The browser's complaint about `task`.
    pub fn browser(task: &'static str) -> impl FnOnce(JsValue) -> Self {
        move |said| Self::Browser { task, reason: sentence(&said) }
    }

    /// The error in the form in which all of goodnet's errors leave Rust.
    pub fn report(&self) -> ErrorReport {
        let (kind, context): (&'static str, Vec<(&'static str, String)>) = match self {
            Self::Cancelled => ("cancelled", vec![]),
            Self::Browser { task, reason } => {
                ("browser", vec![("task", (*task).to_owned()), ("reason", reason.clone())])
            }
            Self::Panic { reason } => ("panic", vec![("reason", reason.clone())]),
        };
        ErrorReport { kind, message: self.to_string(), context: BTreeMap::from_iter(context) }
    }
}

/// An error as JavaScript catches it: `GoodnetError` in the declarations.
pub fn thrown(report: ErrorReport) -> JsValue {
    let thrown = js_sys::Error::new(&report.message);
    thrown.set_name("GoodnetError");
    let context = report.context.serialize(&serde_wasm_bindgen::Serializer::json_compatible());
    // Setting a property of an object that was made here cannot fail, and a map of strings always serialises.
    let _ = Reflect::set(&thrown, &"kind".into(), &report.kind.into());
    let _ = Reflect::set(&thrown, &"context".into(), &context.unwrap_or_default());
    thrown.into()
}

/// What a thrown JS value says for itself.
pub fn sentence(thrown: &JsValue) -> String {
    match thrown.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => thrown.as_string().unwrap_or_else(|| format!("{thrown:?}")),
    }
}
