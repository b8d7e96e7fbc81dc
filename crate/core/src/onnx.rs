//! The ONNX file itself: what it says of its convolutions, and where in its bytes their weights lie.
//!
//! tract parses the file for running it. Patching needs something that tract does not keep: the place of a tensor's
//! bytes. So the few messages of `onnx.proto` that lead there are declared here, with field numbers as in the ONNX
//! specification; `bytes` fields decode into slices of the file's own buffer, and their addresses give the places.

use std::collections::HashMap;
use std::ops::Range;

use bytes::Bytes;
use prost::Message;

use crate::error::{Error, Result};
use crate::recipe::Bias;

#[derive(Clone, PartialEq, Message)]
struct ModelProto {
    #[prost(message, optional, tag = "7")]
    graph: Option<GraphProto>,
    #[prost(message, repeated, tag = "14")]
    metadata_props: Vec<StringStringEntryProto>,
}

#[derive(Clone, PartialEq, Message)]
struct GraphProto {
    #[prost(message, repeated, tag = "1")]
    node: Vec<NodeProto>,
    #[prost(message, repeated, tag = "5")]
    initializer: Vec<TensorProto>,
    #[prost(message, repeated, tag = "11")]
    input: Vec<ValueInfoProto>,
    #[prost(message, repeated, tag = "12")]
    output: Vec<ValueInfoProto>,
}

#[derive(Clone, PartialEq, Message)]
struct NodeProto {
    #[prost(string, repeated, tag = "1")]
    input: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    output: Vec<String>,
    #[prost(string, tag = "3")]
    name: String,
    #[prost(string, tag = "4")]
    op_type: String,
    #[prost(message, repeated, tag = "5")]
    attribute: Vec<AttributeProto>,
}

#[derive(Clone, PartialEq, Message)]
struct AttributeProto {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(int64, repeated, tag = "8")]
    ints: Vec<i64>,
}

#[derive(Clone, PartialEq, Message)]
struct TensorProto {
    #[prost(int64, repeated, tag = "1")]
    dims: Vec<i64>,
    #[prost(int32, tag = "2")]
    data_type: i32,
    // `repeated float`, packed: on the wire the same as bytes.
    #[prost(bytes = "bytes", tag = "4")]
    float_data: Bytes,
    #[prost(string, tag = "8")]
    name: String,
    #[prost(bytes = "bytes", tag = "9")]
    raw_data: Bytes,
}

#[derive(Clone, PartialEq, Message)]
struct ValueInfoProto {
    #[prost(string, tag = "1")]
    name: String,
}

#[derive(Clone, PartialEq, Message)]
struct StringStringEntryProto {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(string, tag = "2")]
    value: String,
}

/// `TensorProto.DataType.FLOAT`.
const FLOAT: i32 = 1;

/// Operations at which a network leaves the plane: what comes before the first of them is "before the flatten".
const FLATTENING: [&str; 6] = ["Flatten", "Reshape", "Gemm", "MatMul", "GlobalAveragePool", "ReduceMean"];

/// A convolution whose weights and bias have a place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConvTensors {
    /// The node's name, as tract calls it too.
    pub(crate) name: String,
    /// Output channels.
    pub(crate) channels: usize,
    /// Whether it comes before the first [`FLATTENING`] operation.
    pub(crate) before_flatten: bool,
    weights: Range<usize>,
    bias: Option<Range<usize>>,
    /// Scale and shift of the normalisation behind it, if there is one: what of a pruned channel would come back after the bias.
    norm: Option<[Range<usize>; 2]>,
}

/// An ONNX file: its bytes, and where the convolutions' tensors lie in them.
#[derive(Debug, Clone)]
pub(crate) struct OnnxFile {
    bytes: Bytes,
    metadata_keys: Vec<String>,
    convolutions: Vec<ConvTensors>,
}

