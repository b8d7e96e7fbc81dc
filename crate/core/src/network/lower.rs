//! Reads fused stages off a graph that tract has decluttered.

use goodnet_data::{Error, Result, Scale};
use goodnet_kernels::ConvStage;
use tract_onnx::prelude::*;
use tract_onnx::tract_core::ops::binary::TypedBinOp;
use tract_onnx::tract_core::ops::cnn::{Conv, KernelFormat, MaxPool, PoolSpec};
use tract_onnx::tract_core::ops::einsum::EinSum;
use tract_onnx::tract_core::ops::nn::DataFormat;

/// The prefix, from the network's input to `cut`, as a chain of [`ConvStage`]s. The first one reads bytes: the
/// network's scale is folded into its weights.
///
/// # Errors
/// [`Error::NoKernel`], naming the first operation that does not belong to one.
pub(crate) fn stages(typed: &TypedModel, cut: OutletId, scale: Scale) -> Result<Vec<ConvStage>> {
    let mut stages = Vec::new();
    let mut at = typed.inputs.first().copied().unwrap_or(cut);
    while at != cut {
        let (stage, end) = stage(typed, at, cut)?;
        stages.push(stage);
        at = end;
    }
    if let Some(first) = stages.first_mut() {
        first.weights.iter_mut().for_each(|weight| *weight = scale.fold(*weight));
    }
    Ok(stages)
}

/// The stage that reads `from`, and the outlet at which it ends: at `cut` at the latest.
fn stage(typed: &TypedModel, from: OutletId, cut: OutletId) -> Result<(ConvStage, OutletId)> {
    let node = reader(typed, from)?;
    let mut stage = conv_stage(typed, node)?;
    let mut end = OutletId::new(node.id, 0);
    if end != cut
        && let Ok(next) = reader(typed, end)
        && is_relu(typed, next, end)
    {
        stage.relu = true;
        end = OutletId::new(next.id, 0);
    }
    if end != cut
        && let Ok(next) = reader(typed, end)
        && let Some(pool) = next.op_as::<MaxPool>()
        && is_2x2(pool, stage.conv_output())
    {
        stage.pool = true;
        end = OutletId::new(next.id, 0);
    }
    Ok((stage, end))
}

/// The one node that reads an outlet.
fn reader(typed: &TypedModel, outlet: OutletId) -> Result<&TypedNode> {
    match typed.outlet_successors(outlet) {
        [inlet] => Ok(typed.node(inlet.node)),
        _ => Err(no_kernel(typed.node(outlet.node))),
    }
}

fn no_kernel(node: &TypedNode) -> Error {
    Error::NoKernel { node: node.name.clone(), op: node.op.name().into_owned() }
}

fn conv_stage(typed: &TypedModel, node: &TypedNode) -> Result<ConvStage> {
    let refuse = || no_kernel(node);
    let conv = node.op_as::<Conv>().ok_or_else(refuse)?;
    let spec = &conv.pool_spec;
    let fact = |inlet: usize| typed.outlet_fact(node.inputs[inlet]).map_err(|_| refuse());
    let Some(&[_, channels, height, width]) = fact(0)?.shape.as_concrete() else {
        return Err(refuse());
    };
    let plain = conv.group == 1
        && conv.q_params.is_none()
        && conv.kernel_fmt == KernelFormat::OIHW
        && spec.data_format == DataFormat::NCHW
        && spec.kernel_shape.len() == 2
        && spec.strides().iter().chain(spec.dilations().iter()).all(|&step| step == 1)
        && is_unpadded(spec, [height, width]);
    let weights = fact(1)?.konst.as_deref().and_then(floats).map(<[f32]>::to_vec);
    let (true, Some(weights)) = (plain, weights) else {
        return Err(refuse());
    };
    Ok(ConvStage {
        name: node.name.clone(),
        input: [channels, height, width],
        kernel: [spec.kernel_shape[0], spec.kernel_shape[1]],
        weights,
        bias: conv_bias(typed, OutletId::new(node.id, 0))?,
        relu: false,
        pool: false,
    })
}

