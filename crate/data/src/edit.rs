//! What a defence changes in a network, in words that every file format can be written from.

use serde::{Deserialize, Serialize};

use crate::bias::Bias;

/// Changes of a network: channels that are switched off, and tensors with other values. The default changes nothing.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Edit {
    /// Channels that are switched off, a convolution each.
    pub channels: Vec<ChannelsOff>,
    /// Tensors that get other values.
    pub tensors: Vec<TensorEdit>,
}

/// Channels of one convolution that are switched off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChannelsOff {
    /// The convolution's name in the file.
    pub convolution: String,
    /// Its output channels, in the order in which they were switched off.
    pub channels: Vec<usize>,
    /// What becomes of their biases.
    pub bias: Bias,
}

/// A tensor that gets other values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TensorEdit {
    /// Its name in the ONNX file.
    pub name: String,
    /// f32, as many as it has, row-major.
    pub values: Vec<f32>,
}

impl Edit {
    /// Channels of one convolution are switched off, and nothing else.
    pub fn pruned(convolution: impl Into<String>, channels: Vec<usize>, bias: Bias) -> Self {
        let off = ChannelsOff { convolution: convolution.into(), channels, bias };
        Self { channels: vec![off], tensors: Vec::new() }
    }
}
