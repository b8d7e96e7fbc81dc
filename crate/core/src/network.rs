//! A network split where pruning acts: a prefix that is run once an image, a tail that is run for every mask.

use std::sync::Arc;

use goodnet_data::{Bias, Error, Result, Scale};
use goodnet_onnx::ConvTensors;
use tract_onnx::prelude::*;
use tract_onnx::tract_core::ops::cnn::MaxPool;
use tract_onnx::tract_core::ops::element_wise::ElementWiseOp;

use crate::engine::FeatureBatch;
use crate::lower;
use crate::model::Model;
use crate::stage::ConvStage;
use crate::tail::{AffineTail, Tail};

/// How many images the plans run at once. Plans have one fixed batch size, and a batch that is not full is filled up:
/// an image's scores do not depend on its neighbours.
pub(crate) const BATCH: usize = 64;

/// Where a graph is split for pruning one convolution.
pub(crate) struct Split {
    /// The convolution's own output.
    pub(crate) conv: OutletId,
    /// After its activation function: where recipe `report` reads activation.
    pub(crate) activated: OutletId,
    /// After the pool behind it: the last tensor in which a pruned channel is one constant plane.
    pub(crate) cut: OutletId,
}

/// Finds where to split `typed` for pruning a convolution.
pub(crate) fn split(typed: &TypedModel, convolution: &ConvTensors) -> Result<Split> {
    let ConvTensors { name: convolution, channels, .. } = convolution;
    let refuse = |reason: String| Err(Error::NothingToPrune { reason });
    let node = typed.node_by_name(convolution).map_err(graph_error)?;
    if !lower::is_plain_convolution(typed, node, *channels) {
        return refuse(format!("`{convolution}` is not a plain two-dimensional convolution"));
    }
    let conv = OutletId::new(node.id, 0);
    let mut activated = conv;
    while let Some(next) = follower(typed, activated) {
        let plain = next.op_is::<ElementWiseOp>() || lower::plane_constant(typed, next, activated).is_some();
        if !plain {
            break;
        }
        activated = OutletId::new(next.id, 0);
    }
    let cut = match follower(typed, activated) {
        Some(next) if next.op_is::<MaxPool>() => OutletId::new(next.id, 0),
        _ => activated,
    };
    let mut tail = typed.clone();
    tail.set_input_outlets(&[cut]).map_err(graph_error)?;
    let reached = tail.eval_order().map_err(graph_error)?;
    if typed.inputs.iter().any(|input| reached.contains(&input.node)) || !reached.contains(&cut.node) {
        return refuse(format!("another path leads around `{convolution}` to the output"));
    }
    Ok(Split { conv, activated, cut })
}

/// The one node that reads `outlet`, if it is one, and it has one output, and the graph does not end here.
fn follower(typed: &TypedModel, outlet: OutletId) -> Option<&TypedNode> {
    match typed.outlet_successors(outlet) {
        [inlet] if !typed.outputs.contains(&outlet) => {
            Some(typed.node(inlet.node)).filter(|node| node.outputs.len() == 1)
        }
        _ => None,
    }
}

type Plan = Arc<TypedRunnableModel>;

/// A network split at the convolution that is pruned, ready to run with tract.
#[derive(Debug)]
pub struct Network {
    convolution: String,
    input: [usize; 3],
    scale: Scale,
    classes: usize,
    /// `[channels, height, width]` of the tensor between the two plans.
    cut: [usize; 3],
    /// Images to the activated convolution and, when there is a pool behind it, the pooled tensor.
    prefix: Plan,
    /// The tensor at the cut to the scores.
    tail: Plan,
    /// What a pruned channel's plane holds when its bias is 0, a value a channel.
    silent: Vec<f32>,
    /// What it holds when its bias is kept.
    kept: Vec<f32>,
    stages: Result<Vec<ConvStage>>,
    affine: Result<AffineTail>,
}

