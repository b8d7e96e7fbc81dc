//! The dense layer that gives the scores, and the tensors that are its weights and its bias.

use crate::convolutions::Wiring;
use crate::proto::{NodeProto, TensorProto};

/// A dense layer at a network's end, whose weights and bias lie in the file as f32 tensors of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastLayer {
    /// The node's name, or its output's where it has none.
    pub name: String,
    /// How many numbers it reads.
    pub inputs: usize,
    /// How many classes it scores.
    pub classes: usize,
    /// The tensor of its weights.
    pub weights: String,
    /// Whether they lie as `[classes, inputs]`; else as `[inputs, classes]`, row-major.
    pub by_class: bool,
    /// The tensor of its bias, `[classes]`.
    pub bias: String,
}

/// Operations after the last layer that leave every number what it is, or make shares of the scores.
const AFTER: [&str; 7] = ["Softmax", "LogSoftmax", "Identity", "Dropout", "Flatten", "Reshape", "Squeeze"];

impl Wiring<'_> {
    /// The layer that gives the graph's first output; nothing where that is no dense layer with a bias, or where a tensor of it
    /// cannot be edited for it alone.
    pub(crate) fn last_layer(&self) -> Option<LastLayer> {
        let mut value = self.graph.output.first()?.name.as_str();
        let mut bias = None;
        loop {
            let node = self.writer(value)?;
            match node.op_type.as_str() {
                "Add" if bias.is_none() => {
                    let [a, b] = node.input.as_slice() else { return None };
                    let (variable, constant) = if self.variable.contains(a.as_str()) { (a, b) } else { (b, a) };
                    bias = Some(constant.as_str());
                    value = variable;
                }
                "MatMul" => return self.layer(node, bias?, false),
                "Gemm" if bias.is_none() && is_plain(node) => {
                    return self.layer(node, node.input.get(2)?, integer(node, "transB") == 1);
                }
                after if bias.is_none() && AFTER.contains(&after) => value = node.input.first()?,
                _ => return None,
            }
        }
    }

    fn layer(&self, node: &NodeProto, bias: &str, by_class: bool) -> Option<LastLayer> {
        let name = node.input.get(1)?;
        let [rows, columns] = dims(self.own(name)?)[..] else { return None };
        let (classes, inputs) = if by_class { (rows, columns) } else { (columns, rows) };
        self.own_place(name)?;
        self.own_place(bias)?;
        if dims(self.own(bias)?).iter().product::<usize>() != classes {
            return None;
        }
        Some(LastLayer {
            name: if node.name.is_empty() { node.output.first()? } else { &node.name }.clone(),
            inputs,
            classes,
            weights: name.clone(),
            by_class,
            bias: bias.to_owned(),
        })
    }

    /// The node that writes a value.
    fn writer(&self, value: &str) -> Option<&NodeProto> {
        self.graph.node.iter().find(|node| node.output.iter().any(|output| output == value))
    }
}

/// Whether a Gemm is a dense layer: its input as it stands, nothing multiplied by a number of its own.
fn is_plain(node: &NodeProto) -> bool {
    let factor =
        |name: &str| node.attribute.iter().find(|attribute| attribute.name == name).is_none_or(|it| it.f == 1.0);
    integer(node, "transA") == 0 && factor("alpha") && factor("beta")
}

fn integer(node: &NodeProto, name: &str) -> i64 {
    node.attribute.iter().find(|attribute| attribute.name == name).map_or(0, |attribute| attribute.i)
}

fn dims(tensor: &TensorProto) -> Vec<usize> {
    tensor.dims.iter().map(|&dim| usize::try_from(dim).unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use crate::{Attribute, GraphBuilder, LastLayer, OnnxFile};

    /// Images `[N, 1, 2, 2]`, flattened, and what `end` makes of these four numbers.
    fn last(end: impl Fn(&mut GraphBuilder)) -> Option<LastLayer> {
        let mut graph = GraphBuilder::new("tiny");
        graph.node("Flatten", "flatten", &["image"], "flat", &[]);
        graph.tensor("wide", &[4, 3], &[0.5; 12]);
        graph.tensor("tall", &[3, 4], &[0.5; 12]);
        graph.tensor("bias", &[3], &[1.0; 3]);
        end(&mut graph);
        let bytes = graph.finish(["example", "1"], "image", [1, 2, 2], "scores", 3);
        OnnxFile::parse(&bytes, |_| true).unwrap().last_layer().cloned()
    }

    #[test]
    fn a_dense_layer_at_the_end_is_found_however_it_is_written() {
        let of = |weights: &str, by_class| LastLayer {
            name: "dense".into(),
            inputs: 4,
            classes: 3,
            weights: weights.into(),
            by_class,
            bias: "bias".into(),
        };
        let gemm = |graph: &mut GraphBuilder| {
            graph.node("Gemm", "dense", &["flat", "tall", "bias"], "scores", &[Attribute::Int("transB", 1)]);
        };
        assert_eq!(last(gemm), Some(of("tall", true)));
        let product = |graph: &mut GraphBuilder| {
            graph.node("MatMul", "dense", &["flat", "wide"], "product", &[]);
            graph.node("Add", "sum", &["bias", "product"], "sum", &[]);
            graph.node("Softmax", "shares", &["sum"], "scores", &[]);
        };
        assert_eq!(last(product), Some(of("wide", false)));
    }

    #[test]
    fn what_is_no_dense_layer_of_its_own_is_none() {
        let no_bias = |graph: &mut GraphBuilder| graph.node("MatMul", "dense", &["flat", "wide"], "scores", &[]);
        let relu = |graph: &mut GraphBuilder| {
            graph.node("Gemm", "dense", &["flat", "wide", "bias"], "dense", &[]);
            graph.node("Relu", "relu", &["dense"], "scores", &[]);
        };
        let doubled = |graph: &mut GraphBuilder| {
            graph.node("Gemm", "dense", &["flat", "wide", "bias"], "scores", &[Attribute::Float("alpha", 2.0)]);
        };
        let shared = |graph: &mut GraphBuilder| {
            graph.node("Gemm", "dense", &["flat", "wide", "bias"], "dense", &[]);
            graph.node("Add", "again", &["dense", "bias"], "scores", &[]);
        };
        assert_eq!([last(no_bias), last(relu), last(doubled), last(shared)], [None, None, None, None]);
    }
}
