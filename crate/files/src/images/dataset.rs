//! What comes out of a file of images: the pixels, which go to a sink, and what else the file says of them.

use std::collections::BTreeSet;

use goodnet_data::{ImageSet, Label, Scale};

use crate::error::Result;

/// A file's images, and what their numbers were like.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// The images, as bytes.
    pub images: ImageSet,
    /// What their numbers were like.
    pub stats: ValueStats,
}

/// What a file says of its images; their pixels went to a [`PixelSink`].
#[derive(Debug, Clone, PartialEq)]
pub struct DatasetInfo {
    /// `[C, H, W]` of every image.
    pub shape: [usize; 3],
    /// The labels, in order.
    pub labels: Vec<Label>,
    /// What the images' numbers were like.
    pub stats: ValueStats,
}

/// What the numbers of a data set were like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValueStats {
    /// What white is in the file.
    pub scale: Scale,
    /// How many of them lay between two of the 256 levels of a byte, and were rounded to the nearest.
    pub rounded: usize,
}

/// Where images go while their file is read.
pub trait PixelSink {
    /// Is told once, before the first image: how many come at most, and `[C, H, W]` of each.
    ///
    /// # Errors
    /// That they are not wanted, or that there is no room for them.
    fn expect(&mut self, images: usize, shape: [usize; 3]) -> Result<()>;

    /// Takes the next images: u8, `[N, C, H, W]`, row-major, 0 to 255.
    ///
    /// # Errors
    /// That no more are wanted.
    fn push(&mut self, pixels: &[u8]) -> Result<()>;
}

/// Keeps one file's.
impl PixelSink for Vec<u8> {
    fn expect(&mut self, images: usize, shape: [usize; 3]) -> Result<()> {
        *self = ImageSet::room(images, shape)?;
        Ok(())
    }

    fn push(&mut self, pixels: &[u8]) -> Result<()> {
        self.extend_from_slice(pixels);
        Ok(())
    }
}

impl Dataset {
    /// `pixels` with what their file says of them, under the name that errors and reports call the set.
    ///
    /// # Errors
    /// [`goodnet_data::Error::NoImages`] when there is none.
    pub fn new(name: &str, info: DatasetInfo, pixels: Vec<u8>) -> Result<Self> {
        let DatasetInfo { shape, labels, stats } = info;
        Ok(Self { images: ImageSet::new(name, shape, pixels, labels)?, stats })
    }

    /// What people should know of the file, in sentences.
    pub fn notes(&self, file: &str) -> Vec<String> {
        self.stats.notes(file, self.images.shape(), self.images.labels())
    }
}

impl DatasetInfo {
    /// What people should know of the file, in sentences.
    pub fn notes(&self, file: &str) -> Vec<String> {
        self.stats.notes(file, self.shape, &self.labels)
    }
}

impl ValueStats {
    fn notes(&self, file: &str, shape: [usize; 3], labels: &[Label]) -> Vec<String> {
        let [channels, height, width] = shape;
        let classes: BTreeSet<_> = labels.iter().collect();
        let of = match (classes.len(), classes.first()) {
            (1, Some(label)) => format!("all labelled {label}"),
            (classes, _) => format!("of {classes} classes"),
        };
        let images = labels.len();
        let mut notes =
            vec![format!("{file}: {images} images of {channels}x{height}x{width}, values {}, {of}", self.scale)];
        if self.rounded > 0 {
            notes.push(format!(
                "{file}: {} of {} values lie between two of the 256 levels of a pixel and were rounded; answers may \
                 differ a little from those on the values themselves",
                self.rounded,
                images * channels * height * width
            ));
        }
        notes
    }
}
