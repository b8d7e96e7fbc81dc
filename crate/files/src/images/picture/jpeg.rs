//! JPEG files, by a decoder that computes in integers and has no path for some processors alone.

use std::io::Cursor;

use exif::{In, Reader, Tag};
use jpeg_decoder::{Decoder, Error, PixelFormat};

use super::planes::{LARGEST, Picture, too_large};

/// Decodes grey or colour, baseline or progressive.
pub(super) fn decode(bytes: &[u8]) -> Result<Picture, String> {
    let failed = |error: Error| error.to_string();
    let mut decoder = Decoder::new(Cursor::new(bytes));
    decoder.read_info().map_err(failed)?;
    let info = decoder.info().ok_or("it has no size")?;
    let channels = match info.pixel_format {
        PixelFormat::L8 => 1,
        PixelFormat::RGB24 => 3,
        PixelFormat::CMYK32 => return Err("it is made for printing (CMYK); save it in RGB".into()),
        PixelFormat::L16 => return Err("it has 16 bits a channel, but 8 are needed".into()),
    };
    let shape = [channels, usize::from(info.height), usize::from(info.width)];
    if shape.iter().product::<usize>() > LARGEST {
        return Err(too_large());
    }
    let samples = decoder.decode().map_err(failed)?;
    let orientation = decoder.exif_data().and_then(orientation).unwrap_or(1);
    Ok(Picture::from_samples(shape, channels, &samples).turned(orientation))
}

/// How a camera was held: 1 to 8, as Exif numbers it.
fn orientation(exif: &[u8]) -> Option<u32> {
    let exif = Reader::new().read_raw(exif.to_vec()).ok()?;
    exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0)
}

impl Picture {
    /// The picture as it is seen when it was stored in an orientation of Exif's.
    fn turned(self, orientation: u32) -> Self {
        let [channels, height, width] = self.shape;
        // Where a row and a column of the picture as it is seen were stored.
        let stored = |row: usize, column: usize| match orientation {
            2 => (row, width - 1 - column),
            3 => (height - 1 - row, width - 1 - column),
            4 => (height - 1 - row, column),
            5 => (column, row),
            6 => (height - 1 - column, row),
            7 => (height - 1 - column, width - 1 - row),
            8 => (column, width - 1 - row),
            _ => (row, column),
        };
        let (rows, columns) = match orientation {
            2..=4 => (height, width),
            5..=8 => (width, height),
            _ => return self,
        };
        let mut planes = Vec::with_capacity(self.planes.len());
        for plane in self.planes.chunks_exact(height * width) {
            for row in 0..rows {
                planes.extend((0..columns).map(|column| {
                    let (row, column) = stored(row, column);
                    plane[row * width + column]
                }));
            }
        }
        Self { shape: [channels, rows, columns], planes }
    }
}
