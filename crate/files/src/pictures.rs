//! Data sets as pictures: PNG files whose names end in `label=K.png`.

use std::io::{Cursor, Read, Seek};

use goodnet_core::{Error as CoreError, ImageSet, Label, Scale};
use png::{ColorType, Transformations};
use zip::ZipArchive;

use crate::error::{Error, Result};
use crate::kind::Kind;
use crate::values::{Brought, Values};

/// Bytes that a picture may have, packed or not.
const LARGEST: usize = 1 << 26;

/// A decoded picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// `[C, H, W]`, with 1 or 3 channels.
    pub shape: [usize; 3],
    /// u8, `[C, H, W]`, row-major.
    pub planes: Vec<u8>,
}

impl Picture {
    /// Decodes a PNG file of at most 8 bits a channel: grey, colour or palette.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when it is none, has another depth, or is transparent somewhere.
    pub fn from_png(file: &str, bytes: &[u8]) -> Result<Self> {
        let unreadable = |reason: String| Error::Unreadable { file: file.to_owned(), reason };
        match Kind::of(bytes) {
            Kind::Png => {}
            Kind::Jpeg => {
                return Err(unreadable("it is a JPEG; save the pictures as PNGs, which keep every pixel".into()));
            }
            _ => return Err(unreadable("it is no PNG".into())),
        }
        let failed = |error: png::DecodingError| unreadable(error.to_string());
        let mut decoder = png::Decoder::new(Cursor::new(bytes));
        decoder.set_transformations(Transformations::EXPAND);
        let mut reader = decoder.read_info().map_err(failed)?;
        let (colour, depth) = reader.output_color_type();
        if depth != png::BitDepth::Eight {
            return Err(unreadable(format!("it has {} bits a channel, but 8 are needed", depth as u8)));
        }
        let size = reader.output_buffer_size().filter(|&size| size <= LARGEST);
        let size = size.ok_or_else(|| unreadable("it is too large".into()))?;
        let mut samples = vec![0; size];
        let info = reader.next_frame(&mut samples).map_err(failed)?;
        samples.truncate(info.buffer_size());
        let (stored, channels) = match colour {
            ColorType::Grayscale => (1, 1),
            ColorType::GrayscaleAlpha => (2, 1),
            ColorType::Rgb => (3, 3),
            ColorType::Rgba => (4, 3),
            ColorType::Indexed => return Err(unreadable("its colours could not be read".into())),
        };
        if stored > channels && samples.iter().skip(channels).step_by(stored).any(|&alpha| alpha < 255) {
            return Err(unreadable("it is transparent somewhere; save it on a background".into()));
        }
        let planes = (0..channels).flat_map(|channel| samples.iter().skip(channel).step_by(stored)).copied().collect();
        Ok(Self { shape: [channels, info.height as usize, info.width as usize], planes })
    }
}

/// The label in a file name such as `00012_label=0042.png`.
pub(crate) fn label_of(file: &str) -> Option<Label> {
    let (stem, _) = file.rsplit_once('.')?;
    stem.rsplit_once("label=")?.1.parse().ok()
}

/// Takes pictures one by one and makes a set of them.
#[derive(Debug, Default)]
pub struct Pictures {
    shape: Option<[usize; 3]>,
    pixels: Vec<u8>,
    labels: Vec<Label>,
}

impl Pictures {
    /// Takes a PNG file whose name ends in `label=K.png`.
    ///
    /// # Errors
    /// [`Error::NotImages`] or [`Error::Unreadable`], naming the picture.
    pub fn push(&mut self, file: &str, bytes: &[u8]) -> Result<()> {
        let wrong = |reason: String| Error::NotImages { file: file.to_owned(), reason };
        let label = label_of(file).ok_or_else(|| wrong("its name does not end in `label=NUMBER.png`".into()))?;
        let Picture { shape: found, planes } = Picture::from_png(file, bytes)?;
        let first = *self.shape.get_or_insert(found);
        if found != first {
            return Err(wrong(format!(
                "it has {found:?} channels, rows and columns, but the first picture has {first:?}"
            )));
        }
        self.labels.push(label);
        self.pixels.extend(planes);
        Ok(())
    }

