//! An edit of a network in the HDF5 file that it came in: numbers change where they lie, and nothing else does.

use std::io::Cursor;
use std::ops::Range;

use goodnet_data::Edit;
use goodnet_onnx::OnnxFile;
use hdf5_pure::{Dataset, Datatype, DatatypeByteOrder, File, Layout};

use super::architecture::Architecture;
use super::convert::convert;
use super::filters;
use super::find::Network;
use crate::error::{Error, Result};
use crate::source::hdf5::unreadable;

/// A copy of one of Keras' HDF5 files with an edit in it. What an edit is, the network's conversion to ONNX says, in which it goes by the
/// same names (`conv_1/kernel`): every number that it changes there is changed here too, in Keras' own layout. Every other byte
/// stays, so what could open the file can open it still. `given` are the layers that the network was read with
/// ([`crate::network`]).
///
/// # Errors
/// [`Error::NotANetwork`] when a layer or one of its weights is not there, or is not stored as it would have to be (f32, in one piece):
/// the repaired network can be had as ONNX then; what [`OnnxFile::apply`] says of an edit that does not fit;
/// [`Error::Unreadable`]; [`Error::NoArchitecture`].
pub fn write_keras(file: &str, bytes: &[u8], given: Option<&Architecture>, edit: &Edit) -> Result<Vec<u8>> {
    let before = OnnxFile::parse(&convert(file, Cursor::new(bytes.to_vec()), given)?, |_| true)?;
    let after = OnnxFile::parse(&before.apply(edit)?, |_| true)?;
    let h5 = File::from_bytes(bytes.to_vec()).map_err(|error| unreadable(file, error))?;
    let mut patch = Patch { file, network: Network::find(file, &h5, given)?, bytes: bytes.to_vec() };
    for tensor in before.tensors() {
        let (old, new) = (before.values(tensor)?, after.values(tensor)?);
        if old.iter().zip(&new).any(|(old, new)| old.to_bits() != new.to_bits()) {
            patch.set(tensor, &old, &new)?;
        }
    }
    Ok(patch.bytes)
}

/// A file that is being edited.
struct Patch<'a> {
    file: &'a str,
    network: Network,
    bytes: Vec<u8>,
}

impl Patch<'_> {
    /// Changes the numbers of a tensor that differ.
    fn set(&mut self, name: &str, old: &[f32], new: &[f32]) -> Result<()> {
        let (layer, weight) = name.rsplit_once('/').unwrap_or((name, "weight"));
        let weights = self.network.locations.layers.get(layer);
        // Where Keras left a bias or a scale out, its conversion has one all the same.
        let Some(dataset) = weights.and_then(|weights| weights.get(weight)) else {
            return Err(self.refuse(layer, &format!("has no {weight} there that could be changed")));
        };
        let failed = |error: hdf5_pure::Error| unreadable(self.file, error);
        let shape: Vec<usize> = dataset.shape().map_err(failed)?.iter().map(|&size| size as usize).collect();
        let is_f32 = matches!(
            dataset.datatype().map_err(failed)?,
            Datatype::FloatingPoint { size: 4, byte_order: DatatypeByteOrder::LittleEndian, .. }
        );
        let width = dataset.element_size().map_err(failed)? as usize;
        let place = self.place(layer, dataset)?;
        let turned = |values: &[f32]| match shape.as_slice() {
            &[height, width, inputs, filters] => filters::keras_order([height, width, inputs, filters], values),
            _ => values.to_vec(),
        };
        let changes = turned(old).into_iter().zip(turned(new));
        if width == 0 || place.len() != old.len() * width {
            return Err(self.refuse(layer, &format!("has a {weight} that is not stored as plain numbers")));
        }
        let mut fits = true;
        for (number, (old, new)) in self.bytes[place].chunks_exact_mut(width).zip(changes) {
            match (old.to_bits() == new.to_bits(), is_f32, new.to_bits()) {
                (true, ..) => {}
                (_, true, _) => number.copy_from_slice(&new.to_le_bytes()),
                // Zero is zero at any width.
                (_, _, 0) => number.fill(0),
                _ => fits = false,
            }
        }
        if fits { Ok(()) } else { Err(self.refuse(layer, &format!("has a {weight} that is not stored as f32"))) }
    }

    /// Where in the file a tensor's numbers lie.
    fn place(&self, layer: &str, tensor: &Dataset) -> Result<Range<usize>> {
        let Layout::Contiguous { address: Some(address), size } =
            tensor.layout().map_err(|error| unreadable(self.file, error))?
        else {
            return Err(self.refuse(layer, "has weights that are not stored in one piece"));
        };
        let start = usize::try_from(address).ok();
        let place = start.and_then(|start| Some(start..start.checked_add(usize::try_from(size).ok()?)?));
        place
            .filter(|place| place.end <= self.bytes.len())
            .ok_or_else(|| self.refuse(layer, "has weights that lie outside of the file"))
    }

    fn refuse(&self, layer: &str, what: &str) -> Error {
        Error::NotANetwork {
            file: self.file.to_owned(),
            reason: format!("its layer `{layer}` {what}; take the repaired network as ONNX instead"),
        }
    }
}
