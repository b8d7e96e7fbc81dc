//! A network's graph as goodnet runs it, whichever tool wrote the file: images `[N, C, H, W]` in, any number of them, and scores
//! before a softmax out. The file itself is not changed.

use goodnet_data::{Error, Result};
use tract_onnx::prelude::*;
use tract_onnx::tract_core::ops::change_axes::AxisOp;
use tract_onnx::tract_core::ops::cnn::Conv;
use tract_onnx::tract_core::ops::element_wise::ElementWiseOp;
use tract_onnx::tract_core::ops::nn::Softmax;
use tract_onnx::tract_hir::infer::{DimFact, Factoid};
use tract_onnx::tract_hir::internal::DimLike;

/// A graph that tract has parsed, with one image input.
#[derive(Debug, Clone)]
pub(crate) struct Graph {
    parsed: InferenceModel,
    /// The three sizes after the number of images, in the file's order.
    sizes: [usize; 3],
}

impl Graph {
    /// Parses a file.
    ///
    /// # Errors
    /// [`Error::ModelUnreadable`] or [`Error::ModelInput`].
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self> {
        // What a file notes of the shapes in between may be true of one batch size alone.
        let onnx = tract_onnx::onnx().with_ignore_value_info(true);
        let mut parsed = uncrashed(|| onnx.model_for_read(&mut &*bytes)).map_err(unreadable)?;
        let sizes = image_sizes(&parsed)?;
        uncrashed(|| free_batch(&mut parsed)).map_err(unreadable)?;
        Ok(Self { parsed, sizes })
    }

    /// The graph with every type and shape known, decluttered, for batches of `batch` images `[C, H, W]`.
    pub(crate) fn typed(&self, batch: usize) -> TractResult<TypedModel> {
        let [first, second, third] = self.sizes;
        let images = f32::fact([batch, first, second, third]);
        let mut typed = self.parsed.clone().with_input_fact(0, images.into())?.into_typed()?;
        colour_first(&mut typed)?;
        without_softmax(&mut typed)?;
        typed.into_decluttered()
    }

    /// The same for one image, of a file that may be damaged.
    ///
    /// # Errors
    /// [`Error::ModelUnreadable`].
    pub(crate) fn checked(&self) -> Result<TypedModel> {
        uncrashed(|| self.typed(1)).map_err(unreadable)
    }
}

fn unreadable(error: TractError) -> Error {
    Error::ModelUnreadable { reason: format!("{error:#}") }
}

/// tract takes some attributes of a node for granted and panics on a damaged one. Where panics unwind, that is an error
/// as any other; in a browser it ends the worker, which the page replaces.
fn uncrashed<T>(work: impl FnOnce() -> TractResult<T>) -> TractResult<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(TractError::msg("a node has attributes that make no sense")))
}

fn image_sizes(parsed: &InferenceModel) -> Result<[usize; 3]> {
    let [outlet] = parsed.inputs.as_slice() else {
        return Err(Error::ModelInput { found: format!("{} inputs", parsed.inputs.len()) });
    };
    let wrong = |found: String| Error::ModelInput { found };
    let fact = parsed.outlet_fact(*outlet).map_err(|error| wrong(error.to_string()))?;
    let found = || wrong(format!("{:?} of {:?}", fact.shape, fact.datum_type));
    if fact.datum_type.concretize().is_some_and(|kind| kind != f32::datum_type()) {
        return Err(found());
    }
    let dims: Vec<_> = fact.shape.dims().collect();
    let [_, sizes @ ..] = dims.as_slice() else { return Err(found()) };
    let [first, second, third] = sizes else { return Err(found()) };
    let known = |dim: &DimFact| size(dim).ok_or_else(found);
    Ok([known(first)?, known(second)?, known(third)?])
}

fn size(dim: &DimFact) -> Option<usize> {
    dim.concretize()?.to_usize().ok()
}

/// A tensor's sizes, where all are known.
fn sizes(fact: &InferenceFact) -> Option<Vec<usize>> {
    fact.shape.concretize()?.iter().map(|size| size.to_usize().ok()).collect()
}

