//! Finds out whether a tail is affine but for its ReLUs, and asks tract what it computes.
//!
//! Which operations are affine is read off the graph; what they compute is not. Each ReLU of the tail, and the output, is a
//! layer: tract is shown the unit vectors of everything that the layer reads, and what comes out is its matrix. So there is
//! one way to run any affine subgraph, whatever its operations are called.

use goodnet_data::{Error, Result};
use goodnet_kernels::dense;
use tract_onnx::prelude::*;
use tract_onnx::tract_core::ops::binary::TypedBinOp;
use tract_onnx::tract_core::ops::change_axes::AxisOp;
use tract_onnx::tract_core::ops::cnn::{Conv, SumPool};
use tract_onnx::tract_core::ops::einsum::EinSum;

use super::affine::{AffineTail, Layer};
use super::cut_map::{CutMap, Part, Place};
use super::margin_bound::MarginBound;
use crate::network::lower;
use crate::network::plan::{BATCH, graph_error, plan, run};

/// Values that all matrices of a tail may have together: 128 MB.
const LARGEST: usize = 1 << 25;

/// Unit vectors are shown this long: a bias that is added to an answer of this size and taken off again costs no precision.
/// A power of two, so that dividing by it is exact.
const LENGTH: f32 = (1 << 20) as f32;

impl AffineTail {
    /// The tail of `typed` from `cut` on.
    ///
    /// # Errors
    /// [`Error::NotAffine`] where it has an operation that is neither affine nor a ReLU, or where its matrices would be too
    /// large; [`Error::Graph`] when tract cannot run a part of the graph.
    pub(crate) fn find(typed: &TypedModel, cut: OutletId) -> Result<Self> {
        let relus = relus(typed, cut)?;
        // What layers read: the cut, and each ReLU's output. What they are: each ReLU's input, and the graph's output.
        let sources: Vec<OutletId> = [cut].into_iter().chain(relus.iter().map(|relu| relu.output)).collect();
        let targets: Vec<OutletId> =
            relus.iter().map(|relu| relu.input).chain(typed.outputs.first().copied()).collect();
        let widths = |outlets: &[OutletId]| -> Result<Vec<usize>> {
            outlets.iter().map(|outlet| Ok(shape(typed, *outlet)?.iter().skip(1).product())).collect()
        };
        let (source_widths, target_widths) = (widths(&sources)?, widths(&targets)?);
        let total = |widths: &[usize]| widths.iter().fold(0, |sum: usize, &width| sum.saturating_add(width));
        if total(&source_widths).saturating_mul(total(&target_widths)) > LARGEST {
            return Err(Error::NotAffine { what: "is too large to be written as matrices".into() });
        }
        let probe = Probe::new(typed, &sources, &targets)?;
        let constants = probe.constants()?;
        let last = targets.len() - 1;

        let from_cut: Vec<Option<Vec<f32>>> = probe.matrices(0, &constants)?;
        let parts: Vec<(usize, Part)> = from_cut
            .into_iter()
            .enumerate()
            .filter_map(|(target, matrix)| {
                let part = Part { matrix: matrix?, constants: constants[target].clone(), free: target < last };
                Some((target, part))
            })
            .collect();
        let (reading, parts): (Vec<usize>, Vec<Part>) = parts.into_iter().unzip();
        let cut_shape = shape(typed, cut)?;
        let plane = cut_shape[2..].iter().product();
        let (cut, places) = CutMap::new(cut_shape[1], plane, &parts);

        let mut layers: Vec<Layer> = constants
            .iter()
            .map(|constants| Layer { sums: None, constants: constants.clone(), reads: vec![] })
            .collect();
        // The order in which a layer's values stand, where it is not the graph's.
        let mut orders: Vec<Vec<usize>> = target_widths.iter().map(|&width| (0..width).collect()).collect();
        for (target, Place { sums, order }) in reading.into_iter().zip(places) {
            layers[target].sums = Some(sums);
            orders[target] = order;
        }
        let mut bound = None;
        for source in 1..sources.len() {
            for (target, matrix) in probe.matrices(source, &constants)?.into_iter().enumerate() {
                let Some(matrix) = matrix else { continue };
                let (rows, columns) = (&orders[source - 1], &orders[target]);
                let width = columns.len();
                let mut ordered = Vec::with_capacity(matrix.len());
                for row in rows {
                    ordered.extend(columns.iter().map(|column| matrix[row * width + column]));
                }
                let only_dense = layers[target].sums.is_none() && layers[target].reads.is_empty();
                if target == last && source == last && only_dense {
                    bound = Some(MarginBound::new(&ordered, constants[target].clone()));
                }
                layers[target].reads.push((source - 1, dense::pack(&ordered, width)));
            }
        }
        Ok(Self { cut, layers, bound })
    }
}

fn shape(typed: &TypedModel, outlet: OutletId) -> Result<Vec<usize>> {
    let fact = typed.outlet_fact(outlet).map_err(graph_error)?;
    let known = fact.shape.as_concrete().filter(|shape| shape.first() == Some(&BATCH));
    known.map(<[usize]>::to_vec).ok_or_else(|| Error::NotAffine { what: format!("has a tensor of {:?}", fact.shape) })
}

