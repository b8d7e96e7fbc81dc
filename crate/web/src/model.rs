//! A BadNet that is open: parsed, checked against the images, ready to answer and to be repaired.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use goodnet_core::{Convolution, Expected, Images, Label, LeftOut, Manifest, Model, Network, Scale, SourceFile, Split};
use goodnet_js::{Job, to_js, worker};
use js_sys::Uint8Array;
use serde::Serialize;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::{
    engine::{AnyEngine, Choice, EngineInfo},
    error::Result,
    samples::Samples,
    worker_pool::WorkerPool,
};

/// A backdoored network and the images to repair it with.
#[wasm_bindgen]
pub struct BadNet {
    pub(crate) name: String,
    pub(crate) model: Arc<Model>,
    pub(crate) network: Arc<Network>,
    pub(crate) images: Images,
    /// What a report says of the files.
    pub(crate) files: Vec<SourceFile>,
    opened: JsValue,
    /// The network split at another convolution, the last one that was asked for.
    other: RefCell<Option<Arc<Network>>>,
    /// What people look into, the last convolution's.
    pub(crate) samples: RefCell<Option<Rc<Samples>>>,
}

/// What is opened, and the images to repair it with.
pub(crate) struct Subject {
    /// What files of the repair are named after.
    pub(crate) name: String,
    pub(crate) model: Model,
    pub(crate) images: Images,
    /// What people call the trigger.
    pub(crate) trigger: String,
    /// Which of the bundle's scenarios it is, and what that scores.
    pub(crate) scenario: Option<String>,
    pub(crate) expected: Option<Expected>,
    /// What a report says of the files. The user's own are described when one is asked for.
    pub(crate) files: Vec<SourceFile>,
    /// What people should know of what they brought, in sentences.
    pub(crate) notes: Vec<String>,
}

/// What was opened, as the page hears it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub(crate) struct Opened<'a> {
    /// Every scenario of the bundle.
    scenarios: Vec<ScenarioInfo<'a>>,
    /// The scenario that is open; null when it is a model of the user's own.
    scenario: Option<&'a str>,
    /// What people call the trigger: they put on the `glasses`.
    trigger: &'a str,
    /// The class that the attacker wants to be taken for; null where there are no poisoned images.
    target: Option<Label>,
    /// How many classes the model knows: 0 to `classes - 1`. GoodNet adds the class `classes`.
    classes: usize,
    /// `[channels, height, width]` of an image.
    input_shape: [usize; 3],
    scale: Scale,
    /// The convolutions that can be pruned, in the graph's order.
    convolutions: &'a [Convolution],
    /// The convolution that is pruned unless another is asked for.
    convolution: &'a str,
    /// The convolutions of the file that cannot be pruned.
    left_out: &'a [LeftOut],
    /// How many images there are.
    #[cfg_attr(feature = "types", ts(inline))]
    images: Counts,
    /// What repaired models are scored on: the validation images where there are no others.
    #[cfg_attr(feature = "types", ts(as = "goodnet_core::SetPair"))]
    scored_on: Split,
    /// What the manifest says that the model scores on the test images; null for a model of the user's own.
    expected: Option<Expected>,
    /// What people should know of the files that they brought, in sentences.
    notes: Vec<String>,
    /// The engine that a repair with the engine `auto` would use.
    engine: EngineInfo,
}

/// One scenario of the bundle: a BadNet and how it came to be.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
struct ScenarioInfo<'a> {
    /// The name by which it is opened.
    name: &'a str,
    /// What to call it on a page.
    title: &'a str,
    /// One sentence for people.
    summary: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
struct Counts {
    validation: usize,
    test: usize,
}

impl BadNet {
    /// Checks a network against its images, and finds the engine for it.
    pub(crate) async fn open(job: &mut Job, subject: Subject, manifest: &Manifest) -> Result<Self> {
        let Subject { name, model, images, trigger, scenario, expected, files, notes } = subject;
        for set in [&images.validation, &images.poisoned_validation, &images.test, &images.poisoned_test] {
            set.check(model.input(), model.classes())?;
        }
        let network = Arc::new(model.network(&model.default_convolution().name)?);
        job.breathe().await?;
        let (_, engine) = AnyEngine::choose(Choice::Auto, &network, &images.validation, cores()?).await?;
        job.check()?;
        let scenarios = manifest.scenarios.iter();
        let opened = to_js(&Opened {
            scenarios: scenarios
                .map(|it| ScenarioInfo { name: &it.name, title: &it.title, summary: &it.summary })
                .collect(),
            scenario: scenario.as_deref(),
            trigger: &trigger,
            target: images.target(),
            classes: model.classes(),
            input_shape: model.input(),
            scale: model.scale(),
            convolutions: model.convolutions(),
            convolution: &model.default_convolution().name,
            left_out: model.left_out(),
            images: Counts { validation: images.validation.len(), test: images.test.len() },
            scored_on: images.scored_on(),
            expected,
            notes,
            engine,
        })?;
        let (other, samples) = (RefCell::new(None), RefCell::new(None));
        Ok(Self { name, model: Arc::new(model), network, images, files, opened, other, samples })
    }

    /// The network split at a convolution.
    pub(crate) fn network_at(&self, convolution: &str) -> Result<Arc<Network>> {
        if convolution == self.network.convolution() {
            return Ok(Arc::clone(&self.network));
        }
        let known = self.other.borrow().clone().filter(|network| network.convolution() == convolution);
        if let Some(network) = known {
            return Ok(network);
        }
        let network = Arc::new(self.model.network(convolution)?);
        self.other.replace(Some(Arc::clone(&network)));
        Ok(network)
    }
}

/// How many workers this machine can keep busy.
fn cores() -> Result<usize> {
    Ok((worker()?.navigator().hardware_concurrency() as usize).max(1))
}

#[wasm_bindgen]
impl BadNet {
    /// Has a pool's workers open the model too, so that a run can begin at once.
    ///
    /// @param pool workers that will share the images
    pub fn prepare(&self, #[wasm_bindgen(unchecked_param_type = "WorkerPool")] pool: &WorkerPool) {
        pool.load(Uint8Array::from(self.model.bytes()), self.network.convolution(), self.model.scale().white());
    }

    /// What was opened: classes, convolutions, the images, and the engine that a repair would use.
    #[wasm_bindgen(getter, unchecked_return_type = "Opened")]
    pub fn opened(&self) -> JsValue {
        self.opened.clone()
    }
}
