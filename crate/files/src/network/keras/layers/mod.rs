//! Each of Keras' layers as nodes of an ONNX graph.

mod convert;
mod shape;
mod weighted;
mod writer;

pub(super) use convert::{convert, refuse_unknown};
