//! Data sets as NumPy saves them: an `.npz` with `data` and `label`, read as a stream.

use std::io::{BufReader, Read, Seek};

use npyz::{DType, Deserialize, NpyFile, NpyHeader, Order, TypeChar};
use zip::ZipArchive;

use crate::error::{Error, Result};
use crate::images::SLICE;
use crate::inspect::Contents;
use crate::values::{Brought, Collector};

/// Whether an archive is an `.npz`.
pub(crate) fn holds_arrays(archive: &ZipArchive<impl Read + Seek>) -> bool {
    archive.file_names().flatten().any(|name| name.ends_with(".npy"))
}

/// Reads the arrays `data` and `label`.
pub(crate) async fn read<R: Read + Seek>(
    name: &str,
    file: &str,
    archive: &mut ZipArchive<R>,
    progress: &mut impl AsyncFnMut(usize, usize) -> bool,
) -> Result<Brought> {
    let header = Array { file, name: "data" }.header(archive)?;
    let (kind, _) = plain(&header);
    let mut collector = Collector::new(file, header.shape(), matches!(kind, TypeChar::Int | TypeChar::Uint))?;
    let mut labels = Vec::new();
    let keep = async |numbers: &[f64]| -> Result<()> {
        labels.extend_from_slice(numbers);
        Ok(())
    };
    let label = Array { file, name: "label" };
    collector.expect(label.header(archive)?.shape())?;
    label.numbers(archive, SLICE, keep).await?;
    let (images, image) = (collector.images(), collector.image());
    let mut done = 0;
    let collect = async |numbers: &[f64]| -> Result<()> {
        collector.push(numbers)?;
        done += numbers.len() / image;
        if progress(done, images).await { Ok(()) } else { Err(Error::Stopped { file: file.to_owned() }) }
    };
    Array { file, name: "data" }.numbers(archive, (SLICE / image).max(1) * image, collect).await?;
    collector.finish(name, &labels)
}

/// What an `.npz` holds: nothing but its labels is read.
///
/// # Errors
/// [`Error::Unreadable`] or [`Error::NotImages`].
pub(crate) async fn inspect<R: Read + Seek>(file: &str, archive: &mut ZipArchive<R>) -> Result<Contents> {
    let header = Array { file, name: "data" }.header(archive)?;
    let (kind, _) = plain(&header);
    let collector = Collector::new(file, header.shape(), matches!(kind, TypeChar::Int | TypeChar::Uint))?;
    let label = Array { file, name: "label" };
    collector.expect(label.header(archive)?.shape())?;
    let mut labels = Vec::new();
    let keep = async |numbers: &[f64]| -> Result<()> {
        labels.extend_from_slice(numbers);
        Ok(())
    };
    label.numbers(archive, SLICE, keep).await?;
    Ok(Contents::of_labels(&labels))
}

/// The kind of an array's numbers and how many bytes each has; anything else is [`TypeChar::Object`].
fn plain(header: &NpyHeader) -> (TypeChar, u64) {
    match header.dtype() {
        DType::Plain(plain) => (plain.type_char(), plain.size_field()),
        _ => (TypeChar::Object, 0),
    }
}

/// One array of an archive.
struct Array<'a> {
    file: &'a str,
    name: &'a str,
}

impl Array<'_> {
    fn entry(&self) -> String {
        format!("{}.npy", self.name)
    }

    /// What the array's file says of it.
    fn header<R: Read + Seek>(&self, archive: &mut ZipArchive<R>) -> Result<NpyHeader> {
        let names: Vec<String> = archive.file_names().flatten().map(|name| name.into_owned()).collect();
        if !names.contains(&self.entry()) {
            let holds: Vec<&str> = names.iter().map(|name| name.trim_end_matches(".npy")).collect();
            return Err(self.not_images(format!(
                "it has no array `{}`; it holds {}. Save it with numpy.savez(file, data=.., label=..)",
                self.name,
                holds.join(", ")
            )));
        }
        let entry = archive.by_name(&self.entry()).map_err(|error| self.unreadable(&error))?;
        let header = NpyHeader::from_reader(entry).map_err(|error| self.unreadable(&error))?;
        if header.order() == Order::Fortran && header.shape().len() > 1 {
            return Err(self.not_images(format!(
                "`{0}` is stored in Fortran's order; save numpy.ascontiguousarray({0}) instead",
                self.name
            )));
        }
        Ok(header)
    }

    /// Gives the array's numbers, whatever their type, so many at once.
    async fn numbers<R: Read + Seek>(
        &self,
        archive: &mut ZipArchive<R>,
        slice: usize,
        take: impl AsyncFnMut(&[f64]) -> Result<()>,
    ) -> Result<()> {
        let kind = plain(&self.header(archive)?);
        let entry = archive.by_name(&self.entry()).map_err(|error| self.unreadable(&error))?;
        let npy = NpyFile::new(BufReader::with_capacity(1 << 16, entry)).map_err(|error| self.unreadable(&error))?;
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
        let mut values = npy.data::<T>().map_err(|error| self.unreadable(&error))?;
        let mut numbers = Vec::new();
        loop {
            numbers.clear();
            for value in values.by_ref().take(slice) {
                numbers.push(number(value.map_err(|error| self.unreadable(&error))?));
            }
            if numbers.is_empty() {
                return Ok(());
            }
            take(&numbers).await?;
        }
    }

    fn unreadable(&self, error: &dyn std::fmt::Display) -> Error {
        Error::Unreadable { file: self.file.to_owned(), reason: format!("`{}`: {error}", self.name) }
    }

    fn not_images(&self, reason: String) -> Error {
        Error::NotImages { file: self.file.to_owned(), reason }
    }
}
