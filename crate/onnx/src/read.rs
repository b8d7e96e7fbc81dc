//! An ONNX file: its structure checked, and where in its bytes the tensors lie.

use std::collections::BTreeMap;
use std::ops::Range;

use bytes::Bytes;
use goodnet_data::{Error, Result};
use prost::Message;

use crate::check;
use crate::convolutions::{ConvTensors, Wiring};
use crate::last_layer::LastLayer;
use crate::proto::{ModelProto, data_type};
use crate::tensors::{place, tensors};

/// An ONNX file: its bytes, and where the tensors lie in them.
#[derive(Debug, Clone)]
pub struct OnnxFile {
    pub(crate) bytes: Bytes,
    pub(crate) metadata_keys: Vec<String>,
    pub(crate) convolutions: Vec<ConvTensors>,
    last_layer: Option<LastLayer>,
    /// Constant tensors by name; no place where one is not f32, or does not lie in the file in one piece.
    pub(crate) tensors: BTreeMap<String, Option<Range<usize>>>,
}

impl OnnxFile {
    /// Reads the file's structure and checks what whoever runs the network takes for granted; `knows` says which operations that one
    /// knows.
    ///
    /// # Errors
    /// [`Error::ModelUnreadable`], naming the node or the tensor that is wrong.
    pub fn parse(bytes: &[u8], knows: impl Fn(&str) -> bool) -> Result<Self> {
        let bytes = Bytes::copy_from_slice(bytes);
        if bytes.is_empty() {
            return Err(Error::ModelUnreadable { reason: "the file is empty".into() });
        }
        let mut model = decode(bytes.clone())?;
        let graph = model.graph.take().ok_or_else(no_network)?;
        check::check_wiring(&graph)?;
        check::check_operations(&graph, knows)?;
        graph.node.iter().try_for_each(check::check_window)?;
        tensors(&graph).try_for_each(|(name, tensor)| check::check_size(name, tensor))?;
        let placed = tensors(&graph).map(|(name, tensor)| {
            let place = if tensor.data_type == data_type::FLOAT { place(&bytes, tensor) } else { None };
            (name.to_owned(), place)
        });
        let wiring = Wiring::new(&bytes, &graph);
        Ok(Self {
            tensors: placed.collect(),
            convolutions: wiring.convolutions(),
            last_layer: wiring.last_layer(),
            metadata_keys: model.metadata_props.into_iter().map(|entry| entry.key).collect(),
            bytes,
        })
    }

    /// The file's bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The convolutions that can be pruned in the file, in its order.
    pub fn convolutions(&self) -> &[ConvTensors] {
        &self.convolutions
    }

    /// The dense layer that gives the scores; nothing where that is none, or cannot be edited.
    pub fn last_layer(&self) -> Option<&LastLayer> {
        self.last_layer.as_ref()
    }

    /// The names of the constant tensors that can be edited: f32, and in the file in one piece.
    pub fn tensors(&self) -> impl Iterator<Item = &str> {
        self.tensors.iter().filter(|(_, place)| place.is_some()).map(|(name, _)| name.as_str())
    }

    /// The values of a constant tensor that can be edited: f32, in its shape and layout, row-major.
    ///
    /// # Errors
    /// [`Error::NoSuchTensor`], or [`Error::TensorFixed`] when it is not f32 or does not lie in the file in one piece.
    pub fn values(&self, tensor: &str) -> Result<Vec<f32>> {
        let (numbers, _) = self.bytes[self.place_of(tensor)?].as_chunks();
        Ok(numbers.iter().map(|&number| f32::from_le_bytes(number)).collect())
    }

    /// Where the elements of a tensor lie that can be edited.
    pub(crate) fn place_of(&self, tensor: &str) -> Result<Range<usize>> {
        match self.tensors.get(tensor) {
            Some(Some(place)) => Ok(place.clone()),
            Some(None) => Err(Error::TensorFixed { name: tensor.to_owned() }),
            None => Err(Error::NoSuchTensor { name: tensor.to_owned() }),
        }
    }
}

/// The messages of a file, with slices of its buffer where they are bytes.
pub(crate) fn decode(bytes: Bytes) -> Result<ModelProto> {
    ModelProto::decode(bytes).map_err(|error| Error::ModelUnreadable { reason: error.to_string() })
}

/// A file without a graph.
pub(crate) fn no_network() -> Error {
    Error::ModelUnreadable { reason: "it holds no network".into() }
}
