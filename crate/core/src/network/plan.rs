//! Parts of a graph as tract runs them.

use std::sync::Arc;

use goodnet_data::{Error, Result};
use tract_onnx::prelude::*;

/// How many images the plans run at once. Plans have one fixed batch size, and a batch that is not full is filled up:
/// an image's scores do not depend on its neighbours.
pub(crate) const BATCH: usize = 64;

/// A part of a graph that is ready to run.
pub(crate) type Plan = Arc<TypedRunnableModel>;

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
