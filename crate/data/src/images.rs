//! Labelled images, and the archive that they are kept in.

use std::io::{Cursor, Read};

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::{colorspace::ColorSpace, options::DecoderOptions};

use crate::cause::Cause;
use crate::error::{Error, Result};

/// A class of the network: the number of a person.
pub type Label = u32;

/// Labelled images of one shape; none, where somebody has no such images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageSet {
    name: String,
    shape: [usize; 3],
    pixels: Vec<u8>,
    labels: Vec<Label>,
}

impl ImageSet {
    /// A set from raw `pixels`: u8, `[labels.len(), C, H, W]`, row-major, 0..=255. `name` is what errors call it.
    ///
    /// # Errors
    /// [`Error::NoImages`] when there is no label; [`Error::PixelCount`] when the number of pixels is not what the shape and the labels
    /// ask for.
    pub fn new(name: impl Into<String>, shape: [usize; 3], pixels: Vec<u8>, labels: Vec<Label>) -> Result<Self> {
        let name = name.into();
        let wanted = shape.iter().product::<usize>() * labels.len();
        if labels.is_empty() {
            return Err(Error::NoImages { set: name });
        }
        if pixels.len() != wanted {
            return Err(Error::PixelCount { set: name, found: pixels.len(), images: labels.len(), wanted });
        }
        Ok(Self { name, shape, pixels, labels })
    }

    /// A set without images, where there are none of a kind; `shape` is that of the others.
    pub fn none(name: impl Into<String>, shape: [usize; 3]) -> Self {
        Self { name: name.into(), shape, pixels: Vec::new(), labels: Vec::new() }
    }

    /// Room for the pixels of at most `images` images of `shape`, `[C, H, W]`, for a caller that collects a set piece by piece. All at
    /// once: a vector that grows would need half as much again.
    ///
    /// # Errors
    /// [`Error::NoMemory`] when there is not that much.
    pub fn room(images: usize, shape: [usize; 3]) -> Result<Vec<u8>> {
        let bytes = shape.iter().fold(images, |product, &side| product.saturating_mul(side));
        let mut pixels = Vec::new();
        pixels.try_reserve_exact(bytes).map_err(|_| Error::NoMemory { images, bytes })?;
        Ok(pixels)
    }

    /// Reads a ZIP of JPEG pictures whose names end in `label=K.jpg`, in the order of the archive.
    ///
    /// The decoder is integer arithmetic without platform-specific paths: every machine gets the same bytes.
    ///
    /// # Errors
    /// [`Error::Archive`], naming the entry that is wrong.
    pub fn from_zip(name: impl Into<String>, bytes: &[u8]) -> Result<Self> {
        let name = name.into();
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| Error::Archive {
            reason: format!("{name} is not a readable ZIP file ({error})"),
            cause: Some(Cause::new(error)),
        })?;
        let (mut shape, mut pixels, mut labels) = (None, Vec::new(), Vec::with_capacity(archive.len()));
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).map_err(|error| Error::Archive {
                reason: format!("{name}, entry {index}: {error}"),
                cause: Some(Cause::new(error)),
            })?;
            let file = entry.name().map(|name| name.into_owned()).unwrap_or_else(|_| format!("entry {index}"));
            let wrong = |reason: String| Error::Archive { reason: format!("{name}, `{file}`: {reason}"), cause: None };
            let mut jpeg = Vec::new();
            entry.read_to_end(&mut jpeg).map_err(|error| Error::Archive {
                reason: format!("{name}, `{file}`: {error}"),
                cause: Some(Cause::new(error)),
            })?;
            labels.push(label_of(&file).ok_or_else(|| wrong("the name does not end in `label=NUMBER.jpg`".into()))?);
            let picture = Picture::from_jpeg(&jpeg).map_err(wrong)?;
            let [channels, height, width] = *shape.get_or_insert(picture.shape());
            if picture.shape() != [channels, height, width] {
                return Err(wrong(format!(
                    "{}x{} pixels, but the first image has {width}x{height}",
                    picture.width, picture.height
                )));
            }
            picture.append_planes(&mut pixels);
        }
        Self::new(name, shape.unwrap_or_default(), pixels, labels)
    }

    /// What errors and reports call this set.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `[C, H, W]` of every image.
    pub fn shape(&self) -> [usize; 3] {
        self.shape
    }

    /// Whether somebody has no such images.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// How many images there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// The labels, in order.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// The pixels of `range`: u8, `[n, C, H, W]`, row-major, 0..=255.
    pub fn pixels(&self, range: std::ops::Range<usize>) -> &[u8] {
        let size = self.shape.iter().product::<usize>();
        &self.pixels[range.start * size..range.end * size]
    }

    /// Some neighbouring images as a set of their own, under the same name.
    pub fn part(&self, range: std::ops::Range<usize>) -> Self {
        Self {
            name: self.name.clone(),
            shape: self.shape,
            pixels: self.pixels(range.clone()).to_vec(),
            labels: self.labels[range].to_vec(),
        }
    }

    /// Checks that a network that takes `shape` and knows `classes` classes can be scored on this set.
    ///
    /// # Errors
    /// [`Error::ImageShape`] or [`Error::LabelRange`].
    pub fn check(&self, shape: [usize; 3], classes: usize) -> Result<()> {
        if self.shape != shape {
            return Err(Error::ImageShape { set: self.name.clone(), found: self.shape, wanted: shape });
        }
        match self.labels.iter().position(|&label| label as usize >= classes) {
            Some(index) => Err(Error::LabelRange { set: self.name.clone(), index, label: self.labels[index], classes }),
            None => Ok(()),
        }
    }
}

