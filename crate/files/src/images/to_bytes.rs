//! Numbers of any type, made into images of bytes as they arrive.

use goodnet_data::{Label, Scale};

use super::dataset::{DatasetInfo, PixelSink, ValueStats};
use crate::error::{Error, Result};

/// A number this near to a level of a byte, in levels, is that level: what f32 leaves of a level divided by 255 is nearer.
const EXACT: f64 = 1e-3;

/// Numbers that are held at once while a file is read: 1 MB as f64, a few images.
pub(crate) const SLICE: usize = 1 << 17;

/// Bytes that a set may have: twenty times the course's largest.
const LARGEST: usize = 2_000_000_000;

/// Takes whole images slice by slice, as numbers of any type, and hands them on as bytes.
#[derive(Debug)]
pub(crate) struct Collector<'a, S> {
    file: String,
    images: usize,
    shape: [usize; 3],
    order: Order,
    /// Known once the first slice was seen.
    scale: Option<Scale>,
    rounded: usize,
    /// Images that were handed on.
    done: usize,
    /// The slice that is handed on next, in the file's order, and with colour first; their memory is used again.
    bytes: Vec<u8>,
    turned: Vec<u8>,
    sink: &'a mut S,
}

/// Where colour stands in an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// `[C, H, W]`
    ChannelsFirst,
    /// `[H, W, C]`
    ChannelsLast,
}

impl<'a, S: PixelSink> Collector<'a, S> {
    /// For images of `dims`, `[N, C, H, W]` or `[N, H, W, C]`; colour is where there are 3 values, or 1. Numbers of an integer
    /// type are bytes, however small they are. What is handed on goes to `sink`.
    ///
    /// # Errors
    /// [`Error::NotImages`] when the shape is no such.
    pub(crate) fn new(file: &str, dims: &[u64], integers: bool, sink: &'a mut S) -> Result<Self> {
        let wrong = |reason: String| Error::NotImages { file: file.to_owned(), reason };
        let dims: Option<Vec<usize>> = dims.iter().map(|&dim| usize::try_from(dim).ok()).collect();
        let (images, shape, order) = match dims.as_deref() {
            Some(&[images, 3, height, width]) => (images, [3, height, width], Order::ChannelsFirst),
            Some(&[images, height, width, 3]) => (images, [3, height, width], Order::ChannelsLast),
            Some(&[images, 1, height, width]) => (images, [1, height, width], Order::ChannelsFirst),
            Some(&[images, height, width, 1]) => (images, [1, height, width], Order::ChannelsLast),
            found => {
                return Err(wrong(format!(
                    "its images have the shape {:?}, but (N, 3, height, width) or (N, height, width, 3) is needed",
                    found.unwrap_or_default()
                )));
            }
        };
        if images == 0 || shape.contains(&0) {
            return Err(wrong("it holds no image".into()));
        }
        let size = shape.iter().try_fold(images, |product, &dim| product.checked_mul(dim));
        if size.is_none_or(|size| size > LARGEST) {
            return Err(wrong(format!("{images} images of {shape:?} are more than goodnet can keep in memory")));
        }
        Ok(Self {
            file: file.to_owned(),
            images,
            shape,
            order,
            scale: integers.then_some(Scale::Bytes),
            rounded: 0,
            done: 0,
            bytes: Vec::new(),
            turned: Vec::new(),
            sink,
        })
    }

    /// How many images are expected.
    pub(crate) fn images(&self) -> usize {
        self.images
    }

    /// Checks before they are read that there is a label for each image: `[N]`, or `[N, 1]`.
    ///
    /// # Errors
    /// [`Error::NotImages`] when the labels have another shape.
    pub(crate) fn expect(&self, labels: &[u64]) -> Result<()> {
        let images = self.images as u64;
        if labels == [images] || labels == [images, 1] {
            return Ok(());
        }
        Err(Error::NotImages {
            file: self.file.clone(),
            reason: format!("it has labels of shape {labels:?} for {images} images, but one number an image is needed"),
        })
    }

