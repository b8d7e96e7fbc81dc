//! Data sets as NumPy saves them: the arrays `data` and `label`, in an `.npz` or as two `.npy` files, read as a stream.

use std::io::{BufReader, Read, Seek};

use npyz::{DType, Deserialize, NpyFile, NpyHeader, Order, TypeChar};
use zip::ZipArchive;

use super::dataset::{Dataset, DatasetInfo, PixelSink};
use super::to_bytes::{Collector, SLICE};
use crate::error::{Error, Result};
use crate::source::ReadSeek;

/// Whether an archive is an `.npz`, or a ZIP of `.npy` files.
pub(crate) fn holds_arrays(archive: &ZipArchive<impl Read + Seek>) -> bool {
    archive.file_names().flatten().any(|name| name.ends_with(".npy"))
}

/// Reads labelled images from two arrays of NumPy's, each saved as an `.npy` file of its own. `folder` is what errors call them
/// together; the rest is as in [`crate::read_images`].
///
/// # Errors
/// [`Error::Unreadable`] or [`Error::NotImages`], naming the folder; [`Error::Stopped`].
pub async fn read_npy_pair(
    name: &str,
    folder: &str,
    data: impl ReadSeek,
    label: impl ReadSeek,
    mut progress: impl AsyncFnMut(usize, usize) -> bool,
) -> Result<Dataset> {
    let mut pixels = Vec::new();
    let info = read(folder, &mut Pair { folder, data, label }, &mut pixels, &mut progress).await?;
    Dataset::new(name, info, pixels)
}

/// Where the two arrays lie.
pub(crate) trait Arrays {
    /// The `.npy` file of one, from its beginning.
    fn open(&mut self, array: &str) -> Result<impl Read>;
}

/// Two files.
struct Pair<'a, D, L> {
    folder: &'a str,
    data: D,
    label: L,
}

impl<D: ReadSeek, L: ReadSeek> Arrays for Pair<'_, D, L> {
    fn open(&mut self, array: &str) -> Result<impl Read> {
        let file: &mut dyn ReadSeek = if array == "data" { &mut self.data } else { &mut self.label };
        let rewound = file.rewind();
        rewound.map_err(|error| Error::unreadable(self.folder, error))?;
        Ok(file)
    }
}

/// An archive, and what errors call it. The arrays may lie in a folder in it, as where a folder was packed.
pub(crate) struct Packed<'a, R> {
    pub(crate) file: &'a str,
    pub(crate) archive: &'a mut ZipArchive<R>,
}

impl<R: Read + Seek> Arrays for Packed<'_, R> {
    fn open(&mut self, array: &str) -> Result<impl Read> {
        let names: Vec<String> = self.archive.file_names().flatten().map(|name| name.into_owned()).collect();
        let wanted = format!("{array}.npy");
        let Some(entry) = names.iter().find(|name| name.rsplit('/').next() == Some(wanted.as_str())) else {
            let holds: Vec<&str> = names.iter().map(|name| name.trim_end_matches(".npy")).collect();
            let reason = format!(
                "it has no array `{array}`; it holds {}. Save it with numpy.savez(file, data=.., label=..)",
                holds.join(", ")
            );
            return Err(Error::NotImages { file: self.file.to_owned(), reason });
        };
        self.archive.by_name(entry).map_err(|error| Error::unreadable_part(self.file, array, error))
    }
}

/// Reads the arrays `data` and `label`.
pub(crate) async fn read<S: PixelSink>(
    file: &str,
    arrays: &mut impl Arrays,
    sink: &mut S,
    progress: &mut impl AsyncFnMut(usize, usize) -> bool,
) -> Result<DatasetInfo> {
    let mut collector = collector(file, arrays, sink)?;
    let labels = labels(file, arrays, &collector).await?;
    let (images, image) = (collector.images(), collector.image());
    let mut done = 0;
    let collect = async |numbers: &[f64]| -> Result<()> {
        collector.push(numbers)?;
        done += numbers.len() / image;
        if progress(done, images).await { Ok(()) } else { Err(Error::Stopped { file: file.to_owned() }) }
    };
    Array { file, name: "data" }.numbers(arrays, (SLICE / image).max(1) * image, collect).await?;
    collector.finish(&labels)
}

/// What takes the numbers of `data`.
fn collector<'a, S: PixelSink>(file: &str, arrays: &mut impl Arrays, sink: &'a mut S) -> Result<Collector<'a, S>> {
    let header = Array { file, name: "data" }.header(arrays)?;
    let (kind, _) = plain(&header);
    Collector::new(file, header.shape(), matches!(kind, TypeChar::Int | TypeChar::Uint), sink)
}

