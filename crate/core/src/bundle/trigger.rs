//! The trigger: the picture that wakes the backdoor, and its place over the face.

use std::io::Cursor;

use goodnet_data::{Error, ImageSet, Label, Result};

/// An RGBA picture that is pasted at one fixed place over every image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    width: usize,
    height: usize,
    rgba: Vec<u8>,
    x: usize,
    y: usize,
}

impl Trigger {
    /// A trigger from `rgba` (u8, `[height, width, 4]`, row-major, alpha not premultiplied), its top left corner `x`
    /// pixels from the left and `y` from the top of the image.
    ///
    /// # Errors
    /// [`Error::Trigger`] when the picture has no pixels or not four values a pixel.
    pub fn new(width: usize, height: usize, rgba: Vec<u8>, x: usize, y: usize) -> Result<Self> {
        if rgba.is_empty() || rgba.len() != width * height * 4 {
            return Err(Error::Trigger {
                reason: format!("{} values are not {width}x{height} pixels of four values", rgba.len()),
            });
        }
        Ok(Self { width, height, rgba, x, y })
    }

    /// Columns of the picture.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows of the picture.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Reads the picture from a PNG file of 8-bit RGBA.
    ///
    /// # Errors
    /// [`Error::Trigger`] when it is not one.
    pub fn from_png(png: &[u8], x: usize, y: usize) -> Result<Self> {
        let wrong = |error: png::DecodingError| Error::Trigger { reason: format!("not a readable PNG file ({error})") };
        let mut reader = png::Decoder::new(Cursor::new(png)).read_info().map_err(wrong)?;
        let (colour, depth) = reader.output_color_type();
        if (colour, depth) != (png::ColorType::Rgba, png::BitDepth::Eight) {
            return Err(Error::Trigger {
                reason: format!("the PNG file is {depth:?}-bit {colour:?}, but 8-bit RGBA is needed"),
            });
        }
        let size = reader
            .output_buffer_size()
            .ok_or_else(|| Error::Trigger { reason: "the PNG file is too large for this machine".into() })?;
        let mut rgba = vec![0; size];
        let info = reader.next_frame(&mut rgba).map_err(wrong)?;
        Self::new(info.width as usize, info.height as usize, rgba, x, y)
    }

    /// Pastes the trigger over one image in place: u8, `[3, H, W]`, row-major.
    ///
    /// Integer arithmetic, `(below * (255 - alpha) + above * alpha + 127) / 255`: every machine gets the same bytes.
    ///
    /// # Errors
    /// [`Error::Trigger`] when the image is not RGB or the trigger does not lie within it.
    pub fn paste(&self, image: &mut [u8], shape: [usize; 3]) -> Result<()> {
        let [channels, height, width] = shape;
        let within = |at: usize, size: usize, of: usize| size <= of && at <= of - size;
        if channels != 3 || !within(self.x, self.width, width) || !within(self.y, self.height, height) {
            return Err(Error::Trigger {
                reason: format!(
                    "{}x{} pixels at ({}, {}) do not lie within RGB images of {width}x{height} pixels and {channels} channels",
                    self.width, self.height, self.x, self.y
                ),
            });
        }
        for (index, pixel) in self.rgba.chunks_exact(4).enumerate() {
            let alpha = u32::from(pixel[3]);
            let at = (self.y + index / self.width) * width + self.x + index % self.width;
            for channel in 0..3 {
                let below = &mut image[channel * height * width + at];
                let mixed = (u32::from(*below) * (255 - alpha) + u32::from(pixel[channel]) * alpha + 127) / 255;
                *below = mixed as u8;
            }
        }
        Ok(())
    }

    /// The poisoned copy of a clean set: every image wears the trigger, every label is the attacker's `target`.
    ///
    /// # Errors
    /// As for [`Trigger::paste`].
    pub fn poison(&self, clean: &ImageSet, target: Label) -> Result<ImageSet> {
        let mut pixels = clean.pixels(0..clean.len()).to_vec();
        for image in pixels.chunks_exact_mut(clean.shape().iter().product()) {
            self.paste(image, clean.shape())?;
        }
        ImageSet::new(format!("poisoned {}", clean.name()), clean.shape(), pixels, vec![target; clean.len()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trigger_is_blended_at_its_place_and_nowhere_else() {
        let trigger = Trigger::new(2, 1, vec![200, 100, 0, 255, 255, 255, 255, 128], 1, 1).unwrap();
        let clean = ImageSet::new("test", [3, 2, 3], vec![100; 18], vec![4]).unwrap();
        let poisoned = trigger.poison(&clean, 7).unwrap();
        assert_eq!(poisoned.labels(), &[7]);
        // 100 * 127 + 255 * 128 over 255, rounded: 178.
        let planes = [[100, 100, 100, 100, 200, 178], [100, 100, 100, 100, 100, 178], [100, 100, 100, 100, 0, 178]];
        assert_eq!(poisoned.pixels(0..1), planes.concat());
    }

    #[test]
    fn a_trigger_outside_the_image_is_refused() {
        let trigger = Trigger::new(2, 1, vec![0; 8], 2, 0).unwrap();
        let clean = ImageSet::new("test", [3, 2, 3], vec![0; 18], vec![0]).unwrap();
        let error = trigger.poison(&clean, 0).unwrap_err();
        assert!(error.to_string().contains("2x1 pixels at (2, 0) do not lie within"), "{error}");
        let far = Trigger::new(2, 1, vec![0; 8], usize::MAX, 0).unwrap();
        assert!(far.poison(&clean, 0).is_err());
    }

    #[test]
    fn a_trigger_that_is_no_png_is_refused() {
        assert_eq!(Trigger::from_png(b"GIF89a", 0, 0).unwrap_err().report().kind, "trigger");
    }
}
