//! What a graph is while layers are added to it: what all of them share.

use std::collections::HashMap;

use goodnet_onnx::GraphBuilder;

use super::super::config::Refusal;
use super::super::weights::Weights;

/// What a layer gives.
#[derive(Debug, Clone)]
pub(super) struct Made {
    /// The ONNX tensor's name.
    pub(super) tensor: String,
    pub(super) form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `[N, C, H, W]`.
    Image([usize; 3]),
    /// `[N, width]`.
    Row(usize),
}

/// A graph that is being written.
pub(super) struct Writer<'a> {
    pub(super) graph: GraphBuilder,
    pub(super) weights: &'a Weights,
    /// What each layer gives, by its name.
    pub(super) made: HashMap<String, Made>,
}

impl Made {
    /// `[C, H, W]`.
    ///
    /// # Errors
    /// That it is a row.
    pub(super) fn image(&self) -> Result<[usize; 3], Refusal> {
        match self.form {
            Form::Image(shape) => Ok(shape),
            Form::Row(_) => Err("reads what was flattened before".into()),
        }
    }
}