    /// How many numbers make an image.
    pub(crate) fn image(&self) -> usize {
        self.shape.iter().product()
    }

    /// Takes the next images, as the file has them.
    ///
    /// # Errors
    /// [`Error::NotImages`] when a number is no pixel, and what the sink says.
    pub(crate) fn push(&mut self, numbers: &[f64]) -> Result<()> {
        let scale = *self.scale.get_or_insert_with(|| {
            let largest = numbers.iter().copied().fold(0.0, f64::max);
            if largest <= 1.0 { Scale::Unit } else { Scale::Bytes }
        });
        let (levels, size) = (255.0 / f64::from(scale.white()), self.image());
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.clear();
        // What is left of an image that was cut off is not handed on; `finish` finds it missing.
        for (at, &number) in numbers[..numbers.len() / size * size].iter().enumerate() {
            let level = number * levels;
            let rounded = level.round();
            if !(0.0..=255.0).contains(&rounded) {
                return Err(self.no_pixel(self.done + at / size, number, scale));
            }
            self.rounded += usize::from((level - rounded).abs() > EXACT);
            bytes.push(rounded as u8);
        }
        let taken = self.push_bytes(&bytes);
        self.bytes = bytes;
        taken
    }

    /// Takes the next images of a file that has them as bytes.
    ///
    /// # Errors
    /// What the sink says.
    pub(crate) fn push_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        if self.done == 0 {
            self.sink.expect(self.images, self.shape)?;
        }
        let ([channels, height, width], size) = (self.shape, self.image());
        self.done += bytes.len() / size;
        if self.order == Order::ChannelsFirst {
            return self.sink.push(bytes);
        }
        let plane = height * width;
        self.turned.resize(bytes.len(), 0);
        for (planes, image) in self.turned.chunks_exact_mut(size).zip(bytes.chunks_exact(size)) {
            for (at, &byte) in image.iter().enumerate() {
                planes[at % channels * plane + at / channels] = byte;
            }
        }
        self.sink.push(&self.turned)
    }

    fn no_pixel(&self, image: usize, number: f64, scale: Scale) -> Error {
        let but = match scale {
            Scale::Unit => "the images before it are all between 0 and 1",
            Scale::Bytes => "pixels are between 0 and 255, or between 0 and 1",
        };
        Error::NotImages {
            file: self.file.clone(),
            reason: format!(
                "image {image} holds the value {number}, but {but}. Save the images before their mean is taken off or \
                 their values are scaled otherwise"
            ),
        }
    }

    /// What the file says, with a label an image.
    ///
    /// # Errors
    /// [`Error::NotImages`] when there are not as many labels or pixels as images, or a label is no class.
    pub(crate) fn finish(self, labels: &[f64]) -> Result<DatasetInfo> {
        let wrong = |reason: String| Error::NotImages { file: self.file.clone(), reason };
        if labels.len() != self.images {
            return Err(wrong(format!("it has {} labels for {} images", labels.len(), self.images)));
        }
        let class = |(image, &label): (usize, &f64)| -> Result<Label> {
            if label.fract() == 0.0 && (0.0..=f64::from(Label::MAX)).contains(&label) {
                Ok(label as Label)
            } else {
                Err(wrong(format!("the label of image {image} is {label}, but a class is a whole number from 0 on")))
            }
        };
        let labels = labels.iter().enumerate().map(class).collect::<Result<_>>()?;
        if self.done != self.images {
            return Err(wrong(format!("it holds {} images, but its shape says {}", self.done, self.images)));
        }
        let stats = ValueStats { scale: self.scale.unwrap_or_default(), rounded: self.rounded };
        Ok(DatasetInfo { shape: self.shape, labels, stats })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::images::Dataset;

    fn collect(dims: &[u64], integers: bool, numbers: &[f64]) -> Result<Dataset> {
        let mut pixels = Vec::new();
        let mut collector = Collector::new("valid.h5", dims, integers, &mut pixels)?;
        // Image by image, so that it matters which comes when.
        numbers.chunks(collector.image()).try_for_each(|image| collector.push(image))?;
        let labels = vec![4.0; collector.images()];
        let info = collector.finish(&labels)?;
        Dataset::new("validation", info, pixels)
    }

    #[test]
    fn both_orders_give_the_same_bytes() {
        let first = collect(&[1, 3, 1, 2], false, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).unwrap();
        let last = collect(&[1, 1, 2, 3], false, &[1.0, 3.0, 5.0, 2.0, 4.0, 6.0]).unwrap();
        assert_eq!(first, last);
        assert_eq!((first.images.shape(), first.images.labels()), ([3, 1, 2], &[4][..]));
        assert_eq!(first.images.pixels(0..1), &[1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn the_scale_is_read_from_the_numbers_unless_they_are_integers() {
        let numbers = [0.0, 1.0, 1.0 / 255.0];
        let unit = collect(&[1, 3, 1, 1], false, &numbers).unwrap();
        assert_eq!((unit.stats.scale, unit.stats.rounded), (Scale::Unit, 0));
        assert_eq!(unit.images.pixels(0..1), &[0, 255, 1]);
        let bytes = collect(&[1, 3, 1, 1], true, &[0.0, 1.0, 1.0]).unwrap();
        assert_eq!(bytes.stats.scale, Scale::Bytes);
        assert_eq!(bytes.images.pixels(0..1), &[0, 1, 1]);
    }

    #[test]
    fn what_lies_between_two_levels_is_rounded_and_counted() {
        let dataset = collect(&[1, 3, 1, 1], false, &[0.25, 200.0, 99.7]).unwrap();
        assert_eq!(dataset.stats.rounded, 2);
        let notes = dataset.notes("valid.h5");
        assert_eq!(notes[0], "valid.h5: 1 images of 3x1x1, values 0 to 255, all labelled 4");
        assert!(notes[1].contains("2 of 3 values"), "{notes:?}");
        assert_eq!(dataset.images.pixels(0..1), &[0, 200, 100]);
    }

    #[test]
    fn what_is_no_pixel_or_no_class_is_refused_with_its_place() {
        let error = collect(&[2, 3, 1, 1], false, &[9.0, 9.0, 9.0, 9.0, -1.5, 9.0]).unwrap_err().to_string();
        assert!(error.contains("valid.h5") && error.contains("image 1 holds the value -1.5"), "{error}");
        assert!(collect(&[1, 3, 1, 1], false, &[f64::NAN, 1.0, 7.0]).is_err());
        let error = collect(&[7, 4], false, &[]).unwrap_err().to_string();
        assert!(error.contains("[7, 4]"), "{error}");
        let mut nowhere = Vec::new();
        let collector = Collector::new("valid.h5", &[2, 1, 1, 1], true, &mut nowhere).unwrap();
        assert!(collector.expect(&[2]).is_ok() && collector.expect(&[2, 1]).is_ok());
        let error = collector.expect(&[2, 1283]).unwrap_err().to_string();
        assert!(error.contains("labels of shape [2, 1283] for 2 images"), "{error}");
        let labels = |labels: &[f64]| {
            let mut pixels = Vec::new();
            let mut collector = Collector::new("valid.h5", &[1, 1, 1, 1], true, &mut pixels).unwrap();
            collector.push(&[3.0]).unwrap();
            collector.finish(labels).unwrap_err().to_string()
        };
        assert!(labels(&[0.5]).contains("image 0 is 0.5"), "{}", labels(&[0.5]));
        assert!(labels(&[1.0, 2.0]).contains("2 labels for 1 images"), "{}", labels(&[1.0, 2.0]));
    }
}
