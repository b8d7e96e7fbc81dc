//! Where a graph is split for pruning a convolution, and what a pruned channel is there.

use goodnet_data::{Bias, Error, Result};
use goodnet_onnx::ConvTensors;
use tract_onnx::prelude::*;
use tract_onnx::tract_core::ops::cnn::MaxPool;
use tract_onnx::tract_core::ops::element_wise::ElementWiseOp;

use super::lower;
use super::plan::{BATCH, graph_error, plan, run};

/// Where a graph is split for pruning one convolution.
pub(crate) struct Cut {
    /// The convolution's own output.
    pub(crate) conv: OutletId,
    /// After its activation function: where recipe `report` reads activation.
    pub(crate) activated: OutletId,
    /// After the pool that follows it: the last tensor in which a pruned channel is one constant plane.
    pub(crate) cut: OutletId,
}

/// Finds where to split `typed` for pruning a convolution.
pub(crate) fn find(typed: &TypedModel, convolution: &ConvTensors) -> Result<Cut> {
    let ConvTensors { name: convolution, channels, .. } = convolution;
    let refuse = |reason: String| Err(Error::NothingToPrune { reason });
    let node = typed.node_by_name(convolution).map_err(graph_error)?;
    if !lower::is_plain_convolution(typed, node, *channels) {
        return refuse(format!(
            "`{convolution}` is a convolution of a special kind (grouped, depthwise or not in two dimensions), and goodnet prunes plain ones"
        ));
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
        return refuse(format!(
            "the network has a shortcut past `{convolution}`, so what follows its channels is not all that they change"
        ));
    }
    Ok(Cut { conv, activated, cut })
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

/// The constants that pruned channels' planes hold at the cut, found by sending the convolution's output with zeroed
/// weights, which is its bias everywhere, through what follows it.
pub(crate) fn pruned_planes(typed: &TypedModel, at: &Cut, bias: Bias, channels: usize) -> Result<Vec<f32>> {
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
        .ok_or_else(|| Error::Graph { reason: "a pruned channel does not stay constant after the pool".into() })
}

/// The graph in which nothing is added to the channels after the convolution: the scales and shifts of its normalisation are 0,
/// as they are in the file for a pruned channel.
fn silenced(typed: &TypedModel, at: &Cut) -> TractResult<TypedModel> {
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
