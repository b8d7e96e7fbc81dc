//! A network and images of the user's own. goodnet-web-files reads them; here they are taken over, checked and opened.

use std::sync::Arc;

use goodnet_core::{FoundInputRange, ImageSet, Images, Label, Model, Scale, Split, dataset_warnings};
use goodnet_js::Job;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use crate::{
    bundle::Bundle,
    error::{Error, Result},
    model::{BadNet, Subject},
};

/// The user's own network, and the image sets that have come so far.
#[wasm_bindgen]
pub struct UserFiles {
    name: String,
    model: Model,
    /// By [`Split`].
    sets: [Option<Arc<ImageSet>>; 4],
    /// What white was in the file of the clean validation images.
    stored: Scale,
    incoming: Option<Incoming>,
}

/// A set that is being handed over.
struct Incoming {
    split: Split,
    shape: [usize; 3],
    pixels: Vec<u8>,
}

#[wasm_bindgen]
impl UserFiles {
    /// Parses a network.
    ///
    /// @param name what files of a repair are named after
    /// @param network an ONNX file
    /// @throws {GoodnetError} what the model is refused for
    #[wasm_bindgen(constructor)]
    pub fn new(name: String, network: &[u8]) -> Result<UserFiles> {
        Ok(Self {
            name,
            model: Model::parse(network)?,
            sets: [const { None }; 4],
            stored: Scale::default(),
            incoming: None,
        })
    }

    /// Makes room for a set of images, whose pixels come next.
    ///
    /// @param set which one
    /// @param images how many come at most
    /// @param shape `[C, H, W]` of each
    /// @throws {GoodnetError} of kind `image-shape` when the network takes others, or `no-memory`
    pub fn expect(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "SetName")] set: JsValue,
        images: usize,
        shape: &[usize],
    ) -> Result<()> {
        let wrong = |argument, reason: String| Error::Argument { argument, reason };
        let split: Split = serde_wasm_bindgen::from_value(set).map_err(|error| wrong("set", error.to_string()))?;
        let shape = <[usize; 3]>::try_from(shape).map_err(|error| wrong("shape", error.to_string()))?;
        ImageSet::none(called(split), shape).check(self.model.input(), self.model.classes())?;
        self.incoming = Some(Incoming { split, shape, pixels: ImageSet::room(images, shape)? });
        Ok(())
    }

    /// Takes over the next images of the set.
    ///
    /// @param pixels u8, `[N, C, H, W]`, row-major, 0 to 255
    pub fn push(&mut self, pixels: &[u8]) {
        if let Some(incoming) = &mut self.incoming {
            incoming.pixels.extend_from_slice(pixels);
        }
    }

    /// Ends the set.
    ///
    /// @param labels one an image, in order
    /// @param white what white was in the file, 255 or 1
    /// @throws {GoodnetError} of kind `label-range`, `no-images` or `pixel-count` when labels do not fit the network or the images
    pub fn take(&mut self, labels: Vec<Label>, #[wasm_bindgen(js_name = white)] stored: f32) -> Result<()> {
        let missing = || Error::Argument { argument: "labels", reason: "no images have come before them".into() };
        let Incoming { split, shape, pixels } = self.incoming.take().ok_or_else(missing)?;
        let set = ImageSet::new(called(split), shape, pixels, labels)?;
        set.check(self.model.input(), self.model.classes())?;
        if split == Split::Validation {
            self.stored = Scale::of_white(stored);
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

#[wasm_bindgen]
impl Bundle {
    /// Opens a network and images of the user's own.
    ///
    /// @param files the network, with clean validation images at least
    /// @param white what the network takes for a white pixel, 255 or 1; found out unless given
    /// @param signal cancels it
    /// @throws {GoodnetError} of kind `argument`, `cancelled`, `input-range` where nobody can tell what white is, or what the model is
    ///   refused for
    #[wasm_bindgen(js_name = openUserFiles)]
    pub async fn open_user_files(
        &self,
        files: UserFiles,
        #[wasm_bindgen(js_name = white)] asked: Option<f32>,
        #[wasm_bindgen(unchecked_optional_param_type = "AbortSignal | null")] signal: Option<AbortSignal>,
    ) -> Result<BadNet> {
        let mut job = Job::start(None, signal)?;
        let UserFiles { name, model, sets, stored, .. } = files;
        let [validation, poisoned_validation, test, poisoned_test] = sets;
        let wrong = |reason: &str| Error::Argument { argument: "files", reason: reason.to_owned() };
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
        let warnings = dataset_warnings(&images).into_iter();
        let mut notes: Vec<String> = warnings.map(|warning| format!("look again: {warning}")).collect();
        let scale = match asked {
            Some(asked) => Scale::of_white(asked),
            None => {
                let network = model.network(&model.default_convolution().name)?;
                let found = FoundInputRange::find(&network, &images, stored)?;
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
