//! What the last layer of a network reads.

use goodnet_data::{Error, Result};
use tract_onnx::prelude::*;
use tract_onnx::tract_core::ops::binary::TypedBinOp;
use tract_onnx::tract_core::ops::change_axes::AxisOp;
use tract_onnx::tract_core::ops::einsum::EinSum;

use super::cut;
use super::model::Model;
use super::plan::{BATCH, Plan, graph_error, plan, run};

/// The part of a network between the cut and its last layer.
#[derive(Debug)]
pub(crate) struct LastFeatures {
    plan: Plan,
    cut: [usize; 3],
    width: usize,
}

impl LastFeatures {
    /// The part of a model after `convolution`'s cut.
    ///
    /// # Errors
    /// [`Error::NoLastLayer`], [`Error::NoSuchConvolution`], or [`Error::Graph`] when tract cannot run it.
    pub(crate) fn new(model: &Model, convolution: &str) -> Result<Self> {
        let layer = model.last_layer()?;
        let typed = model.typed(BATCH).map_err(graph_error)?;
        let at = cut::find(&typed, model.tensors(convolution)?)?;
        let read = read(&typed).ok_or(Error::NoLastLayer)?;
        let values = |outlet: OutletId| -> Result<Vec<usize>> {
            let fact = typed.outlet_fact(outlet).map_err(graph_error)?;
            fact.shape.as_concrete().map(<[usize]>::to_vec).ok_or(Error::NoLastLayer)
        };
        let &[_, channels, height, width] = values(at.cut)?.as_slice() else { return Err(Error::NoLastLayer) };
        if values(read)?.iter().product::<usize>() != BATCH * layer.inputs {
            return Err(Error::NoLastLayer);
        }
        let plan = plan(&typed, &[at.cut], &[read]).map_err(graph_error)?;
        Ok(Self { plan, cut: [channels, height, width], width: layer.inputs })
    }

    /// How many numbers the last layer reads of an image.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// These numbers, f32 `[n, width]`, for the features at the cut of at most [`BATCH`] images, f32 `[n, channels, height, width]`.
    ///
    /// # Errors
    /// [`Error::Graph`] when tract cannot run it.
    pub(crate) fn of(&self, mut features: Vec<f32>) -> Result<Vec<f32>> {
        let [channels, height, width] = self.cut;
        let size = channels * height * width;
        let count = features.len() / size;
        features.resize(BATCH * size, 0.0);
        let mut outputs = run(&self.plan, [([BATCH, channels, height, width].as_slice(), features)])?;
        let mut read = outputs.pop().unwrap_or_default();
        read.truncate(count * self.width);
        Ok(read)
    }
}

/// What the matrix product reads that gives the scores, but for a bias and the order of axes.
fn read(typed: &TypedModel) -> Option<OutletId> {
    let mut outlet = *typed.outputs.first()?;
    loop {
        let node = typed.node(outlet.node);
        let variable = |inlet: &&OutletId| typed.outlet_fact(**inlet).is_ok_and(|fact| fact.konst.is_none());
        let mut variables = node.inputs.iter().filter(variable);
        let (input, None) = (*variables.next()?, variables.next()) else { return None };
        if node.op_is::<EinSum>() {
            return Some(input);
        }
        let sum = node.op_as::<TypedBinOp>().is_some_and(|op| op.0.name() == "Add");
        if !sum && !node.op_is::<AxisOp>() {
            return None;
        }
        outlet = input;
    }
}
