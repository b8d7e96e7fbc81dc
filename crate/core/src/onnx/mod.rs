//! The ONNX file itself: what it says of its convolutions, and where in its bytes their weights lie.
//!
//! tract parses the file for running it. Patching needs something that tract does not keep: the place of a tensor's
//! bytes. So the few messages that lead there are declared here ([`schema`]), and the tensors that belong to a channel are looked
//! for in the file ([`convolutions`]).

mod check;
mod convolutions;
mod schema;

use std::ops::Range;

use bytes::Bytes;
use goodnet_data::{Bias, Error, Result};
use prost::Message;

pub(crate) use convolutions::ConvTensors;

use convolutions::Wiring;
use schema::{ModelProto, StringStringEntryProto};

/// What a convolution's output channels multiply with.
#[derive(Debug, Clone, PartialEq)]
pub struct Filters {
    /// The convolution's name in the file.
    pub convolution: String,
    /// Input channels of a filter.
    pub inputs: usize,
    /// Places of a filter: its height times its width.
    pub taps: usize,
    /// f32 `[channels, inputs, taps]`, row-major.
    pub weights: Vec<f32>,
    /// What a normalisation after the convolution multiplies each channel with; 1 without one.
    pub gains: Vec<f32>,
}

/// An ONNX file: its bytes, and where the convolutions' tensors lie in them.
#[derive(Debug, Clone)]
pub(crate) struct OnnxFile {
    bytes: Bytes,
    metadata_keys: Vec<String>,
    convolutions: Vec<ConvTensors>,
}

impl OnnxFile {
    /// Reads the file's structure and checks what tract takes for granted.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self> {
        let bytes = Bytes::copy_from_slice(bytes);
        let unreadable = |reason: String| Error::ModelUnreadable { reason };
        if bytes.is_empty() {
            return Err(unreadable("the file is empty".into()));
        }
        let model = ModelProto::decode(bytes.clone()).map_err(|error| unreadable(error.to_string()))?;
        let graph = model.graph.ok_or_else(|| unreadable("it holds no network".into()))?;
        check::check_wiring(&graph)?;
        check::check_operations(&graph)?;
        graph.node.iter().try_for_each(check::check_window)?;
        convolutions::tensors(&graph).try_for_each(|(name, tensor)| check::check_size(name, tensor))?;
        let convolutions = Wiring::new(&bytes, &graph).convolutions();
        let metadata_keys = model.metadata_props.into_iter().map(|entry| entry.key).collect();
        Ok(Self { bytes, metadata_keys, convolutions })
    }

    /// The file's bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The convolutions that can be patched, in the order of the file.
    pub(crate) fn convolutions(&self) -> &[ConvTensors] {
        &self.convolutions
    }

    /// A convolution's filters; nothing where they are not stored as f32 of a known shape.
    pub(crate) fn filters(&self, convolution: &ConvTensors) -> Option<Filters> {
        let [inputs, taps] = convolution.filter;
        let weights: Vec<f32> = (self.bytes[convolution.weights.clone()].as_chunks::<4>().0.iter())
            .map(|bytes| f32::from_le_bytes(*bytes))
            .collect();
        (weights.len() == convolution.channels * inputs * taps && inputs * taps > 0).then(|| Filters {
            convolution: convolution.name.clone(),
            inputs,
            taps,
            weights,
            gains: vec![1.0; convolution.channels],
        })
    }

    /// A copy of the file in which `channels` of the convolution are pruned: their weights are 0; their biases, and
    /// the scales and shifts of a normalisation behind them, are 0 too or as they were. Nothing else changes, but for one entry
    /// at the end of the file, in the model's metadata, that says what was pruned.
    pub(crate) fn prune(&self, convolution: &ConvTensors, channels: &[usize], bias: Bias) -> Vec<u8> {
        let mut patched = self.bytes.to_vec();
        let mut silence = |tensor: &Range<usize>, channel: usize| {
            let size = tensor.len() / convolution.channels;
            let start = tensor.start + channel * size;
            patched[start..start + size].fill(0);
        };
        for &channel in channels {
            silence(&convolution.weights, channel);
            if bias == Bias::Zero {
                convolution.offsets.iter().for_each(|tensor| silence(tensor, channel));
            }
        }
        let list: Vec<_> = channels.iter().map(usize::to_string).collect();
        let bias = match bias {
            Bias::Zero => "weights and biases set to 0",
            Bias::Keep => "weights set to 0, biases kept",
        };
        let note = ModelProto {
            graph: None,
            metadata_props: vec![StringStringEntryProto {
                key: self.free_key("goodnet.pruned"),
                value: format!("{}: channels {} ({bias})", convolution.name, list.join(",")),
            }],
        };
        // A repeated field may go on anywhere in a protobuf message: what is appended joins the model's metadata.
        patched.extend(note.encode_to_vec());
        patched
    }

    /// `key`, or with a number behind it when a model that was repaired before is repaired again.
    fn free_key(&self, key: &str) -> String {
        let taken = |candidate: &String| self.metadata_keys.contains(candidate);
        let numbered = (2..).map(|number| format!("{key}.{number}"));
        std::iter::once(key.to_owned()).chain(numbered).find(|candidate| !taken(candidate)).unwrap_or_default()
    }
}
