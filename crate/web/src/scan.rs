//! A detector as a page runs it.

use goodnet_core::{DETECTORS, DetectOptions};
use goodnet_js::{Job, to_js};
use js_sys::Function;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use crate::{error::Result, model::BadNet, run::read, worker_pool::WorkerPool};

/// Every detector that there is.
#[wasm_bindgen(unchecked_return_type = "DetectorInfo[]")]
pub fn detectors() -> Result<JsValue> {
    Ok(to_js(&DETECTORS)?)
}

#[wasm_bindgen]
impl BadNet {
    /// Looks for a backdoor with clean validation images alone. Other calls may run meanwhile, as during [`BadNet::defend`].
    ///
    /// @param asked which detector, its options, and what runs it
    /// @param onProgress is told of the engine, of features, and of each question that was answered
    /// @param signal ends it with an error of kind `cancelled`
    /// @param pool workers that share the images
    /// @throws {GoodnetError} of kind `argument`, `option`, `no-such-convolution`, `graph`, `not-finite` or `cancelled`
    #[wasm_bindgen(unchecked_return_type = "DetectOutcome")]
    pub async fn scan(
        &self,
        #[wasm_bindgen(unchecked_param_type = "DetectorRequest")] asked: JsValue,
        #[wasm_bindgen(js_name = onProgress, unchecked_optional_param_type = "((event: DetectorEvent) => void) | null")]
        on_progress: Option<Function>,
        #[wasm_bindgen(unchecked_optional_param_type = "AbortSignal | null")] signal: Option<AbortSignal>,
        #[wasm_bindgen(unchecked_optional_param_type = "WorkerPool | null")] pool: Option<WorkerPool>,
    ) -> Result<JsValue> {
        let mut job = Job::start(on_progress, signal)?;
        let (options, resources) = read(asked, "detector", DetectOptions::read)?;
        let tell = |job: &Job, events: Vec<_>| Ok(events.iter().try_for_each(|event| job.tell(event))?);
        let ended = self.run(&mut job, &options, options.at_the_cut(), resources, pool.as_ref(), tell).await?;
        Ok(to_js(&ended.outcome)?)
    }
}
