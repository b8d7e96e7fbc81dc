//! A repaired network in the file that it came in: weights are set to 0 where they lie, and nothing else changes.

use goodnet_core::Bias;
use hdf5_pure::{Dataset, File, Layout};

use super::weights::{datasets, layer_groups};
use crate::error::{Error, Result};
use crate::hdf5::unreadable;

/// A copy of one of Keras' HDF5 files in which `channels` of the convolution `layer` are pruned: their weights are 0, their biases
/// 0 or as they were. Every other byte stays, so what could open the file can open it still.
///
/// # Errors
/// [`Error::NotANetwork`] when the layer is not there, or its weights are not stored in one piece; [`Error::Unreadable`].
pub fn prune_keras(file: &str, bytes: &[u8], layer: &str, channels: &[usize], bias: Bias) -> Result<Vec<u8>> {
    let h5 = File::from_bytes(bytes.to_vec()).map_err(|error| unreadable(file, &error))?;
    let group = layer_groups(file, &h5)?.group(layer).map_err(|error| unreadable(file, &error))?;
    let weights = datasets(file, &group)?;
    let mut patched = bytes.to_vec();
    let find = |name: &str| weights.get(name);
    let kernel = find("kernel").ok_or_else(|| refuse(file, layer, "has no weights"))?;
    silence(&mut patched, file, layer, kernel, channels)?;
    if let (Bias::Zero, Some(bias)) = (bias, find("bias")) {
        silence(&mut patched, file, layer, bias, channels)?;
    }
    Ok(patched)
}

/// Sets to 0 what belongs to `channels`, which a tensor's last dimension counts.
fn silence(bytes: &mut [u8], file: &str, layer: &str, tensor: &Dataset, channels: &[usize]) -> Result<()> {
    let failed = |error: hdf5_pure::Error| unreadable(file, &error);
    let shape = tensor.shape().map_err(failed)?;
    let width = tensor.element_size().map_err(failed)? as usize;
    let all = shape.last().copied().unwrap_or(0) as usize;
    let (Layout::Contiguous { address: Some(address), size }, true) =
        (tensor.layout().map_err(failed)?, channels.iter().all(|&channel| channel < all))
    else {
        return Err(refuse(file, layer, "has weights that are not stored in one piece"));
    };
    let place = usize::try_from(address).ok().and_then(|start| Some(start..start.checked_add(usize::try_from(size).ok()?)?));
    let data = place.and_then(|place| bytes.get_mut(place)).ok_or_else(|| refuse(file, layer, "lies outside of the file"))?;
    for row in data.chunks_exact_mut(all * width) {
        for &channel in channels {
            row[channel * width..(channel + 1) * width].fill(0);
        }
    }
    Ok(())
}

fn refuse(file: &str, layer: &str, what: &str) -> Error {
    Error::NotANetwork {
        file: file.to_owned(),
        reason: format!("its layer `{layer}` {what}; take the repaired network as ONNX instead"),
    }
}
