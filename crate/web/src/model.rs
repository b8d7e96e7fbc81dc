//! A BadNet that is open: parsed, checked against the images, ready to answer and to be repaired.

use std::sync::Arc;

use goodnet_core::{BundleFile, Convolution, Expected, Images, Label, Manifest, Model, Network, Scenario, SourceFile};
use js_sys::Uint8Array;
use serde::Serialize;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::{
    bundle::People,
    crew::Crew,
    engine::{AnyEngine, Choice, EngineInfo},
    error::Result,
    job::{Job, to_js},
    pace::worker,
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
}

/// Where a model came from.
pub(crate) enum Origin {
    /// From the bundle.
    Scenario { name: String, expected: Expected },
    /// From the user.
    File { name: String },
}

/// What was opened, as the page hears it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Opened<'a> {
    scenarios: Vec<ScenarioInfo<'a>>,
    scenario: Option<&'a str>,
    trigger: &'a str,
    target: Label,
    classes: usize,
    input_shape: [usize; 3],
    convolutions: &'a [Convolution],
    convolution: &'a str,
    images: Counts,
    expected: Option<Expected>,
    engine: EngineInfo,
}

#[derive(Serialize)]
struct ScenarioInfo<'a> {
    name: &'a str,
    title: &'a str,
    summary: &'a str,
}

#[derive(Serialize)]
struct Counts {
    validation: usize,
    test: usize,
}

impl BadNet {
    /// Parses a model, checks it against the images, and finds the engine for it.
    pub(crate) async fn open(
        job: &mut Job,
        bytes: &[u8],
        scenario: &Scenario,
        origin: Origin,
        manifest: &Manifest,
        people: &People,
    ) -> Result<Self> {
        let model = Model::parse(bytes)?;
        job.breathe().await?;
        let images = people.images(scenario.target)?;
        let mut files = manifest.sources(scenario);
        for set in [&images.validation, &images.poisoned_validation, &images.test, &images.poisoned_test] {
            set.check(model.input(), model.classes())?;
        }
        let network = Arc::new(model.network(&model.default_convolution().name)?);
        job.breathe().await?;
        let (_, engine) = AnyEngine::choose(Choice::Auto, &network, &images.validation, cores()?).await?;
        job.check()?;
        let (name, expected) = match &origin {
            Origin::Scenario { name, expected } => (Some(name.as_str()), Some(*expected)),
            Origin::File { name } => {
                files[0] = SourceFile::new("network", BundleFile::describe(name, bytes));
                (None, None)
            }
        };
        let scenarios = manifest.scenarios.iter();
        let opened = to_js(&Opened {
            scenarios: scenarios
                .map(|it| ScenarioInfo { name: &it.name, title: &it.title, summary: &it.summary })
                .collect(),
            scenario: name,
            trigger: &people.trigger_name,
            target: scenario.target,
            classes: model.classes(),
            input_shape: model.input(),
            convolutions: model.convolutions(),
            convolution: &model.default_convolution().name,
            images: Counts { validation: images.validation.len(), test: images.test.len() },
            expected,
            engine,
        })?;
        let name = match origin {
            Origin::Scenario { name, .. } => name,
            Origin::File { name } => name.strip_suffix(".onnx").unwrap_or(&name).to_owned(),
        };
        Ok(Self { name, model: Arc::new(model), network, images, files, opened })
    }
}

/// How many workers this machine can keep busy.
fn cores() -> Result<usize> {
    Ok((worker()?.navigator().hardware_concurrency() as usize).max(1))
}

#[wasm_bindgen]
impl BadNet {
    /// Has a crew open the model too, so that a repair can begin at once.
    ///
    /// @param crew workers that will share the images
    pub fn prepare(&self, #[wasm_bindgen(unchecked_param_type = "Crew")] crew: &Crew) {
        crew.load(Uint8Array::from(self.model.bytes()), self.network.convolution());
    }

    /// What was opened: classes, convolutions, the images, and the engine that a repair would use.
    #[wasm_bindgen(getter, unchecked_return_type = "Opened")]
    pub fn opened(&self) -> JsValue {
        self.opened.clone()
    }
}
