//! The plot of a repair as a PNG picture, for whoever cannot hand in SVG.
//!
//! It is goodnet-core's SVG, drawn by resvg on the processor with one font that is part of this crate (Ubuntu Light, under the
//! Ubuntu font licence), so that the page and the command line give the same bytes on every machine. A crate of its own, since
//! the page loads it only when somebody wants such a picture.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

use std::sync::Arc;

use epaint_default_fonts::UBUNTU_LIGHT;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

/// Pixels of the picture to one of the SVG's, across and down: sharp in print.
const ZOOM: f32 = 2.0;

/// The SVG could not be drawn: a mistake of goodnet's own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the plot could not be drawn: {reason}. This is a mistake in goodnet: please report it")]
pub struct NotDrawn {
    /// What resvg says.
    pub reason: String,
}

/// A PNG file, twice as wide and high as the SVG says, of the SVG that goodnet-core's `Report::plot_svg` wrote.
///
/// # Errors
/// [`NotDrawn`] when `svg` is none, or asks for a picture too large for the memory.
pub fn png(svg: &str) -> Result<Vec<u8>, NotDrawn> {
    let mut fonts = Database::new();
    fonts.load_font_data(UBUNTU_LIGHT.to_vec());
    fonts.set_sans_serif_family("Ubuntu");
    let options = Options { fontdb: Arc::new(fonts), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| NotDrawn { reason: error.to_string() })?;
    let size = tree.size().to_int_size().scale_by(ZOOM);
    let pixmap = size.and_then(|size| Pixmap::new(size.width(), size.height()));
    let mut pixmap = pixmap.ok_or_else(|| NotDrawn { reason: "it is too large".into() })?;
    resvg::render(&tree, Transform::from_scale(ZOOM, ZOOM), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| NotDrawn { reason: error.to_string() })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// The picture's size and its pixels, RGBA.
    fn drawn(svg: &str) -> ([usize; 2], Vec<[u8; 4]>) {
        let mut reader = png::Decoder::new(Cursor::new(png(svg).unwrap())).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(info.color_type, png::ColorType::Rgba);
        ([info.width as usize, info.height as usize], pixels.as_chunks::<4>().0.to_vec())
    }

    fn svg(inside: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 20\" width=\"40\" height=\"20\" \
             font-family=\"system-ui, sans-serif\" font-size=\"13\"><rect width=\"40\" height=\"20\" fill=\"#fff\"/>{inside}</svg>"
        )
    }

    #[test]
    fn the_picture_is_twice_as_large_and_opaque() {
        let (size, pixels) = drawn(&svg("<path d=\"M0 10H20\" stroke=\"#0b6e99\" stroke-width=\"2\"/>"));
        assert_eq!(size, [80, 40]);
        assert_eq!(pixels[20 * 80 + 10], [0x0b, 0x6e, 0x99, 255]);
        assert_eq!(pixels[20 * 80 + 60], [255; 4]);
        assert!(pixels.iter().all(|pixel| pixel[3] == 255));
    }

    #[test]
    fn every_character_of_the_plot_has_a_shape() {
        let shape = |text: &str| drawn(&svg(&format!("<text x=\"4\" y=\"14\">{text}</text>"))).1;
        let missing = shape("\u{4e00}");
        for character in
            (0x21..0x7f_u8).map(char::from).chain(['\u{2212}']).filter(|character| !"&<".contains(*character))
        {
            let shape = shape(&character.to_string());
            assert!(shape.iter().any(|pixel| pixel[0] < 128) && shape != missing, "the font has no {character}");
        }
    }

    #[test]
    fn what_is_no_svg_is_refused() {
        assert!(png("no markup").unwrap_err().to_string().contains("could not be drawn"));
    }
}
