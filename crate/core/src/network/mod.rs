//! A network: the file that it came in ([`Model`]), its graph, where pruning acts ([`cut`]), and what runs before and after it.
//!
//! From the ground up: `plan` and `graph` (tract's), `lower` (a graph's prefix as stages for our kernels), `cut`, `model`, `tail`,
//! and on top [`Network`], split at one convolution.

mod cut;
mod features;
mod graph;
mod last_features;
mod lower;
mod model;
mod plan;
pub(crate) mod tail;

use goodnet_data::{Bias, Error, Result, Scale};
use goodnet_kernels::ConvStage;
use serde::{Deserialize, Serialize};
use tract_onnx::prelude::OutletId;

pub use features::FeatureBatch;
pub use goodnet_onnx::{Filters, LastLayer};
pub(crate) use last_features::LastFeatures;
pub use model::{Convolution, LeftOut, Model};
pub(crate) use plan::BATCH;
use plan::{Plan, graph_error, plan, run};
use tail::{AffineTail, Tail};

/// How the tail is run at each step: only what a pruned channel changes, or whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum TailMode {
    /// Only what the pruned channel changes, where the tail is affine but for ReLUs; else whole.
    Incremental,
    /// All of it, by tract: the reference.
    #[serde(rename = "whole")]
    Full,
}

impl Model {
    /// The network split at a convolution, ready to run.
    ///
    /// # Errors
    /// [`Error::NoSuchConvolution`], or [`Error::Graph`] when tract cannot run it.
    pub fn network(&self, convolution: &str) -> Result<Network> {
        Network::new(self, convolution)
    }
}

/// A network split at the convolution that is pruned, ready to run with tract.
#[derive(Debug)]
pub struct Network {
    convolution: String,
    input: [usize; 3],
    scale: Scale,
    classes: usize,
    /// `[channels, height, width]` of the tensor between the two plans.
    cut: [usize; 3],
    /// Images to the activated convolution and, when there is a pool after it, the pooled tensor.
    prefix: Plan,
    /// The tensor at the cut to the scores.
    tail: Plan,
    /// What a pruned channel's plane holds when its bias is 0, a value a channel.
    zero_bias_planes: Vec<f32>,
    /// What it holds when its bias is kept.
    kept_bias_planes: Vec<f32>,
    stages: Result<Vec<ConvStage>>,
    affine: Result<AffineTail>,
}

impl Network {
    fn new(model: &Model, convolution: &str) -> Result<Self> {
        let convolution = model.tensors(convolution)?;
        let typed = model.typed(BATCH).map_err(graph_error)?;
        let at = cut::find(&typed, convolution)?;
        let convolution = &convolution.name;
        let fact = typed.outlet_fact(at.cut).map_err(graph_error)?;
        let Some(&[_, channels, height, width]) = fact.shape.as_concrete() else {
            return Err(Error::Graph { reason: format!("the shape after `{convolution}` is {:?}", fact.shape) });
        };
        let outputs: &[OutletId] = if at.cut == at.activated { &[at.cut] } else { &[at.activated, at.cut] };
        let planes = |bias: Bias| cut::pruned_planes(&typed, &at, bias, channels);
        Ok(Self {
            convolution: convolution.to_owned(),
            input: model.input(),
            scale: model.scale(),
            classes: model.classes(),
            cut: [channels, height, width],
            prefix: plan(&typed, &typed.inputs, outputs).map_err(graph_error)?,
            tail: plan(&typed, &[at.cut], &typed.outputs).map_err(graph_error)?,
            zero_bias_planes: planes(Bias::Zero)?,
            kept_bias_planes: planes(Bias::Keep)?,
            stages: lower::stages(&typed, at.cut, model.scale()),
            affine: AffineTail::find(&typed, at.cut),
        })
    }

    /// The convolution that is pruned.
    pub fn convolution(&self) -> &str {
        &self.convolution
    }

    /// `[C, H, W]` of the images that the network takes.
    pub fn input(&self) -> [usize; 3] {
        self.input
    }

    /// What numbers it takes for pixels.
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// How many classes it tells apart.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// `[channels, height, width]` of the tensor that pruning masks.
    pub fn cut(&self) -> [usize; 3] {
        self.cut
    }

    /// The prefix as fused stages, for an engine of one's own.
    ///
    /// # Errors
    /// [`Error::NoKernel`], naming the first operation that is not part of a [`ConvStage`].
    pub fn stages(&self) -> Result<&[ConvStage]> {
        self.stages.as_deref().map_err(Clone::clone)
    }

