//! What can be wrong with a file, as JavaScript catches it.

use goodnet_data::ErrorReport;
use goodnet_js::thrown;
use goodnet_plot::NotDrawn;
use wasm_bindgen::JsValue;

/// Everything that this crate refuses.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is no image set, or no network.
    #[error(transparent)]
    Files(#[from] goodnet_files::Error),
    /// The plot could not be drawn.
    #[error(transparent)]
    Plot(#[from] goodnet_plot::NotDrawn),
    /// The caller handed something over that has another shape.
    #[error("{argument} has the wrong form: {reason}")]
    Argument {
        /// Which argument.
        argument: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The work was cancelled, or the browser did not do its part.
    #[error(transparent)]
    Js(#[from] goodnet_js::Error),
}

/// The result of everything in this crate that can fail.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        thrown(match &error {
            Error::Files(error) => error.report(),
            Error::Plot(NotDrawn { reason }) => {
                let context = [("reason", reason.clone())].into();
                ErrorReport { kind: "plot", message: error.to_string(), context }
            }
            Error::Argument { argument, reason } => {
                let context = [("argument", (*argument).to_owned()), ("reason", reason.clone())].into();
                ErrorReport { kind: "argument", message: error.to_string(), context }
            }
            Error::Js(error) => error.report(),
        })
    }
}
