//! A picture of any size in the size that a network takes.

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::U8;
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};

use super::planes::Picture;
use crate::error::{Error, Result};

impl Picture {
    /// The picture in another shape, `[C, H, W]` with 1 or 3 channels: its middle, as large as the shape's proportions let it be,
    /// resized as Pillow's `ImageOps.fit` does it, with the bicubic filter as wide as the step from pixel to pixel. One that has the
    /// size already keeps its pixels. Grey becomes colour, and colour grey (ITU-R 601), where the shape asks for it.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when the picture or the shape has no pixels, or the shape has other channels.
    pub fn fitted(self, file: &str, shape: [usize; 3]) -> Result<Self> {
        let [channels, height, width] = shape;
        let recoloured = match (self.shape[0], channels) {
            (1, 3) => self.coloured(),
            (3, 1) => self.grey(),
            _ => self,
        };
        let fitted = match recoloured.shape {
            found if found == shape => Ok(recoloured),
            [found, ..] if found == channels => recoloured.resized(height, width),
            [found, ..] => Err(format!("it has {found} channels, but the network takes {channels}")),
        };
        fitted.map_err(|reason| Error::damaged(file, reason))
    }

    fn coloured(self) -> Self {
        let [_, height, width] = self.shape;
        Self { shape: [3, height, width], planes: self.planes.repeat(3) }
    }

    /// With the weights of ITU-R 601 in 65,536ths, as Pillow has them.
    fn grey(self) -> Self {
        let [_, height, width] = self.shape;
        let (red, rest) = self.planes.split_at(height * width);
        let (green, blue) = rest.split_at(height * width);
        let level = |((&red, &green), &blue): ((&u8, &u8), &u8)| {
            ((19_595 * u32::from(red) + 38_470 * u32::from(green) + 7_471 * u32::from(blue) + 0x8000) >> 16) as u8
        };
        Self { shape: [1, height, width], planes: red.iter().zip(green).zip(blue).map(level).collect() }
    }

    fn resized(&self, height: usize, width: usize) -> Result<Self, String> {
        let [channels, from_height, from_width] = self.shape;
        let options = ResizeOptions::new()
            .resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom))
            .fit_into_destination(Some((0.5, 0.5)));
        let mut resizer = Resizer::new();
        let mut planes = Vec::with_capacity(channels * height * width);
        for plane in self.planes.chunks_exact(from_height * from_width) {
            let plane = TypedImageRef::<U8>::from_buffer(from_width as u32, from_height as u32, plane)
                .map_err(|error| error.to_string())?;
            let mut small = TypedImage::new(width as u32, height as u32);
            // Of one type of pixel, so that a browser loads no code for the others.
            resizer.resize_typed(&plane, &mut small, &options).map_err(|error| error.to_string())?;
            planes.extend(small.pixels().iter().map(|level| level.0));
        }
        Ok(Self { shape: [channels, height, width], planes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_kept_and_the_size_is_the_networks() {
        // Three columns: black, grey, white. A network that takes squares sees the middle one.
        let stripes = Picture { shape: [1, 40, 120], planes: [[0; 40], [128; 40], [255; 40]].concat().repeat(40) };
        let middle = stripes.clone().fitted("stripes.png", [3, 4, 4]).unwrap();
        assert_eq!(middle.shape, [3, 4, 4]);
        // The filter reaches a little into the neighbours.
        assert!(middle.planes[..16].iter().all(|level| (112..=144).contains(level)), "{middle:?}");
        assert_eq!(middle.planes[..16], middle.planes[32..]);
        let same = stripes.clone().fitted("stripes.png", [1, 40, 120]).unwrap();
        assert_eq!(same, stripes);
    }

    #[test]
    fn colour_becomes_grey_by_its_weights() {
        let colour = Picture { shape: [3, 1, 4], planes: vec![255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255] };
        assert_eq!(colour.clone().fitted("a.png", [1, 1, 4]).unwrap().planes, [76, 150, 29, 255]);
        let error = colour.fitted("a.png", [4, 1, 4]).unwrap_err().to_string();
        assert_eq!(error, "a.png could not be read: it has 3 channels, but the network takes 4");
    }
}
