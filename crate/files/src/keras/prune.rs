//! A repaired network in the file that it came in: weights are set to 0 where they lie, and nothing else changes.

use goodnet_core::Bias;
use hdf5_pure::{Dataset, File, Layout};

use super::weights::{datasets, layer_groups};
use super::{Architecture, Layer};
use crate::error::{Error, Result};
use crate::hdf5::unreadable;

/// A copy of one of Keras' HDF5 files in which `channels` of the convolution `layer` are pruned: their weights are 0; their
/// biases, and what a normalisation behind them adds, are 0 too or as they were. Every other byte stays, so what could open the
/// file can open it still.
///
/// # Errors
/// [`Error::NotANetwork`] when the layer is not there, or its weights are not stored in one piece; [`Error::Unreadable`].
pub fn prune_keras(file: &str, bytes: &[u8], layer: &str, channels: &[usize], bias: Bias) -> Result<Vec<u8>> {
    let h5 = File::from_bytes(bytes.to_vec()).map_err(|error| unreadable(file, &error))?;
    let groups = layer_groups(file, &h5)?;
    let weights = |layer: &str| datasets(file, &groups.group(layer).map_err(|error| unreadable(file, &error))?);
    let mut patched = bytes.to_vec();
    let own = weights(layer)?;
    let kernel = own.get("kernel").ok_or_else(|| refuse(file, layer, "has no weights"))?;
    silence(&mut patched, file, layer, kernel, channels)?;
    if bias == Bias::Keep {
        return Ok(patched);
    }
    if let Some(bias) = own.get("bias") {
        silence(&mut patched, file, layer, bias, channels)?;
    }
    // What a normalisation behind the convolution adds would come back after the bias.
    for norm in norms_behind(file, &h5, layer)? {
        let weights = weights(&norm)?;
        for tensor in ["gamma", "beta"].iter().filter_map(|name| weights.get(*name)) {
            silence(&mut patched, file, &norm, tensor, channels)?;
        }
    }
    Ok(patched)
}

/// The normalisations that read a layer. A file of weights alone is DeepID's, which has none.
fn norms_behind(file: &str, h5: &File, layer: &str) -> Result<Vec<String>> {
    let attributes = h5.root().attrs().map_err(|error| unreadable(file, &error))?;
    let Some(config) = attributes.get("model_config").and_then(|config| config.as_str()) else {
        return Ok(Vec::new());
    };
    let layers = Architecture::parse(file, config)?.layers.into_iter();
    let reads = |next: &Layer| next.class == "BatchNormalization" && next.inputs.iter().any(|input| input == layer);
    Ok(layers.filter(reads).map(|norm| norm.name).collect())
}

/// Sets to 0 what belongs to `channels`, which a tensor's last dimension counts.
fn silence(bytes: &mut [u8], file: &str, layer: &str, tensor: &Dataset, channels: &[usize]) -> Result<()> {
    let failed = |error: hdf5_pure::Error| unreadable(file, &error);
    let shape = tensor.shape().map_err(failed)?;
    let width = tensor.element_size().map_err(failed)? as usize;
    let all = shape.last().copied().unwrap_or(0) as usize;
    let (Layout::Contiguous { address: Some(address), size }, true) =
        (tensor.layout().map_err(failed)?, width > 0 && all > 0 && channels.iter().all(|&channel| channel < all))
    else {
        return Err(refuse(file, layer, "has weights that are not stored in one piece"));
    };
    let place =
        usize::try_from(address).ok().and_then(|start| Some(start..start.checked_add(usize::try_from(size).ok()?)?));
    let data =
        place.and_then(|place| bytes.get_mut(place)).ok_or_else(|| refuse(file, layer, "lies outside of the file"))?;
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
