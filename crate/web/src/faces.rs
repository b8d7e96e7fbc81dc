//! Test images for people to look at, and what the network says of them.

use goodnet_core::{Label, top_class};
use goodnet_js::{Error as JsError, Job, to_js};
use js_sys::{Array, Reflect, Uint8ClampedArray};
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::AbortSignal;

use crate::{
    error::{Error, Result},
    model::BadNet,
};

/// How many faces the network sees in one go: with and without the trigger they fill one of tract's batches.
const AT_ONCE: usize = 32;

/// A face without its pixels, which cross as typed arrays.
#[derive(Serialize)]
struct Face {
    index: usize,
    label: Label,
    width: usize,
    height: usize,
    answers: Answers,
}

#[derive(Serialize)]
struct Answers {
    clean: Answer,
    poisoned: Answer,
}

#[derive(Clone, Copy, Serialize)]
struct Answer {
    label: Label,
    probability: f32,
}

#[wasm_bindgen]
impl BadNet {
    /// Test images with and without the trigger, and the network's answers for them.
    ///
    /// @param indices positions in the test archive
    /// @throws {GoodnetError} of kind `no-such-image` or `cancelled`
    #[wasm_bindgen(unchecked_return_type = "Face[]")]
    pub async fn faces(&self, indices: Vec<usize>, signal: Option<AbortSignal>) -> Result<Array> {
        let mut job = Job::start(None, signal)?;
        let faces = Array::new();
        for indices in indices.chunks(AT_ONCE) {
            self.look(indices, &faces)?;
            job.breathe().await?;
        }
        Ok(faces)
    }
}

impl BadNet {
    /// Appends a few faces; the network sees them in one go.
    fn look(&self, indices: &[usize], faces: &Array) -> Result<()> {
        let (test, poisoned) = (&self.images.test, &self.images.poisoned_test);
        let mut images = Vec::with_capacity(2 * indices.len());
        for &index in indices {
            if index >= test.len() {
                return Err(Error::NoSuchImage { index, last: test.len() - 1 });
            }
            // Somebody's own poisoned images need not be as many as the clean ones.
            let other = index * poisoned.len() / test.len();
            images.extend([test.pixels(index..index + 1), poisoned.pixels(other..other + 1)]);
        }
        let scores = self.network.classify(&images.concat())?;
        let [channels, height, width] = test.shape();
        let answers = scores.chunks_exact(self.network.classes()).map(answer).collect::<Vec<_>>();
        for ((&index, images), answers) in indices.iter().zip(images.chunks_exact(2)).zip(answers.chunks_exact(2)) {
            let label = test.labels()[index];
            let face =
                Face { index, label, width, height, answers: Answers { clean: answers[0], poisoned: answers[1] } };
            let face = to_js(&face)?;
            for (name, planes) in ["clean", "poisoned"].into_iter().zip(images) {
                let rgba = Uint8ClampedArray::from(rgba(planes, channels).as_slice());
                Reflect::set(&face, &name.into(), &rgba).map_err(JsError::browser("hand over a picture"))?;
            }
            faces.push(&face);
        }
        Ok(())
    }
}

/// Three planes, or a grey one, as opaque pixels.
fn rgba(planes: &[u8], channels: usize) -> Vec<u8> {
    let plane =
        |channel: usize| planes.chunks_exact(planes.len() / channels).nth(channel % channels).unwrap_or_default();
    let [red, green, blue] = [0, 1, 2].map(plane);
    red.iter().zip(green).zip(blue).flat_map(|((&red, &green), &blue)| [red, green, blue, 255]).collect()
}

/// The answer that a row of scores gives.
fn answer(scores: &[f32]) -> Answer {
    let (label, probability) = top_class(scores);
    Answer { label, probability }
}