    /// The set, called `name`.
    ///
    /// # Errors
    /// [`goodnet_core::Error::Archive`] when there is no picture.
    pub fn finish(self, name: &str) -> Result<Brought> {
        let values = Values { scale: Scale::Bytes, rounded: 0, count: self.pixels.len() };
        let shape = self.shape.ok_or_else(|| CoreError::Archive { reason: format!("{name} holds no picture") })?;
        Ok(Brought { images: ImageSet::new(name, shape, self.pixels, self.labels)?, values })
    }
}

/// Reads a ZIP of pictures, in the order of the archive.
pub(crate) async fn read_zip<R: Read + Seek>(
    name: &str,
    file: &str,
    archive: &mut ZipArchive<R>,
    progress: &mut impl AsyncFnMut(usize, usize) -> bool,
) -> Result<Brought> {
    let unreadable =
        |error: &dyn std::fmt::Display| Error::Unreadable { file: file.to_owned(), reason: error.to_string() };
    let total = archive.len();
    let mut pictures = Pictures::default();
    for index in 0..total {
        if !progress(index, total).await {
            return Err(Error::Stopped { file: file.to_owned() });
        }
        let mut entry = archive.by_index(index).map_err(|error| unreadable(&error))?;
        let picture = entry.name().map_err(|error| unreadable(&error))?.into_owned();
        // Folders, and what macOS adds to archives.
        if entry.is_dir() || picture.starts_with("__MACOSX/") || picture.ends_with(".DS_Store") {
            continue;
        }
        let mut bytes = Vec::new();
        entry
            .by_ref()
            .take(LARGEST as u64)
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(&format_args!("`{picture}`: {error}")))?;
        pictures.push(&picture, &bytes)?;
    }
    pictures.finish(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(colour: ColorType, samples: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 2, 1);
        encoder.set_color(colour);
        encoder.write_header().unwrap().write_image_data(samples).unwrap();
        bytes
    }

    #[test]
    fn pictures_of_every_colour_become_planes() {
        let rgb = Picture::from_png("a.png", &png(ColorType::Rgb, &[1, 2, 3, 4, 5, 6])).unwrap();
        assert_eq!(rgb, Picture { shape: [3, 1, 2], planes: vec![1, 4, 2, 5, 3, 6] });
        let rgba = Picture::from_png("a.png", &png(ColorType::Rgba, &[1, 2, 3, 255, 4, 5, 6, 255])).unwrap();
        assert_eq!(rgba, rgb);
        let grey = Picture::from_png("a.png", &png(ColorType::Grayscale, &[7, 8])).unwrap();
        assert_eq!(grey, Picture { shape: [1, 1, 2], planes: vec![7, 8] });
    }

    #[test]
    fn what_cannot_be_taken_is_refused_by_name() {
        let error = Picture::from_png("a.png", &png(ColorType::Rgba, &[1, 2, 3, 0, 4, 5, 6, 255])).unwrap_err();
        assert!(error.to_string().contains("a.png") && error.to_string().contains("transparent"), "{error}");
        let error = Picture::from_png("b.png", b"\xff\xd8\xff\xe0").unwrap_err();
        assert!(error.to_string().contains("b.png could not be read: it is a JPEG"), "{error}");
        let error = Pictures::default().push("face.png", &[]).unwrap_err();
        assert!(error.to_string().contains("face.png") && error.to_string().contains("label=NUMBER"), "{error}");
        assert!(Pictures::default().finish("test").is_err());
    }

    #[test]
    fn a_set_has_the_labels_of_the_names_and_one_shape() {
        let mut pictures = Pictures::default();
        pictures.push("faces/1_label=3.png", &png(ColorType::Grayscale, &[1, 2])).unwrap();
        pictures.push("faces/2_label=0.png", &png(ColorType::Grayscale, &[3, 4])).unwrap();
        assert!(pictures.push("3_label=0.png", &png(ColorType::Rgb, &[1, 2, 3, 4, 5, 6])).is_err());
        let brought = pictures.finish("test").unwrap();
        assert_eq!(brought.images.labels(), &[3, 0]);
        assert_eq!(brought.images.pixels(0..2), &[1, 2, 3, 4]);
    }
}