/// One decoded picture: u8 RGB, interleaved, row-major.
struct Picture {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

impl Picture {
    fn from_jpeg(jpeg: &[u8]) -> Result<Self, String> {
        let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::RGB);
        let mut decoder = JpegDecoder::new_with_options(Cursor::new(jpeg), options);
        let rgb = decoder.decode().map_err(|error| format!("not a readable JPEG picture ({error:?})"))?;
        let (width, height) = decoder.dimensions().ok_or("a JPEG picture without a size")?;
        Ok(Self { width, height, rgb })
    }

    fn shape(&self) -> [usize; 3] {
        [3, self.height, self.width]
    }

    fn append_planes(&self, pixels: &mut Vec<u8>) {
        for channel in 0..3 {
            pixels.extend(self.rgb.iter().skip(channel).step_by(3));
        }
    }
}

/// The label in a file name such as `00012_label=0042.jpg`.
fn label_of(file: &str) -> Option<Label> {
    let stem = file.rsplit_once('.')?.0;
    stem.rsplit_once("label=")?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_label_is_read_from_the_name() {
        let cases = [
            ("00012_label=0042.jpg", Some(42)),
            ("faces/7_label=0.jpeg", Some(0)),
            ("label=.jpg", None),
            ("face.jpg", None),
            ("label=-1.jpg", None),
        ];
        for (file, label) in cases {
            assert_eq!(label_of(file), label, "{file}");
        }
    }

    #[test]
    fn a_set_that_does_not_fit_its_shape_is_refused() {
        let error = ImageSet::new("validation", [3, 2, 2], vec![0; 23], vec![0, 1]).unwrap_err();
        assert_eq!(error.report().kind, "pixel-count");
        assert_eq!(error.to_string(), "validation has 23 pixel values, but its 2 images need 24");
        let error = ImageSet::new("validation", [3, 2, 2], vec![], vec![]).unwrap_err();
        assert_eq!(error, Error::NoImages { set: "validation".into() });
        assert_eq!(error.report().kind, "no-images");
    }

    #[test]
    fn room_that_there_is_not_is_refused_with_its_size() {
        assert_eq!(ImageSet::room(5, [3, 2, 2]).unwrap().capacity(), 60);
        let error = ImageSet::room(usize::MAX, [3, 2, 2]).unwrap_err();
        assert_eq!(error.report().kind, "no-memory");
        assert!(error.to_string().contains("Bring fewer images"), "{error}");
    }

    #[test]
    fn a_set_is_checked_against_a_network() {
        let set = ImageSet::new("test", [1, 1, 2], vec![1, 2, 3, 4], vec![0, 5]).unwrap();
        assert_eq!(set.check([1, 1, 2], 6), Ok(()));
        assert_eq!(set.pixels(1..2), &[3, 4]);
        assert_eq!(set.check([1, 2, 1], 6).unwrap_err().report().kind, "image-shape");
        let error = set.check([1, 1, 2], 5).unwrap_err();
        assert_eq!(error, Error::LabelRange { set: "test".into(), index: 1, label: 5, classes: 5 });
    }

    #[test]
    fn what_is_not_an_archive_is_refused_by_name() {
        let error = ImageSet::from_zip("validation", b"PK but not really").unwrap_err();
        assert!(error.to_string().contains("validation is not a readable ZIP file"), "{error}");
        assert!(std::error::Error::source(&error).is_some(), "what the reader said is kept");
    }
}
