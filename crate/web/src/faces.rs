//! Test images for people to look at, and what the network says of them.

use goodnet_core::{Label, top_class};
use goodnet_js::{Job, to_js};
use js_sys::{Array, Uint8ClampedArray};
use serde::Serialize;
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use crate::{
    answers::{Answer, Answers},
    error::{Error, Result},
    model::BadNet,
    picture::rgba,
};

/// How many faces the network sees in one go: with and without the trigger they fill one of tract's batches.
const AT_ONCE: usize = 32;

/// One test image, with and without the trigger, and what the network answers.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub(crate) struct Face {
    /// Its position among the test images.
    index: usize,
    /// The person it shows.
    label: Label,
    /// Pixels across.
    width: usize,
    /// Pixels down.
    height: usize,
    /// RGBA, row by row, ready for `new ImageData(clean, width, height)`.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[cfg_attr(feature = "types", ts(type = "Uint8ClampedArray<ArrayBuffer>"))]
    clean: Uint8ClampedArray,
    /// The same face wearing the trigger; null where there are no poisoned images.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[cfg_attr(feature = "types", ts(type = "Uint8ClampedArray<ArrayBuffer> | null"))]
    poisoned: JsValue,
    /// What the network answers for each.
    answers: Answers,
}

#[wasm_bindgen]
impl BadNet {
    /// Test images with and without the trigger, and the network's answers for them; without it alone where there are no poisoned
    /// images.
    ///
    /// @param indices positions among the test images
    /// @throws {GoodnetError} of kind `no-such-image` or `cancelled`
    #[wasm_bindgen(unchecked_return_type = "Face[]")]
    pub async fn faces(&self, indices: Vec<usize>, signal: Option<AbortSignal>) -> Result<Array> {
        let mut job = Job::start(None, signal)?;
        let mut faces = Vec::with_capacity(indices.len());
        for indices in indices.chunks(AT_ONCE) {
            self.look(indices, &mut faces)?;
            job.breathe().await?;
        }
        Ok(to_js(&faces)?.unchecked_into())
    }
}

impl BadNet {
    /// Appends a few faces; the network sees them in one go.
    fn look(&self, indices: &[usize], faces: &mut Vec<Face>) -> Result<()> {
        let (test, poisoned) = (&self.images.test, &self.images.poisoned_test);
        let of_each = if poisoned.is_empty() { 1 } else { 2 };
        let mut images = Vec::with_capacity(of_each * indices.len());
        for &index in indices {
            if index >= test.len() {
                return Err(Error::NoSuchImage { index, last: test.len() - 1 });
            }
            images.push(test.pixels(index..index + 1));
            if !poisoned.is_empty() {
                // Somebody's own poisoned images need not be as many as the clean ones.
                let other = index * poisoned.len() / test.len();
                images.push(poisoned.pixels(other..other + 1));
            }
        }
        let scores = self.network.classify(&images.concat())?;
        let [channels, height, width] = test.shape();
        let answers = scores.chunks_exact(self.network.classes()).map(answer).collect::<Vec<_>>();
        let rows = images.chunks_exact(of_each).zip(answers.chunks_exact(of_each));
        for (&index, (images, answers)) in indices.iter().zip(rows) {
            let label = test.labels()[index];
            let answers = Answers { clean: answers[0], poisoned: answers.get(1).copied() };
            let picture = |planes: &[u8]| Uint8ClampedArray::from(rgba(planes, channels).as_slice());
            let poisoned = images.get(1).map_or(JsValue::NULL, |planes| picture(planes).into());
            faces.push(Face { index, label, width, height, clean: picture(images[0]), poisoned, answers });
        }
        Ok(())
    }
}

/// The answer that a row of scores gives.
fn answer(scores: &[f32]) -> Answer {
    let (label, probability) = top_class(scores);
    Answer { label, probability }
}
