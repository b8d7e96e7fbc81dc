//! An edit of a network in the HDF5 file that it came in: numbers change where they lie, and nothing else does.

use std::ops::Range;

use goodnet_data::{Bias, ChannelsOff, Edit, Error as DataError, TensorEdit};
use hdf5_pure::{Dataset, Datatype, DatatypeByteOrder, File, Layout};
use serde_json::Value;

use super::architecture::Architecture;
use super::filters;
use super::find::Network;
use crate::error::{Error, Result};
use crate::source::hdf5::unreadable;

/// A copy of one of Keras' HDF5 files with an edit in it. Tensors, which go by their names in the network's conversion to ONNX
/// (`conv_1/kernel`) and have its layout, get their values in Keras' own layout; then channels are pruned: their weights are 0, and
/// their biases, and what a normalisation after them adds, are 0 too or as they were. Every other byte stays, so what could open the
/// file can open it still. `given` are the layers that the network was read with ([`crate::network`]).
///
/// # Errors
/// [`Error::NotANetwork`] when a layer or one of its weights is not there, or is not stored as it would have to be (f32, in one piece):
/// the repaired network can be had as ONNX then; [`goodnet_data::Error::Option`] for a channel and
/// [`goodnet_data::Error::TensorLength`] for values that do not fit; [`Error::Unreadable`]; [`Error::NoArchitecture`].
pub fn write_keras(file: &str, bytes: &[u8], given: Option<&Architecture>, edit: &Edit) -> Result<Vec<u8>> {
    let h5 = File::from_bytes(bytes.to_vec()).map_err(|error| unreadable(file, error))?;
    let mut patch = Patch { file, network: Network::find(file, &h5, given)?, bytes: bytes.to_vec() };
    edit.tensors.iter().try_for_each(|tensor| patch.set(tensor))?;
    edit.channels.iter().try_for_each(|off| patch.prune(off))?;
    Ok(patch.bytes)
}

/// A file that is being edited.
struct Patch<'a> {
    file: &'a str,
    network: Network,
    bytes: Vec<u8>,
}

impl Patch<'_> {
    /// Gives a tensor its values.
    fn set(&mut self, TensorEdit { name, values }: &TensorEdit) -> Result<()> {
        let Some((layer, weight)) = name.rsplit_once('/') else {
            return Err(self.refuse(name, "is not there"));
        };
        let weights = self.network.locations.layers.get(layer);
        // Where Keras left a bias or a scale out, its conversion has one all the same.
        let Some(dataset) = weights.and_then(|weights| weights.get(weight)) else {
            return Err(self.refuse(layer, &format!("has no {weight} there that could be changed")));
        };
        let failed = |error: hdf5_pure::Error| unreadable(self.file, error);
        let shape: Vec<usize> = dataset.shape().map_err(failed)?.iter().map(|&size| size as usize).collect();
        let wanted = shape.iter().product();
        if values.len() != wanted {
            return Err(DataError::TensorLength { name: name.clone(), found: values.len(), wanted }.into());
        }
        let is_f32 = matches!(
            dataset.datatype().map_err(failed)?,
            Datatype::FloatingPoint { size: 4, byte_order: DatatypeByteOrder::LittleEndian, .. }
        );
        if !is_f32 {
            return Err(self.refuse(layer, &format!("has a {weight} that is not stored as f32")));
        }
        let place = self.place(layer, dataset)?;
        let turned = match shape.as_slice() {
            &[height, width, inputs, filters] => filters::keras_order([height, width, inputs, filters], values),
            _ => values.clone(),
        };
        let numbers = turned.iter().flat_map(|value| value.to_le_bytes());
        self.bytes[place].iter_mut().zip(numbers).for_each(|(old, new)| *old = new);
        Ok(())
    }

    /// Prunes channels of a convolution.
    fn prune(&mut self, ChannelsOff { convolution, channels, bias }: &ChannelsOff) -> Result<()> {
        let Network { architecture, locations } = &self.network;
        let mut silenced: Vec<(&str, &Dataset)> = Vec::new();
        let own = locations.layers.get(convolution).and_then(|own| Some((own, own.get("kernel")?)));
        let (own, kernel) = own.ok_or_else(|| self.refuse(convolution, "has no weights"))?;
        silenced.push((convolution, kernel));
        if *bias == Bias::Zero {
            silenced.extend(own.get("bias").map(|bias| (convolution.as_str(), bias)));
            // What a normalisation after the convolution adds would come back after the bias.
            for norm in norms_after(architecture, convolution) {
                let tensors = ["gamma", "beta"].iter().filter_map(|name| locations.layers.get(norm)?.get(*name));
                silenced.extend(tensors.map(|tensor| (norm, tensor)));
            }
        }
        let mut places = Vec::new();
        for (layer, tensor) in silenced {
            places.push((self.place(layer, tensor)?, self.channels_of(layer, tensor, channels)?));
        }
        for (place, [all, width]) in places {
            for row in self.bytes[place].chunks_exact_mut(all * width) {
                for &channel in channels {
                    row[channel * width..(channel + 1) * width].fill(0);
                }
            }
        }
        Ok(())
    }

    /// How many channels a tensor has, which its last dimension counts, and the bytes of a number; it must have those that are asked
    /// for.
    fn channels_of(&self, layer: &str, tensor: &Dataset, channels: &[usize]) -> Result<[usize; 2]> {
        let failed = |error: hdf5_pure::Error| unreadable(self.file, error);
        let all = tensor.shape().map_err(failed)?.last().map_or(0, |&all| all as usize);
        let width = tensor.element_size().map_err(failed)? as usize;
        match channels.iter().find(|&&channel| channel >= all) {
            Some(channel) => Err(Error::Data(DataError::Option {
                option: "a pruned channel",
                value: channel.to_string(),
                reason: format!("`{layer}` has {all} channels"),
            })),
            None if all == 0 || width == 0 => Err(self.refuse(layer, "has no weights")),
            None => Ok([all, width]),
        }
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

/// The normalisations after a convolution, up to the first layer that looks at more than one number of a plane, or the first that
/// something else reads as well.
fn norms_after<'a>(architecture: &'a Architecture, convolution: &'a str) -> Vec<&'a str> {
    let (mut norms, mut at) = (Vec::new(), convolution);
    loop {
        let mut readers = architecture.layers.iter().filter(|layer| layer.inputs.iter().any(|input| input == at));
        let (Some(next), None) = (readers.next(), readers.next()) else { return norms };
        match next.class.as_str() {
            "BatchNormalization" => norms.push(next.name.as_str()),
            "Activation" if next.config.get("activation").and_then(Value::as_str) != Some("softmax") => {}
            "ReLU"
            | "Dropout"
            | "GaussianDropout"
            | "GaussianNoise"
            | "SpatialDropout2D"
            | "ActivityRegularization" => {}
            _ => return norms,
        }
        at = &next.name;
    }
}
