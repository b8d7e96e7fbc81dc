//! Every model that a repair can make, asked about a few faces: what a page shows while people drag along the sweep.

use goodnet_core::{Bias, Label, Probe};
use goodnet_js::{Job, to_js};
use serde::Deserialize;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use crate::{
    answers::{Answer, Answers},
    error::{Error, Result},
    model::BadNet,
};

/// Channels in the order in which they are pruned.
#[derive(Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub(crate) struct PruningOrder {
    convolution: String,
    channels: Vec<usize>,
    /// What becomes of a pruned channel's bias.
    bias: Bias,
}

#[wasm_bindgen]
impl BadNet {
    /// What every model that a repair can make answers for some test images, with and without the trigger: with none of the channels
    /// pruned, with the first, with the first two, ... The images go through the network's first layers once.
    ///
    /// @param indices positions among the test images
    /// @param order the channels
    /// @throws {GoodnetError} of kind `no-such-image`, `no-such-convolution`, `argument`, `graph` or `cancelled`
    #[wasm_bindgen(js_name = facePredictions, unchecked_return_type = "Answers[][]")]
    pub async fn face_predictions(
        &self,
        indices: Vec<usize>,
        #[wasm_bindgen(unchecked_param_type = "PruningOrder")] order: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "AbortSignal | null")] signal: Option<AbortSignal>,
    ) -> Result<JsValue> {
        let mut job = Job::start(None, signal)?;
        let PruningOrder { convolution, channels, bias } = serde_wasm_bindgen::from_value(order)
            .map_err(|error| Error::Argument { argument: "order", reason: error.to_string() })?;
        let network = self.network_at(&convolution)?;
        let all = network.cut()[0];
        if let Some(channel) = channels.iter().find(|&&channel| channel >= all) {
            let reason = format!("`{convolution}` has {all} channels, and {channel} is none of them");
            return Err(Error::Argument { argument: "order", reason });
        }
        let (images, of_each) = self.shown(&indices)?;
        let probe = Probe::new(network, &images)?;
        job.breathe().await?;
        let mut answers: Vec<Vec<Answers>> = Vec::with_capacity(channels.len() + 1);
        while answers.len() <= channels.len() {
            let end = (answers.len() + probe.at_once()).min(channels.len() + 1);
            for images in probe.answers(&channels, bias, answers.len()..end)? {
                let answer = |&(label, probability): &(Label, f32)| Answer { label, probability };
                let face = |of_one: &[(Label, f32)]| {
                    Some(Answers { clean: answer(of_one.first()?), poisoned: of_one.get(1).map(answer) })
                };
                answers.push(images.chunks_exact(of_each).filter_map(face).collect());
            }
            job.breathe().await?;
        }
        Ok(to_js(&answers)?)
    }
}

impl BadNet {
    /// The pixels of test images, each followed by the same with the trigger where there are such; and how many that are of each.
    fn shown(&self, indices: &[usize]) -> Result<(Vec<u8>, usize)> {
        let (test, poisoned) = (&self.images.test, &self.images.poisoned_test);
        let mut pixels = Vec::new();
        for &index in indices {
            if index >= test.len() {
                return Err(Error::NoSuchImage { index, last: test.len() - 1 });
            }
            pixels.extend_from_slice(test.pixels(index..index + 1));
            if !poisoned.is_empty() {
                // Somebody's own poisoned images need not be as many as the clean ones.
                let other = index * poisoned.len() / test.len();
                pixels.extend_from_slice(poisoned.pixels(other..other + 1));
            }
        }
        Ok((pixels, if poisoned.is_empty() { 1 } else { 2 }))
    }
}
