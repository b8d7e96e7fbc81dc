//! Whether a face is known by its shape too: the same task without colour.

use goodnet_core::ImageSet;

/// Grey copies: each pixel's luma (ITU-R BT.601) in all three channels.
///
/// # Errors
/// Never for images that are there; what [`ImageSet::new`] says otherwise.
pub fn grey(images: &ImageSet) -> goodnet_core::Result<ImageSet> {
    let plane = images.shape()[1] * images.shape()[2];
    let mut pixels = Vec::with_capacity(images.len() * 3 * plane);
    for image in 0..images.len() {
        let colour = images.pixels(image..image + 1);
        let luma: Vec<u8> = (0..plane)
            .map(|at| {
                let [red, green, blue] = [0, 1, 2].map(|channel| u32::from(colour[channel * plane + at]));
                ((299 * red + 587 * green + 114 * blue + 500) / 1000) as u8
            })
            .collect();
        for _ in 0..3 {
            pixels.extend_from_slice(&luma);
        }
    }
    ImageSet::new(format!("grey {}", images.name()), images.shape(), pixels, images.labels().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_stays_white_and_green_is_brighter_than_blue() {
        let pixels = vec![255, 0, 0, 255, 255, 0, 255, 0, 255];
        let images = ImageSet::new("three", [3, 1, 3], pixels, vec![0]).unwrap();
        assert_eq!(grey(&images).unwrap().pixels(0..1), [255, 150, 29].repeat(3));
    }
}
