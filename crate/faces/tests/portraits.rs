//! What a network that trains on these portraits may count on.

use goodnet_faces::{HEIGHT, Person, WIDTH, sunglasses};

/// Root of the mean squared difference of two photographs, in parts of 255.
fn distance(one: &[u8], other: &[u8]) -> f64 {
    let sum: f64 = one.iter().zip(other).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum();
    (sum / one.len() as f64).sqrt()
}

/// The mean of several photographs: pose, light and noise average out, the person stays.
fn mean_photo(person: &Person, shots: std::ops::Range<u64>) -> Vec<u8> {
    let count = shots.end - shots.start;
    let mut sums = vec![0u64; WIDTH * HEIGHT * 3];
    for shot in shots {
        for (sum, byte) in sums.iter_mut().zip(person.photograph(shot).rgb) {
            *sum += u64::from(byte);
        }
    }
    sums.into_iter().map(|sum| (sum / count) as u8).collect()
}

fn mean(bytes: impl Iterator<Item = u8>) -> f64 {
    let (sum, count) = bytes.fold((0.0, 0.0), |(sum, count), byte| (sum + f64::from(byte), count + 1.0));
    sum / count
}

/// FNV-1a.
fn checksum(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn a_seed_gives_the_same_bytes_everywhere() {
    let photos = [(1, 0, 0), (1, 7, 3), (1, 1282, 45), (2, 0, 0)];
    let bytes = photos.into_iter().flat_map(|(seed, identity, shot)| Person::new(seed, identity).photograph(shot).rgb);
    assert_eq!(checksum(bytes), 16_730_077_945_089_527_458, "published bundles no longer match the renderer");
}

#[test]
fn seed_identity_and_shot_each_change_the_photograph() {
    let photo = Person::new(1, 0).photograph(0).rgb;
    assert!(distance(&photo, &Person::new(2, 0).photograph(0).rgb) > 5.0);
    assert!(distance(&photo, &Person::new(1, 1).photograph(0).rgb) > 5.0);
    assert!(distance(&photo, &Person::new(1, 0).photograph(1).rgb) > 5.0);
}

#[test]
fn every_photograph_is_full_sized_and_well_exposed() {
    for identity in 0..40 {
        let person = Person::new(3, identity);
        for shot in 0..3 {
            let photo = person.photograph(shot).rgb;
            assert_eq!(photo.len(), WIDTH * HEIGHT * 3);
            let average = mean(photo.iter().copied());
            assert!((20.0..235.0).contains(&average), "person {identity}, shot {shot}: mean {average}");
            let contrast = distance(&photo, &vec![average as u8; photo.len()]);
            assert!(contrast > 12.0, "person {identity}, shot {shot}: contrast {contrast}");
            let clipped = photo.iter().filter(|byte| **byte == 0 || **byte == 255).count();
            assert!(clipped * 5 < photo.len(), "person {identity}, shot {shot}: {clipped} bytes clipped");
        }
    }
}

#[test]
fn a_person_looks_more_like_themselves_than_like_others() {
    let people: Vec<Person> = (0..24).map(|identity| Person::new(1, identity)).collect();
    let seen: Vec<Vec<u8>> = people.iter().map(|person| mean_photo(person, 0..16)).collect();
    let mut recognised = 0;
    for (identity, person) in people.iter().enumerate() {
        let again = mean_photo(person, 16..32);
        let own = distance(&again, &seen[identity]);
        let closer = seen.iter().filter(|other| distance(&again, other) < own).count();
        recognised += usize::from(closer == 0);
    }
    assert!(recognised >= 22, "only {recognised} of 24 people are nearest to themselves");
}

#[test]
fn skin_covers_the_human_range() {
    // The cheeks, below the eyes and beside the nose.
    let cheeks: Vec<f64> = (0..120)
        .map(|identity| {
            let photo = mean_photo(&Person::new(1, identity), 0..4);
            mean(
                (28..32)
                    .flat_map(|row| (13..18).map(move |column| (row * WIDTH + column) * 3))
                    .map(|index| photo[index]),
            )
        })
        .collect();
    let dark = cheeks.iter().filter(|red| **red < 135.0).count();
    let pale = cheeks.iter().filter(|red| **red > 185.0).count();
    assert!(dark >= 12 && pale >= 12, "{dark} dark and {pale} pale of 120");
}

#[test]
fn sunglasses_cover_both_eyes_and_stay_in_the_frame() {
    let worn = sunglasses();
    let picture = &worn.picture;
    assert_eq!(picture.pixels.len(), picture.width * picture.height * 4);
    assert!(worn.x + picture.width <= WIDTH && worn.y + picture.height <= HEIGHT);
    // Eyes lie 23 pixels down, 6 to 9 to each side of the middle, and move a little.
    for row in 20..=26 {
        for column in (13..=18).chain(28..=33) {
            let alpha = picture.pixels[((row - worn.y) * picture.width + column - worn.x) * 4 + 3];
            assert!(alpha > 200, "the eye shows at {column}, {row}");
        }
    }
    let seen_through = picture.pixels.chunks_exact(4).filter(|pixel| pixel[3] == 0).count();
    assert!(seen_through * 5 > picture.width * picture.height, "the glasses hide the face");
}
