//! ONNX files as bytes: what they hold and where it lies, checked, edited in place, and written anew.
//!
//! An ONNX file is one protobuf message. An engine such as tract parses it to run the network and forgets the file; repairing one
//! needs what the engine does not keep: where in the file a tensor's bytes lie. This crate knows that, and runs nothing.
//!
//! * [`OnnxFile::parse`] checks a file (every value comes from somewhere, every tensor is as long as its shape says, windows have
//!   two sides, no operation is unknown), and finds its constant tensors and the convolutions whose channels can be pruned.
//! * [`OnnxFile::apply`] writes a [`goodnet_data::Edit`], what any defence makes: tensors with other values, channels off. Bytes
//!   change where they lie, so everything else stays as its exporter wrote it, fields that this crate has never heard of included;
//!   what was done is noted after the last byte, in the model's metadata.
//! * [`goodnet`] joins B and a repaired B' to one graph that answers with a class of its own where the two disagree.
//! * [`GraphBuilder`] writes a network from nothing, node by node: what Keras saved, and what goodnet-forge trained.
//!
//! ```
//! use goodnet_data::{Bias, Edit};
//! use goodnet_onnx::{Attribute, GraphBuilder, OnnxFile};
//!
//! // Images [N, 1, 2, 2] through two filters of one pixel, flattened: 8 scores.
//! let mut graph = GraphBuilder::new("tiny");
//! graph.tensor("conv/weight", &[2, 1, 1, 1], &[3.0, -2.0]);
//! graph.node("Conv", "conv", &["image", "conv/weight"], "planes", &[Attribute::Ints("kernel_shape", &[1, 1])]);
//! graph.node("Flatten", "flatten", &["planes"], "scores", &[]);
//! let bytes = graph.finish(["example", "1"], "image", [1, 2, 2], "scores", 8);
//!
//! let file = OnnxFile::parse(&bytes, |operation| ["Conv", "Flatten"].contains(&operation))?;
//! let repaired = file.apply(&Edit::pruned("conv", [1], Bias::Zero))?;
//! assert_eq!(OnnxFile::parse(&repaired, |_| true)?.values("conv/weight")?, [3.0, 0.0]);
//! # Ok::<(), goodnet_data::Error>(())
//! ```
//!
//! Files, from the ground up: `proto` (the messages, one schema for reading and writing), `tensors` (constant tensors and their
//! places), `check`, `convolutions` (which tensors make up a convolution's channels), `last_layer`, `read`, `edit`, `goodnet`; `write` stands on
//! `proto` alone.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

mod check;
mod convolutions;
mod edit;
mod filters;
mod goodnet;
mod last_layer;
mod proto;
mod read;
mod tensors;
mod write;

pub use convolutions::ConvTensors;
pub use filters::Filters;
pub use goodnet::goodnet;
pub use last_layer::LastLayer;
pub use read::OnnxFile;
pub use write::{Attribute, GraphBuilder};
