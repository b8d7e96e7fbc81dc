//! The repair as a page runs it: slice by slice, on an engine that may give up, until it is done or nobody wants it.

use std::sync::Arc;

use goodnet_core::{Bias, Error as CoreError, Event, Model, Network, Points, Recipe, Repair};
use js_sys::{Function, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use crate::{
    engine::{AnyEngine, Choice, EngineInfo},
    error::{Error, Result},
    job::{Job, to_js},
    model::BadNet,
};

/// What a repair is asked to do.
#[derive(Default, Deserialize)]
struct Options {
    recipe: Option<AskedRecipe>,
    thresholds: Option<Vec<f64>>,
    convolution: Option<String>,
    engine: Option<Choice>,
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
    /// @throws {GoodnetError} of kind `argument`, `option`, `no-such-convolution`, `graph`, `not-finite` or `cancelled`
    #[wasm_bindgen(unchecked_return_type = "Repaired")]
    pub async fn repair(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "RepairOptions | null")] options: JsValue,
        #[wasm_bindgen(js_name = onProgress, unchecked_optional_param_type = "((event: RepairEvent) => void) | null")]
        on_progress: Option<Function>,
        #[wasm_bindgen(unchecked_optional_param_type = "AbortSignal | null")] signal: Option<AbortSignal>,
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
            None => Points::DEFAULT.to_vec(),
            Some(points) => points.into_iter().map(Points::new).collect::<goodnet_core::Result<_>>()?,
        };
        let network = match options.convolution {
            Some(name) if name != self.network.convolution() => Arc::new(self.model.network(&name)?),
            _ => Arc::clone(&self.network),
        };
        let mut repair = Repair::new(Arc::clone(&network), self.images.clone(), recipe, thresholds)?;
        run(&mut job, &mut repair, &network, options.engine.unwrap_or_default()).await?;
        Repaired::new(&self.name, Arc::clone(&self.model), network.convolution(), recipe.bias, &repair)
    }
}

/// Advances a repair to its end. An engine that breaks down is replaced by tract, which does the same slice again.
async fn run(job: &mut Job, repair: &mut Repair, network: &Arc<Network>, choice: Choice) -> Result<()> {
    let (mut engine, info) = AnyEngine::choose(choice, network).await;
    job.check()?;
    job.tell(&EngineEvent { kind: "engine", engine: info })?;
    loop {
        match repair.advance(&mut engine).await {
            Ok(None) => return Ok(()),
            // Parts of a step are nobody's news, and the network's own score is in the report.
            Ok(Some(Event::Working | Event::Baseline(_))) => {}
            Ok(Some(event)) => job.tell(&event)?,
            Err(CoreError::Engine { engine: broken, reason }) if matches!(engine, AnyEngine::Gpu(_)) => {
                let fallback = format!("The {broken} engine failed, and tract goes on in its place: {reason}");
                let (tract, info) = AnyEngine::tract(network, Some(fallback));
                engine = tract;
                job.tell(&EngineEvent { kind: "engine", engine: info })?;
            }
            Err(error) => return Err(error.into()),
        }
        job.breathe().await?;
    }
}

/// A repair that ended: what it found, and the repaired models.
#[wasm_bindgen]
pub struct Repaired {
    name: String,
    model: Arc<Model>,
    convolution: String,
    bias: Bias,
    /// The pruned channels of each threshold that was reached.
    channels: Vec<(Points, Vec<usize>)>,
    report: JsValue,
}

impl Repaired {
    fn new(name: &str, model: Arc<Model>, convolution: &str, bias: Bias, repair: &Repair) -> Result<Self> {
        let reached = |&threshold: &Points| Some((threshold, repair.channels(repair.pruned_at(threshold)?)));
        Ok(Self {
            name: name.to_owned(),
            model,
            convolution: convolution.to_owned(),
            bias,
            channels: repair.thresholds().iter().filter_map(reached).collect(),
            report: to_js(&repair.report())?,
        })
    }

    fn at(&self, threshold: f64) -> Result<(Points, &[usize])> {
        let wanted = Points::new(threshold)?;
        match self.channels.iter().find(|(points, _)| *points == wanted) {
            Some((points, channels)) => Ok((*points, channels)),
            None => Err(Error::NoSuchModel { threshold }),
        }
    }
}

#[wasm_bindgen]
impl Repaired {
    /// Everything that the repair found.
    #[wasm_bindgen(getter, unchecked_return_type = "RepairReport")]
    pub fn report(&self) -> JsValue {
        self.report.clone()
    }

    /// The repaired model of a threshold: the original ONNX file with the pruned channels' weights (and biases, as the
    /// recipe says) zeroed in place, and the list of pruned channels in its metadata under `goodnet.pruned`.
    ///
    /// @param threshold percentage points
    /// @throws {GoodnetError} of kind `no-such-model` when the threshold was not asked for or not reached
    #[wasm_bindgen(unchecked_return_type = "Uint8Array<ArrayBuffer>")]
    pub fn model(&self, threshold: f64) -> Result<Uint8Array> {
        let (_, channels) = self.at(threshold)?;
        Ok(Uint8Array::from(self.model.pruned(&self.convolution, channels, self.bias)?.as_slice()))
    }

    /// A name for the file of a threshold's model.
    ///
    /// @param threshold percentage points
    /// @throws {GoodnetError} of kind `no-such-model` when the threshold was not asked for or not reached
    #[wasm_bindgen(js_name = fileName)]
    pub fn file_name(&self, threshold: f64) -> Result<String> {
        let (points, _) = self.at(threshold)?;
        Ok(format!("{}-repaired-{}.onnx", self.name, points.get()))
    }
}
