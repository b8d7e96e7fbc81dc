//! A network and images of the user's own. goodnet-web-files reads them; here they are taken over, checked and opened.

use std::sync::Arc;

use goodnet_core::{ImageSet, Images, Label, Model, Scale, Split, best_scale, doubts};
use goodnet_js::Job;
use js_sys::Uint8Array;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use crate::{
    bundle::Bundle,
    error::{Error, Result},
    model::{BadNet, Subject},
};

#[wasm_bindgen]
extern "C" {
    /// Labelled images from a file; goodnet-web-files' `BroughtImages` is one.
    #[wasm_bindgen(typescript_type = "ImageSource")]
    pub type ImageSource;

    /// `[C, H, W]`
    #[wasm_bindgen(method, getter, structural)]
    fn shape(this: &ImageSource) -> Vec<usize>;

    #[wasm_bindgen(method, getter, structural)]
    fn labels(this: &ImageSource) -> Vec<Label>;

    /// What white is in the file, 255 or 1.
    #[wasm_bindgen(method, getter, structural)]
    fn white(this: &ImageSource) -> f32;

    /// The next pixels: u8, `[N, C, H, W]`, row-major, in pieces of any length.
    #[wasm_bindgen(method, structural)]
    fn piece(this: &ImageSource) -> Option<Uint8Array>;
}

/// The user's own network, and the image sets that have come so far.
#[wasm_bindgen]
pub struct OwnFiles {
    name: String,
    model: Model,
    /// By [`Split`].
    sets: [Option<Arc<ImageSet>>; 4],
    /// What white was in the file of the clean validation images.
    stored: Scale,
}

#[wasm_bindgen]
impl OwnFiles {
    /// Parses a network.
    ///
    /// @param name what files of a repair are named after
    /// @param network an ONNX file
    /// @throws {GoodnetError} what the model is refused for
    #[wasm_bindgen(constructor)]
    pub fn new(name: String, network: &[u8]) -> Result<OwnFiles> {
        Ok(Self { name, model: Model::parse(network)?, sets: [const { None }; 4], stored: Scale::default() })
    }

    /// Takes over a set of images.
    ///
    /// @param set which one
    /// @param images are read to their end
    /// @throws {GoodnetError} of kind `image-shape`, `label-range` or `archive` when they do not fit the network
    pub fn take(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "SetName")] set: JsValue,
        #[wasm_bindgen(unchecked_param_type = "ImageSource")] images: &ImageSource,
    ) -> Result<()> {
        let wrong = |reason: &str| Error::Argument { argument: "images", reason: reason.to_owned() };
        let split: Split = serde_wasm_bindgen::from_value(set)
            .map_err(|error| Error::Argument { argument: "set", reason: error.to_string() })?;
        let shape = <[usize; 3]>::try_from(images.shape()).map_err(|_| wrong("a shape has three numbers"))?;
        let labels = images.labels();
        // All at once: a vector that grows would need half as much again.
        let mut pixels = Vec::with_capacity(shape.iter().product::<usize>() * labels.len());
        while let Some(piece) = images.piece() {
            let begins = pixels.len();
            pixels.resize(begins + piece.length() as usize, 0);
            piece.copy_to(&mut pixels[begins..]);
        }
        let set = ImageSet::new(called(split), shape, pixels, labels)?;
        set.check(self.model.input(), self.model.classes())?;
        if split == Split::Validation {
            self.stored = white(images.white());
        }
        self.sets[split as usize] = Some(Arc::new(set));
        Ok(())
    }
}

/// What errors and reports call a set.
fn called(split: Split) -> &'static str {
    match split {
        Split::Validation => "validation",
        Split::PoisonedValidation => "poisoned validation",
        Split::Test => "test",
        Split::PoisonedTest => "poisoned test",
    }
}

/// The scale whose white is `white`.
pub(crate) fn white(white: f32) -> Scale {
    if white == Scale::Unit.white() { Scale::Unit } else { Scale::Bytes }
}

#[wasm_bindgen]
impl Bundle {
    /// Opens a network and images of the user's own.
    ///
    /// @param own the network, with clean validation images at least
    /// @param white what the network takes for a white pixel, 255 or 1; found out on 200 clean images unless given
    /// @param signal cancels it
    /// @throws {GoodnetError} of kind `argument`, `cancelled`, or what the model is refused for
    #[wasm_bindgen(js_name = openOwn)]
    pub async fn open_own(
        &self,
        own: OwnFiles,
        #[wasm_bindgen(js_name = white)] asked: Option<f32>,
        #[wasm_bindgen(unchecked_optional_param_type = "AbortSignal | null")] signal: Option<AbortSignal>,
    ) -> Result<BadNet> {
        let mut job = Job::start(None, signal)?;
        let OwnFiles { name, model, sets, stored } = own;
        let [validation, poisoned_validation, test, poisoned_test] = sets;
        let wrong = |reason: &str| Error::Argument { argument: "own", reason: reason.to_owned() };
        let validation = validation.ok_or_else(|| wrong("clean validation images are needed"))?;
        let none = |split| Arc::new(ImageSet::none(called(split), model.input()));
        let poisoned_validation = poisoned_validation.unwrap_or_else(|| none(Split::PoisonedValidation));
        let images = match (test, poisoned_test) {
            (Some(test), poisoned_test) => Images {
                validation,
                poisoned_validation,
                test,
                poisoned_test: poisoned_test.unwrap_or_else(|| none(Split::PoisonedTest)),
            },
            (None, None) => Images::untested(validation, poisoned_validation),
            (None, Some(_)) => return Err(wrong("poisoned test images need clean ones beside them")),
        };
        let mut notes: Vec<String> = doubts(&images).into_iter().map(|doubt| format!("look again: {doubt}")).collect();
        let scale = match asked {
            Some(asked) => white(asked),
            None => {
                let network = model.network(&model.default_convolution().name)?;
                let found = best_scale(&network, &images.validation, stored)?;
                notes.push(found.to_string());
                found.scale
            }
        };
        job.breathe().await?;
        let subject = Subject {
            name,
            model: model.with_scale(scale),
            images,
            trigger: "trigger".into(),
            scenario: None,
            expected: None,
            files: Vec::new(),
            notes,
        };
        BadNet::open(&mut job, subject, self.manifest()).await
    }
}
