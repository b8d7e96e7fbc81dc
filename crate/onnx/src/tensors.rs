//! A graph's constant tensors, and where in the file their elements lie.

use std::ops::Range;

use bytes::Bytes;

use crate::proto::{GraphProto, TensorProto};

/// All constant tensors by the name of their value: initializers, and what Constant nodes hold.
pub(crate) fn tensors(graph: &GraphProto) -> impl Iterator<Item = (&str, &TensorProto)> {
    let initializers = graph.initializer.iter().map(|tensor| (tensor.name.as_str(), tensor));
    let nodes = graph.node.iter().filter(|node| node.op_type == "Constant");
    initializers.chain(nodes.filter_map(|node| {
        let value = node.attribute.iter().find(|attribute| attribute.name == "value")?;
        Some((node.output.first()?.as_str(), value.t.as_ref()?))
    }))
}

/// Where the elements of an f32 tensor lie in `file`; nothing where they do not lie there, or there are none.
pub(crate) fn place(file: &Bytes, tensor: &TensorProto) -> Option<Range<usize>> {
    let data = if tensor.raw_data.is_empty() { &tensor.float_data } else { &tensor.raw_data };
    place_of(file, data)
}

/// Where a slice of `file` lies in it; nothing for bytes of any other buffer. Decoding gives slices of the buffer that it reads; were
/// that to change, no tensor would have a place any more, and none a wrong one: buffers that live at the same time do not overlap.
fn place_of(file: &Bytes, slice: &Bytes) -> Option<Range<usize>> {
    let start = slice.as_ptr().addr().checked_sub(file.as_ptr().addr())?;
    let end = start.checked_add(slice.len())?;
    (!slice.is_empty() && end <= file.len()).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_slice_of_the_file_has_a_place_in_it() {
        let file = Bytes::from(vec![1, 2, 3, 4, 5, 6]);
        assert_eq!(place_of(&file, &file.slice(2..5)), Some(2..5));
        assert_eq!(place_of(&file, &file.slice(0..6)), Some(0..6));
        let copied = Bytes::copy_from_slice(&file[2..5]);
        assert_eq!(place_of(&file, &copied), None);
        assert_eq!(place_of(&file.slice(0..4), &file.slice(2..5)), None, "it ends after the file");
        assert_eq!(place_of(&file.slice(2..6), &file.slice(0..3)), None, "it begins before the file");
        assert_eq!(place_of(&file, &file.slice(3..3)), None, "nothing lies nowhere");
    }
}