/// Whether `node` makes the output of a convolution over height and width, `[N, channels, H, W]`.
pub(crate) fn is_plain_convolution(typed: &TypedModel, node: &TypedNode, channels: usize) -> bool {
    let shape = typed.outlet_fact(OutletId::new(node.id, 0)).ok().and_then(|fact| fact.shape.as_concrete());
    let Some(&[_, second, _, last]) = shape else { return false };
    match node.op_as::<Conv>() {
        Some(conv) => conv.group == 1 && conv.pool_spec.data_format == DataFormat::NCHW && second == channels,
        // tract makes a product of filters of 1x1, and may turn its axes; a sum adds the bias.
        None => (node.op_is::<EinSum>() || is_binary(node, "Add")) && second == channels && last != channels,
    }
}

/// The biases of the convolution that makes `outlet`, one a channel.
///
/// # Errors
/// [`Error::NoKernel`] when they are not constant.
pub(crate) fn conv_bias(typed: &TypedModel, outlet: OutletId) -> Result<Vec<f32>> {
    let node = typed.node(outlet.node);
    let refuse = || no_kernel(node);
    let shape = typed.outlet_fact(outlet).ok().and_then(|fact| fact.shape.as_concrete()).ok_or_else(refuse)?;
    let channels = shape.get(1).copied().ok_or_else(refuse)?;
    if node.op_is::<EinSum>() {
        return Ok(vec![0.0; channels]);
    }
    let constant = |input: &OutletId| typed.outlet_fact(*input).ok()?.konst.as_deref();
    match node.inputs.iter().rev().find_map(constant).and_then(floats) {
        Some(&[one]) => Ok(vec![one; channels]),
        Some(biases) if biases.len() == channels => Ok(biases.to_vec()),
        _ => Err(refuse()),
    }
}

/// Whether `node` is the binary operation of that name.
pub(crate) fn is_binary(node: &TypedNode, name: &str) -> bool {
    node.op_as::<TypedBinOp>().is_some_and(|op| op.0.name() == name)
}

/// What a binary `node` combines the planes `outlet` with, `[N, C, H, W]`, where that is constant and the same all over a plane:
/// which input it is, and one number for all channels or one for each, `[1, C, 1, 1]`.
pub(crate) fn plane_constant<'a>(
    typed: &'a TypedModel,
    node: &TypedNode,
    outlet: OutletId,
) -> Option<(usize, &'a Tensor)> {
    let slot = node.inputs.iter().position(|input| *input != outlet).filter(|_| node.op_is::<TypedBinOp>())?;
    let constant = typed.outlet_fact(node.inputs[slot]).ok()?.konst.as_deref()?;
    (constant.len() == 1 || matches!(constant.shape(), [1, _, 1, 1])).then_some((slot, constant))
}

/// Whether `node` is the ReLU of `outlet`.
pub(crate) fn is_relu(typed: &TypedModel, node: &TypedNode, outlet: OutletId) -> bool {
    let other = plane_constant(typed, node, outlet).filter(|_| is_binary(node, "Max"));
    other.is_some_and(|(_, constant)| floats(constant) == Some(&[0.0]))
}

/// The elements of a constant f32 tensor.
fn floats(konst: &Tensor) -> Option<&[f32]> {
    konst.as_plain_ram()?.as_slice::<f32>().ok()
}

fn is_2x2(pool: &MaxPool, [_, height, width]: [usize; 3]) -> bool {
    let spec = &pool.pool_spec;
    let computed = spec.computed_padding(&[height, width]);
    pool.with_index_outputs.is_none()
        && spec.data_format == DataFormat::NCHW
        && spec.kernel_shape.as_slice() == [2, 2]
        && *spec.strides() == [2, 2]
        && *spec.dilations() == [1, 1]
        && is_unpadded(spec, [height, width])
        && computed.iter().zip([height, width]).all(|(side, size)| side.convoluted == size / 2)
}

fn is_unpadded(spec: &PoolSpec, size: [usize; 2]) -> bool {
    spec.computed_padding(&size).iter().all(|side| side.pad_before == 0 && side.pad_after == 0)
}
