//! What goes wrong between the core and JavaScript.

use std::collections::BTreeMap;

use goodnet_core::ErrorReport;
use goodnet_js::thrown;
use wasm_bindgen::JsValue;

/// Everything that this crate refuses.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The core refused.
    #[error(transparent)]
    Core(#[from] goodnet_core::Error),
    /// The work was cancelled, or the browser did not do its part.
    #[error(transparent)]
    Js(#[from] goodnet_js::Error),
    /// A file could not be fetched.
    #[error("{url} could not be fetched: {reason}. Check the connection and try again")]
    Network {
        /// Where it was looked for.
        url: String,
        /// What the browser or the server said.
        reason: String,
    },
    /// A file of the user's could not be read.
    #[error("{file} could not be read: {reason}. Choose the file again")]
    File {
        /// The file's name.
        file: String,
        /// What the browser said.
        reason: String,
    },
    /// There is no test image at this position.
    #[error("there is no test image {index}: the positions go from 0 to {last}")]
    NoSuchImage {
        /// The position asked for.
        index: usize,
        /// The last position that there is.
        last: usize,
    },
    /// The repair made no model for this threshold.
    #[error("there is no repaired model for {threshold}: that threshold was not asked for, or it was not reached")]
    NoSuchModel {
        /// The threshold asked for.
        threshold: f64,
    },
    /// The caller handed something over that has another shape.
    #[error("{argument} has the wrong form: {reason}")]
    Argument {
        /// Which argument.
        argument: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The defence has no curve to be written.
    #[error("{defence} goes no way step by step, so there is no curve of it")]
    NoCurve {
        /// What the defence is called.
        defence: &'static str,
    },
    /// A worker beside the one that leads the run failed.
    #[error("one of the workers that share the images failed: {reason}")]
    PoolWorker {
        /// What it said.
        reason: String,
    },
}

/// The result of everything in this crate that can fail.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The error in the form in which all of goodnet's errors leave Rust.
    fn report(&self) -> ErrorReport {
        let (kind, context): (&'static str, Vec<(&'static str, String)>) = match self {
            Self::Core(error) => return error.report(),
            Self::Js(error) => return error.report(),
            Self::Network { url, reason } => ("network", vec![("url", url.clone()), ("reason", reason.clone())]),
            Self::File { file, reason } => ("file", vec![("file", file.clone()), ("reason", reason.clone())]),
            Self::NoSuchImage { index, last } => {
                ("no-such-image", vec![("index", index.to_string()), ("last", last.to_string())])
            }
            Self::NoSuchModel { threshold } => ("no-such-model", vec![("threshold", threshold.to_string())]),
            Self::Argument { argument, reason } => {
                ("argument", vec![("argument", (*argument).to_owned()), ("reason", reason.clone())])
            }
            Self::NoCurve { defence } => ("no-curve", vec![("defence", (*defence).to_owned())]),
            Self::PoolWorker { reason } => ("pool-worker", vec![("reason", reason.clone())]),
        };
        ErrorReport { kind, message: self.to_string(), context: BTreeMap::from_iter(context) }
    }
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        thrown(error.report())
    }
}
