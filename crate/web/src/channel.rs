//! Inside a network: what excites the channels of a convolution, and where in a face.

use std::rc::Rc;

use goodnet_core::{ChannelActivations, ImageSet, Label, ReceptiveField};
use goodnet_js::{Job, to_js};
use js_sys::{Float32Array, Uint8ClampedArray};
use serde::Serialize;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use crate::{
    error::{Error, Result},
    model::BadNet,
    picture::rgba,
    samples::Samples,
};

/// How many of the most exciting images a view shows.
const TOP: usize = 4;
/// How many faces it shows without and with the trigger.
const PAIRS: usize = 2;

/// How clean validation images and validation images with the trigger excite the channels of a convolution.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub(crate) struct MeanActivations<'a> {
    convolution: &'a str,
    /// How many images of each kind were looked at, from all over their set.
    #[cfg_attr(feature = "types", ts(inline))]
    images: Images,
    /// For each channel the mean of its activation at the cut, over all places and images; null where there are no images.
    #[cfg_attr(feature = "types", ts(inline))]
    channels: Vec<Means>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
struct Images {
    clean: usize,
    poisoned: usize,
}

#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
struct Means {
    clean: f64,
    poisoned: Option<f64>,
}

/// What one channel sees.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub(crate) struct ChannelView<'a> {
    convolution: &'a str,
    channel: usize,
    /// Pixels of an image, across.
    width: usize,
    /// Pixels of an image, down.
    height: usize,
    /// The channel's plane at the cut. Value `[row, column]` sees the pixels from `step * row` (`column`) on, `size` of them.
    #[cfg_attr(feature = "types", ts(inline))]
    grid: Grid,
    /// The largest value in the maps of this view.
    largest: f32,
    /// The clean images that excite it most.
    clean: Vec<Excited>,
    /// The images with the trigger that excite it most.
    poisoned: Vec<Excited>,
    /// Some faces without and with the trigger; of the user's own images, such as lie at the same place of their set.
    pairs: Vec<[Excited; 2]>,
}

/// Where a plane's values lie in an image; `step` and `size` are down and across.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
struct Grid {
    width: usize,
    height: usize,
    #[cfg_attr(feature = "types", ts(type = "[down: number, across: number]"))]
    step: [usize; 2],
    #[cfg_attr(feature = "types", ts(type = "[down: number, across: number]"))]
    size: [usize; 2],
}

/// An image, and how it excites one channel.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub(crate) struct Excited {
    /// Its position in the validation set.
    index: usize,
    /// Its label: for an image with the trigger the attacker's target.
    label: Label,
    /// The mean of the channel's plane.
    activation: f64,
    /// RGBA, row by row, ready for `new ImageData(pixels, width, height)`.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[cfg_attr(feature = "types", ts(type = "Uint8ClampedArray<ArrayBuffer>"))]
    pixels: Uint8ClampedArray,
    /// The channel's plane at the cut: f32, row by row.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    #[cfg_attr(feature = "types", ts(type = "Float32Array<ArrayBuffer>"))]
    map: Float32Array,
}

#[wasm_bindgen]
impl BadNet {
    /// How clean validation images, and such with the trigger, excite the channels of a convolution: a sample of both sets.
    ///
    /// @param convolution its name
    /// @throws {GoodnetError} of kind `no-such-convolution`, `graph` or `cancelled`
    #[wasm_bindgen(js_name = channelActivations, unchecked_return_type = "MeanActivations")]
    pub async fn channel_activations(
        &self,
        convolution: String,
        #[wasm_bindgen(unchecked_optional_param_type = "AbortSignal | null")] signal: Option<AbortSignal>,
    ) -> Result<JsValue> {
        let samples = self.samples(&convolution, &mut Job::start(None, signal)?).await?;
        let Samples { network, clean, poisoned } = &*samples;
        let channels = 0..network.cut()[0];
        let of_poisoned = |channel| (poisoned.images() > 0).then(|| poisoned.mean(channel));
        let means = |channel| Means { clean: clean.mean(channel), poisoned: of_poisoned(channel) };
        Ok(to_js(&MeanActivations {
            convolution: &convolution,
            images: Images { clean: clean.images(), poisoned: poisoned.images() },
            channels: channels.map(means).collect(),
        })?)
    }

    /// What one channel sees: the validation images of the sample that excite it most, and where in them.
    ///
    /// @param convolution its name
    /// @param channel its index there
    /// @throws {GoodnetError} of kind `no-such-convolution`, `no-kernel`, `argument`, `graph` or `cancelled`
    #[wasm_bindgen(unchecked_return_type = "ChannelView")]
    pub async fn channel(
        &self,
        convolution: String,
        channel: usize,
        #[wasm_bindgen(unchecked_optional_param_type = "AbortSignal | null")] signal: Option<AbortSignal>,
    ) -> Result<JsValue> {
        let samples = self.samples(&convolution, &mut Job::start(None, signal)?).await?;
        let Samples { network, clean, poisoned } = &*samples;
        let [channels, rows, columns] = network.cut();
        if channel >= channels {
            let reason = format!("`{convolution}` has {channels} channels, and {channel} is none of them");
            return Err(Error::Argument { argument: "channel", reason });
        }
        let ReceptiveField { step, size } = ReceptiveField::after(network.stages()?);
        let (set, other) = (&self.images.validation, &self.images.poisoned_validation);
        let pairs: Vec<_> = ChannelActivations::positions(clean.images().min(poisoned.images()), PAIRS);
        let (top, top_poisoned) = (clean.top(channel, TOP), poisoned.top(channel, TOP));
        let shown = top.iter().chain(&pairs).map(|&image| clean.map(image, channel));
        let shown = shown.chain(top_poisoned.iter().chain(&pairs).map(|&image| poisoned.map(image, channel)));
        let largest = shown.flatten().copied().fold(0.0, f32::max);
        let [_, height, width] = set.shape();
        let clean = |image: usize| excited(set, clean, image, channel);
        let poisoned = |image: usize| excited(other, poisoned, image, channel);
        Ok(to_js(&ChannelView {
            convolution: &convolution,
            channel,
            width,
            height,
            grid: Grid { width: columns, height: rows, step, size },
            largest,
            pairs: pairs.into_iter().map(|image| [clean(image), poisoned(image)]).collect(),
            clean: top.into_iter().map(clean).collect(),
            poisoned: top_poisoned.into_iter().map(poisoned).collect(),
        })?)
    }
}

impl BadNet {
    /// The sample at a convolution's cut, made once.
    async fn samples(&self, convolution: &str, job: &mut Job) -> Result<Rc<Samples>> {
        let known = self.samples.borrow().clone().filter(|known| known.network.convolution() == convolution);
        if let Some(samples) = known {
            return Ok(samples);
        }
        let network = self.network_at(convolution)?;
        let samples = Rc::new(Samples::read(network, &self.images, job).await?);
        self.samples.replace(Some(Rc::clone(&samples)));
        Ok(samples)
    }
}

/// An image of a sample, with its pixels and the channel's plane.
fn excited(set: &ImageSet, sample: &ChannelActivations, image: usize, channel: usize) -> Excited {
    let index = sample.position(image);
    Excited {
        index,
        label: set.labels()[index],
        activation: sample.activation(image, channel),
        pixels: Uint8ClampedArray::from(rgba(set.pixels(index..index + 1), set.shape()[0]).as_slice()),
        map: Float32Array::from(sample.map(image, channel)),
    }
}
