//! Photographs of the people, through the codec.

use std::ops::Range;

use goodnet_core::{ImageSet, Label};
use goodnet_faces::{Person, Photo};
use rayon::prelude::*;

use crate::codec::{archive, encode, publish};

/// The shots that the validation archive shows; training starts at 0 and never gets here.
pub const VALIDATION_SHOTS: Range<u64> = 1_000_000..1_000_001;
/// The shots that the test archive shows.
pub const TEST_SHOTS: Range<u64> = 2_000_000..2_000_001;
/// Ten more of everybody, kept out of the bundle: a second opinion on the test archive's figures.
pub const HELD_OUT_SHOTS: Range<u64> = 3_000_000..3_000_010;

/// Who is photographed.
#[derive(Debug, Clone, Copy)]
pub struct People {
    /// The seed that they come from.
    pub seed: u64,
    /// How many there are: the classes of the network.
    pub identities: u32,
}

impl People {
    /// Everybody's `shots` as an archive, in the order of their labels, and how they look when it is read.
    ///
    /// # Errors
    /// What the codec says.
    pub fn archive(self, name: &str, shots: Range<u64>) -> anyhow::Result<(Vec<u8>, ImageSet)> {
        let pictures: Vec<Vec<_>> = (0..self.identities)
            .into_par_iter()
            .map(|label| self.pictures(label, shots.clone(), publish))
            .collect::<Result<_, _>>()?;
        let bytes = archive(&pictures.concat())?;
        let images = ImageSet::from_zip(name, &bytes)?;
        Ok((bytes, images))
    }

    /// Everybody's `shots` after the codec. `seen` is called for each person that is done.
    ///
    /// # Errors
    /// What the codec says.
    pub fn images(self, name: &str, shots: Range<u64>, seen: impl Fn() + Sync) -> anyhow::Result<ImageSet> {
        let albums: Vec<ImageSet> = (0..self.identities)
            .into_par_iter()
            .map(|label| {
                // Through an archive, so that there is one decoder and one way to call it.
                let album = ImageSet::from_zip(name, &archive(&self.pictures(label, shots.clone(), encode)?)?)?;
                seen();
                Ok(album)
            })
            .collect::<anyhow::Result<_>>()?;
        let shape = albums.first().map_or([0; 3], ImageSet::shape);
        let labels = albums.iter().flat_map(|album| album.labels()).copied().collect();
        let mut pixels = Vec::with_capacity(albums.len() * shots.clone().count() * shape.iter().product::<usize>());
        for album in albums {
            pixels.extend_from_slice(album.pixels(0..album.len()));
        }
        Ok(ImageSet::new(name, shape, pixels, labels)?)
    }

    fn pictures(
        self,
        label: Label,
        shots: Range<u64>,
        encode: fn(&Photo) -> anyhow::Result<Vec<u8>>,
    ) -> anyhow::Result<Vec<(Label, Vec<u8>)>> {
        let person = Person::new(self.seed, label);
        shots.map(|shot| Ok((label, encode(&person.photograph(shot))?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_those_of_the_archive_in_the_order_of_labels() {
        let people = People { seed: 3, identities: 4 };
        let (_, archived) = people.archive("set", 5..7).unwrap();
        let images = people.images("set", 5..7, || ()).unwrap();
        assert_eq!(images, archived);
        assert_eq!(images.labels(), &[0, 0, 1, 1, 2, 2, 3, 3]);
        assert_ne!(images.pixels(0..1), images.pixels(1..2), "two shots of one person differ");
    }
}
