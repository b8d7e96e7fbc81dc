//! Other workers that share a run: how this module speaks to those that JavaScript started, and what it does in one.

use std::sync::Arc;

use goodnet_core::{
    ImageSet, Images, Label, Model, Network, Processor, ProcessorEngine, Scale, Split, Subject, TailMode, Task, Update,
    Worker,
};
use goodnet_js::{Job, to_js};
use js_sys::{Array, Function, Promise, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::error::{Error, Result};

#[wasm_bindgen(typescript_custom_section)]
const WORKER_POOL: &str = r#"
/** The workers beside the one that leads a run. What crosses to them is between both ends of `crate/web/src/worker_pool.rs`. */
export interface WorkerPool {
  /** How many there are. */
  readonly size: number;
  /** Has each open a model, unless it has that open already; `white` is what the model takes for a white pixel. */
  load(model: Uint8Array, convolution: string, white: number): void;
  /** Gives its images to one. */
  give(index: number, images: unknown): void;
  /** Has the first so many begin a task. */
  begin(count: number, task: unknown): void;
  /** What they told since this was last asked: who, and what. Throws when one failed for good. */
  updates(): [number, unknown][];
  /** Ends when one has told something, or the pool was stopped. */
  wait(): Promise<void>;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// The workers beside this one; the page's is in `www/js/worker/`. A worker that dies is replaced, and begins its task anew.
    #[wasm_bindgen(typescript_type = "WorkerPool")]
    pub type WorkerPool;

    /// How many workers there are.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn size(this: &WorkerPool) -> usize;

    /// Has every worker open a model, unless it has that open already; `white` is what it takes for a white pixel.
    #[wasm_bindgen(method)]
    pub(crate) fn load(this: &WorkerPool, model: Uint8Array, convolution: &str, white: f32);

    /// Gives a worker its images.
    #[wasm_bindgen(method)]
    pub(crate) fn give(this: &WorkerPool, worker: usize, images: JsValue);

    /// Has the first so many workers begin a task.
    #[wasm_bindgen(method)]
    pub(crate) fn begin(this: &WorkerPool, workers: usize, task: JsValue);

    /// What workers told since this was last asked: pairs of a worker and an update.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn updates(this: &WorkerPool) -> std::result::Result<Array, JsValue>;

    /// Ends when a worker has told something, or will tell nothing more.
    #[wasm_bindgen(method)]
    pub(crate) fn wait(this: &WorkerPool) -> Promise;
}

/// A worker's images on their way to it.
#[derive(Serialize)]
struct Handed<'a> {
    mode: TailMode,
    shape: [usize; 3],
    sets: [HandedSet<'a>; 4],
}

#[derive(Serialize)]
struct HandedSet<'a> {
    name: &'a str,
    #[serde(with = "serde_bytes")]
    pixels: &'a [u8],
    labels: &'a [Label],
}

/// The same as they arrive.
#[derive(Deserialize)]
struct Taken {
    mode: TailMode,
    shape: [usize; 3],
    sets: [TakenSet; 4],
}

#[derive(Deserialize)]
struct TakenSet {
    name: String,
    #[serde(with = "serde_bytes")]
    pixels: Vec<u8>,
    labels: Vec<Label>,
}

/// A worker's images as they cross to it.
pub(crate) fn pack(images: &Images, mode: TailMode) -> Result<JsValue> {
    let sets = Split::ALL.map(|split| {
        let set = images.of(split);
        HandedSet { name: set.name(), pixels: set.pixels(0..set.len()), labels: set.labels() }
    });
    Ok(to_js(&Handed { mode, shape: images.validation.shape(), sets })?)
}

fn unpack(pack: &JsValue) -> Result<(Images, TailMode)> {
    let wrong = |error: serde_wasm_bindgen::Error| Error::Argument { argument: "images", reason: error.to_string() };
    let Taken { mode, shape, sets } = serde_wasm_bindgen::from_value(pack.clone()).map_err(wrong)?;
    let set = |TakenSet { name, pixels, labels }| -> Result<Arc<ImageSet>> {
        let set =
            if labels.is_empty() { ImageSet::none(name, shape) } else { ImageSet::new(name, shape, pixels, labels)? };
        Ok(Arc::new(set))
    };
    let [validation, poisoned_validation, test, poisoned_test] = sets.map(set);
    let images = Images::from_sets([validation?, poisoned_validation?, test?, poisoned_test?]);
    Ok((images, mode))
}

/// A worker beside the one that leads a run: it has the model open and does a part of the work.
#[wasm_bindgen]
pub struct PoolWorker {
    model: Arc<Model>,
    network: Arc<Network>,
    worker: Option<Worker<Processor<ProcessorEngine>>>,
}

#[wasm_bindgen]
impl PoolWorker {
    /// Opens the model.
    ///
    /// @param model the ONNX file
    /// @param convolution the one at which networks are split
    /// @param white what the network takes for a white pixel, 255 or 1
    /// @throws {GoodnetError} what the model is refused for
    pub fn open(model: &[u8], convolution: &str, white: f32) -> Result<PoolWorker> {
        let model = Model::parse(model)?.with_scale(Scale::of_white(white));
        let network = Arc::new(model.network(convolution)?);
        Ok(Self { model: Arc::new(model), network, worker: None })
    }

    /// Takes its images.
    ///
    /// @param images as the pool was given them
    /// @throws {GoodnetError} of kind `argument` or `image-count`
    pub fn take(&mut self, images: &JsValue) -> Result<()> {
        let (images, mode) = unpack(images)?;
        let subject = Subject { model: Arc::clone(&self.model), network: Arc::clone(&self.network), images };
        let (engine, _) = ProcessorEngine::new(&self.network, mode);
        self.worker = Some(Worker::new(Processor::new(engine, &subject, mode), subject, mode));
        Ok(())
    }

    /// Does a task to its end and tells of each update.
    ///
    /// @param task as the pool was given it
    /// @param onUpdate is told what was found
    /// @throws {GoodnetError} of kind `argument`, `graph` or `not-finite`
    pub async fn run(&mut self, task: JsValue, #[wasm_bindgen(js_name = onUpdate)] on_update: Function) -> Result<()> {
        let wrong = |reason: String| Error::Argument { argument: "task", reason };
        let task: Task = serde_wasm_bindgen::from_value(task).map_err(|error| wrong(error.to_string()))?;
        let worker = self.worker.as_mut().ok_or_else(|| wrong("there are no images yet".into()))?;
        let mut job = Job::start(Some(on_update), None)?;
        worker.begin(&task);
        while let Some(update) = worker.advance().await? {
            if update != Update::Working {
                job.tell(&update)?;
            }
            job.breathe().await?;
        }
        Ok(())
    }
}
