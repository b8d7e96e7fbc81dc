//! Pictures as a canvas takes them.

/// Three planes, or a grey one, as opaque pixels.
pub(crate) fn rgba(planes: &[u8], channels: usize) -> Vec<u8> {
    let plane =
        |channel: usize| planes.chunks_exact(planes.len() / channels).nth(channel % channels).unwrap_or_default();
    let [red, green, blue] = [0, 1, 2].map(plane);
    red.iter().zip(green).zip(blue).flat_map(|((&red, &green), &blue)| [red, green, blue, 255]).collect()
}
