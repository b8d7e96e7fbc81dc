//! Other workers that share a repair: how this module speaks to those that JavaScript started, and what it does in one.

use std::sync::Arc;

use goodnet_core::{ImageSet, Images, Model, Network, Part, Shard, Split, TailMode, Task};
use goodnet_js::{Error as JsError, Job, to_js};
use js_sys::{Array, Function, Promise, Reflect, Uint8Array, Uint32Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};

use crate::{
    engine::{AnyEngine, Choice},
    error::{Error, Result},
    own,
};

#[wasm_bindgen]
extern "C" {
    /// The workers beside this one; `www/js/worker/crew.js` is one. A worker that dies is replaced, and begins its part anew.
    #[wasm_bindgen(typescript_type = "Crew")]
    pub type Crew;

    /// How many workers there are.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn size(this: &Crew) -> usize;

    /// Has every worker open a model, unless it has that open already; `white` is what it takes for a white pixel.
    #[wasm_bindgen(method)]
    pub(crate) fn load(this: &Crew, model: Uint8Array, convolution: &str, white: f32);

    /// Gives the images of a shard to a worker.
    #[wasm_bindgen(method)]
    pub(crate) fn give(this: &Crew, worker: usize, images: JsValue);

    /// Has the first so many workers begin a task.
    #[wasm_bindgen(method)]
    pub(crate) fn begin(this: &Crew, workers: usize, task: JsValue);

    /// What workers told since this was last asked: pairs of a worker and a part.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn parts(this: &Crew) -> std::result::Result<Array, JsValue>;

    /// Ends when a worker has told something, or will tell nothing more.
    #[wasm_bindgen(method)]
    pub(crate) fn wait(this: &Crew) -> Promise;
}

/// The splits in the order in which a shard's images cross.
const SPLITS: [Split; 4] = [Split::Validation, Split::PoisonedValidation, Split::Test, Split::PoisonedTest];

/// What of a shard crosses as plain data; pixels and labels are typed arrays.
#[derive(Serialize, Deserialize)]
struct Given {
    way: TailMode,
    shape: [usize; 3],
    names: [String; 4],
}

/// A shard's images as they cross to a worker.
pub(crate) fn pack(images: &Images, way: TailMode) -> Result<JsValue> {
    let sets = SPLITS.map(|split| images.of(split));
    let given = Given { way, shape: images.validation.shape(), names: sets.map(|set| set.name().to_owned()) };
    let pack = to_js(&given)?;
    let (pixels, labels) = (Array::new(), Array::new());
    for set in sets {
        pixels.push(&Uint8Array::from(set.pixels(0..set.len())));
        labels.push(&Uint32Array::from(set.labels()));
    }
    let set = |name: &str, value: &JsValue| {
        Reflect::set(&pack, &name.into(), value).map_err(JsError::browser("hand over images"))
    };
    set("pixels", &pixels)?;
    set("labels", &labels)?;
    Ok(pack)
}

fn unpack(pack: &JsValue) -> Result<(Images, TailMode)> {
    let wrong = |reason: String| Error::Argument { argument: "images", reason };
    let given: Given = serde_wasm_bindgen::from_value(pack.clone()).map_err(|error| wrong(error.to_string()))?;
    let get = |name: &str| Reflect::get(pack, &name.into()).map_err(JsError::browser("take over images"));
    let (pixels, labels): (Array, Array) = (get("pixels")?.unchecked_into(), get("labels")?.unchecked_into());
    let mut sets = given.names.into_iter().zip(0..).map(|(name, index)| -> Result<Arc<ImageSet>> {
        let (pixels, labels) = (Uint8Array::new(&pixels.get(index)), Uint32Array::new(&labels.get(index)));
        if labels.length() == 0 {
            return Ok(Arc::new(ImageSet::none(name, given.shape)));
        }
        Ok(Arc::new(ImageSet::new(name, given.shape, pixels.to_vec(), labels.to_vec())?))
    });
    let mut next = || sets.next().unwrap_or_else(|| Err(wrong("there are four sets".into())));
    let images = Images { validation: next()?, poisoned_validation: next()?, test: next()?, poisoned_test: next()? };
    Ok((images, given.way))
}

/// A worker beside the one that leads a repair: it has the model open and does a shard of the work.
#[wasm_bindgen]
pub struct Helper {
    network: Arc<Network>,
    shard: Option<Shard>,
}

#[wasm_bindgen]
impl Helper {
    /// Opens the model.
    ///
    /// @param model the ONNX file
    /// @param convolution the one to prune
    /// @param white what the network takes for a white pixel, 255 or 1
    /// @throws {GoodnetError} what the model is refused for
    pub fn open(model: &[u8], convolution: &str, white: f32) -> Result<Helper> {
        let scale = own::white(white);
        let network = Arc::new(Model::parse(model)?.with_scale(scale).network(convolution)?);
        Ok(Self { network, shard: None })
    }

    /// Takes a shard's images.
    ///
    /// @param images as the crew was given them
    /// @throws {GoodnetError} of kind `argument` or `archive`
    pub fn take(&mut self, images: &JsValue) -> Result<()> {
        let (images, way) = unpack(images)?;
        self.shard = Some(Shard::new(Arc::clone(&self.network), images, way));
        Ok(())
    }

    /// Does a task to its end and tells of each part.
    ///
    /// @param task as the crew was given it
    /// @param onPart is told what the shard found
    /// @throws {GoodnetError} of kind `argument`, `graph` or `not-finite`
    pub async fn run(&mut self, task: JsValue, #[wasm_bindgen(js_name = onPart)] on_part: Function) -> Result<()> {
        let wrong = |reason: String| Error::Argument { argument: "task", reason };
        let task: Task = serde_wasm_bindgen::from_value(task).map_err(|error| wrong(error.to_string()))?;
        let shard = self.shard.as_mut().ok_or_else(|| wrong("there are no images yet".into()))?;
        let choice = if shard.way() == TailMode::Full { Choice::Reference } else { Choice::Simd };
        let (mut engine, _) = AnyEngine::on_processor(choice, &self.network, 1, None);
        let mut job = Job::start(Some(on_part), None)?;
        shard.begin(task);
        while let Some(part) = shard.advance(&mut engine).await? {
            if part != Part::Working {
                job.tell(&part)?;
            }
            job.breathe().await?;
        }
        Ok(())
    }
}
