//! What a defence changes of a network, whichever defence it was and whichever kind of file the network came in.

use serde::{Deserialize, Serialize};

use crate::bias::Bias;

/// The difference between a network and a repaired one: what is written into its file, be that ONNX or Keras' HDF5. Tensors get their
/// new values first, then channels are pruned: what is pruned stays so, whatever values a tensor was given.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Edit {
    /// Channels that are pruned, by convolution.
    pub channels: Vec<ChannelsOff>,
    /// Tensors that get other values.
    pub tensors: Vec<TensorEdit>,
}

/// Channels of one convolution that are pruned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ChannelsOff {
    /// The convolution's name in the ONNX file; a network that Keras saved has its layers' names there.
    pub convolution: String,
    /// The output channels, in the order in which they were pruned.
    pub channels: Vec<usize>,
    /// What becomes of their biases.
    pub bias: Bias,
}

/// A whole tensor with other values, as fine-tuning or a refit leaves it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct TensorEdit {
    /// Its name in the ONNX file.
    pub name: String,
    /// f32 in the tensor's shape and layout there, row-major: as many as it has.
    pub values: Vec<f32>,
}

impl Edit {
    /// `channels` of one convolution pruned, and nothing else.
    pub fn pruned(convolution: impl Into<String>, channels: impl Into<Vec<usize>>, bias: Bias) -> Self {
        let off = ChannelsOff { convolution: convolution.into(), channels: channels.into(), bias };
        Self { channels: vec![off], tensors: Vec::new() }
    }
}