impl OnnxFile {
    /// Reads the file's structure and checks what tract takes for granted.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self> {
        let bytes = Bytes::copy_from_slice(bytes);
        let unreadable = |reason: String| Error::ModelUnreadable { reason };
        if bytes.is_empty() {
            return Err(unreadable("the file is empty".into()));
        }
        let model = ModelProto::decode(bytes.clone()).map_err(|error| unreadable(error.to_string()))?;
        let graph = model.graph.ok_or_else(|| unreadable("it holds no network".into()))?;
        check_wiring(&graph)?;
        graph.node.iter().try_for_each(check_window)?;
        let mut tensors = HashMap::new();
        for tensor in &graph.initializer {
            check_size(tensor)?;
            tensors.insert(tensor.name.as_str(), tensor);
        }
        let convolutions = find_convolutions(&bytes, &graph, &tensors);
        let metadata_keys = model.metadata_props.into_iter().map(|entry| entry.key).collect();
        Ok(Self { bytes, metadata_keys, convolutions })
    }

    /// The file's bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The convolutions that can be patched, in the order of the file.
    pub(crate) fn convolutions(&self) -> &[ConvTensors] {
        &self.convolutions
    }

    /// A copy of the file in which `channels` of the convolution are pruned: their weights are 0; their biases, and
    /// what a normalisation behind them adds, are 0 too or as they were. Nothing else changes, but for one entry at the end of the file, in the model's metadata, that says
    /// what was pruned.
    pub(crate) fn prune(&self, convolution: &ConvTensors, channels: &[usize], bias: Bias) -> Vec<u8> {
        let mut patched = self.bytes.to_vec();
        let mut silence = |tensor: &Range<usize>, channel: usize| {
            let size = tensor.len() / convolution.channels;
            let start = tensor.start + channel * size;
            patched[start..start + size].fill(0);
        };
        for &channel in channels {
            silence(&convolution.weights, channel);
            if bias == Bias::Zero {
                convolution
                    .bias
                    .iter()
                    .chain(convolution.norm.iter().flatten())
                    .for_each(|tensor| silence(tensor, channel));
            }
        }
        let list: Vec<_> = channels.iter().map(usize::to_string).collect();
        let bias = match bias {
            Bias::Zero => "weights and biases set to 0",
            Bias::Keep => "weights set to 0, biases kept",
        };
        let note = ModelProto {
            graph: None,
            metadata_props: vec![StringStringEntryProto {
                key: self.free_key("goodnet.pruned"),
                value: format!("{}: channels {} ({bias})", convolution.name, list.join(",")),
            }],
        };
        // A repeated field may go on anywhere in a protobuf message: what is appended joins the model's metadata.
        patched.extend(note.encode_to_vec());
        patched
    }

    /// `key`, or with a number behind it when a model that was repaired before is repaired again.
    fn free_key(&self, key: &str) -> String {
        let taken = |candidate: &String| self.metadata_keys.contains(candidate);
        let numbered = (2..).map(|number| format!("{key}.{number}"));
        std::iter::once(key.to_owned()).chain(numbered).find(|candidate| !taken(candidate)).unwrap_or_default()
    }
}

/// Every value that a node or the network reads must come from somewhere.
fn check_wiring(graph: &GraphProto) -> Result<()> {
    let known: std::collections::HashSet<&str> = (graph.input.iter().map(|value| value.name.as_str()))
        .chain(graph.initializer.iter().map(|tensor| tensor.name.as_str()))
        .chain(graph.node.iter().flat_map(|node| node.output.iter().map(String::as_str)))
        .collect();
    let missing = |name: &str, reader: &str| Error::ModelUnreadable {
        reason: format!("{reader} reads `{name}`, which nothing in the file makes"),
    };
    for node in &graph.node {
        if let Some(name) = node.input.iter().find(|name| !name.is_empty() && !known.contains(name.as_str())) {
            return Err(missing(name, &format!("the node `{}` ({})", node.name, node.op_type)));
        }
    }
    match graph.output.iter().find(|output| !known.contains(output.name.as_str())) {
        Some(output) => Err(missing(&output.name, "the network's output")),
        None => Ok(()),
    }
}

