//! Writes a new ONNX file, node by node.

use bytes::Bytes;
use prost::Message;

use crate::proto::{
    AttributeProto, Dimension, DimensionProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto,
    TensorShapeProto, TensorTypeProto, TypeProto, ValueInfoProto, attribute, data_type,
};

/// The operator set: 17 is read by every runtime of the last years.
const OPSET: i64 = 17;
/// The version of the file format that came with it.
const IR_VERSION: i64 = 8;

/// An image classifier that is being written: f32 `[N, C, H, W]` in, f32 `[N, classes]` out.
#[derive(Debug, Clone)]
pub struct GraphBuilder {
    graph: GraphProto,
}

/// An attribute of a node: its name and its value.
#[derive(Debug, Clone, Copy)]
pub enum Attribute<'a> {
    /// One whole number.
    Int(&'a str, i64),
    /// Some whole numbers.
    Ints(&'a str, &'a [i64]),
    /// One number.
    Float(&'a str, f32),
    /// A word.
    Text(&'a str, &'a str),
}

impl GraphBuilder {
    /// A network without layers.
    pub fn new(name: &str) -> Self {
        Self { graph: GraphProto { name: name.into(), ..GraphProto::default() } }
    }

    /// Adds a node that reads `inputs` and makes `output`; inputs come before what reads them.
    pub fn node(&mut self, op: &str, name: &str, inputs: &[&str], output: &str, attributes: &[Attribute<'_>]) {
        self.graph.node.push(NodeProto {
            op_type: op.into(),
            name: name.into(),
            input: inputs.iter().map(|&input| input.to_owned()).collect(),
            output: vec![output.into()],
            attribute: attributes.iter().map(Attribute::encode).collect(),
            ..NodeProto::default()
        });
    }

    /// Adds a constant tensor: f32, `shape`, row-major.
    pub fn tensor(&mut self, name: &str, shape: &[usize], values: &[f32]) {
        self.graph.initializer.push(TensorProto {
            name: name.into(),
            dims: shape.iter().map(|&size| size as i64).collect(),
            data_type: data_type::FLOAT,
            raw_data: values.iter().flat_map(|value| value.to_le_bytes()).collect(),
            ..TensorProto::default()
        });
    }

    /// The file: its input has the name `input` and takes images of `[C, H, W]`; its output is the tensor `output`, with a score
    /// for each of `classes`. `producer` is who made it, and which version.
    pub fn finish(
        mut self,
        producer: [&str; 2],
        input: &str,
        [channels, height, width]: [usize; 3],
        output: &str,
        classes: usize,
    ) -> Vec<u8> {
        let batch = || Dimension::Param("N".into());
        let size = |size: usize| Dimension::Value(size as i64);
        self.graph.input = vec![value(input, [batch(), size(channels), size(height), size(width)])];
        self.graph.output = vec![value(output, [batch(), size(classes)])];
        let [name, version] = producer;
        let model = ModelProto {
            ir_version: IR_VERSION,
            opset_import: vec![OperatorSetIdProto { domain: String::new(), version: OPSET }],
            producer_name: name.into(),
            producer_version: version.into(),
            graph: Some(self.graph),
            ..ModelProto::default()
        };
        model.encode_to_vec()
    }
}

impl Attribute<'_> {
    fn encode(&self) -> AttributeProto {
        let attribute = |name: &str, kind| AttributeProto { name: name.into(), kind, ..AttributeProto::default() };
        match *self {
            Self::Int(name, i) => AttributeProto { i, ..attribute(name, attribute::INT) },
            Self::Ints(name, ints) => AttributeProto { ints: ints.to_vec(), ..attribute(name, attribute::INTS) },
            Self::Float(name, f) => AttributeProto { f, ..attribute(name, attribute::FLOAT) },
            Self::Text(name, text) => {
                AttributeProto { s: Bytes::copy_from_slice(text.as_bytes()), ..attribute(name, attribute::STRING) }
            }
        }
    }
}

fn value<const RANK: usize>(name: &str, shape: [Dimension; RANK]) -> ValueInfoProto {
    let dim = shape.map(|size| DimensionProto { value: Some(size), ..DimensionProto::default() }).to_vec();
    let tensor = TensorTypeProto { elem_type: data_type::FLOAT, shape: Some(TensorShapeProto { dim }) };
    let r#type = TypeProto { tensor_type: Some(tensor), ..TypeProto::default() };
    ValueInfoProto { name: name.into(), r#type: Some(r#type), ..ValueInfoProto::default() }
}