/// Where a file was exported for a certain number of images, its reshapes may have that number written down: they are told to
/// take what comes.
fn free_batch(parsed: &mut InferenceModel) -> TractResult<()> {
    let images = parsed.input_fact(0)?;
    let Some(batch) = images.shape.dim(0).as_ref().and_then(size) else { return Ok(()) };
    let mut known = parsed.clone();
    known.analyse(false)?;
    for node in known.nodes().iter().filter(|node| node.op.name() == "Reshape") {
        let [data, _] = node.inputs.as_slice() else { continue };
        let data = known.outlet_fact(*data)?;
        let (Some(from), Some(to)) = (sizes(data), sizes(&node.outputs[0].fact)) else { continue };
        if data.value.is_concrete() || from.first() != Some(&batch) || to.first() != Some(&batch) {
            continue;
        }
        let mut shape: Vec<i64> = to.iter().map(|&size| size as i64).collect();
        shape[0] = -1;
        let shape = parsed.add_const(format!("{}.any_batch", node.name), tensor1(&shape))?;
        parsed.add_edge(shape, InletId::new(node.id, 1))?;
    }
    Ok(())
}

/// Where a graph takes images `[N, H, W, C]`, as TensorFlow's do, it is given one that has colour first, turned at its border.
/// Such a graph turns images itself before it does anything else, and both turns cancel.
fn colour_first(typed: &mut TypedModel) -> TractResult<()> {
    let [images] = typed.inputs[..] else { return Ok(()) };
    if colour_axis(typed, images) != Some(3) {
        return Ok(());
    }
    let (name, fact) = (typed.node(images.node).name.clone(), typed.outlet_fact(images)?);
    let Some(&[batch, height, width, channels]) = fact.shape.as_concrete() else { return Ok(()) };
    let readers = typed.outlet_successors(images).to_vec();
    let first = typed.add_source(format!("{name}.colour_first"), f32::fact([batch, channels, height, width]))?;
    let last = typed.wire_node(format!("{name}.colour_last"), AxisOp::Move(1, 3), &[first])?[0];
    for inlet in readers {
        typed.add_edge(last, inlet)?;
    }
    typed.set_input_outlets(&[first])
}

/// Which axis of the images is colour: the one that the first convolution that reads them takes as channels.
fn colour_axis(typed: &TypedModel, images: OutletId) -> Option<usize> {
    let channels = |mut inlet: InletId, mut axis: usize| loop {
        let node = typed.node(inlet.node);
        if let Some(conv) = node.op_as::<Conv>() {
            let fact = typed.outlet_fact(node.inputs[0]).ok()?;
            let shape = conv.pool_spec.data_format.shape(fact.shape.as_concrete()?).ok()?;
            return (shape.c_axis() == axis).then_some(());
        }
        if let Some(turn) = node.op_as::<AxisOp>() {
            axis = turn.transform_axis(axis)?;
        }
        match typed.outlet_successors(OutletId::new(node.id, 0)) {
            [next] => inlet = *next,
            _ => return None,
        }
    };
    [1, 3]
        .into_iter()
        .find(|&axis| typed.outlet_successors(images).iter().any(|&inlet| channels(inlet, axis).is_some()))
}

/// A softmax at the end, or its logarithm, changes no answer: without it scores keep their precision, and bounds can be told.
fn without_softmax(typed: &mut TypedModel) -> TractResult<()> {
    let [output] = typed.outputs[..] else { return Ok(()) };
    let mut node = typed.node(output.node);
    let is_logarithm = node.op_as::<ElementWiseOp>().is_some_and(|op| op.0.name() == "Ln");
    if is_logarithm {
        node = typed.node(node.inputs[0].node);
    }
    let rank = typed.outlet_fact(output)?.rank();
    match node.op_as::<Softmax>() {
        Some(softmax) if rank == 2 && *softmax.axes == [1] => {
            let scores = node.inputs[0];
            typed.select_output_outlets(&[scores])
        }
        _ => Ok(()),
    }
}
