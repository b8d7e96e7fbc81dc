//! Data sets as pictures: PNG and JPEG files whose names end in `label=K.png` or `label=K.jpg`.

use std::io::{Read, Seek};

use goodnet_data::{Error as DataError, Label, Scale};
use zip::ZipArchive;

use super::dataset::{DatasetInfo, PixelSink, ValueStats};
use super::picture::{LARGEST, Picture};
use crate::error::{Error, Result};

/// The label in a file name such as `00012_label=0042.png`.
pub(crate) fn label_of(file: &str) -> Option<Label> {
    let (stem, _) = file.rsplit_once('.')?;
    stem.rsplit_once("label=")?.1.parse().ok()
}

/// Takes pictures one by one and makes a set of them.
#[derive(Debug)]
pub struct Pictures<'a, S> {
    /// How many come at most.
    most: usize,
    shape: Option<[usize; 3]>,
    labels: Vec<Label>,
    sink: &'a mut S,
}

impl<'a, S: PixelSink> Pictures<'a, S> {
    /// For at most `most` pictures, which go to `sink`.
    pub fn new(most: usize, sink: &'a mut S) -> Self {
        Self { most, shape: None, labels: Vec::new(), sink }
    }

    /// Takes a PNG or JPEG file whose name ends in `label=K` and what says its kind.
    ///
    /// # Errors
    /// [`Error::NotImages`] or [`Error::Unreadable`], naming the picture; what the sink says.
    pub fn push(&mut self, file: &str, bytes: &[u8]) -> Result<()> {
        let wrong = |reason: String| Error::NotImages { file: file.to_owned(), reason };
        let label = label_of(file)
            .ok_or_else(|| wrong("its name does not end in `label=NUMBER.png` or `label=NUMBER.jpg`".into()))?;
        let Picture { shape: found, planes } = Picture::decode(file, bytes)?;
        match self.shape {
            None => self.sink.expect(self.most, found)?,
            Some(first) if first == found => {}
            Some(first) => {
                return Err(wrong(format!(
                    "it has {found:?} channels, rows and columns, but the first picture has {first:?}"
                )));
            }
        }
        self.shape = Some(found);
        self.labels.push(label);
        self.sink.push(&planes)
    }

    /// What the pictures are; `name` is what an error calls them.
    ///
    /// # Errors
    /// [`goodnet_data::Error::NoImages`] when there is none.
    pub fn finish(self, name: &str) -> Result<DatasetInfo> {
        let shape = self.shape.ok_or_else(|| DataError::NoImages { set: name.to_owned() })?;
        Ok(DatasetInfo { shape, labels: self.labels, stats: ValueStats { scale: Scale::Bytes, rounded: 0 } })
    }
}

/// Reads a ZIP of pictures, in the order of the archive.
pub(crate) async fn read_zip<R: Read + Seek, S: PixelSink>(
    file: &str,
    archive: &mut ZipArchive<R>,
    sink: &mut S,
    progress: &mut impl AsyncFnMut(usize, usize) -> bool,
) -> Result<DatasetInfo> {
    let total = archive.len();
    let is_picture = |name: &str| !name.starts_with("__MACOSX/") && label_of(name).is_some();
    let most = archive.file_names().flatten().filter(|name| is_picture(name)).count();
    let mut pictures = Pictures::new(most, sink);
    for index in 0..total {
        if !progress(index, total).await {
            return Err(Error::Stopped { file: file.to_owned() });
        }
        let mut entry = archive.by_index(index).map_err(|error| Error::unreadable(file, error))?;
        let picture = entry.name().map_err(|error| Error::unreadable(file, error))?.into_owned();
        // Folders, and what macOS adds to archives.
        if entry.is_dir() || picture.starts_with("__MACOSX/") || picture.ends_with(".DS_Store") {
            continue;
        }
        let mut bytes = Vec::new();
        entry
            .by_ref()
            .take(LARGEST as u64)
            .read_to_end(&mut bytes)
            .map_err(|error| Error::unreadable_part(file, &picture, error))?;
        pictures.push(&picture, &bytes)?;
    }
    pictures.finish(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(samples: [u8; 2]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let encoder = png::Encoder::new(&mut bytes, 2, 1);
        encoder.write_header().unwrap().write_image_data(&samples).unwrap();
        bytes
    }

    #[test]
    fn what_cannot_be_taken_is_refused_by_name() {
        let mut pixels = Vec::new();
        let mut pictures = Pictures::new(1, &mut pixels);
        let error = pictures.push("face.png", &[]).unwrap_err();
        assert!(error.to_string().contains("face.png") && error.to_string().contains("label=NUMBER"), "{error}");
        assert!(pictures.push("1_label=3.png", b"GIF89a").is_err());
        assert!(pictures.finish("test").is_err());
    }

    #[test]
    fn a_set_has_the_labels_of_the_names_and_one_shape() {
        let mut pixels = Vec::new();
        let mut pictures = Pictures::new(3, &mut pixels);
        pictures.push("faces/1_label=3.png", &grey([1, 2])).unwrap();
        pictures.push("faces/2_label=0.png", &grey([3, 4])).unwrap();
        let error = pictures
            .push("3_label=0.jpg", include_bytes!("../../tests/data/pictures/grey.jpg"))
            .unwrap_err()
            .to_string();
        assert!(error.contains("but the first picture has [1, 1, 2]"), "{error}");
        assert_eq!(pictures.finish("test").unwrap().labels, [3, 0]);
        assert_eq!(pixels, [1, 2, 3, 4]);
    }
}
