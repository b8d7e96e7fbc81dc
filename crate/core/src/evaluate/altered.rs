//! Altered copies of images, for who has few of them: mirrored, moved, lighter, darker. The same for every image, so that nothing
//! depends on chance or on which worker an image is given to.

use std::sync::Arc;

use goodnet_data::{ImageSet, Result};

/// How many different copies there are.
pub(crate) const COPIES: usize = 4;

/// What is done to an image.
struct Change {
    mirrored: bool,
    /// Pixels to the right and down; what comes in from outside repeats the edge.
    moved: [isize; 2],
    /// Per cent of its brightness.
    brightness: u32,
}

const CHANGES: [Change; COPIES] = [
    Change { mirrored: true, moved: [0, 0], brightness: 100 },
    Change { mirrored: false, moved: [2, 1], brightness: 90 },
    Change { mirrored: false, moved: [-2, -1], brightness: 110 },
    Change { mirrored: true, moved: [0, 2], brightness: 95 },
];

/// A set's images, each altered in the way `copy`, which is below [`COPIES`].
///
/// # Errors
/// What [`ImageSet::new`] gives.
pub(crate) fn altered(set: &ImageSet, copy: usize) -> Result<Arc<ImageSet>> {
    let Change { mirrored, moved: [right, down], brightness } = CHANGES[copy];
    let [_, height, width] = set.shape();
    let columns: Vec<usize> = (0..width as isize)
        .map(|x| (x - right).clamp(0, width as isize - 1) as usize)
        .map(|x| if mirrored { width - 1 - x } else { x })
        .collect();
    let rows: Vec<usize> = (0..height as isize).map(|y| (y - down).clamp(0, height as isize - 1) as usize).collect();
    let lit = |value: u8| (u32::from(value) * brightness / 100).min(255) as u8;
    let mut pixels = Vec::with_capacity(set.pixels(0..set.len()).len());
    for plane in set.pixels(0..set.len()).chunks_exact(height * width) {
        for &y in &rows {
            let row = &plane[y * width..][..width];
            pixels.extend(columns.iter().map(|&x| lit(row[x])));
        }
    }
    Ok(Arc::new(ImageSet::new(set.name().to_owned(), set.shape(), pixels, set.labels().to_vec())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_mirrored_moved_and_lit() {
        // One image of one channel, 3x4.
        let pixels = vec![10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120];
        let set = ImageSet::new("set".to_owned(), [1, 3, 4], pixels, vec![7]).unwrap();
        let copy = |copy| altered(&set, copy).unwrap().pixels(0..1).to_vec();
        assert_eq!(copy(0), [40, 30, 20, 10, 80, 70, 60, 50, 120, 110, 100, 90]);
        assert_eq!(copy(1), [9, 9, 9, 18, 9, 9, 9, 18, 45, 45, 45, 54]);
        assert_eq!(copy(2), [77, 88, 88, 88, 121, 132, 132, 132, 121, 132, 132, 132]);
        assert_eq!(copy(3)[..4], [38, 28, 19, 9]);
        assert_eq!(altered(&set, 3).unwrap().labels(), [7]);
    }
}
