//! Which numbers a network takes for pixels, found by asking it.

use goodnet_data::{ImageSet, Result, Scale};

use crate::metrics::top_class;
use crate::network::Network;

/// How many images are tried.
const TRIED: usize = 200;

/// Which scale gives more right answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundInputRange {
    /// The better one.
    pub scale: Scale,
    /// Right answers with 0 to 255 and with 0 to 1.
    pub hits: [usize; 2],
    /// Of how many images.
    pub images: usize,
}

impl std::fmt::Display for FoundInputRange {
    /// What was found, and how, as a sentence.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [bytes, unit] = self.hits;
        write!(
            out,
            "the network takes pixels of {}: {bytes} of {} clean images right with 0 to 255, {unit} with 0 to 1",
            self.scale, self.images
        )?;
        // Neither was better.
        if bytes == unit { write!(out, "; that is a guess from the images' own values") } else { Ok(()) }
    }
}

/// Finds out on some clean images whether a network takes 0 to 255 or 0 to 1. Where both are as good, it is `data`, the scale in
/// which the images were stored.
///
/// # Errors
/// [`crate::Error::ImageShape`] or [`crate::Error::LabelRange`] when the images do not fit the network;
/// [`crate::Error::Graph`] when tract cannot run it.
pub fn find_input_range(network: &Network, clean: &ImageSet, data: Scale) -> Result<FoundInputRange> {
    clean.check(network.input(), network.classes())?;
    // From the whole set: a file may be sorted by person.
    let images = clean.len().min(TRIED);
    let chosen: Vec<usize> = (0..images).map(|index| index * clean.len() / images).collect();
    let pixels: Vec<u8> = chosen.iter().flat_map(|&index| clean.pixels(index..index + 1)).copied().collect();
    let mut hits = [0; 2];
    for (hits, scale) in hits.iter_mut().zip(Scale::ALL) {
        let scores = network.classify_as(&pixels, scale)?;
        *hits = (scores.chunks_exact(network.classes()).zip(&chosen))
            .filter(|(scores, index)| top_class(scores).0 == clean.labels()[**index])
            .count();
    }
    let scale = match hits[0].cmp(&hits[1]) {
        std::cmp::Ordering::Greater => Scale::Bytes,
        std::cmp::Ordering::Less => Scale::Unit,
        std::cmp::Ordering::Equal => data,
    };
    Ok(FoundInputRange { scale, hits, images })
}