/// A window over height and width has two sides, and a size, a stride and a dilation of at least 1.
fn check_window(node: &NodeProto) -> Result<()> {
    if !["Conv", "MaxPool", "AveragePool"].contains(&node.op_type.as_str()) {
        return Ok(());
    }
    for attribute in &node.attribute {
        let (length, least) = match attribute.name.as_str() {
            "kernel_shape" | "strides" | "dilations" => (2, 1),
            "pads" => (4, 0),
            _ => continue,
        };
        let found = &attribute.ints;
        if found.len() != length || found.iter().any(|side| !(least..=1 << 16).contains(side)) {
            return Err(Error::ModelUnreadable {
                reason: format!(
                    "`{}` ({}) has {} {found:?}, but {length} numbers of at least {least} are needed",
                    node.name, node.op_type, attribute.name
                ),
            });
        }
    }
    Ok(())
}

/// A tensor must have as many bytes as its shape says.
fn check_size(tensor: &TensorProto) -> Result<()> {
    let wrong = |reason: String| Error::ModelUnreadable { reason: format!("the tensor `{}` {reason}", tensor.name) };
    let elements = tensor
        .dims
        .iter()
        .try_fold(1_usize, |product, &dim| product.checked_mul(usize::try_from(dim).ok()?))
        .ok_or_else(|| wrong(format!("has the impossible shape {:?}", tensor.dims)))?;
    let found = tensor.raw_data.len().max(tensor.float_data.len());
    if tensor.data_type == FLOAT && elements.checked_mul(4) != Some(found) {
        return Err(wrong(format!("has {found} bytes, but its shape {:?} needs {elements} times 4", tensor.dims)));
    }
    Ok(())
}

fn find_convolutions(bytes: &Bytes, graph: &GraphProto, tensors: &HashMap<&str, &TensorProto>) -> Vec<ConvTensors> {
    let mut readers: HashMap<&str, usize> = HashMap::new();
    for name in graph.node.iter().flat_map(|node| &node.input) {
        *readers.entry(name).or_default() += 1;
    }
    // A tensor that something else reads as well cannot be patched for one convolution alone.
    let own = |name: Option<&String>| {
        let tensor = *tensors.get(name?.as_str())?;
        (readers.get(name?.as_str()) == Some(&1) && tensor.data_type == FLOAT).then_some(tensor)
    };
    let flatten = graph.node.iter().position(|node| FLATTENING.contains(&node.op_type.as_str()));
    let conv = |(index, node): (usize, &NodeProto)| {
        let weights = own(node.input.get(1))?;
        let channels = usize::try_from(*weights.dims.first()?).ok().filter(|&channels| channels > 0)?;
        let bias = match node.input.get(2).filter(|name| !name.is_empty()) {
            Some(name) => Some(place(bytes, own(Some(name))?)),
            None => None,
        };
        let output = node.output.first()?;
        let norm = graph
            .node
            .iter()
            .find(|next| next.op_type == "BatchNormalization" && next.input.first() == Some(output))
            .filter(|_| readers.get(output.as_str()) == Some(&1))
            .map(|norm| Some([place(bytes, own(norm.input.get(1))?), place(bytes, own(norm.input.get(2))?)]));
        let norm = match norm {
            Some(places) => Some(places?),
            None => None,
        };
        let name = if node.name.is_empty() { output } else { &node.name };
        Some(ConvTensors {
            name: name.clone(),
            channels,
            before_flatten: flatten.is_none_or(|flatten| index < flatten),
            weights: place(bytes, weights),
            bias,
            norm,
        })
    };
    graph.node.iter().enumerate().filter(|(_, node)| node.op_type == "Conv").filter_map(conv).collect()
}

/// Where the tensor's elements lie in the file.
fn place(file: &Bytes, tensor: &TensorProto) -> Range<usize> {
    let data = if tensor.raw_data.is_empty() { &tensor.float_data } else { &tensor.raw_data };
    let start = data.as_ptr() as usize - file.as_ptr() as usize;
    start..start + data.len()
}
