//! PNG files.

use std::io::Cursor;

use png::{BitDepth, ColorType, Decoder, DecodingError, Transformations};

use super::planes::{LARGEST, Picture, too_large};

/// Decodes grey, colour or palette of at most 8 bits a channel.
pub(super) fn decode(bytes: &[u8]) -> Result<Picture, String> {
    let failed = |error: DecodingError| error.to_string();
    let mut decoder = Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info().map_err(failed)?;
    let (colour, depth) = reader.output_color_type();
    if depth != BitDepth::Eight {
        return Err(format!("it has {} bits a channel, but 8 are needed", depth as u8));
    }
    let size = reader.output_buffer_size().filter(|&size| size <= LARGEST).ok_or_else(too_large)?;
    let mut samples = vec![0; size];
    let info = reader.next_frame(&mut samples).map_err(failed)?;
    samples.truncate(info.buffer_size());
    let (stored, channels) = match colour {
        ColorType::Grayscale => (1, 1),
        ColorType::GrayscaleAlpha => (2, 1),
        ColorType::Rgb => (3, 3),
        ColorType::Rgba => (4, 3),
        ColorType::Indexed => return Err("its colours could not be read".into()),
    };
    if stored > channels && samples.iter().skip(channels).step_by(stored).any(|&alpha| alpha < 255) {
        return Err("it is transparent somewhere; save it on a background".into());
    }
    Ok(Picture::from_samples([channels, info.height as usize, info.width as usize], stored, &samples))
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
        let rgb = decode(&png(ColorType::Rgb, &[1, 2, 3, 4, 5, 6])).unwrap();
        assert_eq!(rgb, Picture { shape: [3, 1, 2], planes: vec![1, 4, 2, 5, 3, 6] });
        let rgba = decode(&png(ColorType::Rgba, &[1, 2, 3, 255, 4, 5, 6, 255])).unwrap();
        assert_eq!(rgba, rgb);
        let grey = decode(&png(ColorType::Grayscale, &[7, 8])).unwrap();
        assert_eq!(grey, Picture { shape: [1, 1, 2], planes: vec![7, 8] });
        let error = decode(&png(ColorType::Rgba, &[1, 2, 3, 0, 4, 5, 6, 255])).unwrap_err();
        assert!(error.contains("transparent"), "{error}");
    }
}