impl Network {
    pub(crate) fn new(model: &Model, convolution: &ConvTensors) -> Result<Self> {
        let typed = model.typed(BATCH).map_err(graph_error)?;
        let at = split(&typed, convolution)?;
        let convolution = &convolution.name;
        let fact = typed.outlet_fact(at.cut).map_err(graph_error)?;
        let Some(&[_, channels, height, width]) = fact.shape.as_concrete() else {
            return Err(Error::Graph { reason: format!("the shape behind `{convolution}` is {:?}", fact.shape) });
        };
        let outputs: &[OutletId] = if at.cut == at.activated { &[at.cut] } else { &[at.activated, at.cut] };
        let planes = |bias: Bias| pruned_planes(&typed, &at, bias, channels);
        Ok(Self {
            convolution: convolution.to_owned(),
            input: model.input(),
            scale: model.scale(),
            classes: model.classes(),
            cut: [channels, height, width],
            prefix: plan(&typed, &typed.inputs, outputs).map_err(graph_error)?,
            tail: plan(&typed, &[at.cut], &typed.outputs).map_err(graph_error)?,
            silent: planes(Bias::Zero)?,
            kept: planes(Bias::Keep)?,
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
            Bias::Zero => &self.silent,
            Bias::Keep => &self.kept,
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

pub(crate) fn graph_error(error: TractError) -> Error {
    Error::Graph { reason: format!("{error:#}") }
}

/// The part of a graph between some outlets, ready to run.
pub(crate) fn plan(typed: &TypedModel, inputs: &[OutletId], outputs: &[OutletId]) -> TractResult<Plan> {
    let mut part = typed.clone();
    part.set_input_outlets(inputs)?;
    part.select_output_outlets(outputs)?;
    part.into_compact()?.into_optimized()?.into_runnable()
}

/// Runs a plan on its inputs, each a shape and the values, row-major; gives the values of its outputs.
pub(crate) fn run<'a>(plan: &Plan, inputs: impl IntoIterator<Item = (&'a [usize], Vec<f32>)>) -> Result<Vec<Vec<f32>>> {
    let run = || -> TractResult<Vec<Vec<f32>>> {
        let tensor = |(shape, values): (&[usize], Vec<f32>)| Ok(Tensor::from_shape(shape, &values)?.into());
        let outputs = plan.run(inputs.into_iter().map(tensor).collect::<TractResult<_>>()?)?;
        outputs.iter().map(|output| Ok(output.try_as_plain_ram()?.as_slice::<f32>()?.to_vec())).collect()
    };
    run().map_err(graph_error)
}

/// The constants that pruned channels' planes hold at the cut, found by sending the convolution's output with zeroed
/// weights, which is its bias everywhere, through what follows it.
fn pruned_planes(typed: &TypedModel, at: &Split, bias: Bias, channels: usize) -> Result<Vec<f32>> {
    let fact = typed.outlet_fact(at.conv).map_err(graph_error)?;
    let shape = fact.shape.as_concrete().unwrap_or_default();
    let plane: usize = shape.iter().skip(2).product();
    let biases = match bias {
        Bias::Zero => vec![0.0; channels],
        Bias::Keep => lower::conv_bias(typed, at.conv)?,
    };
    if at.conv == at.cut {
        return Ok(biases);
    }
    let image: Vec<f32> = biases.iter().flat_map(|&bias| std::iter::repeat_n(bias, plane)).collect();
    let following = match bias {
        Bias::Zero => silenced(typed, at),
        Bias::Keep => Ok(typed.clone()),
    };
    let plan = following.and_then(|typed| plan(&typed, &[at.conv], &[at.cut])).map_err(graph_error)?;
    let outputs = run(&plan, [(shape, image.repeat(BATCH))])?;
    let values = outputs.first().map(Vec::as_slice).unwrap_or_default();
    let size = values.len() / BATCH / channels;
    let constant = |plane: &[f32]| plane.first().copied().filter(|first| plane.iter().all(|value| value == first));
    values
        .chunks_exact(size)
        .take(channels)
        .map(constant)
        .collect::<Option<_>>()
        .ok_or_else(|| Error::Graph { reason: "a pruned channel does not stay constant behind the pool".into() })
}

/// The graph in which nothing is added to the channels behind the convolution: the scales and shifts of its normalisation are 0,
/// as they are in the file for a pruned channel.
fn silenced(typed: &TypedModel, at: &Split) -> TractResult<TypedModel> {
    let mut silenced = typed.clone();
    let mut value = at.conv;
    while value != at.activated {
        let Some(node) = follower(typed, value) else { break };
        let constant = lower::plane_constant(typed, node, value).filter(|(_, constant)| constant.len() > 1);
        if let Some((slot, constant)) = constant
            && ["Add", "Sub", "Mul"].iter().any(|op| lower::is_binary(node, op))
        {
            let zeros = Tensor::zero::<f32>(constant.shape())?;
            let zeros = silenced.add_const(format!("{}.silenced", node.name), zeros)?;
            silenced.add_edge(zeros, InletId::new(node.id, slot))?;
        }
        value = OutletId::new(node.id, 0);
    }
    Ok(silenced)
}
