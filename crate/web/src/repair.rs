//! The repair as a page runs it: slice by slice, on an engine that may give up, until it is done or nobody wants it.

use std::num::NonZero;
use std::sync::Arc;

use goodnet_core::{About, AccuracyDrop, Error as CoreError, Event, Model, Network, Part, Recipe, Repair, Task};
use goodnet_js::{Error as JsError, Job, sentence, to_js};
use js_sys::{Function, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

use crate::{
    crew::{self, Crew},
    engine::{Choice, EngineInfo},
    error::{Error, Result},
    lead::{Chosen, Lead},
    model::BadNet,
    take_home::Repaired,
};

/// What a repair is asked to do.
#[derive(Default, Deserialize)]
struct Options {
    recipe: Option<AskedRecipe>,
    thresholds: Option<Vec<f64>>,
    convolution: Option<String>,
    engine: Option<Choice>,
    workers: Option<NonZero<usize>>,
}

/// A recipe by name, or by its four choices.
#[derive(Deserialize)]
#[serde(untagged)]
enum AskedRecipe {
    Preset(String),
    Choices(Recipe),
}

/// The engine that goes on from here, as the listener hears it.
#[derive(Serialize)]
struct EngineEvent {
    kind: &'static str,
    #[serde(flatten)]
    engine: EngineInfo,
}

#[wasm_bindgen]
impl BadNet {
    /// Repairs the network. Other calls may run meanwhile; the event loop turns every 40 ms or so.
    ///
    /// @param options what to do; the lab's recipe and thresholds on the best engine unless they say otherwise
    /// @param onProgress is told of the engine, and then of features, ranking, steps and repaired models as they come
    /// @param signal ends the repair with an error of kind `cancelled`
    /// @param crew workers that share the images
    /// @throws {GoodnetError} of kind `argument`, `option`, `no-such-convolution`, `graph`, `not-finite` or `cancelled`
    #[wasm_bindgen(unchecked_return_type = "Repaired")]
    pub async fn repair(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "RepairOptions | null")] options: JsValue,
        #[wasm_bindgen(js_name = onProgress, unchecked_optional_param_type = "((event: RepairEvent) => void) | null")]
        on_progress: Option<Function>,
        #[wasm_bindgen(unchecked_optional_param_type = "AbortSignal | null")] signal: Option<AbortSignal>,
        #[wasm_bindgen(unchecked_optional_param_type = "Crew | null")] crew: Option<Crew>,
    ) -> Result<Repaired> {
        let mut job = Job::start(on_progress, signal)?;
        let options: Option<Options> = serde_wasm_bindgen::from_value(options)
            .map_err(|error| Error::Argument { argument: "options", reason: error.to_string() })?;
        let options = options.unwrap_or_default();
        let recipe = match options.recipe {
            None => Recipe::LAB,
            Some(AskedRecipe::Preset(name)) => Recipe::preset(&name)?,
            Some(AskedRecipe::Choices(recipe)) => recipe,
        };
        let thresholds = match options.thresholds {
            None => AccuracyDrop::DEFAULT.to_vec(),
            Some(points) => points.into_iter().map(AccuracyDrop::new).collect::<goodnet_core::Result<_>>()?,
        };
        let network = self.network_at(options.convolution.as_deref().unwrap_or(self.network.convolution()))?;
        let most = options.workers.unwrap_or(NonZero::<usize>::MAX).get();
        let workers = most.min(1 + crew.as_ref().map_or(0, Crew::size));
        let choice = options.engine.unwrap_or_default();
        let (chosen, mut info) = Chosen::new(choice, &network, &self.images, workers).await?;
        job.check()?;
        let mut repair =
            Repair::new(Arc::clone(&network), self.images.clone(), recipe, thresholds, chosen.way(), info.workers)?;
        info.workers = repair.shards();
        job.tell(&EngineEvent { kind: "engine", engine: info.clone() })?;
        let team = Team { crew: crew.as_ref(), helpers: repair.shards() - 1 };
        team.take(&repair, &self.model, network.convolution())?;
        let lead = chosen.lead(&network, repair.images(0));
        let engine = run(&mut job, &mut repair, &network, lead, &team).await?.unwrap_or(info.name);
        let about = About {
            network: self.name.clone(),
            version: env!("CARGO_PKG_VERSION").into(),
            engine: engine.into(),
            files: self.files.clone(),
        };
        Repaired::new(about, Arc::clone(&self.model), network, &repair)
    }
}

