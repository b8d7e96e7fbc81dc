//! Finds the convolutions of a file that can be patched, and the tensors that make up their channels.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use bytes::Bytes;

use crate::proto::{GraphProto, NodeProto, TensorProto, data_type};
use crate::tensors::{place, tensors};

/// Operations at which a network leaves the plane: what comes before the first of them is "before the flatten".
const FLATTENING: [&str; 6] = ["Flatten", "Reshape", "Gemm", "MatMul", "GlobalAveragePool", "ReduceMean"];

/// Operations after a convolution that look at each number alone, as tract runs them too.
const ACTIVATIONS: [&str; 14] = [
    "Relu",
    "Clip",
    "LeakyRelu",
    "Elu",
    "HardSigmoid",
    "HardSwish",
    "Sigmoid",
    "Tanh",
    "Softsign",
    "Abs",
    "Erf",
    "Exp",
    "Sqrt",
    "Neg",
];

/// A convolution whose channels can be pruned in the file: its weights, and what belongs to its channels, lie there as f32 tensors of
/// their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConvTensors {
    /// The node's name, or its output's where it has none: as tract calls it too.
    pub name: String,
    /// Output channels.
    pub channels: usize,
    /// Whether it comes before the first operation at which the network leaves the plane: a flatten, a dense layer, a mean.
    pub before_flatten: bool,
    /// Input channels and places of a filter.
    pub(crate) filter: [usize; 2],
    /// Where its filters lie in the file: f32, `[channels, in, height, width]`, row-major.
    pub(crate) weights: Range<usize>,
    /// Where the bias lies, and the scales and shifts of what normalises it, a number a channel: what of a pruned channel would come
    /// back after the weights.
    pub(crate) offsets: Vec<Range<usize>>,
}

/// A graph, and what is known of its tensors.
pub(crate) struct Wiring<'a> {
    file: &'a Bytes,
    pub(crate) graph: &'a GraphProto,
    /// Initializers, and the values of Constant nodes.
    tensors: HashMap<&'a str, &'a TensorProto>,
    /// Who reads a value.
    readers: HashMap<&'a str, Vec<&'a NodeProto>>,
    /// What depends on the image.
    pub(crate) variable: HashSet<&'a str>,
}

impl<'a> Wiring<'a> {
    pub(crate) fn new(file: &'a Bytes, graph: &'a GraphProto) -> Self {
        let tensors: HashMap<_, _> = tensors(graph).collect();
        let mut readers: HashMap<&str, Vec<&NodeProto>> = HashMap::new();
        for (name, node) in graph.node.iter().flat_map(|node| node.input.iter().map(move |name| (name, node))) {
            readers.entry(name).or_default().push(node);
        }
        let images = graph.input.iter().map(|input| input.name.as_str()).filter(|name| !tensors.contains_key(name));
        let mut variable: HashSet<&str> = images.collect();
        // A file's nodes come after what they read.
        for node in graph.node.iter().filter(|node| node.op_type != "Shape") {
            if node.input.iter().any(|name| variable.contains(name.as_str())) {
                variable.extend(node.output.iter().map(String::as_str));
            }
        }
        Self { file, graph, tensors, readers, variable }
    }

    /// The convolutions that can be patched, in the order of the file.
    pub(crate) fn convolutions(&self) -> Vec<ConvTensors> {
        let flatten = self.graph.node.iter().position(|node| FLATTENING.contains(&node.op_type.as_str()));
        let convolutions = self.graph.node.iter().enumerate().filter(|(_, node)| node.op_type == "Conv");
        convolutions
            .filter_map(|(index, node)| self.convolution(node, flatten.is_none_or(|flatten| index < flatten)))
            .collect()
    }

    fn convolution(&self, node: &NodeProto, before_flatten: bool) -> Option<ConvTensors> {
        let weights = self.own(node.input.get(1)?)?;
        let channels = usize::try_from(*weights.dims.first()?).ok().filter(|&channels| channels > 0)?;
        let size = |dims: &[i64]| dims.iter().map(|&dim| usize::try_from(dim).unwrap_or(0)).product::<usize>();
        let filter = [size(weights.dims.get(1..2)?), size(weights.dims.get(2..)?)];
        let mut offsets = Vec::new();
        if let Some(name) = node.input.get(2).filter(|name| !name.is_empty()) {
            offsets.push(self.own_place(name)?);
        }
        let output = node.output.first()?;
        self.follow(output, channels, &mut offsets)?;
        let name = if node.name.is_empty() { output } else { &node.name };
        let weights = place(self.file, weights)?;
        Some(ConvTensors { name: name.clone(), channels, before_flatten, filter, weights, offsets })
    }

    /// Gathers the scales and shifts of a convolution's channels from its output on, up to the first operation that looks at
    /// more than one number of a plane; nothing when one of them cannot be patched.
    fn follow(&self, output: &str, channels: usize, offsets: &mut Vec<Range<usize>>) -> Option<()> {
        let (mut value, mut axis) = (output, 1);
        loop {
            let is_output = self.graph.output.iter().any(|output| output.name == value);
            let Some([next]) = self.readers.get(value).map(Vec::as_slice).filter(|_| !is_output) else {
                return Some(());
            };
            match next.op_type.as_str() {
                "BatchNormalization" if axis == 1 => {
                    for name in [next.input.get(1)?, next.input.get(2)?] {
                        offsets.push(self.own_place(name)?);
                    }
                }
                op @ ("Add" | "Sub" | "Mul" | "Div") => {
                    let other = next.input.iter().find(|name| *name != value)?;
                    if self.variable.contains(other.as_str()) {
                        return Some(());
                    }
                    let tensor = *self.tensors.get(other.as_str())?;
                    // What is one number for all channels is no part of one; and 0 divided by anything stays 0.
                    if is_a_channel_each(tensor, axis, channels) {
                        let own = self.own_place(other)?;
                        offsets.extend((op != "Div").then_some(own));
                    } else if tensor.dims.iter().any(|&dim| dim != 1) {
                        return None;
                    }
                }
                "Transpose" => {
                    let turn = &next.attribute.iter().find(|attribute| attribute.name == "perm")?.ints;
                    axis = turn.iter().position(|&from| from == axis as i64)?;
                }
                "Identity" | "Dropout" => {}
                activation if ACTIVATIONS.contains(&activation) => {}
                _ => return Some(()),
            }
            value = next.output.first()?;
        }
    }

    /// A tensor that can be patched for its one reader alone.
    pub(crate) fn own(&self, name: &str) -> Option<&'a TensorProto> {
        let tensor = *self.tensors.get(name)?;
        let readers = self.readers.get(name)?;
        (readers.len() == 1 && tensor.data_type == data_type::FLOAT).then_some(tensor)
    }

    /// Where such a tensor lies in the file.
    pub(crate) fn own_place(&self, name: &str) -> Option<Range<usize>> {
        place(self.file, self.own(name)?)
    }
}

/// Whether a tensor, spread over `[N, .., ..]` planes of which `axis` counts the channels, has one number for each channel.
fn is_a_channel_each(tensor: &TensorProto, axis: usize, channels: usize) -> bool {
    // Shapes are aligned at their ends; planes have four dimensions.
    let Some(own) = (axis + tensor.dims.len()).checked_sub(4) else { return false };
    let mut dims = tensor.dims.iter().enumerate();
    dims.all(|(at, &dim)| if at == own { usize::try_from(dim) == Ok(channels) } else { dim == 1 })
}
