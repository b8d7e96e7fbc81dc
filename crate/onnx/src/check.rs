//! What must be true of a file before anything is read off it: what whoever runs it takes for granted.

use std::collections::HashSet;

use goodnet_data::{Error, Result};

use crate::proto::{GraphProto, NodeProto, TensorProto, data_type};

/// Every value that a node or the network reads must come from somewhere.
pub(crate) fn check_wiring(graph: &GraphProto) -> Result<()> {
    let known: HashSet<&str> = (graph.input.iter().map(|value| value.name.as_str()))
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

/// Whoever runs the network must know every operation; all that it does not know are named at once.
pub(crate) fn check_operations(graph: &GraphProto, knows: impl Fn(&str) -> bool) -> Result<()> {
    let unknown: Vec<String> = (graph.node.iter())
        .filter(|node| !knows(&node.op_type))
        .map(|node| format!("`{}` ({})", node.name, node.op_type))
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let reason = format!("it has operations that goodnet does not know: {}", unknown.join(", "));
    Err(Error::ModelUnreadable { reason })
}

/// A window over height and width has two sides, and a size, a stride and a dilation of at least 1.
pub(crate) fn check_window(node: &NodeProto) -> Result<()> {
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

/// A tensor must lie in the file, and have as many bytes as its shape says.
pub(crate) fn check_size(name: &str, tensor: &TensorProto) -> Result<()> {
    let wrong = |reason: String| Error::ModelUnreadable { reason: format!("the tensor `{name}` {reason}") };
    if let Some(place) = tensor.external_data.iter().find(|entry| entry.key == "location") {
        return Err(wrong(format!(
            "lies in another file, {}: export the model as one file (in PyTorch with external_data=False)",
            place.value
        )));
    }
    let elements = tensor
        .dims
        .iter()
        .try_fold(1_usize, |product, &dim| product.checked_mul(usize::try_from(dim).ok()?))
        .ok_or_else(|| wrong(format!("has the impossible shape {:?}", tensor.dims)))?;
    let found = tensor.raw_data.len().max(tensor.float_data.len());
    if tensor.data_type == data_type::FLOAT && elements.checked_mul(4) != Some(found) {
        return Err(wrong(format!("has {found} bytes, but its shape {:?} needs {elements} times 4", tensor.dims)));
    }
    Ok(())
}