/// The helpers of one repair: shard 0 is this worker's own, the others are the crew's.
struct Team<'a> {
    crew: Option<&'a Crew>,
    helpers: usize,
}

impl Team<'_> {
    /// Hands out the model and the shards.
    fn take(&self, repair: &Repair, model: &Arc<Model>, convolution: &str) -> Result<()> {
        let Some(crew) = self.crew.filter(|_| self.helpers > 0) else { return Ok(()) };
        crew.load(Uint8Array::from(model.bytes()), convolution, model.scale().white());
        for helper in 0..self.helpers {
            crew.give(helper, crew::pack(&repair.images(helper + 1), repair.way())?);
        }
        Ok(())
    }

    fn begin(&self, task: &Task) -> Result<()> {
        if let Some(crew) = self.crew {
            crew.begin(self.helpers, to_js(task)?);
        }
        Ok(())
    }

    /// What helpers have told since this was last asked: shards and parts.
    fn parts(&self) -> Result<Vec<(usize, Part)>> {
        let Some(crew) = self.crew.filter(|_| self.helpers > 0) else { return Ok(Vec::new()) };
        let told = crew.parts().map_err(|said| Error::Helper { reason: sentence(&said) })?;
        let parse = |pair: JsValue| -> Result<(usize, Part)> {
            let (helper, part): (usize, Part) = serde_wasm_bindgen::from_value(pair)
                .map_err(|error| Error::Argument { argument: "a helper's part", reason: error.to_string() })?;
            Ok((helper + 1, part))
        };
        told.iter().map(parse).collect()
    }

    /// Waits until helpers have told something.
    async fn wait(&self) -> Result<()> {
        if let Some(crew) = self.crew.filter(|_| self.helpers > 0) {
            JsFuture::from(crew.wait()).await.map_err(JsError::browser("wait for its helpers"))?;
        }
        Ok(())
    }
}

/// Runs a repair to its end. Where a GPU breaks down, the processor does the same task anew; the answer is what went on then.
async fn run(
    job: &mut Job,
    repair: &mut Repair,
    network: &Arc<Network>,
    mut lead: Lead,
    team: &Team<'_>,
) -> Result<Option<&'static str>> {
    let mut went_on = None;
    while let Some(task) = repair.task().cloned() {
        team.begin(&task)?;
        lead.begin(task.clone());
        let mut own = true;
        while repair.task() == Some(&task) {
            if own {
                match lead.advance().await {
                    Ok(Some(part)) => tell(job, repair.take(0, part))?,
                    Ok(None) => own = false,
                    Err(CoreError::Engine { engine: broken, reason }) if lead.uses_gpu() => {
                        let (processor, info) = Lead::in_place_of(broken, &reason, network, repair.images(0));
                        lead = processor;
                        went_on = Some(info.name);
                        job.tell(&EngineEvent { kind: "engine", engine: info })?;
                        lead.begin(task.clone());
                    }
                    Err(error) => return Err(error.into()),
                }
                job.breathe().await?;
            } else {
                team.wait().await?;
                job.check()?;
            }
            for (index, part) in team.parts()? {
                tell(job, repair.take(index, part))?;
            }
        }
    }
    Ok(went_on)
}

/// Tells of what became known. The network's own score is in the report.
fn tell(job: &Job, events: Vec<Event>) -> Result<()> {
    events.iter().filter(|event| !matches!(event, Event::Baseline(_))).try_for_each(|event| job.tell(event))?;
    Ok(())
}
