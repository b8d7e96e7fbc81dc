//! Data sets as the course gives them out: HDF5 with `data` and `label`, read slice by slice.

use hdf5_pure::{ChunkCacheConfig, DType, Dataset as Array, DatasetAccessProperties, File};

use super::dataset::{DatasetInfo, PixelSink};
use super::to_bytes::{Collector, SLICE};
use crate::error::{Error, Result};
use crate::source::ReadSeek;
use crate::source::hdf5::{open, unreadable};

/// Decompressed chunks that are kept, so that one that reaches over two slices is not decompressed twice: 64 MB.
const CHUNK_CACHE: ChunkCacheConfig = ChunkCacheConfig::from_h5p_cache(1 << 14, 64 << 20);

/// Reads the datasets `label` and `data`.
pub(crate) async fn read<S: PixelSink>(
    file: &str,
    source: impl ReadSeek,
    sink: &mut S,
    progress: &mut impl AsyncFnMut(usize, usize) -> bool,
) -> Result<DatasetInfo> {
    let h5 = open(file, source)?;
    let data = dataset(&h5, file, "data")?;
    let failed = |error: hdf5_pure::Error| unreadable(file, error);
    let mut collector = collector(file, &data, sink)?;
    // Labels first: what is wrong with them is told before the images are read.
    let labels = labels(file, &h5, &collector)?;
    let (images, bytes) = (collector.images(), data.dtype().map_err(failed)? == DType::U8);
    let slice = slice(collector.image(), data.chunk_shape().map_err(failed)?.as_deref());
    for first in (0..images).step_by(slice) {
        let (first_row, rows) = (first as u64, slice as u64);
        if bytes {
            collector.push_bytes(&data.read_u8_rows(first_row, rows).map_err(failed)?)?;
        } else {
            collector.push(&data.read_f64_rows(first_row, rows).map_err(failed)?)?;
        }
        if !progress(images.min(first + slice), images).await {
            return Err(Error::Stopped { file: file.to_owned() });
        }
    }
    collector.finish(&labels)
}

/// What takes the numbers of `data`.
fn collector<'a, S: PixelSink>(file: &str, data: &Array, sink: &'a mut S) -> Result<Collector<'a, S>> {
    let integers = !matches!(number_type(file, "data", data)?, DType::F32 | DType::F64);
    let dims = data.shape().map_err(|error| unreadable(file, error))?;
    Collector::new(file, &dims, integers, sink)
}

/// One label for each of the collector's images.
fn labels(file: &str, h5: &File, collector: &Collector<'_, impl PixelSink>) -> Result<Vec<f64>> {
    let failed = |error: hdf5_pure::Error| unreadable(file, error);
    let label = dataset(h5, file, "label")?;
    number_type(file, "label", &label)?;
    collector.expect(&label.shape().map_err(failed)?)?;
    label.read_f64().map_err(failed)
}

/// The labels of a file of images, of which nothing else is read.
///
/// # Errors
/// [`Error::Unreadable`] or [`Error::NotImages`].
pub(crate) fn labels_alone(file: &str, h5: &File) -> Result<Vec<f64>> {
    let data = dataset(h5, file, "data")?;
    let mut nothing = Vec::new();
    labels(file, h5, &collector(file, &data, &mut nothing)?)
}

/// How many images are read at once: whole chunks where that is not too much.
fn slice(image: usize, chunk: Option<&[u64]>) -> usize {
    let most = (SLICE / image).max(1);
    let chunk = chunk.and_then(|chunk| usize::try_from(*chunk.first()?).ok()).unwrap_or(1);
    if (1..=most).contains(&chunk) { most / chunk * chunk } else { most }
}

fn dataset(h5: &File, file: &str, wanted: &str) -> Result<Array> {
    let options = DatasetAccessProperties::new().with_chunk_cache(CHUNK_CACHE);
    let names = h5.root().datasets().map_err(|error| unreadable(file, error))?;
    if !names.iter().any(|name| name == wanted) {
        let groups = h5.root().groups().unwrap_or_default();
        let holds = match (names.as_slice(), groups.iter().any(|group| group == "model_weights")) {
            (_, true) => "it is a network that Keras saved".to_owned(),
            ([], _) => format!("it holds {}", list(&groups)),
            (names, _) => format!("it holds {}", list(names)),
        };
        return Err(Error::NotImages {
            file: file.to_owned(),
            reason: format!("it has no dataset `{wanted}`; {holds}. The course's files have `data` and `label`"),
        });
    }
    h5.dataset_with_options(wanted, options).map_err(|error| unreadable(file, error))
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "nothing".into() } else { names.join(", ") }
}

/// The type of a dataset of numbers.
fn number_type(file: &str, name: &str, dataset: &Array) -> Result<DType> {
    use DType::{F32, F64, I8, I16, I32, I64, U8, U16, U32, U64};
    match dataset.dtype().map_err(|error| unreadable(file, error))? {
        number @ (F32 | F64 | I8 | I16 | I32 | I64 | U8 | U16 | U32 | U64) => Ok(number),
        other => Err(Error::NotImages {
            file: file.to_owned(),
            reason: format!("`{name}` holds values of type {other}, but numbers are needed"),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_are_whole_chunks_where_chunks_are_small() {
        assert_eq!(slice(1 << 11, None), 64);
        assert_eq!(slice(1 << 11, Some(&[10, 3, 1, 1])), 60);
        assert_eq!(slice(1 << 11, Some(&[5000, 1, 1, 1])), 64);
        assert_eq!(slice(1 << 30, None), 1);
    }
}