/// One label for each of the collector's images.
async fn labels(file: &str, arrays: &mut impl Arrays, collector: &Collector<'_, impl PixelSink>) -> Result<Vec<f64>> {
    let label = Array { file, name: "label" };
    collector.expect(label.header(arrays)?.shape())?;
    let mut labels = Vec::new();
    let keep = async |numbers: &[f64]| -> Result<()> {
        labels.extend_from_slice(numbers);
        Ok(())
    };
    label.numbers(arrays, SLICE, keep).await?;
    Ok(labels)
}

/// The labels of an `.npz`, of which nothing else is read.
///
/// # Errors
/// [`Error::Unreadable`] or [`Error::NotImages`].
pub(crate) async fn labels_alone(file: &str, arrays: &mut impl Arrays) -> Result<Vec<f64>> {
    let mut nothing = Vec::new();
    let collector = collector(file, arrays, &mut nothing)?;
    labels(file, arrays, &collector).await
}

/// The kind of an array's numbers and how many bytes each has; anything else is [`TypeChar::Object`].
fn plain(header: &NpyHeader) -> (TypeChar, u64) {
    match header.dtype() {
        DType::Plain(plain) => (plain.type_char(), plain.size_field()),
        _ => (TypeChar::Object, 0),
    }
}

/// One of the two arrays.
struct Array<'a> {
    file: &'a str,
    name: &'a str,
}

impl Array<'_> {
    /// What the array's file says of it.
    fn header(&self, arrays: &mut impl Arrays) -> Result<NpyHeader> {
        let header = NpyHeader::from_reader(arrays.open(self.name)?).map_err(|error| self.unreadable(error))?;
        if header.order() == Order::Fortran && header.shape().len() > 1 {
            return Err(self.not_images(format!(
                "`{0}` is stored in Fortran's order; save numpy.ascontiguousarray({0}) instead",
                self.name
            )));
        }
        Ok(header)
    }

    /// Gives the array's numbers, whatever their type, at most `slice` at once.
    async fn numbers(
        &self,
        arrays: &mut impl Arrays,
        slice: usize,
        take: impl AsyncFnMut(&[f64]) -> Result<()>,
    ) -> Result<()> {
        let kind = plain(&self.header(arrays)?);
        let stream = BufReader::with_capacity(1 << 16, arrays.open(self.name)?);
        let npy = NpyFile::new(stream).map_err(|error| self.unreadable(error))?;
        match kind {
            (TypeChar::Uint, 1) => self.each(npy, slice, f64::from as fn(u8) -> f64, take).await,
            (TypeChar::Uint, 2) => self.each(npy, slice, f64::from as fn(u16) -> f64, take).await,
            (TypeChar::Uint, 4) => self.each(npy, slice, f64::from as fn(u32) -> f64, take).await,
            (TypeChar::Uint, 8) => self.each(npy, slice, |value: u64| value as f64, take).await,
            (TypeChar::Int, 1) => self.each(npy, slice, f64::from as fn(i8) -> f64, take).await,
            (TypeChar::Int, 2) => self.each(npy, slice, f64::from as fn(i16) -> f64, take).await,
            (TypeChar::Int, 4) => self.each(npy, slice, f64::from as fn(i32) -> f64, take).await,
            (TypeChar::Int, 8) => self.each(npy, slice, |value: i64| value as f64, take).await,
            (TypeChar::Float, 4) => self.each(npy, slice, f64::from as fn(f32) -> f64, take).await,
            (TypeChar::Float, 8) => self.each(npy, slice, |value: f64| value, take).await,
            _ => Err(self.not_images(format!(
                "`{}` holds values of type {}, but numbers are needed",
                self.name,
                npy.dtype().descr()
            ))),
        }
    }

    async fn each<T: Deserialize>(
        &self,
        npy: NpyFile<impl Read>,
        slice: usize,
        number: impl Fn(T) -> f64,
        mut take: impl AsyncFnMut(&[f64]) -> Result<()>,
    ) -> Result<()> {
        let mut values = npy.data::<T>().map_err(|error| self.unreadable(error))?;
        let mut numbers = Vec::new();
        loop {
            numbers.clear();
            for value in values.by_ref().take(slice) {
                numbers.push(number(value.map_err(|error| self.unreadable(error))?));
            }
            if numbers.is_empty() {
                return Ok(());
            }
            take(&numbers).await?;
        }
    }

    fn unreadable(&self, error: impl std::error::Error + Send + Sync + 'static) -> Error {
        Error::unreadable_part(self.file, self.name, error)
    }

    fn not_images(&self, reason: String) -> Error {
        Error::NotImages { file: self.file.to_owned(), reason }
    }
}
