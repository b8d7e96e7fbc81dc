//! A defence or a detector as a page runs it: slice by slice, on an engine that may give up, until it is done or nobody wants it.

use std::num::NonZero;
use std::sync::Arc;

use goodnet_core::{Asked, Error as CoreError, Inquiry, Subject, Task, TaskRun, Update};
use goodnet_js::{Error as JsError, Job, sentence, to_js};
use js_sys::{Reflect, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::{
    engine::{Choice, EngineInfo},
    error::{Error, Result},
    leader::{Chosen, LeaderWorker},
    model::BadNet,
    worker_pool::{self, WorkerPool},
};

/// What runs a defence or a detector.
#[derive(Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "RunOptions", optional_fields))]
pub(crate) struct Resources {
    /// The convolution at which networks are split, and in which pruning prunes; the model's default unless given.
    convolution: Option<String>,
    /// The engine; `auto` unless given.
    engine: Option<Choice>,
    /// How many workers share the images at most; one for each core unless given.
    workers: Option<NonZero<usize>>,
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

/// What came of a run.
pub(crate) struct Ended<O> {
    pub(crate) outcome: O,
    pub(crate) subject: Subject,
    /// The engine that ended it.
    pub(crate) engine: &'static str,
}

/// What JavaScript asks: which of a list (under `name`), its options, and what runs it.
pub(crate) fn read<O>(
    asked: JsValue,
    name: &str,
    options: impl FnOnce(&str, serde_wasm_bindgen::Deserializer) -> std::result::Result<O, serde_wasm_bindgen::Error>,
) -> Result<(O, Resources)> {
    let wrong = |error: serde_wasm_bindgen::Error| Error::Argument { argument: "asked", reason: error.to_string() };
    let field = |name: &str| Reflect::get(&asked, &name.into()).map_err(JsError::browser("read what is asked"));
    let id: String = serde_wasm_bindgen::from_value(field(name)?).map_err(wrong)?;
    let options = options(&id, serde_wasm_bindgen::Deserializer::from(field("options")?)).map_err(wrong)?;
    Ok((options, serde_wasm_bindgen::from_value(asked).map_err(wrong)?))
}

impl BadNet {
    /// Runs to the end what is asked; `at_the_cut` says whether a GPU can do it. `tell` tells of what becomes known.
    pub(crate) async fn run<A: Asked>(
        &self,
        job: &mut Job,
        asked: &A,
        at_the_cut: bool,
        Resources { convolution, engine, workers }: Resources,
        pool: Option<&WorkerPool>,
        tell: impl Fn(&Job, Vec<<A::Inquiry as Inquiry>::Event>) -> Result<()>,
    ) -> Result<Ended<<A::Inquiry as Inquiry>::Outcome>> {
        let network = self.network_at(convolution.as_deref().unwrap_or(self.network.convolution()))?;
        let subject = Subject { model: Arc::clone(&self.model), network, images: self.images.clone() };
        let most = workers.unwrap_or(NonZero::<usize>::MAX).get();
        let workers = most.min(1 + pool.map_or(0, WorkerPool::size));
        let (chosen, mut info) = match engine.unwrap_or_default() {
            Choice::Auto | Choice::WebGpu if !at_the_cut => Chosen::on_processor(&subject, workers),
            choice => Chosen::new(choice, &subject, workers).await?,
        };
        job.check()?;
        let mut run = TaskRun::new(&subject, asked, chosen.mode(), info.workers)?;
        info.workers = run.workers();
        job.tell(&EngineEvent { kind: "engine", engine: info.clone() })?;
        let team = Team { pool, others: run.workers() - 1 };
        team.take(&run, &subject, &chosen)?;
        let own = chosen.start(subject.with_images(run.images(0)));
        let went_on = drive(job, &mut run, &subject, own, &team, tell).await?;
        let unfinished = || CoreError::Graph { reason: "the run ended without an outcome".into() };
        let outcome = run.outcome().ok_or_else(unfinished)?;
        Ok(Ended { outcome, subject, engine: went_on.unwrap_or(info.name) })
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
    fn take<I: Inquiry>(&self, run: &TaskRun<I>, subject: &Subject, chosen: &Chosen) -> Result<()> {
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
async fn drive<I: Inquiry>(
    job: &mut Job,
    run: &mut TaskRun<I>,
    subject: &Subject,
    mut own: LeaderWorker,
    team: &Team<'_>,
    tell: impl Fn(&Job, Vec<I::Event>) -> Result<()>,
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
