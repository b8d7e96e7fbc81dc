//! A repaired network in the file that it came in: weights are set to 0 where they lie, and nothing else changes.

use goodnet_data::Bias;
use hdf5_pure::{Dataset, File, Layout};
use serde_json::Value;

use super::{Architecture, Network};
use crate::error::{Error, Result};
use crate::hdf5::unreadable;

/// A copy of one of Keras' HDF5 files in which `channels` of the convolution `layer` are pruned: their weights are 0; their
/// biases, and what a normalisation behind them adds, are 0 too or as they were. Every other byte stays, so what could open the
/// file can open it still. `given` are the layers that the network was read with ([`crate::network`]).
///
/// # Errors
/// [`Error::NotANetwork`] when the layer is not there, or its weights are not stored in one piece; [`Error::Unreadable`];
/// [`Error::NoArchitecture`].
pub fn prune_keras(
    file: &str,
    bytes: &[u8],
    given: Option<&Architecture>,
    layer: &str,
    channels: &[usize],
    bias: Bias,
) -> Result<Vec<u8>> {
    let h5 = File::from_bytes(bytes.to_vec()).map_err(|error| unreadable(file, &error))?;
    let Network { architecture, places } = Network::find(file, &h5, given)?;
    let mut patched = bytes.to_vec();
    let own = places.layers.get(layer).ok_or_else(|| refuse(file, layer, "has no weights"))?;
    let kernel = own.get("kernel").ok_or_else(|| refuse(file, layer, "has no weights"))?;
    silence(&mut patched, file, layer, kernel, channels)?;
    if bias == Bias::Keep {
        return Ok(patched);
    }
    if let Some(bias) = own.get("bias") {
        silence(&mut patched, file, layer, bias, channels)?;
    }
    // What a normalisation behind the convolution adds would come back after the bias.
    for norm in norms_behind(&architecture, layer) {
        let tensors = ["gamma", "beta"].iter().filter_map(|name| places.layers.get(norm)?.get(*name));
        for tensor in tensors {
            silence(&mut patched, file, norm, tensor, channels)?;
        }
    }
    Ok(patched)
}

/// The normalisations behind a convolution, up to the first layer that looks at more than one number of a plane, or the first that
/// something else reads as well.
fn norms_behind<'a>(architecture: &'a Architecture, convolution: &'a str) -> Vec<&'a str> {
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
