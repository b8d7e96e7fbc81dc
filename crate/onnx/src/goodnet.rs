//! GoodNet G as one ONNX file: B and a repaired B', and a class of its own for images on which they disagree.

use std::collections::{HashMap, HashSet};

use bytes::Bytes;
use goodnet_data::{Error, Result};
use prost::Message;

use crate::proto::{
    AttributeProto, Dimension, DimensionProto, GraphProto, ModelProto, NodeProto, TensorProto, TensorTypeProto,
    TypeProto, ValueInfoProto, attribute, data_type,
};
use crate::read::{OnnxFile, decode, no_network};

/// The first operator set that has `OneHot` and `Where`.
const LEAST_OPSET: i64 = 9;

/// What every name that is only in B' begins with.
const REPAIRED: &str = "repaired";
/// What the names of G's own nodes begin with.
const OWN: &str = "goodnet";

/// G of B and the ONNX file of a B' that differs from it in some weights alone ([`OnnxFile::apply`]): its output, f32
/// `[N, classes + 1]`, is 1 for the class on which both agree, or for class `classes`, "backdoored", where they do not. What both
/// compute alike is computed once. Its metadata is that of B', which says what was edited.
///
/// # Errors
/// [`Error::ModelUnreadable`] when a file cannot be read; [`Error::Graph`] when its operator set is too old, or it has graphs
/// within nodes.
pub fn goodnet(bad: &OnnxFile, repaired: Vec<u8>, classes: usize) -> Result<Vec<u8>> {
    let mut model = decode(bad.bytes.clone())?;
    let opset = model.opset_import.iter().find(|import| import.domain.is_empty()).map_or(1, |import| import.version);
    if opset < LEAST_OPSET {
        return Err(refuse(format!("its operator set is {opset}, but GoodNet needs {LEAST_OPSET}; export it anew")));
    }
    let mut graph = graph_of(&mut model)?;
    if graph.node.iter().flat_map(|node| &node.attribute).any(|attribute| attribute.g.is_some()) {
        return Err(refuse("it has a graph within a node".into()));
    }
    let scores_of_b = output_of(&graph)?;
    let mut repaired = decode(repaired.into())?;
    let scores_of_repaired = join(&mut graph, graph_of(&mut repaired)?)?;
    let names = Names::new(&graph);
    answer(&mut graph, &names, [&scores_of_b, &scores_of_repaired], classes);
    model.graph = Some(graph);
    // Before version 4 every tensor had to be an input as well.
    model.ir_version = model.ir_version.max(4);
    // It says what was pruned.
    model.metadata_props = repaired.metadata_props;
    Ok(model.encode_to_vec())
}

fn graph_of(model: &mut ModelProto) -> Result<GraphProto> {
    model.graph.take().ok_or_else(no_network)
}

fn refuse(reason: String) -> Error {
    Error::Graph { reason: format!("GoodNet cannot be written as ONNX: {reason}") }
}

fn output_of(graph: &GraphProto) -> Result<String> {
    let output = graph.output.first().ok_or_else(|| Error::ModelUnreadable { reason: "it has no output".into() })?;
    Ok(output.name.clone())
}

/// Adds to `graph` what `other` has and it has not; gives the name of `other`'s output there.
fn join(graph: &mut GraphProto, other: GraphProto) -> Result<String> {
    let names = Names::new(graph);
    let output = output_of(&other)?;
    // What tensors of `other` that differ from ours are called.
    let mut renamed: HashMap<String, String> = HashMap::new();
    for mut tensor in other.initializer {
        let ours = graph.initializer.iter().find(|ours| ours.name == tensor.name);
        if ours != Some(&tensor) {
            let name = names.free(REPAIRED, &tensor.name);
            renamed.insert(std::mem::replace(&mut tensor.name, name.clone()), name);
            graph.initializer.push(tensor);
        }
    }
    let mut added = Vec::new();
    for mut node in other.node {
        let ours = graph.node.iter().find(|ours| ours.output == node.output);
        let alike = ours == Some(&node) && !node.input.iter().any(|input| renamed.contains_key(input));
        if alike {
            continue;
        }
        for input in &mut node.input {
            if let Some(name) = renamed.get(input) {
                input.clone_from(name);
            }
        }
        for output in node.output.iter_mut().filter(|output| !output.is_empty()) {
            let name = names.free(REPAIRED, output);
            renamed.insert(std::mem::replace(output, name.clone()), name);
        }
        if !node.name.is_empty() {
            node.name = names.free(REPAIRED, &node.name);
        }
        added.push(node);
    }
    graph.node.extend(added);
    Ok(renamed.remove(&output).unwrap_or(output))
}