    /// Whether it does the same to images before the cut as another network, as far as that can be told.
    pub(crate) fn has_prefix_of(&self, other: &Self) -> bool {
        matches!((&self.stages, &other.stages), (Ok(own), Ok(theirs)) if own == theirs)
    }

    /// The tail as affine maps with ReLUs between them.
    ///
    /// # Errors
    /// [`Error::NotAffine`], saying why it is not that; [`Error::Graph`] when tract could not run a part of it.
    pub(crate) fn affine(&self) -> Result<&AffineTail> {
        self.affine.as_ref().map_err(Clone::clone)
    }

    /// Whether the tail is affine but for its ReLUs, so that [`Network::tail`] has an answer.
    pub fn is_affine(&self) -> bool {
        self.affine.is_ok()
    }

    /// The tail as plain matrices, for an engine of one's own.
    ///
    /// # Errors
    /// [`Error::NotAffine`], saying why it is not that; [`Error::Graph`] when tract could not run a part of it.
    pub fn tail(&self) -> Result<Tail> {
        self.affine().map(AffineTail::plain)
    }

    /// What the plane of each pruned channel holds at the cut, one constant a channel.
    pub fn pruned_planes(&self, bias: Bias) -> &[f32] {
        match bias {
            Bias::Zero => &self.zero_bias_planes,
            Bias::Keep => &self.kept_bias_planes,
        }
    }

    /// Runs the prefix on at most [`BATCH`] images, u8 `[n, C, H, W]`.
    pub(crate) fn features(&self, images: &[u8]) -> Result<FeatureBatch> {
        self.features_of(images, self.scale)
    }

    /// The same, with another idea of what numbers the network takes for pixels.
    fn features_of(&self, images: &[u8], scale: Scale) -> Result<FeatureBatch> {
        let [channels, height, width] = self.input;
        let size = channels * height * width;
        let count = images.len() / size;
        let mut pixels = vec![0.0; BATCH * size];
        for (wide, &narrow) in pixels.iter_mut().zip(images) {
            *wide = scale.number(narrow);
        }
        let outputs = run(&self.prefix, [([BATCH, channels, height, width].as_slice(), pixels)])?;
        let (Some(activated), Some(cut)) = (outputs.first(), outputs.last()) else {
            return Err(Error::Graph { reason: "the prefix has no output".into() });
        };
        let plane = activated.len() / BATCH / self.cut[0];
        let conv_sums = (activated.chunks_exact(plane).take(count * self.cut[0]))
            .map(|plane| plane.iter().map(|&value| f64::from(value)).sum())
            .collect();
        let features = cut[..count * self.cut.iter().product::<usize>()].to_vec();
        Ok(FeatureBatch { features, conv_sums })
    }

    /// Runs the tail on at most [`BATCH`] images' features, f32 `[n, channels, height, width]` at the cut, and gives
    /// their scores, f32 `[n, classes]`.
    pub(crate) fn scores(&self, mut features: Vec<f32>) -> Result<Vec<f32>> {
        let [channels, height, width] = self.cut;
        let size = channels * height * width;
        let count = features.len() / size;
        features.resize(BATCH * size, 0.0);
        let mut outputs = run(&self.tail, [([BATCH, channels, height, width].as_slice(), features)])?;
        let mut scores = outputs.pop().unwrap_or_default();
        scores.truncate(count * self.classes);
        Ok(scores)
    }

    /// What the network, nothing pruned, says of images (u8 `[n, C, H, W]`): its scores, f32 `[n, classes]`.
    ///
    /// # Errors
    /// [`Error::Graph`] when tract cannot run it.
    pub fn classify(&self, images: &[u8]) -> Result<Vec<f32>> {
        self.classify_as(images, self.scale)
    }

    /// The same, with another idea of what numbers the network takes for pixels: to find out which is right.
    ///
    /// # Errors
    /// [`Error::Graph`] when tract cannot run it.
    pub fn classify_as(&self, images: &[u8], scale: Scale) -> Result<Vec<f32>> {
        let mut scores = Vec::new();
        for batch in images.chunks(BATCH * self.input.iter().product::<usize>()) {
            scores.extend(self.scores(self.features_of(batch, scale)?.features)?);
        }
        Ok(scores)
    }
}
