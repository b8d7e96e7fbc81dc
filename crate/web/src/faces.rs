//! Test images for people to look at, and what the network says of them.

use goodnet_core::{Label, top_class};
use goodnet_js::{Error as JsError, Job, to_js};
use js_sys::{Array, Reflect, Uint8ClampedArray};
use serde::Serialize;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use crate::{
    error::{Error, Result},
    model::BadNet,
    picture::rgba,
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
    poisoned: Option<Answer>,
}

#[derive(Clone, Copy, Serialize)]
struct Answer {
    label: Label,
    probability: f32,
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
            let face = to_js(&Face { index, label, width, height, answers })?;
            for (at, name) in ["clean", "poisoned"].into_iter().enumerate() {
                let picture = |planes: &&[u8]| Uint8ClampedArray::from(rgba(planes, channels).as_slice()).into();
                let picture = images.get(at).map_or(JsValue::NULL, picture);
                Reflect::set(&face, &name.into(), &picture).map_err(JsError::browser("hand over a picture"))?;
            }
            faces.push(&face);
        }
        Ok(())
    }
}

/// The answer that a row of scores gives.
fn answer(scores: &[f32]) -> Answer {
    let (label, probability) = top_class(scores);
    Answer { label, probability }
}