/// Adds what makes one answer of the two networks' scores.
fn answer(graph: &mut GraphProto, names: &Names, scores: [&str; 2], classes: usize) {
    let name = |name: &str| names.free(OWN, name);
    let [of_b, of_repaired] = [name("answer_of_b"), name("answer_of_repaired")];
    let [agree, answer, output] = [name("agree"), name("answer"), name("output")];
    let [backdoored, depth, values] = [name("backdoored"), name("classes"), name("values")];
    let int =
        |name: &str, i: i64| AttributeProto { name: name.into(), kind: attribute::INT, i, ..AttributeProto::default() };
    let node = |op: &str, inputs: &[&str], output: &str, attribute: Vec<AttributeProto>| NodeProto {
        op_type: op.into(),
        name: output.into(),
        input: inputs.iter().map(|&input| input.to_owned()).collect(),
        output: vec![output.into()],
        attribute,
        ..NodeProto::default()
    };
    let best = || vec![int("axis", 1), int("keepdims", 0)];
    let whole = |name: &str, value: usize| TensorProto {
        name: name.into(),
        data_type: data_type::INT64,
        raw_data: Bytes::copy_from_slice(&(value as i64).to_le_bytes()),
        ..TensorProto::default()
    };
    graph.initializer.extend([
        whole(&backdoored, classes),
        whole(&depth, classes + 1),
        TensorProto {
            name: values.clone(),
            dims: vec![2],
            data_type: data_type::FLOAT,
            raw_data: [0.0_f32, 1.0].iter().flat_map(|value| value.to_le_bytes()).collect(),
            ..TensorProto::default()
        },
    ]);
    graph.node.extend([
        node("ArgMax", &[scores[0]], &of_b, best()),
        node("ArgMax", &[scores[1]], &of_repaired, best()),
        node("Equal", &[&of_b, &of_repaired], &agree, vec![]),
        node("Where", &[&agree, &of_b, &backdoored], &answer, vec![]),
        node("OneHot", &[&answer, &depth, &values], &output, vec![int("axis", 1)]),
    ]);
    graph.output = vec![output_value(graph, &output, classes + 1)];
}

/// The output's declaration: B's batch dimension, and a score for each class.
fn output_value(graph: &GraphProto, name: &str, classes: usize) -> ValueInfoProto {
    let declared = graph.output.first().and_then(|output| output.r#type.as_ref()?.tensor_type.as_ref()?.shape.clone());
    let mut shape = declared.unwrap_or_default();
    shape.dim.resize_with(2, DimensionProto::default);
    shape.dim[1].value = Some(Dimension::Value(classes as i64));
    let tensor = TensorTypeProto { elem_type: data_type::FLOAT, shape: Some(shape) };
    let r#type = TypeProto { tensor_type: Some(tensor), ..TypeProto::default() };
    ValueInfoProto { name: name.into(), r#type: Some(r#type), ..ValueInfoProto::default() }
}

/// The names that a graph has taken.
struct Names(HashSet<String>);

impl Names {
    fn new(graph: &GraphProto) -> Self {
        let tensors = graph.initializer.iter().map(|tensor| tensor.name.clone());
        let nodes = graph.node.iter().flat_map(|node| node.output.iter().chain([&node.name]).cloned());
        let inputs = graph.input.iter().map(|input| input.name.clone());
        Self(tensors.chain(nodes).chain(inputs).collect())
    }

    /// `prefix/name`, or with another prefix where that is taken: the same for the same name.
    fn free(&self, prefix: &str, name: &str) -> String {
        let numbered = (2..).map(|number| format!("{prefix}_{number}/{name}"));
        std::iter::once(format!("{prefix}/{name}"))
            .chain(numbered)
            .find(|name| !self.0.contains(name))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use goodnet_data::{Bias, ChannelsOff, Edit, TensorEdit};

    use super::*;
    use crate::write::GraphBuilder;

    #[test]
    fn only_what_differs_is_there_twice_and_the_edit_is_noted() {
        let mut graph = GraphBuilder::new("chain");
        graph.tensor("conv/weight", &[2, 1, 2, 2], &[1.0; 8]);
        graph.tensor("dense/weight", &[2, 3], &[2.0; 6]);
        graph.tensor("dense/bias", &[3], &[3.0; 3]);
        graph.node("Conv", "conv", &["image", "conv/weight"], "planes", &[]);
        graph.node("Flatten", "flatten", &["planes"], "row", &[]);
        graph.node("Gemm", "dense", &["row", "dense/weight", "dense/bias"], "scores", &[]);
        let bytes = graph.finish(["test", "1"], "image", [1, 2, 2], "scores", 3);
        let bad = OnnxFile::parse(&bytes, |_| true).unwrap();
        let off = ChannelsOff { convolution: "conv".into(), channels: vec![0], bias: Bias::Zero };
        let dense = TensorEdit { name: "dense/weight".into(), values: vec![5.0; 6] };
        let named = |edit: Edit| {
            let model = decode(goodnet(&bad, bad.apply(&edit).unwrap(), 3).unwrap().into()).unwrap();
            let graph = model.graph.unwrap();
            let tensors = graph.initializer.into_iter().map(|tensor| tensor.name);
            let nodes = graph.node.into_iter().map(|node| node.name);
            let repaired = tensors.chain(nodes).filter(|name| name.starts_with(REPAIRED)).collect::<Vec<_>>();
            (repaired, model.metadata_props.into_iter().map(|entry| entry.key).collect::<Vec<_>>())
        };
        let (repaired, noted) = named(Edit { tensors: vec![dense.clone()], ..Edit::default() });
        assert_eq!(repaired, ["repaired/dense/weight", "repaired/dense"], "the planes are the same");
        assert_eq!(noted, ["goodnet.edited"]);
        let (repaired, noted) = named(Edit { channels: vec![off], tensors: vec![dense] });
        let all = ["conv/weight", "dense/weight", "conv", "flatten", "dense"];
        assert_eq!(repaired, all.map(|name| format!("repaired/{name}")));
        assert_eq!(noted, ["goodnet.pruned", "goodnet.edited"]);
    }
}
