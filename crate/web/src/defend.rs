//! A defence as a page runs it.

use goodnet_core::{About, DEFENCES, Event, Options as DefenceOptions};
use goodnet_js::{Job, to_js};
use js_sys::Function;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use crate::{
    error::Result,
    model::BadNet,
    repaired::Repaired,
    run::{Ended, read},
    worker_pool::WorkerPool,
};

/// Every defence that there is.
#[wasm_bindgen(unchecked_return_type = "DefenceInfo[]")]
pub fn defences() -> Result<JsValue> {
    Ok(to_js(&DEFENCES)?)
}

#[wasm_bindgen]
impl BadNet {
    /// Defends the network. Other calls may run meanwhile; the event loop turns every 40 ms or so.
    ///
    /// @param asked which defence, its options, and what runs it: the best engine unless it says otherwise
    /// @param onProgress is told of the engine, and then of features, ranking, steps and repaired networks as they come
    /// @param signal ends the run with an error of kind `cancelled`
    /// @param pool workers that share the images
    /// @throws {GoodnetError} of kind `argument`, `option`, `no-such-convolution`, `graph`, `not-finite` or `cancelled`
    #[wasm_bindgen(unchecked_return_type = "Repaired")]
    pub async fn defend(
        &self,
        #[wasm_bindgen(unchecked_param_type = "DefenceRequest")] asked: JsValue,
        #[wasm_bindgen(js_name = onProgress, unchecked_optional_param_type = "((event: DefenceEvent) => void) | null")]
        on_progress: Option<Function>,
        #[wasm_bindgen(unchecked_optional_param_type = "AbortSignal | null")] signal: Option<AbortSignal>,
        #[wasm_bindgen(unchecked_optional_param_type = "WorkerPool | null")] pool: Option<WorkerPool>,
    ) -> Result<Repaired> {
        let mut job = Job::start(on_progress, signal)?;
        let (options, resources) = read(asked, "defence", DefenceOptions::read)?;
        let at_the_cut = options.at_the_cut();
        let Ended { outcome, subject, engine } =
            self.run(&mut job, &options, at_the_cut, resources, pool.as_ref(), tell).await?;
        let about = About {
            network: self.name.clone(),
            version: env!("CARGO_PKG_VERSION").into(),
            engine: engine.into(),
            scale: self.model.scale(),
            files: self.files.clone(),
        };
        Repaired::new(about, subject, outcome)
    }
}

/// Tells of what became known. The network's own score is in the outcome.
fn tell(job: &Job, events: Vec<Event>) -> Result<()> {
    events.iter().filter(|event| !matches!(event, Event::Baseline { .. })).try_for_each(|event| job.tell(event))?;
    Ok(())
}
