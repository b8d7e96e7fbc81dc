//! A defence as a page runs it: slice by slice, on an engine that may give up, until it is done or nobody wants it.

use std::num::NonZero;
use std::sync::Arc;

use goodnet_core::{About, DEFENCES, Error as CoreError, Event, Options as DefenceOptions, Run, Subject, Task, Update};
use goodnet_js::{Error as JsError, Job, sentence, to_js};
use js_sys::{Function, Reflect, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

use crate::{
    engine::{Choice, EngineInfo},
    error::{Error, Result},
    leader::{Chosen, LeaderWorker},
    model::BadNet,
    repaired::Repaired,
    worker_pool::{self, WorkerPool},
};

/// What runs a defence.
// What the defence itself is asked to do is read apart.
#[derive(Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "RunOptions", optional_fields))]
pub(crate) struct Asked {
    #[cfg_attr(feature = "types", ts(skip))]
    defence: String,
    /// The convolution at which networks are split, and in which pruning prunes; the model's default unless given.
    convolution: Option<String>,
    /// The engine; `auto` unless given.
    engine: Option<Choice>,
    /// How many workers share the images at most; one for each core unless given.
    workers: Option<NonZero<usize>>,
}

/// Every defence that there is.
#[wasm_bindgen(unchecked_return_type = "DefenceInfo[]")]
pub fn defences() -> Result<JsValue> {
    Ok(to_js(&DEFENCES)?)
}

/// The work starts with this engine, or goes on with it because another failed.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub(crate) struct EngineEvent {
    #[cfg_attr(feature = "types", ts(type = "\"engine\""))]
    kind: &'static str,
    #[serde(flatten)]
    engine: EngineInfo,
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
        let wrong = |error: serde_wasm_bindgen::Error| Error::Argument { argument: "asked", reason: error.to_string() };
        let options = Reflect::get(&asked, &"options".into()).map_err(JsError::browser("read what is asked"))?;
        let Asked { defence, convolution, engine, workers } = serde_wasm_bindgen::from_value(asked).map_err(wrong)?;
        let defence = DefenceOptions::read(&defence, serde_wasm_bindgen::Deserializer::from(options)).map_err(wrong)?;
        let network = self.network_at(convolution.as_deref().unwrap_or(self.network.convolution()))?;
        let subject = Subject { model: Arc::clone(&self.model), network, images: self.images.clone() };
        let most = workers.unwrap_or(NonZero::<usize>::MAX).get();
        let workers = most.min(1 + pool.as_ref().map_or(0, WorkerPool::size));
        let (chosen, mut info) = match engine.unwrap_or_default() {
            Choice::Auto | Choice::WebGpu if !defence.at_the_cut() => Chosen::on_processor(&subject, workers),
            choice => Chosen::new(choice, &subject, workers).await?,
        };
        job.check()?;
        let mut run = Run::new(&subject, &defence, chosen.mode(), info.workers)?;
        info.workers = run.workers();
        job.tell(&EngineEvent { kind: "engine", engine: info.clone() })?;
        let team = Team { pool: pool.as_ref(), others: run.workers() - 1 };
        team.take(&run, &subject, &chosen)?;
        let own = chosen.start(subject.with_images(run.images(0)));
        let went_on = drive(&mut job, &mut run, &subject, own, &team).await?;
        let about = About {
            network: self.name.clone(),
            version: env!("CARGO_PKG_VERSION").into(),
            engine: went_on.unwrap_or(info.name).into(),
            scale: self.model.scale(),
            files: self.files.clone(),
        };
        let unfinished = || CoreError::Graph { reason: "the run ended without an outcome".into() };
        Repaired::new(about, subject, run.outcome().ok_or_else(unfinished)?)
    }
}

/// The workers of one run: worker 0 is this one, the others are the pool's.
struct Team<'a> {
    pool: Option<&'a WorkerPool>,
    others: usize,
}

impl<'a> Team<'a> {
    fn pool(&self) -> Option<&'a WorkerPool> {
        self.pool.filter(|_| self.others > 0)
    }

    /// Hands out the model and the images.
    fn take(&self, run: &Run, subject: &Subject, chosen: &Chosen) -> Result<()> {
        let Some(pool) = self.pool() else { return Ok(()) };
        let (model, convolution) = (&subject.model, subject.network.convolution());
        pool.load(Uint8Array::from(model.bytes()), convolution, model.scale().white());
        for other in 0..self.others {
            pool.give(other, worker_pool::pack(&run.images(other + 1), chosen.mode())?);
        }
        Ok(())
    }

    fn begin(&self, task: &Task) -> Result<()> {
        if let Some(pool) = self.pool {
            pool.begin(self.others, to_js(task)?);
        }
        Ok(())
    }

    /// What the others have told since this was last asked: workers and updates.
    fn updates(&self) -> Result<Vec<(usize, Update)>> {
        let Some(pool) = self.pool() else { return Ok(Vec::new()) };
        let told = pool.updates().map_err(|said| Error::PoolWorker { reason: sentence(&said) })?;
        let parse = |pair: JsValue| -> Result<(usize, Update)> {
            let (other, update): (usize, Update) = serde_wasm_bindgen::from_value(pair)
                .map_err(|error| Error::Argument { argument: "a worker's update", reason: error.to_string() })?;
            Ok((other + 1, update))
        };
        told.iter().map(parse).collect()
    }

    /// Waits until the others have told something.
    async fn wait(&self) -> Result<()> {
        if let Some(pool) = self.pool() {
            JsFuture::from(pool.wait()).await.map_err(JsError::browser("wait for its workers"))?;
        }
        Ok(())
    }
}

/// Drives a run to its end. Where a GPU breaks down, the processor does the same task anew; the answer is what went on then.
async fn drive(
    job: &mut Job,
    run: &mut Run,
    subject: &Subject,
    mut own: LeaderWorker,
    team: &Team<'_>,
) -> Result<Option<&'static str>> {
    let mut went_on = None;
    while let Some(task) = run.task().cloned() {
        team.begin(&task)?;
        own.begin(&task);
        let mut busy = true;
        while run.is_at(&task) {
            if busy {
                match own.advance().await {
                    Ok(Some(update)) => tell(job, run.take(0, update))?,
                    Ok(None) => busy = false,
                    Err(CoreError::Engine { engine: broken, reason }) if own.uses_gpu() => {
                        let subject = subject.with_images(run.images(0));
                        let (processor, info) = LeaderWorker::in_place_of(broken, &reason, subject);
                        own = processor;
                        went_on = Some(info.name);
                        job.tell(&EngineEvent { kind: "engine", engine: info })?;
                        own.begin(&task);
                    }
                    Err(error) => return Err(error.into()),
                }
                job.breathe().await?;
            } else {
                team.wait().await?;
                job.check()?;
            }
            for (index, update) in team.updates()? {
                tell(job, run.take(index, update))?;
            }
        }
    }
    Ok(went_on)
}

/// Tells of what became known. The network's own score is in the outcome.
fn tell(job: &Job, events: Vec<Event>) -> Result<()> {
    events.iter().filter(|event| !matches!(event, Event::Baseline { .. })).try_for_each(|event| job.tell(event))?;
    Ok(())
}