/// A ReLU of the tail.
struct Relu {
    input: OutletId,
    output: OutletId,
}

/// The ReLUs after `cut` in the order in which they are computed.
fn relus(typed: &TypedModel, cut: OutletId) -> Result<Vec<Relu>> {
    let mut tail = typed.clone();
    tail.set_input_outlets(&[cut]).map_err(graph_error)?;
    let mut relus = Vec::new();
    for id in tail.eval_order().map_err(graph_error)? {
        let node = typed.node(id);
        let variable = |inlet: &&OutletId| typed.outlet_fact(**inlet).is_ok_and(|fact| fact.konst.is_none());
        let inputs: Vec<OutletId> = node.inputs.iter().filter(variable).copied().collect();
        if id == cut.node || inputs.is_empty() {
            continue;
        }
        match inputs.as_slice() {
            [input] if lower::is_relu(typed, node, *input) => {
                relus.push(Relu { input: *input, output: OutletId::new(id, 0) });
            }
            inputs if is_affine(node, inputs) => {}
            _ => return Err(Error::NotAffine { what: format!("has `{}`, a {}", node.name, node.op.name()) }),
        }
    }
    Ok(relus)
}

/// Whether a node is affine in `variable`, those of its inputs that are no constants.
fn is_affine(node: &TypedNode, variable: &[OutletId]) -> bool {
    let alone = variable.len() == 1;
    if let Some(op) = node.op_as::<TypedBinOp>() {
        return match op.0.name() {
            "Add" | "Sub" => true,
            "Mul" => alone,
            // By a constant, not of one.
            "Div" => alone && node.inputs[0] == variable[0],
            _ => false,
        };
    }
    node.op_is::<AxisOp>()
        || alone && node.op_as::<Conv>().is_some_and(|conv| conv.q_params.is_none())
        || alone && node.op_as::<EinSum>().is_some_and(|product| product.q_params.is_none())
        || alone && node.op_is::<SumPool>()
}

/// The tail between all sources and all targets at once, as tract runs it.
struct Probe {
    plan: std::sync::Arc<TypedRunnableModel>,
    shapes: Vec<Vec<usize>>,
}

impl Probe {
    fn new(typed: &TypedModel, sources: &[OutletId], targets: &[OutletId]) -> Result<Self> {
        let shapes = sources.iter().map(|source| shape(typed, *source)).collect::<Result<_>>()?;
        let cut_up = || -> TractResult<_> {
            // Each source becomes an input of its own, and what read it reads that.
            let (mut parts, mut inputs) = (typed.clone(), Vec::new());
            for &source in sources {
                let fact = typed.outlet_fact(source)?.without_value();
                let input = parts.add_source(format!("probe of {source:?}"), fact)?;
                for inlet in parts.outlet_successors(source).to_vec() {
                    parts.add_edge(input, inlet)?;
                }
                inputs.push(input);
            }
            plan(&parts, &inputs, targets)
        };
        Ok(Self { plan: cut_up().map_err(graph_error)?, shapes })
    }

    /// What the targets are where every source holds zeros.
    fn constants(&self) -> Result<Vec<Vec<f32>>> {
        let answers = self.answers(0, 0..0)?;
        Ok(answers.into_iter().map(|rows| rows[..rows.len() / BATCH].to_vec()).collect())
    }

    /// What each target makes of one source: a matrix, row-major, or nothing where it does not read it.
    fn matrices(&self, source: usize, constants: &[Vec<f32>]) -> Result<Vec<Option<Vec<f32>>>> {
        let rows: usize = self.shapes[source][1..].iter().product();
        let mut matrices: Vec<Vec<f32>> = vec![Vec::new(); constants.len()];
        for first in (0..rows).step_by(BATCH) {
            let units = first..rows.min(first + BATCH);
            let answers = self.answers(source, units.clone())?;
            for ((matrix, answers), constants) in matrices.iter_mut().zip(answers).zip(constants) {
                for row in answers.chunks_exact(constants.len()).take(units.len()) {
                    matrix.extend(row.iter().zip(constants).map(|(with, without)| (with - without) / LENGTH));
                }
            }
        }
        Ok(matrices.into_iter().map(|matrix| matrix.iter().any(|&value| value != 0.0).then_some(matrix)).collect())
    }

    /// What the targets answer where `source` holds the unit vectors `units`, an image each, and the others zeros.
    fn answers(&self, source: usize, units: std::ops::Range<usize>) -> Result<Vec<Vec<f32>>> {
        let mut inputs: Vec<Vec<f32>> = self.shapes.iter().map(|shape| vec![0.0; shape.iter().product()]).collect();
        let width = inputs[source].len() / BATCH;
        for (image, unit) in units.enumerate() {
            inputs[source][image * width + unit] = LENGTH;
        }
        run(&self.plan, self.shapes.iter().map(Vec::as_slice).zip(inputs))
    }
}
