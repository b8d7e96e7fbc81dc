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
            Error::Js(error) => error.report(),
        })
    }
}
